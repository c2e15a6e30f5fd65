# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Spanish, for Spain and Latin America: tú; forms that name no gender (quien administra Quoth); a no-break space
# (U+00A0) between number and unit. [many] is whole millions.
# source: fuente, document: documento, passage: fragmento, operator: quien administra Quoth.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = Buscar en las fuentes
menu-add = Añadir a las fuentes
command-ask = Consulta las fuentes: la respuesta se cita palabra por palabra
option-question = ¿Qué quieres saber?
option-source = Solo este documento o esta carpeta
option-language = Solo lo que está escrito en este idioma
option-private = Mostrar la respuesta solo para ti
command-sources = Muestra qué documentos se pueden consultar
option-search = Parte de un título o de una ruta
command-status = Muestra qué está indexado y con qué rapidez responde Quoth
command-sync = Vuelve a leer los documentos e informa de lo que ha cambiado
command-add = Añade un archivo a los documentos
option-file = Un documento, por ejemplo PDF, Word, HTML, Markdown o texto
option-folder = Carpeta donde ponerlo
option-replace = Reemplazar el documento del mismo nombre
command-remove = Quita un documento; se puede deshacer
option-document = El documento que se quita
command-changes = Muestra quién cambió qué documento y cuándo
command-unanswered = Muestra lo que se preguntó y las fuentes no respondieron
option-clear = Vaciar la lista
command-channel = Define a qué responde Quoth en este canal
option-answers = A qué responde Quoth aquí, además de a /ask
option-channel-source = Responder aquí solo a partir de este documento o carpeta; * para todos
command-collect = Usar un canal o foro como fuente, o ver los que ya lo son
option-collect-channel = El canal o foro; sin él, se muestran los que son fuentes
option-collect-tag = De un foro: solo los hilos con esta etiqueta
option-collect-stop = Dejar de usarlo como fuente
choice-mentions = A las menciones
choice-questions = A todas las preguntas
choice-nothing = A nada
command-privacy = Muestra qué se guarda sobre ti y permite borrarlo
command-help = Muestra cómo preguntar

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Se ha buscado: { $question }
searched = { $documents ->
    [one] Una fuente consultada
    [many] { NUMBER($documents) } de fuentes consultadas
   *[other] { NUMBER($documents) } fuentes consultadas
}
passages = Fragmentos { $first } a { $last } de { $all }
one-passage = Fragmento { $first } de { $all }
paragraph = párrafo { $number }
line = línea { $number }
page = página { $number }
pages = páginas { $first }–{ $last }
open-link = abrir
as-file = Este fragmento no se puede mostrar aquí exactamente como está escrito, así que va adjunto.
above-as-file = Lo que está encima de este fragmento va adjunto: es demasiado largo para mostrarlo aquí, o no se puede mostrar con exactitud.
gone = Este fragmento ya no está en las fuentes tal como se citó.
not-in-sources = **No está en las fuentes.** { $documents ->
    [0] Todavía no hay documentos, así que no hay nada que citar.
    [one] El único documento no responde a esta pregunta.
    [many] Ninguno de los { NUMBER($documents) } de documentos responde a esta pregunta.
   *[other] Ninguno de los { NUMBER($documents) } documentos responde a esta pregunta.
}
nearest-note = Estos fragmentos son los más cercanos a la pregunta. No la responden.
shared-by = Compartido por { $person }
button-context = En contexto
button-exact = Texto exacto
button-share = Compartir
button-nearest = Fragmentos más cercanos
button-forget = Olvídame
button-reask = Responder a la nueva
button-remove = Quitar
button-undo = Deshacer
button-agree-drop = Quitar { NUMBER($count) } documentos
button-agree-widen = Permitir la lectura
button-own = Buscar con mis permisos
button-contribute = Usar mis mensajes
button-withhold = No usar mis mensajes
share-limited = No todas las personas que ven este canal pueden leer esta respuesta, así que no se ha compartido.
version = versión
characters = caracteres { $start } a { $end }
above-span = está encima · caracteres { $start } a { $end }
context-file = Los fragmentos de alrededor van adjuntos: son demasiado largos para mostrarlos aquí, o no se pueden mostrar con exactitud.
rated-helpful = Anotado como útil. ¡Gracias!
rated-unhelpful = Anotado como poco útil. ¡Gracias!
rated-nothing = Tu valoración se ha retirado.

## When there is no answer to give

empty-question = Pregúntame algo: mencióname con una pregunta o usa /ask. Respondo con las palabras de las fuentes.
small-talk = Eso no es una pregunta, así que no se ha buscado nada. Las palabras entre comillas se buscan tal cual.
queued = { $ahead ->
    [one] Hay una pregunta antes que la tuya.
    [many] Hay { NUMBER($ahead) } de preguntas antes que la tuya.
   *[other] Hay { NUMBER($ahead) } preguntas antes que la tuya.
} La respuesta aparecerá aquí.
busy = Ahora mismo hay demasiadas preguntas en espera. Vuelve a preguntar dentro de un minuto.
cooldown = Eso fue rápido. Puedes volver a preguntar dentro de { $seconds ->
    [one] un segundo.
    [many] { NUMBER($seconds) } de segundos.
   *[other] { NUMBER($seconds) } segundos.
}
cooldown-button = Eso fue rápido. Podrás volver a usar los botones dentro de { $seconds ->
    [one] un segundo.
    [many] { NUMBER($seconds) } de segundos.
   *[other] { NUMBER($seconds) } segundos.
}
not-here = Quoth no responde en este canal.
not-server = Quoth no responde en este servidor.
not-role = En este servidor, solo algunos roles pueden preguntar a Quoth.
not-direct = Quoth no responde a mensajes directos.
not-you = No tienes permiso para preguntar a Quoth.
no-source = Ningún documento coincide con { $source }. /sources los muestra todos.
no-language = No hay nada escrito en { $language }. Hay documentos en: { $languages }.
no-language-there = En { $source } no hay nada escrito en { $language }, solo en: { $languages }.
no-text = En este mensaje no hay texto que buscar.
use-menu = No puedo ver ese mensaje. Abre su menú: Aplicaciones › { menu-find }.
not-ready = Todavía se están leyendo los documentos. Vuelve a preguntar dentro de un momento.
nothing-indexed = Todavía no hay documentos indexados. Primero hay que añadir alguno.
failed = Algo salió mal. Quien administra Quoth puede ver el motivo en el registro (referencia: { $id }).
stale-button = Este botón es de una respuesta que ya no se guarda. Vuelve a preguntar.
question-edited = La pregunta se editó después de responderla.
asker-only = Solo puede hacerlo quien preguntó.
no-files = No puedo adjuntar archivos aquí, y la respuesta no se puede mostrar sin uno. Quien administra este canal puede permitirlo.

## Operating

operators-only = Solo quienes administran Quoth pueden hacer esto.
managers-only = Solo quienes pueden gestionar este canal pueden definir a qué se responde en él.
sources-title = { $documents ->
    [one] Un documento
    [many] { NUMBER($documents) } de documentos
   *[other] { NUMBER($documents) } documentos
}
sources-none = Ningún documento coincide con { $search }.
sources-page = Página { $page } de { $pages }
sources-passages = { $passages ->
    [one] un fragmento
    [many] { NUMBER($passages) } de fragmentos
   *[other] { NUMBER($passages) } fragmentos
}
status-title = Quoth
status-index = Índice: generación { NUMBER($generation) }, { $documents ->
    [one] un documento
    [many] { NUMBER($documents) } de documentos
   *[other] { NUMBER($documents) } documentos
}, { $passages ->
    [one] un fragmento
    [many] { NUMBER($passages) } de fragmentos
   *[other] { NUMBER($passages) } fragmentos
}
status-model = Modelo: { $model }
status-languages = Idiomas: { $languages }
status-latency = Respuestas: la mitad en { $p50 } ms como máximo, el 95 % en { $p95 } ms, el 99 % en { $p99 } ms ({ NUMBER($answers) } desde el inicio)
status-no-latency = Respuestas: ninguna desde el inicio
status-uptime = En marcha desde hace { $time }
status-sync = En este momento se están leyendo los documentos
status-consent = Un cambio en los documentos espera tu consentimiento; `/sync` lo pide
sync-running = Los documentos ya se están leyendo; después llegará el informe.
sync-started = Leyendo los documentos…
sync-nothing = Nada ha cambiado.
sync-added = Añadidos: { $names }
sync-changed = Modificados: { $names }
sync-moved = Movidos: { $names }
sync-removed = Eliminados: { $names }
sync-skipped = Omitidos: { $names }
# Stands after names of documents, and after questions.
sync-suspect = Quizá no leídos por completo: { $names }
sync-newly-read = Las versiones anteriores de Quoth no podían leer estos; si no deben citarse, nómbralos en .quothignore, o los formatos que se leen en SEEDS_FORMATS: { $names }
sync-access-waiting = Abierto a más personas en cuanto alguien lo acepte, y no antes: { $names }
sync-access-faults = Cerrado para todo el mundo, porque las reglas no se entienden: { $names }
sync-origin-faults = Fuentes que no se pudieron obtener; lo que tenían se conserva: { $names }
unread = El modelo { $model } no lee el idioma de { $documents ->
    [one] un documento
    [many] { NUMBER($documents) } de documentos
   *[other] { NUMBER($documents) } documentos
}, por lo que allí se encuentra poco: { $languages }.
unread-advice = Pon EMBEDDING_MODEL=multilingual y vuelve a leer los documentos.
sync-and-more = y { NUMBER($count) } más
sync-total = { $documents ->
    [one] Un documento
    [many] { NUMBER($documents) } de documentos
   *[other] { NUMBER($documents) } documentos
}, { $passages ->
    [one] un fragmento
    [many] { NUMBER($passages) } de fragmentos
   *[other] { NUMBER($passages) } fragmentos
}; { $embedded ->
    [one] { NUMBER($embedded) } vectorizado
   *[other] { NUMBER($embedded) } vectorizados
} en { $seconds } s
sync-failed = No se pudieron leer los documentos: { $reason }
sync-long = Los documentos se siguen leyendo; tan tarde Discord ya no acepta un informe. /status muestra cuándo termina.
change-added = { $path } se ha añadido.
change-replaced = { $path } se ha reemplazado.
change-removed = { $path } se ha quitado.
change-failed = { $path } queda como estaba: { $reason }.
change-stale = { $path } ha cambiado desde entonces y por eso queda como está.
stale-change = Este botón ya no hace nada: aquello de lo que trataba ya no existe, o no puedes cambiarlo.
remove-sure = ¿Quitar { $path }? Su texto ya no responderá a nadie. Se puede deshacer.
changes-title = Quién cambió qué documento
changes-none = No hay ningún cambio de documentos anotado.
add-exists = { $path } ya existe. Activa «replace» para reemplazarlo por este archivo.
add-type = { $name } es de un tipo que Quoth no lee. Tipos aceptados: { $types }.
add-size = { $name } es demasiado grande: un archivo puede ocupar como máximo { $limit } MB.
add-name = { $name } no es un nombre que pueda tener un documento.
add-unreadable = { $name } no se puede leer, así que no se ha añadido: { $reason }
add-twin = { $name } no se añade, porque { $other } solo se distingue por mayúsculas o acentos: en algunos sistemas son el mismo archivo.
add-elsewhere = Solo puedes cambiar documentos en: { $folders }
add-invisible = { $name } contiene caracteres que nadie ve, por ejemplo sin anchura o que invierten el sentido de la escritura. Cámbiale el nombre.
add-hidden = { $name } empieza por un punto. Esos archivos están ocultos, y aquí ni se leen ni se cambian.
add-lock = { $name } es un archivo de bloqueo de Office, no un documento.
add-ignored = { $name } figura en un .quothignore, así que no se leería.
unanswered-off = Las preguntas sin respuesta no se guardan. Para guardarlas: DISCORD_KEEP_UNANSWERED=true.
unanswered-none = No hay preguntas sin respuesta.
unanswered-title = Se preguntó y no está en las fuentes
unanswered-times = { $count ->
    [one] una vez
    [many] { NUMBER($count) } de veces
   *[other] { NUMBER($count) } veces
}
unanswered-cleared = La lista está vacía ahora.
unanswered-server = Usa /unanswered en un servidor: muestra lo que se preguntó allí.
unanswered-private = { $count ->
    [one] Una pregunta se hizo en privado y no se muestra.
    [many] { NUMBER($count) } de preguntas se hicieron en privado y no se muestran.
   *[other] { NUMBER($count) } preguntas se hicieron en privado y no se muestran.
}
channel-mentions = En este canal, Quoth responde cuando se le menciona.
channel-questions = En este canal y sus hilos, Quoth responde a todas las preguntas.
channel-nothing = En este canal, Quoth solo responde a /ask.
channel-source-set = Solo a partir de: { $source }
channel-of-thread = Esto vale solo para este hilo: { $channel }
channel-of-parent = Esto vale para { $channel } y sus hilos, también este.
channel-operators = Esto lo han fijado quienes administran Quoth. Solo ellos pueden permitir más aquí.
channel-needs-intent = Para ver las preguntas que no lo mencionan, Quoth necesita la opción «Message Content Intent». Quien administra Quoth la activa en el portal de desarrolladores de Discord y define DISCORD_READ_MESSAGES=true.
collect-added = Este mensaje es ahora una fuente y se podrá citar en un momento, para quienes pueden leer su canal.
collect-already = Este mensaje ya es una fuente.
collect-refused = Quien lo escribió no quiere que sus mensajes sean fuentes.
collect-no-text = Solo puede ser fuente un mensaje con texto que puedan leer todos en su canal.
collect-left-out = Este mensaje ya no es una fuente.
collect-server = Usa /collect en un servidor.
collect-needs-intent = Para leer canales, Quoth necesita el Message Content Intent. Quien administra Quoth lo activa en el portal de desarrolladores de Discord y pone DISCORD_READ_MESSAGES=true. Un mensaje suelto se puede añadir sin él: Aplicaciones › { menu-add }.
collect-unreadable = Quoth no puede leer este canal. Necesita allí los permisos «Ver canal» y «Leer el historial de mensajes».
collect-no-forum = Solo los foros tienen etiquetas. Deja «tag» sin indicar.
collect-tag = De un foro, solo son fuentes los hilos con una etiqueta. Indica cuál; hay: { $tags }
collect-begun = Se está leyendo { $channel }, hasta sus últimos { NUMBER($count) } mensajes, y se seguirá a partir de ahora. Solo se convierten en fuentes los mensajes de quienes administran Quoth y de quienes lo aceptan en /privacy.
collect-stopped = { $channel } ya no es una fuente. Los mensajes añadidos uno a uno se quedan.
collect-none = Aquí nada de Discord es una fuente.
collect-title = Fuentes en Discord
collect-single = añadidos uno a uno
collect-count = { $count ->
    [0] ningún mensaje todavía
    [one] un mensaje
    [many] { NUMBER($count) } de mensajes
   *[other] { NUMBER($count) } mensajes
}

## Privacy and help

privacy = **Lo que Quoth guarda sobre ti:** { $answers ->
    [0] ninguna pregunta
    [one] una pregunta
    [many] { NUMBER($answers) } de preguntas
   *[other] { NUMBER($answers) } preguntas
}, { $feedback ->
    [0] ninguna valoración
    [one] una valoración
    [many] { NUMBER($feedback) } de valoraciones
   *[other] { NUMBER($feedback) } valoraciones
}{ $unanswered ->
    [0] {""}
    [one] , una pregunta sin respuesta en la lista para quienes administran Quoth
    [many] , { NUMBER($unanswered) } de preguntas sin respuesta en la lista para quienes administran Quoth
   *[other] , { NUMBER($unanswered) } preguntas sin respuesta en la lista para quienes administran Quoth
}.
    Las preguntas se guardan con tu ID de Discord durante { $days ->
    [one] un día
    [many] { NUMBER($days) } de días
   *[other] { NUMBER($days) } días
}, para que funcionen los botones y las preguntas de seguimiento, y después se borran. Los registros no contienen preguntas. Aparte de lo que se dice en Discord, nada sale del equipo en el que funciona Quoth.
privacy-changes = La lista de documentos cambiados para quienes administran Quoth te nombra. Si pides que se te olvide, conserva los cambios sin ti.
privacy-digest = Un resumen para quienes administran Quoth puede mostrar el texto de preguntas públicas sin respuesta, pero no quién las hizo. Lo publicado allí se queda aunque pidas que se te olvide.
privacy-collected = { $count ->
    [0] Ninguno de tus mensajes es una fuente.
    [one] Uno de tus mensajes es una fuente; tu ID se guarda con él y nunca se muestra.
    [many] { NUMBER($count) } de tus mensajes son fuentes; tu ID se guarda con ellos y nunca se muestra.
   *[other] { NUMBER($count) } de tus mensajes son fuentes; tu ID se guarda con ellos y nunca se muestra.
}
contributes = Tus mensajes en canales usados como fuente se pueden citar.
contributes-not = Ninguno de tus mensajes puede ser una fuente.
forgotten = Todo lo que Quoth guardaba sobre ti se ha borrado. Las respuestas que recibiste siguen en Discord.
help = **Pregunta con /ask, o menciona a { $bot } con una pregunta.** Para seguir preguntando, responde a una respuesta. Para buscar lo que alguien escribió, abre el menú de un mensaje: Aplicaciones › { menu-find }.
    Cada respuesta es una cita palabra por palabra de las fuentes, con el lugar donde está. Cuando las fuentes no lo dicen, lo digo.

digest-day = Preguntas del { $date }
digest-week = Preguntas del { $first } al { $last }
digest-counts = Preguntas: { NUMBER($asked) } · respondidas: { NUMBER($answered) } · no están en las fuentes: { NUMBER($refused) }
digest-before = En el mismo tiempo anterior: { NUMBER($asked) } preguntas, { NUMBER($answered) } respondidas
digest-times = Tiempo de respuesta: { NUMBER($median) } ms de mediana, { NUMBER($most) } ms como máximo
digest-legend = { $answered } respondidas, { $refused } no están en las fuentes
digest-hours = horas en UTC
digest-not-found = Lo que más veces no se encontró
digest-unquoted = Nunca citados: { NUMBER($count) } de { NUMBER($documents) } documentos

menu-pin = Fijar un pasaje
command-pins = Ver y quitar lo que está fijado en este servidor
pin-title = ¿Qué pasaje responde a «{ $question }»?
pin-nothing = Ningún pasaje de esta respuesta existe ya, o no puedes leerlo. Busca otro.
pin-none = Solo se pueden fijar las respuestas de Quoth en este servidor cuyas preguntas siguen guardadas.
pin-followup = Esta pregunta continuaba otra. Hazla de nuevo completa y fija un pasaje.
pin-done = Fijado. En este servidor, este pasaje aparece ahora primero para «{ $question }» y para las preguntas con el mismo sentido. /pins muestra y quita lo fijado.
button-pin-search = Buscar…
pin-search-title = Buscar un pasaje
pin-search-words = Pregunta o palabras clave
pins-title = Fijados en este servidor: { NUMBER($count) }
pins-none = No hay nada fijado en este servidor.
pinned = fijado
