# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# German: du; forms that name no gender (wer Quoth betreibt); a no-break space (U+00A0) between number and unit.
# source: Quelle, document: Dokument, passage: Textstelle, operator: wer Quoth betreibt.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = In den Quellen suchen
menu-add = Zu den Quellen hinzufügen
command-ask = Befragt die Quellen: Die Antwort wird Wort für Wort zitiert
option-question = Was möchtest du wissen?
option-source = Nur dieses Dokument oder dieser Ordner
option-language = Nur, was in dieser Sprache geschrieben ist
option-private = Die Antwort nur dir zeigen
command-sources = Zeigt, welche Dokumente befragt werden können
option-search = Teil eines Titels oder Pfads
command-status = Zeigt, was im Index steht und wie schnell Quoth antwortet
command-sync = Liest die Dokumente neu ein und meldet, was sich geändert hat
command-add = Fügt den Dokumenten eine Datei hinzu
option-file = Ein Dokument, zum Beispiel PDF, Word, HTML, Markdown oder Text
option-folder = Ordner, in den die Datei kommt
option-replace = Das Dokument mit demselben Namen ersetzen
command-remove = Entfernt ein Dokument; das lässt sich rückgängig machen
option-document = Das Dokument, das entfernt werden soll
command-changes = Zeigt, wer wann welches Dokument geändert hat
command-unanswered = Zeigt, was gefragt wurde und die Quellen nicht beantwortet haben
option-clear = Die Liste leeren
command-channel = Legt fest, was Quoth in diesem Kanal beantwortet
option-answers = Was hier außer /ask beantwortet wird
option-channel-source = Hier nur aus diesem Dokument oder Ordner antworten; * steht für alle
command-collect = Einen Kanal oder ein Forum als Quelle führen oder alle auflisten
option-collect-channel = Der Kanal oder das Forum; ohne Angabe wird aufgelistet, was als Quelle dient
option-collect-tag = Bei einem Forum: nur Threads mit diesem Tag
option-collect-stop = Nicht mehr als Quelle führen
choice-mentions = Erwähnungen
choice-questions = Jede Frage
choice-nothing = Nichts
command-privacy = Zeigt, was über dich gespeichert ist, und löscht es auf Wunsch
command-help = Zeigt, wie du fragen kannst

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Gesucht wurde: { $question }
searched = { $documents ->
    [one] Eine Quelle durchsucht
   *[other] { NUMBER($documents) } Quellen durchsucht
}
passages = Textstellen { $first }–{ $last } von { $all }
one-passage = Textstelle { $first } von { $all }
paragraph = Absatz { $number }
line = Zeile { $number }
page = Seite { $number }
pages = Seiten { $first }–{ $last }
open-link = öffnen
as-file = Diese Textstelle lässt sich hier nicht genau so zeigen, wie sie geschrieben ist. Darum ist sie angehängt.
above-as-file = Was über dieser Textstelle steht, ist angehängt: Es ist zu lang, um hier zu stehen, oder lässt sich nicht genau zeigen.
gone = Diese Textstelle steht nicht mehr so in den Quellen, wie sie zitiert wurde.
not-in-sources = **Nicht in den Quellen.** { $documents ->
    [0] Es gibt noch keine Dokumente, also nichts zu zitieren.
    [one] Das einzige Dokument beantwortet das nicht.
   *[other] Keines der { NUMBER($documents) } Dokumente beantwortet das.
}
nearest-note = Diese Textstellen kommen der Frage am nächsten. Sie beantworten sie nicht.
shared-by = Geteilt von { $person }
button-context = Im Kontext
button-exact = Wortlaut
button-share = Teilen
button-nearest = Ähnlichste Textstellen
button-forget = Vergiss mich
button-reask = Neue Frage beantworten
button-remove = Entfernen
button-undo = Rückgängig
button-agree-drop = { NUMBER($count) } Dokumente löschen
button-agree-widen = Lesen lassen
button-own = Suche, was ich lesen darf
button-contribute = Beiträge freigeben
button-withhold = Beiträge nicht nutzen
share-limited = Nicht alle, die diesen Kanal sehen, dürfen diese Antwort lesen. Sie wurde nicht geteilt.
version = Version
characters = Zeichen { $start } bis { $end }
above-span = steht darüber · Zeichen { $start } bis { $end }
context-file = Die Textstellen ringsum sind angehängt: Sie sind zu lang, um hier zu stehen, oder lassen sich nicht genau zeigen.
rated-helpful = Als hilfreich vermerkt. Danke!
rated-unhelpful = Als nicht hilfreich vermerkt. Danke!
rated-nothing = Deine Bewertung ist zurückgenommen.

## When there is no answer to give

empty-question = Frag mich etwas: Erwähne mich mit einer Frage oder nutze /ask. Ich antworte mit den Worten der Quellen.
small-talk = Das ist keine Frage, darum wurde nichts gesucht. Wörter in Anführungszeichen werden so gesucht, wie sie dastehen.
queued = { $ahead ->
    [one] Eine Frage ist noch vor deiner dran.
   *[other] { NUMBER($ahead) } Fragen sind noch vor deiner dran.
} Die Antwort erscheint hier.
busy = Gerade warten zu viele Fragen. Bitte frag in einer Minute noch einmal.
cooldown = Das ging schnell. Du kannst in { $seconds ->
    [one] einer Sekunde
   *[other] { NUMBER($seconds) } Sekunden
} wieder fragen.
cooldown-button = Das ging schnell. Die Knöpfe gehen für dich in { $seconds ->
    [one] einer Sekunde
   *[other] { NUMBER($seconds) } Sekunden
} wieder.
not-here = Quoth antwortet in diesem Kanal nicht.
not-server = Quoth antwortet auf diesem Server nicht.
not-role = Auf diesem Server dürfen nur bestimmte Rollen Quoth fragen.
not-direct = Quoth antwortet nicht auf Direktnachrichten.
not-you = Wer Quoth betreibt, lässt dich nicht fragen.
no-source = Kein Dokument passt zu { $source }. /sources zeigt alle.
no-language = Nichts ist in der Sprache { $language } geschrieben. Es gibt Dokumente in: { $languages }.
no-language-there = In { $source } ist nichts in der Sprache { $language } geschrieben, sondern nur in: { $languages }.
no-text = In dieser Nachricht steht kein Text, nach dem gesucht werden könnte.
use-menu = Diese Nachricht kann ich nicht sehen. Öffne stattdessen ihr Menü: Apps › { menu-find }.
not-ready = Die Dokumente werden noch eingelesen. Bitte frag gleich noch einmal.
nothing-indexed = Noch sind keine Dokumente erfasst. Der Betreiber muss erst welche hinzufügen.
failed = Etwas ist schiefgegangen. Wer Quoth betreibt, findet den Grund im Protokoll unter { $id }.
stale-button = Dieser Button gehört zu einer Antwort, die nicht mehr gespeichert ist. Bitte frag noch einmal.
question-edited = Die Frage wurde nach der Antwort geändert.
asker-only = Das kann nur tun, wer gefragt hat.
no-files = Ich darf hier keine Dateien anhängen, und ohne eine lässt sich die Antwort nicht zeigen. Wer diesen Kanal verwaltet, kann es erlauben.

## Operating

operators-only = Das dürfen nur die, die Quoth betreiben.
managers-only = Nur wer diesen Kanal verwalten darf, kann festlegen, was darin beantwortet wird.
sources-title = { $documents ->
    [one] Ein Dokument
   *[other] { NUMBER($documents) } Dokumente
}
sources-none = Kein Dokument passt zu { $search }.
sources-page = Seite { $page } von { $pages }
sources-passages = { $passages ->
    [one] eine Textstelle
   *[other] { NUMBER($passages) } Textstellen
}
status-title = Quoth
status-index = Index: Generation { NUMBER($generation) }, { $documents ->
    [one] ein Dokument
   *[other] { NUMBER($documents) } Dokumente
}, { $passages ->
    [one] eine Textstelle
   *[other] { NUMBER($passages) } Textstellen
}
status-model = Modell: { $model }
status-languages = Sprachen: { $languages }
status-latency = Antworten: die Hälfte in höchstens { $p50 } ms, 95 % in höchstens { $p95 } ms, 99 % in höchstens { $p99 } ms ({ NUMBER($answers) } seit dem Start)
status-no-latency = Antworten: keine seit dem Start
# Not „seit …“: the time comes in the nominative („3 Tage“).
status-uptime = Laufzeit: { $time }
status-sync = Die Dokumente werden gerade eingelesen
status-consent = Eine Änderung der Dokumente wartet auf deine Zustimmung; `/sync` fragt danach
sync-running = Die Dokumente werden schon eingelesen; der Bericht folgt.
sync-started = Die Dokumente werden eingelesen …
sync-nothing = Nichts hat sich geändert.
sync-added = Hinzugefügt: { $names }
sync-changed = Geändert: { $names }
sync-moved = Verschoben: { $names }
sync-removed = Entfernt: { $names }
sync-skipped = Ausgelassen: { $names }
# Stands after names of documents, and after questions.
sync-suspect = Vielleicht nicht vollständig gelesen: { $names }
sync-newly-read = Frühere Versionen von Quoth konnten diese nicht lesen; wenn sie nicht zitiert werden sollen, nenne sie in .quothignore oder die gewünschten Formate in SEEDS_FORMATS: { $names }
sync-access-waiting = Mehr Leute dürfen das lesen, sobald jemand zustimmt, und nicht vorher: { $names }
sync-access-faults = Für alle gesperrt, weil die Regeln nicht zu verstehen sind: { $names }
sync-origin-faults = Quellen, die nicht abgerufen werden konnten; was sie hatten, bleibt: { $names }
unread = Das Modell { $model } versteht die Sprache von { $documents ->
    [one] einem Dokument
   *[other] { NUMBER($documents) } Dokumenten
} nicht, sodass darin wenig gefunden wird: { $languages }.
unread-advice = Setze EMBEDDING_MODEL=multilingual und lies die Dokumente neu ein.
sync-and-more = und noch { NUMBER($count) }
sync-total = { $documents ->
    [one] Ein Dokument
   *[other] { NUMBER($documents) } Dokumente
}, { $passages ->
    [one] eine Textstelle
   *[other] { NUMBER($passages) } Textstellen
}; { NUMBER($embedded) } in { $seconds } s eingebettet
sync-failed = Die Dokumente konnten nicht eingelesen werden: { $reason }
sync-long = Die Dokumente werden noch gelesen; so spät nimmt Discord keinen Bericht mehr an. /status zeigt, wann es fertig ist.
change-added = { $path } wurde hinzugefügt.
change-replaced = { $path } wurde ersetzt.
change-removed = { $path } wurde entfernt.
change-failed = { $path } bleibt, wie es war: { $reason }.
change-stale = { $path } wurde seitdem geändert und bleibt darum, wie es ist.
stale-change = Dieser Button bewirkt nichts mehr: Worum es ging, gibt es nicht mehr, oder du darfst es nicht ändern.
remove-sure = { $path } entfernen? Sein Text beantwortet dann keine Fragen mehr. Das lässt sich rückgängig machen.
changes-title = Wer welches Dokument geändert hat
changes-none = Keine Änderung eines Dokuments ist verzeichnet.
add-exists = { $path } gibt es schon. Setze „replace“, um das Dokument durch diese Datei zu ersetzen.
add-type = Dateien wie { $name } kann Quoth nicht lesen. Es liest: { $types }.
add-size = { $name } ist zu groß: Eine Datei darf höchstens { $limit } MB haben.
add-name = { $name } ist kein Name, den ein Dokument haben kann.
add-unreadable = { $name } ist nicht lesbar und wurde darum nicht hinzugefügt: { $reason }
add-twin = { $name } bleibt draußen, weil sich { $other } nur in Groß- und Kleinschreibung oder Akzenten davon unterscheidet: Auf manchen Systemen sind beide dieselbe Datei.
add-elsewhere = Du darfst Dokumente nur hier ändern: { $folders }
add-invisible = { $name } enthält Zeichen, die niemand sieht, zum Beispiel solche ohne Breite oder solche, die die Schreibrichtung umkehren. Benenne die Datei um.
add-hidden = { $name } beginnt mit einem Punkt. Solche Dateien sind versteckt und werden hier weder gelesen noch geändert.
add-lock = { $name } ist eine Sperrdatei von Office, kein Dokument.
add-ignored = { $name } ist in einer .quothignore genannt und würde darum nicht gelesen.
unanswered-off = Unbeantwortete Fragen werden nicht gespeichert. DISCORD_KEEP_UNANSWERED=true schaltet das ein.
unanswered-none = Es gibt keine unbeantworteten Fragen.
unanswered-title = Gefragt, aber nicht in den Quellen
unanswered-times = { $count ->
    [one] einmal
   *[other] { NUMBER($count) }-mal
}
unanswered-cleared = Die Liste ist jetzt leer.
unanswered-server = /unanswered zeigt auf einem Server, was dort gefragt wurde.
unanswered-private = { $count ->
    [one] Eine Frage wurde privat gestellt und wird nicht gezeigt.
   *[other] { NUMBER($count) } Fragen wurden privat gestellt und werden nicht gezeigt.
}
channel-mentions = In diesem Kanal antwortet Quoth, wenn es erwähnt wird.
channel-questions = In diesem Kanal und seinen Threads beantwortet Quoth jede Frage.
channel-nothing = In diesem Kanal antwortet Quoth nur auf /ask.
channel-source-set = Nur aus: { $source }
channel-of-thread = Das gilt nur für diesen Thread: { $channel }
channel-of-parent = Das gilt für { $channel } und alle Threads darin, auch für diesen.
channel-operators = Das haben die eingestellt, die Quoth betreiben. Nur sie können hier mehr zulassen.
channel-needs-intent = Um Fragen zu sehen, die es nicht erwähnen, braucht Quoth den „Message Content Intent“. Wer Quoth betreibt, schaltet ihn im Entwicklerportal von Discord ein und setzt DISCORD_READ_MESSAGES=true.
collect-added = Diese Nachricht ist jetzt eine Quelle und kann gleich zitiert werden: für alle, die ihren Kanal lesen können.
collect-already = Diese Nachricht ist schon eine Quelle.
collect-refused = Wer sie geschrieben hat, möchte nicht, dass eigene Nachrichten Quellen sind.
collect-no-text = Nur eine Nachricht mit Text, die alle in ihrem Kanal lesen können, kann eine Quelle sein.
collect-left-out = Diese Nachricht ist keine Quelle mehr.
collect-server = /collect geht nur auf einem Server.
collect-needs-intent = Um Kanäle zu lesen, braucht Quoth den Message Content Intent. Wer Quoth betreibt, schaltet ihn im Entwicklerportal von Discord ein und setzt DISCORD_READ_MESSAGES=true. Einzelne Nachrichten lassen sich ohne ihn hinzufügen: Apps › { menu-add }.
collect-unreadable = Quoth kann diesen Kanal nicht lesen. Es braucht dort die Rechte „Kanal anzeigen“ und „Nachrichtenverlauf anzeigen“.
collect-no-forum = Nur Foren haben Tags. Lass „tag“ weg.
collect-tag = Aus einem Forum werden nur Threads mit einem bestimmten Tag zu Quellen. Nenne das Tag; es gibt: { $tags }
collect-begun = { $channel } wird jetzt gelesen, bis zu den neuesten { NUMBER($count) } Nachrichten, und von nun an verfolgt. Quellen werden nur Nachrichten von denen, die Quoth betreiben, und von Leuten, die dem unter /privacy zustimmen.
collect-stopped = { $channel } ist keine Quelle mehr. Einzeln hinzugefügte Nachrichten bleiben.
collect-none = Nichts auf Discord ist hier eine Quelle.
collect-title = Quellen auf Discord
collect-single = einzeln hinzugefügt
collect-count = { $count ->
    [0] noch keine Nachricht
    [one] eine Nachricht
   *[other] { NUMBER($count) } Nachrichten
}

## Privacy and help

privacy = **Was Quoth über dich speichert:** { $answers ->
    [0] keine Frage
    [one] eine Frage
   *[other] { NUMBER($answers) } Fragen
}, { $feedback ->
    [0] keine Bewertung
    [one] eine Bewertung
   *[other] { NUMBER($feedback) } Bewertungen
}{ $unanswered ->
    [0] {""}
    [one] , eine unbeantwortete Frage auf der Liste für die, die Quoth betreiben
   *[other] , { NUMBER($unanswered) } unbeantwortete Fragen auf der Liste für die, die Quoth betreiben
}.
    Fragen werden { $days ->
    [one] einen Tag
   *[other] { NUMBER($days) } Tage
} lang mit deiner Discord-ID aufbewahrt, damit Buttons und Anschlussfragen funktionieren, und dann gelöscht. Protokolle enthalten keine Fragen. Außer dem, was auf Discord gesagt wird, verlässt nichts den Computer, auf dem Quoth läuft.
privacy-changes = Die Liste der geänderten Dokumente für die, die Quoth betreiben, nennt dich. Wenn du dich vergessen lässt, behält sie die Änderungen ohne dich.
privacy-digest = Eine Übersicht für die, die Quoth betreiben, kann öffentliche Fragen ohne Antwort im Wortlaut zeigen, aber nicht, wer gefragt hat. Was dort steht, bleibt stehen, auch wenn du dich vergessen lässt.
privacy-collected = { $count ->
    [0] Keine deiner Nachrichten ist eine Quelle.
    [one] Eine deiner Nachrichten ist eine Quelle; deine ID ist dazu gespeichert und wird nie gezeigt.
   *[other] { NUMBER($count) } deiner Nachrichten sind Quellen; deine ID ist dazu gespeichert und wird nie gezeigt.
}
contributes = Deine Nachrichten in Kanälen, die als Quelle dienen, dürfen zitiert werden.
contributes-not = Keine deiner Nachrichten darf eine Quelle sein.
forgotten = Alles, was Quoth über dich gespeichert hat, ist gelöscht. Die Antworten, die du bekommen hast, bleiben auf Discord.
help = **Frag mit /ask, oder erwähne { $bot } mit einer Frage.** Wenn du nachfragen willst, antworte auf eine Antwort. Um nach dem zu suchen, was jemand geschrieben hat, öffne das Menü einer Nachricht: Apps › { menu-find }.
    Jede Antwort ist ein wörtliches Zitat aus den Quellen, mit der Stelle, an der es steht. Wenn die Quellen nichts dazu sagen, sage ich das.

digest-day = Fragen vom { $date }
digest-week = Fragen vom { $first } bis zum { $last }
digest-counts = Gefragt: { NUMBER($asked) } · beantwortet: { NUMBER($answered) } · nicht in den Quellen: { NUMBER($refused) }
digest-before = In derselben Zeit davor: { NUMBER($asked) } gefragt, { NUMBER($answered) } beantwortet
digest-times = Dauer einer Antwort: { NUMBER($median) } ms (Median), höchstens { NUMBER($most) } ms
digest-legend = { $answered } beantwortet, { $refused } nicht in den Quellen
digest-hours = Stunden in UTC
digest-not-found = Am häufigsten nicht gefunden
digest-unquoted = Nie zitiert: { NUMBER($count) } von { NUMBER($documents) } Dokumenten

menu-pin = Stelle anheften
command-pins = Angeheftetes auf diesem Server auflisten und lösen
pin-title = Welche Stelle beantwortet „{ $question }“?
pin-nothing = Keine Stelle dieser Antwort ist mehr da, oder du darfst sie nicht lesen. Suche eine andere.
pin-none = Nur Antworten von Quoth auf diesem Server, deren Fragen noch gespeichert sind, lassen sich anheften.
pin-followup = Diese Frage knüpfte an eine andere an. Stelle sie noch einmal vollständig und hefte daran eine Stelle an.
pin-done = Angeheftet. Auf diesem Server steht diese Stelle nun an erster Stelle, wenn „{ $question }“ oder dasselbe mit anderen Worten gefragt wird. /pins listet und löst Angeheftetes.
button-pin-search = Suchen …
pin-search-title = Nach einer Stelle suchen
pin-search-words = Frage oder Stichwörter
pins-title = Auf diesem Server angeheftet: { NUMBER($count) }
pins-none = Auf diesem Server ist nichts angeheftet.
pinned = angeheftet
