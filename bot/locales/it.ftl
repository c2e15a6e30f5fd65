# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Italian: tu; forms that name no gender (chi gestisce Quoth); a no-break space (U+00A0) between number and unit.
# [many] is whole millions.
# source: fonte, document: documento, passage: passo, operator: chi gestisce Quoth.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = Cerca nelle fonti
menu-add = Aggiungi alle fonti
command-ask = Interroga le fonti: la risposta viene citata parola per parola
option-question = Che cosa vuoi sapere?
option-source = Solo questo documento o questa cartella
option-language = Solo ciò che è scritto in questa lingua
option-private = Mostra la risposta solo a te
command-sources = Mostra quali documenti si possono interrogare
option-search = Parte di un titolo o di un percorso
command-status = Mostra che cosa è indicizzato e quanto è veloce Quoth a rispondere
command-sync = Rilegge i documenti e riferisce che cosa è cambiato
command-add = Aggiunge un file ai documenti
option-file = Un documento, per esempio PDF, Word, HTML, Markdown o testo
option-folder = Cartella in cui metterlo
option-replace = Sostituisci il documento con lo stesso nome
command-remove = Rimuove un documento; si può annullare
option-document = Il documento da rimuovere
command-changes = Mostra chi ha cambiato quale documento e quando
command-unanswered = Mostra che cosa è stato chiesto senza trovare risposta nelle fonti
option-clear = Svuota l’elenco
command-channel = Stabilisce a che cosa risponde Quoth in questo canale
option-answers = A che cosa si risponde qui, oltre a /ask
option-channel-source = Rispondi qui solo da questo documento o da questa cartella; * significa tutti
command-collect = Usare un canale o forum come fonte, o elencare quelli in uso
option-collect-channel = Il canale o forum; senza, l’elenco di quelli in uso
option-collect-tag = Di un forum: solo i thread con questo tag
option-collect-stop = Non usarlo più come fonte
choice-mentions = Alle menzioni
choice-questions = A ogni domanda
choice-nothing = A niente
command-privacy = Mostra che cosa viene conservato su di te e permette di cancellarlo
command-help = Mostra come fare domande

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Ricerca fatta per: { $question }
searched = { $documents ->
    [one] Una fonte consultata
    [many] { NUMBER($documents) } di fonti consultate
   *[other] { NUMBER($documents) } fonti consultate
}
passages = Passi { $first }–{ $last } di { $all }
one-passage = Passo { $first } di { $all }
paragraph = paragrafo { $number }
line = riga { $number }
page = pagina { $number }
pages = pagine { $first }–{ $last }
open-link = apri
as-file = Questo passo non si può mostrare qui esattamente com’è scritto, perciò è allegato.
above-as-file = Ciò che sta sopra questo passo è allegato: è troppo lungo per mostrarlo qui, o non si può mostrare esattamente.
gone = Questo passo non è più nelle fonti così com’era citato.
not-in-sources = **Non è nelle fonti.** { $documents ->
    [0] Non ci sono ancora documenti, quindi non c’è nulla da citare.
    [one] L’unico documento non risponde a questa domanda.
    [many] Nessuno dei { NUMBER($documents) } di documenti risponde a questa domanda.
   *[other] Nessuno dei { NUMBER($documents) } documenti risponde a questa domanda.
}
nearest-note = Questi passi sono i più vicini alla domanda. Non le rispondono.
shared-by = Condiviso da { $person }
button-context = Nel contesto
button-exact = Testo esatto
button-share = Condividi
button-nearest = Passi più vicini
button-forget = Dimenticami
button-reask = Rispondi alla nuova
button-remove = Rimuovi
button-undo = Annulla
button-agree-drop = Togli { NUMBER($count) } documenti
button-agree-widen = Consenti la lettura
button-own = Cerca con i miei permessi
button-contribute = Usa i miei messaggi
button-withhold = Non usarli
share-limited = Non tutti quelli che vedono questo canale possono leggere questa risposta, quindi non è stata condivisa.
version = versione
characters = caratteri da { $start } a { $end }
above-span = sta sopra · caratteri da { $start } a { $end }
context-file = I passi intorno sono allegati: sono troppo lunghi per mostrarli qui, o non si possono mostrare esattamente.
rated-helpful = Segnato come utile. Grazie!
rated-unhelpful = Segnato come poco utile. Grazie!
rated-nothing = La tua valutazione è stata ritirata.

## When there is no answer to give

empty-question = Chiedimi qualcosa: menzionami con una domanda o usa /ask. Rispondo con le parole delle fonti.
small-talk = Questa non è una domanda, quindi non è stato cercato nulla. Le parole tra virgolette vengono cercate così come sono.
queued = { $ahead ->
    [one] C’è una domanda prima della tua.
    [many] Ci sono { NUMBER($ahead) } di domande prima della tua.
   *[other] Domande prima della tua: { NUMBER($ahead) }.
} La risposta comparirà qui.
busy = In questo momento ci sono troppe domande in attesa. Riprova tra un minuto.
cooldown = Che velocità! Puoi chiedere di nuovo tra { $seconds ->
    [one] un secondo.
    [many] { NUMBER($seconds) } di secondi.
   *[other] { NUMBER($seconds) } secondi.
}
cooldown-button = Che velocità! Puoi usare di nuovo i pulsanti tra { $seconds ->
    [one] un secondo.
    [many] { NUMBER($seconds) } di secondi.
   *[other] { NUMBER($seconds) } secondi.
}
not-here = Quoth non risponde in questo canale.
not-server = Quoth non risponde in questo server.
not-role = In questo server solo alcuni ruoli possono fare domande a Quoth.
not-direct = Quoth non risponde ai messaggi diretti.
not-you = Non hai il permesso di fare domande a Quoth.
no-source = Nessun documento corrisponde a { $source }. /sources li elenca tutti.
no-language = Non c’è nulla scritto in { $language }. Ci sono documenti in: { $languages }.
no-language-there = In { $source } non c’è nulla scritto in { $language }, solo in: { $languages }.
no-text = In questo messaggio non c’è testo da cercare.
use-menu = Non riesco a vedere quel messaggio. Apri invece il suo menu: App › { menu-find }.
not-ready = I documenti sono ancora in lettura. Riprova tra un momento.
nothing-indexed = Non c’è ancora nessun documento indicizzato. Chi gestisce Quoth deve prima aggiungerne.
failed = Qualcosa è andato storto. Chi gestisce Quoth trova il motivo nel registro, alla voce { $id }.
stale-button = Questo pulsante è di una risposta che non è più conservata. Ripeti la domanda.
question-edited = La domanda è stata modificata dopo la risposta.
asker-only = Può farlo solo chi ha fatto la domanda.
no-files = Qui non posso allegare file, e senza non si può mostrare la risposta. Chi gestisce questo canale può permetterlo.

## Operating

operators-only = Può farlo solo chi gestisce Quoth.
managers-only = Solo chi può gestire questo canale può stabilire a che cosa si risponde qui.
sources-title = { $documents ->
    [one] Un documento
    [many] { NUMBER($documents) } di documenti
   *[other] { NUMBER($documents) } documenti
}
sources-none = Nessun documento corrisponde a { $search }.
sources-page = Pagina { $page } di { $pages }
sources-passages = { $passages ->
    [one] un passo
    [many] { NUMBER($passages) } di passi
   *[other] { NUMBER($passages) } passi
}
status-title = Quoth
status-index = Indice: generazione { NUMBER($generation) }, { $documents ->
    [one] un documento
    [many] { NUMBER($documents) } di documenti
   *[other] { NUMBER($documents) } documenti
}, { $passages ->
    [one] un passo
    [many] { NUMBER($passages) } di passi
   *[other] { NUMBER($passages) } passi
}
status-model = Modello: { $model }
status-languages = Lingue: { $languages }
status-latency = Risposte: metà entro { $p50 } ms, il 95 % entro { $p95 } ms, il 99 % entro { $p99 } ms ({ NUMBER($answers) } dall’avvio)
status-no-latency = Risposte: nessuna dall’avvio
status-uptime = Attivo da: { $time }
status-sync = I documenti sono in lettura in questo momento
status-consent = Una modifica dei documenti attende il tuo consenso; `/sync` lo chiede
sync-running = I documenti sono già in lettura; il rapporto arriverà dopo.
sync-started = Lettura dei documenti…
sync-nothing = Non è cambiato nulla.
sync-added = Aggiunti: { $names }
sync-changed = Modificati: { $names }
sync-moved = Spostati: { $names }
sync-removed = Rimossi: { $names }
sync-skipped = Tralasciati: { $names }
sync-suspect = Forse non letti per intero: { $names }
sync-newly-read = Le versioni precedenti di Quoth non riuscivano a leggere questi file; se non devono essere citati, indicali in .quothignore, oppure indica i formati da leggere in SEEDS_FORMATS: { $names }
sync-access-waiting = Aperto a più persone appena qualcuno accetta, e non prima: { $names }
sync-access-faults = Chiuso per tutti, perché le regole non si capiscono: { $names }
sync-origin-faults = Fonti che non è stato possibile recuperare; quello che avevano resta: { $names }
unread = Il modello { $model } non legge la lingua di { $documents ->
    [one] un documento
    [many] { NUMBER($documents) } di documenti
   *[other] { NUMBER($documents) } documenti
}, quindi vi trova poco: { $languages }.
unread-advice = Imposta EMBEDDING_MODEL=multilingual e rileggi i documenti.
sync-and-more = e altri { NUMBER($count) }
sync-total = { $documents ->
    [one] Un documento
    [many] { NUMBER($documents) } di documenti
   *[other] { NUMBER($documents) } documenti
}, { $passages ->
    [one] un passo
    [many] { NUMBER($passages) } di passi
   *[other] { NUMBER($passages) } passi
}; vettorizzati in { $seconds } s: { NUMBER($embedded) }
sync-failed = Non è stato possibile leggere i documenti: { $reason }
sync-long = I documenti sono ancora in lettura, e Discord non accetta più un rapporto così tardi. /status mostra quando è finito.
change-added = { $path } è stato aggiunto.
change-replaced = { $path } è stato sostituito.
change-removed = { $path } è stato rimosso.
change-failed = { $path } resta com’era: { $reason }.
change-stale = { $path } è cambiato nel frattempo e perciò resta com’è.
stale-change = Questo pulsante non fa più nulla: ciò che riguardava non c’è più, o non puoi cambiarlo.
remove-sure = Rimuovere { $path }? Il suo testo non risponderà più a nessuno. Si può annullare.
changes-title = Chi ha cambiato quale documento
changes-none = Non è annotato nessun cambiamento di documenti.
add-exists = { $path } esiste già. Attiva «replace» per mettere questo file al suo posto.
add-type = { $name } è di un tipo che Quoth non legge. Legge: { $types }.
add-size = { $name } è troppo grande: un file può occupare al massimo { $limit } MB.
add-name = { $name } non è un nome che un documento possa avere.
add-unreadable = { $name } non si può leggere, quindi non è stato aggiunto: { $reason }
add-twin = { $name } resta fuori, perché { $other } ne differisce solo per maiuscole o accenti: su alcuni sistemi i due sono lo stesso file.
add-elsewhere = Puoi cambiare documenti solo in: { $folders }
add-invisible = { $name } contiene caratteri che nessuno vede, per esempio senza larghezza o che invertono la direzione della scrittura. Rinomina il file.
add-hidden = { $name } comincia con un punto. Questi file sono nascosti, e qui non vengono né letti né cambiati.
add-lock = { $name } è un file di blocco di Office, non un documento.
add-ignored = { $name } è indicato in un .quothignore, quindi non verrebbe letto.
unanswered-off = Le domande senza risposta non vengono conservate. DISCORD_KEEP_UNANSWERED=true lo attiva.
unanswered-none = Non ci sono domande senza risposta.
unanswered-title = Chiesto, ma non presente nelle fonti
unanswered-times = { $count ->
    [one] una volta
    [many] { NUMBER($count) } di volte
   *[other] { NUMBER($count) } volte
}
unanswered-cleared = Ora l’elenco è vuoto.
unanswered-server = Usa /unanswered in un server: mostra che cosa è stato chiesto lì.
unanswered-private = { $count ->
    [one] Una domanda è stata fatta in privato e non viene mostrata.
    [many] { NUMBER($count) } di domande sono state fatte in privato e non vengono mostrate.
   *[other] { NUMBER($count) } domande sono state fatte in privato e non vengono mostrate.
}
channel-mentions = In questo canale Quoth risponde quando viene menzionato.
channel-questions = In questo canale e nei suoi thread Quoth risponde a ogni domanda.
channel-nothing = In questo canale Quoth risponde solo a /ask.
channel-source-set = Solo da: { $source }
channel-of-thread = Questo vale solo per questo thread: { $channel }
channel-of-parent = Questo vale per { $channel } e i suoi thread, compreso questo.
channel-operators = Lo ha impostato chi gestisce Quoth. Solo lui può permettere di più qui.
channel-needs-intent = Per vedere le domande che non lo menzionano, Quoth ha bisogno del «Message Content Intent». Chi gestisce Quoth lo attiva nel portale per sviluppatori di Discord e imposta DISCORD_READ_MESSAGES=true.
collect-added = Questo messaggio è ora una fonte e potrà essere citato tra un momento, per chi può leggere il suo canale.
collect-already = Questo messaggio è già una fonte.
collect-refused = Chi lo ha scritto non vuole che i suoi messaggi siano fonti.
collect-no-text = Può essere una fonte solo un messaggio con testo che tutti nel suo canale possono leggere.
collect-left-out = Questo messaggio non è più una fonte.
collect-server = Usa /collect in un server.
collect-needs-intent = Per leggere i canali, Quoth ha bisogno del Message Content Intent. Chi gestisce Quoth lo attiva nel portale per sviluppatori di Discord e imposta DISCORD_READ_MESSAGES=true. Un singolo messaggio si può aggiungere senza: App › { menu-add }.
collect-unreadable = Quoth non può leggere questo canale. Gli servono i permessi «Visualizza canale» e «Leggi cronologia messaggi».
collect-no-forum = Solo i forum hanno tag. Ometti «tag».
collect-tag = Di un forum, sono fonti solo i thread con un certo tag. Indica quale; ci sono: { $tags }
collect-begun = { $channel } viene letto ora, fino agli ultimi { NUMBER($count) } messaggi, e seguito da adesso in poi. Diventano fonti solo i messaggi di chi gestisce Quoth e di chi acconsente in /privacy.
collect-stopped = { $channel } non è più una fonte. I messaggi aggiunti uno a uno restano.
collect-none = Qui nulla di Discord è una fonte.
collect-title = Fonti su Discord
collect-single = aggiunti uno a uno
collect-count = { $count ->
    [0] ancora nessun messaggio
    [one] un messaggio
    [many] { NUMBER($count) } di messaggi
   *[other] { NUMBER($count) } messaggi
}

## Privacy and help

privacy = **Che cosa Quoth conserva su di te:** { $answers ->
    [0] nessuna domanda
    [one] una domanda
    [many] { NUMBER($answers) } di domande
   *[other] { NUMBER($answers) } domande
}, { $feedback ->
    [0] nessuna valutazione
    [one] una valutazione
    [many] { NUMBER($feedback) } di valutazioni
   *[other] { NUMBER($feedback) } valutazioni
}{ $unanswered ->
    [0] {""}
    [one] , una domanda senza risposta nell’elenco di chi gestisce Quoth
    [many] , { NUMBER($unanswered) } di domande senza risposta nell’elenco di chi gestisce Quoth
   *[other] , { NUMBER($unanswered) } domande senza risposta nell’elenco di chi gestisce Quoth
}.
    Le domande vengono conservate con il tuo ID Discord per { $days ->
    [one] un giorno
    [many] { NUMBER($days) } di giorni
   *[other] { NUMBER($days) } giorni
}, perché i pulsanti e le domande successive funzionino, e poi cancellate. I registri non contengono domande. A parte ciò che si dice su Discord, nulla esce dal computer su cui gira Quoth.
privacy-changes = L’elenco dei documenti cambiati, per chi gestisce Quoth, contiene il tuo nome. Se ti fai dimenticare, conserva i cambiamenti senza di te.
privacy-digest = Un riepilogo per chi gestisce Quoth può mostrare il testo di domande pubbliche senza risposta, ma non chi le ha fatte. Ciò che vi è pubblicato resta anche se ti fai dimenticare.
privacy-collected = { $count ->
    [0] Nessuno dei tuoi messaggi è una fonte.
    [one] Uno dei tuoi messaggi è una fonte; il tuo ID è salvato con esso e non viene mai mostrato.
    [many] { NUMBER($count) } dei tuoi messaggi sono fonti; il tuo ID è salvato con essi e non viene mai mostrato.
   *[other] { NUMBER($count) } dei tuoi messaggi sono fonti; il tuo ID è salvato con essi e non viene mai mostrato.
}
contributes = I tuoi messaggi nei canali usati come fonte possono essere citati.
contributes-not = Nessuno dei tuoi messaggi può essere una fonte.
forgotten = Tutto ciò che Quoth conservava su di te è stato cancellato. Le risposte che hai ricevuto restano su Discord.
help = **Chiedi con /ask, oppure menziona { $bot } con una domanda.** Per continuare, rispondi a una risposta. Per cercare ciò che qualcuno ha scritto, apri il menu di un messaggio: App › { menu-find }.
    Ogni risposta è una citazione parola per parola dalle fonti, con il punto in cui si trova. Quando le fonti non rispondono a una domanda, lo dico.

digest-day = Domande del { $date }
digest-week = Domande dal { $first } al { $last }
digest-counts = Domande: { NUMBER($asked) } · con risposta: { NUMBER($answered) } · non nelle fonti: { NUMBER($refused) }
digest-before = Nello stesso tempo precedente: { NUMBER($asked) } domande, { NUMBER($answered) } con risposta
digest-times = Tempo di risposta: { NUMBER($median) } ms in mediana, { NUMBER($most) } ms al massimo
digest-legend = { $answered } con risposta, { $refused } non nelle fonti
digest-hours = ore in UTC
digest-not-found = Più spesso non trovate
digest-unquoted = Mai citati: { NUMBER($count) } documenti su { NUMBER($documents) }

menu-pin = Fissa un passo
command-pins = Elenca e rimuovi ciò che è fissato in questo server
pin-title = Quale passo risponde a «{ $question }»?
pin-nothing = Nessun passo di questa risposta esiste più, o non puoi leggerlo. Cercane un altro.
pin-none = Si possono fissare solo le risposte di Quoth in questo server le cui domande sono ancora conservate.
pin-followup = Questa domanda seguiva un’altra. Falla di nuovo per intero e fissa un passo.
pin-done = Fissato. In questo server, questo passo viene ora per primo per «{ $question }» e per le domande con lo stesso senso. /pins elenca e rimuove ciò che è fissato.
button-pin-search = Cerca…
pin-search-title = Cerca un passo
pin-search-words = Domanda o parole chiave
pins-title = Fissati in questo server: { NUMBER($count) }
pins-none = In questo server non è fissato nulla.
pinned = fissato
