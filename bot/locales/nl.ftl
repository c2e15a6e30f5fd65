# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Dutch: je; forms that name no gender (wie Quoth beheert); a no-break space (U+00A0) between number and unit.
# source: bron, document: document, passage: fragment, operator: wie Quoth beheert.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = In de bronnen zoeken
menu-add = Toevoegen aan bronnen
command-ask = Vraagt het de bronnen: het antwoord wordt woord voor woord geciteerd
option-question = Wat wil je weten?
option-source = Alleen dit document of deze map
option-language = Alleen wat in deze taal geschreven is
option-private = Het antwoord alleen aan jou laten zien
command-sources = Laat zien in welke documenten gezocht kan worden
option-search = Deel van een titel of pad
command-status = Laat zien wat er in de index staat en hoe snel Quoth antwoordt
command-sync = Leest de documenten opnieuw en meldt wat er is veranderd
command-add = Voegt een bestand aan de documenten toe
option-file = Een document, zoals PDF, Word, HTML, Markdown of tekst
option-folder = Map waarin het komt
option-replace = Het document met dezelfde naam vervangen
command-remove = Verwijdert een document; dat kan ongedaan worden gemaakt
option-document = Het document dat verwijderd wordt
command-changes = Toont wie wanneer welk document heeft veranderd
command-unanswered = Laat zien wat er is gevraagd en de bronnen niet beantwoordden
option-clear = De lijst leegmaken
command-channel = Stelt in wat Quoth in dit kanaal beantwoordt
option-answers = Wat hier naast /ask wordt beantwoord
option-channel-source = Hier alleen uit dit document of deze map antwoorden; * staat voor alle
command-collect = Een kanaal of forum als bron gebruiken, of de lijst ervan tonen
option-collect-channel = Het kanaal of forum; zonder dit een lijst van wat bron is
option-collect-tag = Van een forum: alleen threads met deze tag
option-collect-stop = Niet langer als bron gebruiken
choice-mentions = Vermeldingen
choice-questions = Elke vraag
choice-nothing = Niets
command-privacy = Laat zien wat er over je wordt bewaard, en wist het als je wilt
command-help = Laat zien hoe je iets vraagt

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Gezocht naar: { $question }
searched = { $documents ->
    [one] Eén bron doorzocht
   *[other] { NUMBER($documents) } bronnen doorzocht
}
passages = Fragmenten { $first }–{ $last } van { $all }
one-passage = Fragment { $first } van { $all }
paragraph = alinea { $number }
line = regel { $number }
page = pagina { $number }
pages = pagina’s { $first }–{ $last }
open-link = openen
as-file = Dit fragment kan hier niet precies zo worden getoond als het er staat; daarom is het bijgevoegd.
above-as-file = Wat boven dit fragment staat, is bijgevoegd: het is te lang om hier te tonen, of kan niet precies worden getoond.
gone = Dit fragment staat niet meer in de bronnen zoals het is geciteerd.
not-in-sources = **Niet in de bronnen.** { $documents ->
    [0] Er zijn nog geen documenten, dus er valt niets te citeren.
    [one] Het enige document beantwoordt dit niet.
   *[other] Geen van de { NUMBER($documents) } documenten beantwoordt dit.
}
nearest-note = Deze fragmenten komen het dichtst bij de vraag. Ze beantwoorden haar niet.
shared-by = Gedeeld door { $person }
button-context = In context
button-exact = Exacte tekst
button-share = Delen
button-nearest = Dichtstbijzijnde
button-forget = Vergeet mij
button-reask = Nieuwe vraag antwoorden
button-remove = Verwijderen
button-undo = Ongedaan maken
button-agree-drop = Wis { NUMBER($count) } documenten
button-agree-widen = Laat ze het lezen
button-own = Zoek wat ik mag lezen
button-contribute = Gebruik mijn berichten
button-withhold = Gebruik ze niet
share-limited = Niet iedereen die dit kanaal ziet, mag dit antwoord lezen. Het is daarom niet gedeeld.
version = versie
characters = tekens { $start } tot { $end }
above-span = staat erboven · tekens { $start } tot { $end }
context-file = De fragmenten eromheen zijn bijgevoegd: ze zijn te lang om hier te tonen, of kunnen niet precies worden getoond.
rated-helpful = Genoteerd als nuttig. Bedankt!
rated-unhelpful = Genoteerd als niet nuttig. Bedankt!
rated-nothing = Je beoordeling is ingetrokken.

## When there is no answer to give

empty-question = Vraag me iets: vermeld me met een vraag of gebruik /ask. Ik antwoord met de woorden van de bronnen.
small-talk = Dat is geen vraag, dus er is niets gezocht. Naar woorden tussen aanhalingstekens wordt gezocht zoals ze er staan.
queued = { $ahead ->
    [one] Er gaat één vraag voor de jouwe.
   *[other] Er gaan { NUMBER($ahead) } vragen voor de jouwe.
} Het antwoord verschijnt hier.
busy = Er wachten nu te veel vragen. Vraag het over een minuut nog eens.
cooldown = Dat was snel. Je kunt weer iets vragen over { $seconds ->
    [one] één seconde.
   *[other] { NUMBER($seconds) } seconden.
}
cooldown-button = Dat was snel. Je kunt de knoppen weer gebruiken over { $seconds ->
    [one] één seconde.
   *[other] { NUMBER($seconds) } seconden.
}
not-here = Quoth antwoordt niet in dit kanaal.
not-server = Quoth antwoordt niet op deze server.
not-role = Op deze server mogen alleen sommige rollen Quoth iets vragen.
not-direct = Quoth antwoordt niet op privéberichten.
not-you = Je mag Quoth geen vragen stellen.
no-source = Geen document komt overeen met { $source }. /sources toont ze allemaal.
no-language = Niets is in de taal { $language } geschreven. Er zijn documenten in: { $languages }.
no-language-there = In { $source } is niets in de taal { $language } geschreven, alleen in: { $languages }.
no-text = In dit bericht staat geen tekst om naar te zoeken.
use-menu = Dat bericht kan ik niet zien. Open in plaats daarvan het menu ervan: Apps › { menu-find }.
not-ready = De documenten worden nog gelezen. Vraag het zo meteen nog eens.
nothing-indexed = Er zijn nog geen documenten geïndexeerd. Wie Quoth beheert, moet er eerst toevoegen.
failed = Er is iets misgegaan. Wie Quoth beheert, vindt de reden in het logboek onder { $id }.
stale-button = Deze knop hoort bij een antwoord dat niet meer wordt bewaard. Vraag het nog eens.
question-edited = De vraag is na het antwoord bewerkt.
asker-only = Alleen wie de vraag stelde, kan dit doen.
no-files = Ik mag hier geen bestanden toevoegen, en zonder bestand kan het antwoord niet worden getoond. Wie dit kanaal beheert, kan het toestaan.

## Operating

operators-only = Dit mogen alleen degenen die Quoth beheren.
managers-only = Alleen wie dit kanaal mag beheren, kan instellen wat er wordt beantwoord.
sources-title = { $documents ->
    [one] Eén document
   *[other] { NUMBER($documents) } documenten
}
sources-none = Geen document komt overeen met { $search }.
sources-page = Pagina { $page } van { $pages }
sources-passages = { $passages ->
    [one] één fragment
   *[other] { NUMBER($passages) } fragmenten
}
status-title = Quoth
status-index = Index: generatie { NUMBER($generation) }, { $documents ->
    [one] één document
   *[other] { NUMBER($documents) } documenten
}, { $passages ->
    [one] één fragment
   *[other] { NUMBER($passages) } fragmenten
}
status-model = Taalmodel: { $model }
status-languages = Talen: { $languages }
status-latency = Antwoorden: de helft binnen { $p50 } ms, 95 % binnen { $p95 } ms, 99 % binnen { $p99 } ms ({ NUMBER($answers) } sinds de start)
status-no-latency = Antwoorden: geen sinds de start
status-uptime = Actief sinds: { $time } geleden
status-sync = De documenten worden nu gelezen
status-consent = Een wijziging van de documenten wacht op je toestemming; `/sync` vraagt erom
sync-running = De documenten worden al gelezen; het verslag volgt.
sync-started = De documenten worden gelezen…
sync-nothing = Er is niets veranderd.
sync-added = Toegevoegd: { $names }
sync-changed = Gewijzigd: { $names }
sync-moved = Verplaatst: { $names }
sync-removed = Verwijderd: { $names }
sync-skipped = Weggelaten: { $names }
sync-suspect = Misschien niet volledig gelezen: { $names }
sync-newly-read = Eerdere versies van Quoth konden deze niet lezen; als ze niet geciteerd mogen worden, noem ze dan in .quothignore, of de te lezen formaten in SEEDS_FORMATS: { $names }
sync-access-waiting = Open voor meer mensen zodra iemand akkoord gaat, en niet eerder: { $names }
sync-access-faults = Gesloten voor iedereen, omdat de regels niet te begrijpen zijn: { $names }
sync-origin-faults = Bronnen die niet konden worden opgehaald; wat ze hadden, blijft: { $names }
unread = Het taalmodel { $model } begrijpt de taal niet van { $documents ->
    [one] één document
   *[other] { NUMBER($documents) } documenten
}, zodat daarin weinig wordt gevonden: { $languages }.
unread-advice = Stel EMBEDDING_MODEL=multilingual in en lees de documenten opnieuw.
sync-and-more = en nog { NUMBER($count) }
sync-total = { $documents ->
    [one] Eén document
   *[other] { NUMBER($documents) } documenten
}, { $passages ->
    [one] één fragment
   *[other] { NUMBER($passages) } fragmenten
}; { NUMBER($embedded) } ingebed in { $seconds } s
sync-failed = De documenten konden niet worden gelezen: { $reason }
sync-long = De documenten worden nog gelezen, en zo laat neemt Discord geen verslag meer aan. /status laat zien wanneer het klaar is.
change-added = { $path } is toegevoegd.
change-replaced = { $path } is vervangen.
change-removed = { $path } is verwijderd.
change-failed = { $path } blijft zoals het was: { $reason }.
change-stale = { $path } is sindsdien veranderd en blijft dus zoals het is.
stale-change = Deze knop doet niets meer: waar het om ging is er niet meer, of je mag het niet veranderen.
remove-sure = { $path } verwijderen? De tekst beantwoordt dan niets meer. Dat kan ongedaan worden gemaakt.
changes-title = Wie welk document heeft veranderd
changes-none = Er is geen verandering van een document genoteerd.
add-exists = { $path } bestaat al. Zet “replace” aan om dit bestand ervoor in de plaats te zetten.
add-type = { $name } is van een soort die Quoth niet leest. Quoth leest: { $types }.
add-size = { $name } is te groot: een bestand mag hoogstens { $limit } MB zijn.
add-name = { $name } is geen naam die een document kan hebben.
add-unreadable = { $name } kan niet worden gelezen en is dus niet toegevoegd: { $reason }
add-twin = { $name } blijft buiten, omdat { $other } er alleen in hoofdletters of accenten van verschilt: op sommige systemen zijn de twee één bestand.
add-elsewhere = Je mag documenten alleen veranderen in: { $folders }
add-invisible = { $name } heeft tekens die niemand ziet, zoals tekens zonder breedte of die de schrijfrichting omkeren. Geef het een andere naam.
add-hidden = { $name } begint met een punt. Zulke bestanden zijn verborgen, en worden hier niet gelezen en niet veranderd.
add-lock = { $name } is een vergrendelingsbestand van Office, geen document.
add-ignored = { $name } staat in een .quothignore en zou dus niet gelezen worden.
unanswered-off = Onbeantwoorde vragen worden niet bewaard. DISCORD_KEEP_UNANSWERED=true zet dat aan.
unanswered-none = Er zijn geen onbeantwoorde vragen.
unanswered-title = Gevraagd, maar niet in de bronnen
unanswered-times = { $count ->
    [one] één keer
   *[other] { NUMBER($count) } keer
}
unanswered-cleared = De lijst is nu leeg.
unanswered-server = Gebruik /unanswered op een server: het toont wat daar is gevraagd.
unanswered-private = { $count ->
    [one] Eén vraag is privé gesteld en wordt niet getoond.
   *[other] { NUMBER($count) } vragen zijn privé gesteld en worden niet getoond.
}
channel-mentions = In dit kanaal antwoordt Quoth als het wordt vermeld.
channel-questions = In dit kanaal en zijn threads beantwoordt Quoth elke vraag.
channel-nothing = In dit kanaal antwoordt Quoth alleen op /ask.
channel-source-set = Alleen uit: { $source }
channel-of-thread = Dit geldt alleen voor deze thread: { $channel }
channel-of-parent = Dit geldt voor { $channel } en de threads daarin, ook voor deze.
channel-operators = Degenen die Quoth beheren hebben dit ingesteld. Alleen zij kunnen hier meer toestaan.
channel-needs-intent = Om vragen te zien die het niet vermelden, heeft Quoth de “Message Content Intent” nodig. Wie Quoth beheert, zet die aan in het ontwikkelaarsportaal van Discord en stelt DISCORD_READ_MESSAGES=true in.
collect-added = Dit bericht is nu een bron en kan zo meteen worden geciteerd, voor wie het kanaal kan lezen.
collect-already = Dit bericht is al een bron.
collect-refused = Wie het schreef, wil niet dat eigen berichten bronnen zijn.
collect-no-text = Alleen een bericht met tekst dat iedereen in het kanaal kan lezen, kan een bron zijn.
collect-left-out = Dit bericht is geen bron meer.
collect-server = Gebruik /collect op een server.
collect-needs-intent = Om kanalen te lezen heeft Quoth de Message Content Intent nodig. Wie Quoth beheert, zet die aan in het ontwikkelaarsportaal van Discord en stelt DISCORD_READ_MESSAGES=true in. Losse berichten kunnen zonder worden toegevoegd: Apps › { menu-add }.
collect-unreadable = Quoth kan dit kanaal niet lezen. Het heeft daar de rechten “Kanaal bekijken” en “Berichtgeschiedenis lezen” nodig.
collect-no-forum = Alleen forums hebben tags. Laat “tag” weg.
collect-tag = Van een forum zijn alleen threads met één bepaalde tag bronnen. Noem die tag; er zijn: { $tags }
collect-begun = { $channel } wordt nu gelezen, tot de laatste { NUMBER($count) } berichten, en vanaf nu gevolgd. Alleen berichten van wie Quoth beheert, en van mensen die dat in /privacy goedvinden, worden bronnen.
collect-stopped = { $channel } is geen bron meer. Berichten die los zijn toegevoegd, blijven.
collect-none = Niets op Discord is hier een bron.
collect-title = Bronnen op Discord
collect-single = los toegevoegd
collect-count = { $count ->
    [0] nog geen bericht
    [one] één bericht
   *[other] { NUMBER($count) } berichten
}

## Privacy and help

privacy = **Wat Quoth over je bewaart:** { $answers ->
    [0] geen vraag
    [one] één vraag
   *[other] { NUMBER($answers) } vragen
}, { $feedback ->
    [0] geen beoordeling
    [one] één beoordeling
   *[other] { NUMBER($feedback) } beoordelingen
}{ $unanswered ->
    [0] {""}
    [one] , één onbeantwoorde vraag op de lijst voor wie Quoth beheert
   *[other] , { NUMBER($unanswered) } onbeantwoorde vragen op de lijst voor wie Quoth beheert
}.
    Vragen worden met je Discord-ID { $days ->
    [one] één dag
   *[other] { NUMBER($days) } dagen
} bewaard, zodat knoppen en vervolgvragen werken, en dan gewist. Logboeken bevatten geen vragen. Behalve wat op Discord wordt gezegd, verlaat niets de computer waarop Quoth draait.
privacy-changes = De lijst van veranderde documenten voor degenen die Quoth beheren noemt jou. Als je je laat vergeten, bewaart ze de veranderingen zonder jou.
privacy-digest = Een overzicht voor degenen die Quoth beheren kan de tekst van openbare vragen zonder antwoord tonen, maar niet wie ze stelde. Wat daar staat, blijft staan, ook als je je laat vergeten.
privacy-collected = { $count ->
    [0] Geen van je berichten is een bron.
    [one] Eén van je berichten is een bron; je ID wordt erbij bewaard en nooit getoond.
   *[other] { NUMBER($count) } van je berichten zijn bronnen; je ID wordt erbij bewaard en nooit getoond.
}
contributes = Je berichten in kanalen die als bron dienen, mogen worden geciteerd.
contributes-not = Geen van je berichten mag een bron zijn.
forgotten = Alles wat Quoth over je bewaarde, is gewist. De antwoorden die je hebt gekregen, blijven op Discord.
help = **Vraag met /ask, of vermeld { $bot } met een vraag.** Wil je doorvragen, beantwoord dan een antwoord. Wil je zoeken naar wat iemand heeft geschreven, open dan het menu van een bericht: Apps › { menu-find }.
    Elk antwoord is een letterlijk citaat uit de bronnen, met de plaats waar het staat. Als de bronnen een vraag niet beantwoorden, zeg ik dat.

digest-day = Vragen van { $date }
digest-week = Vragen van { $first } tot en met { $last }
digest-counts = Gevraagd: { NUMBER($asked) } · beantwoord: { NUMBER($answered) } · niet in de bronnen: { NUMBER($refused) }
digest-before = In dezelfde tijd ervoor: { NUMBER($asked) } gevraagd, { NUMBER($answered) } beantwoord
digest-times = Tijd voor een antwoord: mediaan { NUMBER($median) } ms, hoogstens { NUMBER($most) } ms
digest-legend = { $answered } beantwoord, { $refused } niet in de bronnen
digest-hours = uren in UTC
digest-not-found = Het vaakst niet gevonden
digest-unquoted = Nooit geciteerd: { NUMBER($count) } van { NUMBER($documents) } documenten

menu-pin = Passage vastzetten
command-pins = Toon en verwijder wat op deze server is vastgezet
pin-title = Welke passage beantwoordt “{ $question }”?
pin-nothing = Geen passage van dit antwoord is er nog, of je mag haar niet lezen. Zoek een andere.
pin-none = Alleen antwoorden van Quoth op deze server waarvan de vraag nog bewaard is, kun je vastzetten.
pin-followup = Deze vraag volgde op een andere. Stel haar opnieuw en volledig, en zet daar een passage bij vast.
pin-done = Vastgezet. Op deze server komt deze passage nu als eerste bij “{ $question }” en bij vragen die hetzelfde betekenen. /pins toont en verwijdert wat is vastgezet.
button-pin-search = Zoeken…
pin-search-title = Zoek een passage
pin-search-words = Vraag of trefwoorden
pins-title = Vastgezet op deze server: { NUMBER($count) }
pins-none = Op deze server is niets vastgezet.
pinned = vastgezet
