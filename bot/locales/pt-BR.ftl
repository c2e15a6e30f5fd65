# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Brazilian Portuguese: você; forms that name no gender (quem administra o Quoth); a no-break space (U+00A0) between
# number and unit. [many] is whole millions.
# source: fonte, document: documento, passage: trecho, operator: quem administra o Quoth.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = Buscar nas fontes
menu-add = Adicionar às fontes
command-ask = Consulta as fontes: a resposta é citada palavra por palavra
option-question = O que você quer saber?
option-source = Só este documento ou esta pasta
option-language = Só o que está escrito neste idioma
option-private = Mostrar a resposta só para você
command-sources = Mostra quais documentos podem ser consultados
option-search = Parte de um título ou caminho
command-status = Mostra o que está indexado e com que rapidez o Quoth responde
command-sync = Lê os documentos de novo e informa o que mudou
command-add = Adiciona um arquivo aos documentos
option-file = Um documento, como PDF, Word, HTML, Markdown ou texto
option-folder = Pasta em que o arquivo será colocado
option-replace = Substituir o documento de mesmo nome
command-remove = Remove um documento; é possível desfazer
option-document = O documento a remover
command-changes = Mostra quem mudou qual documento e quando
command-unanswered = Mostra o que foi perguntado e as fontes não responderam
option-clear = Esvaziar a lista
command-channel = Define o que o Quoth responde neste canal
option-answers = O que é respondido aqui, além de /ask
option-channel-source = Responder aqui só com este documento ou esta pasta; * significa todos
command-collect = Usar um canal ou fórum como fonte, ou listar os que já são
option-collect-channel = O canal ou fórum; sem ele, são listados os que são fontes
option-collect-tag = De um fórum: só os tópicos com esta etiqueta
option-collect-stop = Deixar de usá-lo como fonte
choice-mentions = Quando mencionado
choice-questions = Todas as perguntas
choice-nothing = Nada
command-privacy = Mostra o que está guardado sobre você e permite apagar
command-help = Mostra como perguntar

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Busca feita por: { $question }
searched = { $documents ->
    [0] Nenhuma fonte consultada
    [one] Uma fonte consultada
    [many] { NUMBER($documents) } de fontes consultadas
   *[other] { NUMBER($documents) } fontes consultadas
}
passages = Trechos { $first } a { $last } de { $all }
one-passage = Trecho { $first } de { $all }
paragraph = parágrafo { $number }
line = linha { $number }
page = página { $number }
pages = páginas { $first }–{ $last }
open-link = abrir
as-file = Este trecho não pode ser mostrado aqui exatamente como está escrito, por isso vai em anexo.
above-as-file = O que está acima deste trecho vai em anexo: é longo demais para ser mostrado aqui ou não pode ser mostrado com exatidão.
gone = Este trecho não está mais nas fontes como foi citado.
not-in-sources = **Não está nas fontes.** { $documents ->
    [0] Ainda não há documentos, então não há o que citar.
    [one] O único documento não responde a isso.
    [many] Nenhum dos { NUMBER($documents) } de documentos responde a isso.
   *[other] Nenhum dos { NUMBER($documents) } documentos responde a isso.
}
nearest-note = Estes trechos são os mais próximos da pergunta. Eles não a respondem.
shared-by = Compartilhado por { $person }
button-context = No contexto
button-exact = Texto exato
button-share = Compartilhar
button-nearest = Trechos mais próximos
button-forget = Esqueça-me
button-reask = Responder à nova
button-remove = Remover
button-undo = Desfazer
button-agree-drop = Tirar { NUMBER($count) } documentos
button-agree-widen = Permitir a leitura
button-own = Buscar no que posso ler
button-contribute = Usar minhas mensagens
button-withhold = Não usar mensagens
share-limited = Nem todos que veem este canal podem ler esta resposta, por isso ela não foi compartilhada.
version = versão
characters = caracteres { $start } a { $end }
above-span = está acima · caracteres { $start } a { $end }
context-file = Os trechos ao redor vão em anexo: são longos demais para serem mostrados aqui ou não podem ser mostrados com exatidão.
rated-helpful = Marcado como útil. Obrigado!
rated-unhelpful = Marcado como pouco útil. Obrigado!
rated-nothing = Sua avaliação foi retirada.

## When there is no answer to give

empty-question = Pergunte alguma coisa: mencione-me com uma pergunta ou use /ask. Respondo com as palavras das fontes.
small-talk = Isso não é uma pergunta, então nada foi buscado. Palavras entre aspas são buscadas do jeito que estão.
queued = { $ahead ->
    [0] Nenhuma pergunta está na frente da sua.
    [one] Uma pergunta está na frente da sua.
    [many] { NUMBER($ahead) } de perguntas estão na frente da sua.
   *[other] { NUMBER($ahead) } perguntas estão na frente da sua.
} A resposta vai aparecer aqui.
busy = Há perguntas demais na fila agora. Pergunte de novo em um minuto.
cooldown = Essa foi rápida. Você pode perguntar de novo em { $seconds ->
    [0] menos de um segundo.
    [one] um segundo.
    [many] { NUMBER($seconds) } de segundos.
   *[other] { NUMBER($seconds) } segundos.
}
cooldown-button = Essa foi rápida. Você pode usar os botões de novo em { $seconds ->
    [0] menos de um segundo.
    [one] um segundo.
    [many] { NUMBER($seconds) } de segundos.
   *[other] { NUMBER($seconds) } segundos.
}
not-here = O Quoth não responde neste canal.
not-server = O Quoth não responde neste servidor.
not-role = Neste servidor, só alguns cargos podem perguntar ao Quoth.
not-direct = O Quoth não responde a mensagens diretas.
not-you = Você não tem permissão para perguntar ao Quoth.
no-source = Nenhum documento corresponde a { $source }. /sources mostra todos.
no-language = Nada está escrito em { $language }. Há documentos em: { $languages }.
no-language-there = Em { $source } não há nada escrito em { $language }, só em: { $languages }.
no-text = Não há texto para buscar nesta mensagem.
use-menu = Não consigo ver essa mensagem. Abra o menu dela: Aplicativos › { menu-find }.
not-ready = Os documentos ainda estão sendo lidos. Pergunte de novo daqui a pouco.
nothing-indexed = Ainda não há documentos indexados. Quem administra o Quoth precisa adicionar alguns.
failed = Algo deu errado. Quem administra o Quoth encontra o motivo no registro, em { $id }.
stale-button = Este botão é de uma resposta que não está mais guardada. Pergunte de novo.
question-edited = A pergunta foi editada depois da resposta.
asker-only = Só quem perguntou pode fazer isso.
no-files = Não posso anexar arquivos aqui, e a resposta não pode ser mostrada sem um. Quem gerencia este canal pode permitir isso.

## Operating

operators-only = Só quem administra o Quoth pode fazer isso.
managers-only = Só quem pode gerenciar este canal pode definir o que é respondido nele.
sources-title = { $documents ->
    [0] Nenhum documento
    [one] Um documento
    [many] { NUMBER($documents) } de documentos
   *[other] { NUMBER($documents) } documentos
}
sources-none = Nenhum documento corresponde a { $search }.
sources-page = Página { $page } de { $pages }
sources-passages = { $passages ->
    [0] nenhum trecho
    [one] um trecho
    [many] { NUMBER($passages) } de trechos
   *[other] { NUMBER($passages) } trechos
}
status-title = Quoth
status-index = Índice: geração { NUMBER($generation) }, { $documents ->
    [0] nenhum documento
    [one] um documento
    [many] { NUMBER($documents) } de documentos
   *[other] { NUMBER($documents) } documentos
}, { $passages ->
    [0] nenhum trecho
    [one] um trecho
    [many] { NUMBER($passages) } de trechos
   *[other] { NUMBER($passages) } trechos
}
status-model = Modelo: { $model }
status-languages = Idiomas: { $languages }
status-latency = Respostas: metade em até { $p50 } ms, 95 % em até { $p95 } ms, 99 % em até { $p99 } ms ({ NUMBER($answers) } desde o início)
status-no-latency = Respostas: nenhuma desde o início
status-uptime = Em execução há { $time }
status-sync = Lendo os documentos neste momento
status-consent = Uma mudança nos documentos aguarda seu consentimento; `/sync` o pede
sync-running = Os documentos já estão sendo lidos; o relatório virá em seguida.
sync-started = Lendo os documentos…
sync-nothing = Nada mudou.
sync-added = Adicionados: { $names }
sync-changed = Alterados: { $names }
sync-moved = Movidos: { $names }
sync-removed = Removidos: { $names }
sync-skipped = Deixados de fora: { $names }
sync-suspect = Talvez não lidos por completo: { $names }
sync-newly-read = Versões anteriores do Quoth não conseguiam ler estes; se não devem ser citados, indique-os em .quothignore, ou os formatos a ler em SEEDS_FORMATS: { $names }
sync-access-waiting = Aberto a mais pessoas assim que alguém concordar, e não antes: { $names }
sync-access-faults = Fechado para todos, porque não dá para entender as regras: { $names }
sync-origin-faults = Fontes que não puderam ser obtidas; o que tinham continua: { $names }
unread = O modelo { $model } não lê o idioma de { $documents ->
    [0] nenhum documento
    [one] um documento
    [many] { NUMBER($documents) } de documentos
   *[other] { NUMBER($documents) } documentos
}, por isso encontra pouco ali: { $languages }.
unread-advice = Defina EMBEDDING_MODEL=multilingual e leia os documentos de novo.
sync-and-more = e mais { NUMBER($count) }
sync-total = { $documents ->
    [0] Nenhum documento
    [one] Um documento
    [many] { NUMBER($documents) } de documentos
   *[other] { NUMBER($documents) } documentos
}, { $passages ->
    [0] nenhum trecho
    [one] um trecho
    [many] { NUMBER($passages) } de trechos
   *[other] { NUMBER($passages) } trechos
}; vetorizados em { $seconds } s: { NUMBER($embedded) }
sync-failed = Não foi possível ler os documentos: { $reason }
sync-long = Os documentos ainda estão sendo lidos, e o Discord não aceita mais um relatório tão tarde. /status mostra quando termina.
change-added = { $path } foi adicionado.
change-replaced = { $path } foi substituído.
change-removed = { $path } foi removido.
change-failed = { $path } fica como estava: { $reason }.
change-stale = { $path } mudou desde então e por isso fica como está.
stale-change = Este botão não faz mais nada: aquilo de que tratava não existe mais, ou você não pode mudá-lo.
remove-sure = Remover { $path }? O texto não vai mais responder a ninguém. É possível desfazer.
changes-title = Quem mudou qual documento
changes-none = Nenhuma mudança de documento está anotada.
add-exists = { $path } já existe. Ative “replace” para colocar este arquivo no lugar.
add-type = { $name } é de um tipo que o Quoth não lê. Ele lê: { $types }.
add-size = { $name } é grande demais: um arquivo pode ter no máximo { $limit } MB.
add-name = { $name } não é um nome que um documento possa ter.
add-unreadable = Não é possível ler { $name }, por isso não foi adicionado: { $reason }
add-twin = { $name } fica de fora, porque { $other } só difere em maiúsculas ou acentos: em alguns sistemas, os dois são o mesmo arquivo.
add-elsewhere = Você só pode mudar documentos em: { $folders }
add-invisible = { $name } contém caracteres que ninguém vê, por exemplo sem largura ou que invertem a direção da escrita. Mude o nome.
add-hidden = { $name } começa com um ponto. Esses arquivos são ocultos, e aqui não são lidos nem mudados.
add-lock = { $name } é um arquivo de bloqueio do Office, não um documento.
add-ignored = { $name } está em um .quothignore e por isso não seria lido.
unanswered-off = Perguntas sem resposta não são guardadas. DISCORD_KEEP_UNANSWERED=true ativa isso.
unanswered-none = Não há perguntas sem resposta.
unanswered-title = Perguntado, mas não está nas fontes
unanswered-times = { $count ->
    [0] nenhuma vez
    [one] uma vez
    [many] { NUMBER($count) } de vezes
   *[other] { NUMBER($count) } vezes
}
unanswered-cleared = A lista está vazia agora.
unanswered-server = Use /unanswered em um servidor: ele mostra o que foi perguntado lá.
unanswered-private = { $count ->
    [0] Nenhuma pergunta foi feita em particular.
    [one] Uma pergunta foi feita em particular e não é mostrada.
    [many] { NUMBER($count) } de perguntas foram feitas em particular e não são mostradas.
   *[other] { NUMBER($count) } perguntas foram feitas em particular e não são mostradas.
}
channel-mentions = Neste canal, o Quoth responde quando é mencionado.
channel-questions = Neste canal e nos seus tópicos, o Quoth responde a todas as perguntas.
channel-nothing = Neste canal, o Quoth só responde a /ask.
channel-source-set = Só com: { $source }
channel-of-thread = Isto vale só para este tópico: { $channel }
channel-of-parent = Isto vale para { $channel } e seus tópicos, inclusive este.
channel-operators = Isso foi definido por quem administra o Quoth. Só essas pessoas podem permitir mais aqui.
channel-needs-intent = Para ver perguntas que não o mencionam, o Quoth precisa do “Message Content Intent”. Quem administra o Quoth o ativa no portal de desenvolvedores do Discord e define DISCORD_READ_MESSAGES=true.
collect-added = Esta mensagem agora é uma fonte e poderá ser citada em instantes, para quem pode ler o canal dela.
collect-already = Esta mensagem já é uma fonte.
collect-refused = Quem a escreveu não quer que suas mensagens sejam fontes.
collect-no-text = Só pode ser fonte uma mensagem com texto que todos no canal possam ler.
collect-left-out = Esta mensagem não é mais uma fonte.
collect-server = Use /collect em um servidor.
collect-needs-intent = Para ler canais, o Quoth precisa do Message Content Intent. Quem administra o Quoth o ativa no portal de desenvolvedores do Discord e define DISCORD_READ_MESSAGES=true. Mensagens avulsas podem ser adicionadas sem ele: Aplicativos › { menu-add }.
collect-unreadable = O Quoth não consegue ler este canal. Ele precisa das permissões “Ver canal” e “Ver histórico de mensagens”.
collect-no-forum = Só fóruns têm etiquetas. Deixe “tag” de fora.
collect-tag = De um fórum, só são fontes os tópicos com uma certa etiqueta. Diga qual; há: { $tags }
collect-begun = { $channel } está sendo lido, até as últimas { NUMBER($count) } mensagens, e será acompanhado a partir de agora. Só viram fontes as mensagens de quem administra o Quoth e de quem concorda em /privacy.
collect-stopped = { $channel } não é mais uma fonte. As mensagens adicionadas uma a uma ficam.
collect-none = Nada no Discord é uma fonte aqui.
collect-title = Fontes no Discord
collect-single = adicionadas uma a uma
collect-count = { $count ->
    [0] nenhuma mensagem ainda
    [one] uma mensagem
    [many] { NUMBER($count) } de mensagens
   *[other] { NUMBER($count) } mensagens
}

## Privacy and help

privacy = **O que o Quoth guarda sobre você:** { $answers ->
    [0] nenhuma pergunta
    [one] uma pergunta
    [many] { NUMBER($answers) } de perguntas
   *[other] { NUMBER($answers) } perguntas
}, { $feedback ->
    [0] nenhuma avaliação
    [one] uma avaliação
    [many] { NUMBER($feedback) } de avaliações
   *[other] { NUMBER($feedback) } avaliações
}{ $unanswered ->
    [0] {""}
    [one] , uma pergunta sem resposta na lista de quem administra o Quoth
    [many] , { NUMBER($unanswered) } de perguntas sem resposta na lista de quem administra o Quoth
   *[other] , { NUMBER($unanswered) } perguntas sem resposta na lista de quem administra o Quoth
}.
    As perguntas ficam guardadas com o seu ID do Discord por { $days ->
    [0] menos de um dia
    [one] um dia
    [many] { NUMBER($days) } de dias
   *[other] { NUMBER($days) } dias
}, para que os botões e as perguntas de acompanhamento funcionem, e depois são apagadas. Os registros não contêm perguntas. Fora o que é dito no Discord, nada sai do computador em que o Quoth funciona.
privacy-changes = A lista de documentos mudados, para quem administra o Quoth, cita você. Se você pedir para ser esquecido, ela guarda as mudanças sem você.
privacy-digest = Um resumo para quem administra o Quoth pode mostrar o texto de perguntas públicas sem resposta, mas não quem perguntou. O que foi publicado lá fica, mesmo que você peça para ser esquecido.
privacy-collected = { $count ->
    [0] Nenhuma das suas mensagens é uma fonte.
    [one] Uma das suas mensagens é uma fonte; seu ID é guardado com ela e nunca mostrado.
    [many] { NUMBER($count) } das suas mensagens são fontes; seu ID é guardado com elas e nunca mostrado.
   *[other] { NUMBER($count) } das suas mensagens são fontes; seu ID é guardado com elas e nunca mostrado.
}
contributes = Suas mensagens em canais usados como fonte podem ser citadas.
contributes-not = Nenhuma das suas mensagens pode ser uma fonte.
forgotten = Tudo o que o Quoth guardava sobre você foi apagado. As respostas que você recebeu continuam no Discord.
help = **Pergunte com /ask ou mencione { $bot } com uma pergunta.** Para continuar, responda a uma resposta. Para buscar o que alguém escreveu, abra o menu de uma mensagem: Aplicativos › { menu-find }.
    Cada resposta é uma citação palavra por palavra das fontes, com o lugar em que está. Quando as fontes não respondem a uma pergunta, eu digo isso.

digest-day = Perguntas de { $date }
digest-week = Perguntas de { $first } a { $last }
digest-counts = Perguntas: { NUMBER($asked) } · respondidas: { NUMBER($answered) } · fora das fontes: { NUMBER($refused) }
digest-before = No mesmo tempo antes: { NUMBER($asked) } perguntas, { NUMBER($answered) } respondidas
digest-times = Tempo de resposta: mediana de { NUMBER($median) } ms, no máximo { NUMBER($most) } ms
digest-legend = { $answered } respondidas, { $refused } fora das fontes
digest-hours = horas em UTC
digest-not-found = O que mais vezes não foi encontrado
digest-unquoted = Nunca citados: { NUMBER($count) } de { NUMBER($documents) } documentos

menu-pin = Fixar um trecho
command-pins = Listar e remover o que está fixado neste servidor
pin-title = Qual trecho responde a “{ $question }”?
pin-nothing = Nenhum trecho desta resposta existe mais, ou você não pode lê-lo. Procure outro.
pin-none = Só podem ser fixadas respostas do Quoth neste servidor cujas perguntas ainda estão guardadas.
pin-followup = Esta pergunta continuava outra. Faça-a de novo por inteiro e fixe um trecho.
pin-done = Fixado. Neste servidor, este trecho agora vem primeiro para “{ $question }” e para perguntas com o mesmo sentido. /pins lista e remove o que está fixado.
button-pin-search = Procurar…
pin-search-title = Procurar um trecho
pin-search-words = Pergunta ou palavras-chave
pins-title = Fixados neste servidor: { NUMBER($count) }
pins-none = Nada está fixado neste servidor.
pinned = fixado
