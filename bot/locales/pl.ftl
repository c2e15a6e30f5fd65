# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Polish: ty; forms that name no gender (kto prowadzi Quoth); a no-break space (U+00A0) between number and unit.
# [few] is 2 to 4, [many] the rest of the whole numbers.
# source: źródło, document: dokument, passage: fragment, operator: kto prowadzi Quoth.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = Szukaj w źródłach
menu-add = Dodaj do źródeł
command-ask = Pyta źródła: odpowiedź jest cytowana słowo w słowo
option-question = Czego chcesz się dowiedzieć?
option-source = Tylko ten dokument lub folder
option-language = Tylko to, co napisano w tym języku
option-private = Pokaż odpowiedź tylko tobie
command-sources = Pokazuje, które dokumenty można pytać
option-search = Część tytułu lub ścieżki
command-status = Pokazuje, co jest w indeksie i jak szybko odpowiada Quoth
command-sync = Czyta dokumenty na nowo i podaje, co się zmieniło
command-add = Dodaje plik do dokumentów
option-file = Dokument, na przykład PDF, Word, HTML, Markdown lub tekst
option-folder = Folder, do którego ma trafić
option-replace = Zastąp dokument o tej samej nazwie
command-remove = Usuwa dokument; można to cofnąć
option-document = Dokument do usunięcia
command-changes = Pokazuje, kto i kiedy zmienił który dokument
command-unanswered = Pokazuje pytania, na które źródła nie odpowiedziały
option-clear = Wyczyść listę
command-channel = Ustawia, na co Quoth odpowiada na tym kanale
option-answers = Na co tu odpowiadać, oprócz /ask
option-channel-source = Odpowiadaj tu tylko z tego dokumentu lub folderu; * oznacza wszystkie
command-collect = Używaj kanału lub forum jako źródła albo pokaż listę
option-collect-channel = Kanał lub forum; bez niego lista tych, które są źródłami
option-collect-tag = Dla forum: tylko wątki z tym tagiem
option-collect-stop = Nie używaj go już jako źródła
choice-mentions = Na wzmianki
choice-questions = Na każde pytanie
choice-nothing = Na nic
command-privacy = Pokazuje, co jest o tobie przechowywane, i pozwala to usunąć
command-help = Pokazuje, jak pytać

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Szukano: { $question }
searched = { $documents ->
    [one] Przeszukano jedno źródło
    [few] Przeszukano { NUMBER($documents) } źródła
    [many] Przeszukano { NUMBER($documents) } źródeł
   *[other] Przeszukano { NUMBER($documents) } źródła
}
passages = Fragmenty { $first }–{ $last } z { $all }
one-passage = Fragment { $first } z { $all }
paragraph = akapit { $number }
line = wiersz { $number }
page = strona { $number }
pages = strony { $first }–{ $last }
open-link = otwórz
as-file = Tego fragmentu nie da się tu pokazać dokładnie tak, jak jest napisany, dlatego jest w załączniku.
above-as-file = To, co stoi nad tym fragmentem, jest w załączniku: jest za długie, żeby je tu pokazać, albo nie da się go pokazać dokładnie.
gone = Tego fragmentu nie ma już w źródłach w takiej postaci, w jakiej był cytowany.
not-in-sources = **Nie ma tego w źródłach.** { $documents ->
    [0] Nie ma jeszcze żadnych dokumentów, więc nie ma czego cytować.
    [one] Jedyny dokument na to nie odpowiada.
    [few] Żaden z { NUMBER($documents) } dokumentów na to nie odpowiada.
    [many] Żaden z { NUMBER($documents) } dokumentów na to nie odpowiada.
   *[other] Żaden z { NUMBER($documents) } dokumentu na to nie odpowiada.
}
nearest-note = Te fragmenty są najbliższe pytaniu. Nie odpowiadają na nie.
shared-by = Udostępnia: { $person }
button-context = W kontekście
button-exact = Dokładny tekst
button-share = Udostępnij
button-nearest = Najbliższe fragmenty
button-forget = Zapomnij mnie
button-reask = Odpowiedz na nową wersję
button-remove = Usuń
button-undo = Cofnij
button-agree-drop = Usuń dokumenty: { NUMBER($count) }
button-agree-widen = Pozwól im czytać
button-own = Szukaj w tym, co mi wolno
button-contribute = Używaj moich wiadomości
button-withhold = Nie używaj ich
share-limited = Nie wszyscy, którzy widzą ten kanał, mogą przeczytać tę odpowiedź, więc nie została udostępniona.
version = wersja
characters = znaki od { $start } do { $end }
above-span = stoi wyżej · znaki od { $start } do { $end }
context-file = Sąsiednie fragmenty są w załączniku: są za długie, żeby je tu pokazać, albo nie da się ich pokazać dokładnie.
rated-helpful = Zapisano jako pomocne. Dziękuję!
rated-unhelpful = Zapisano jako niepomocne. Dziękuję!
rated-nothing = Twoja ocena została wycofana.

## When there is no answer to give

empty-question = Zapytaj mnie o coś: wspomnij o mnie z pytaniem albo użyj /ask. Odpowiadam słowami źródeł.
small-talk = To nie jest pytanie, więc niczego nie szukano. Słowa w cudzysłowie są szukane tak, jak są zapisane.
queued = { $ahead ->
    [one] Przed twoim jest jedno pytanie.
    [few] Przed twoim są { NUMBER($ahead) } pytania.
    [many] Przed twoim jest { NUMBER($ahead) } pytań.
   *[other] Przed twoim jest { NUMBER($ahead) } pytania.
} Odpowiedź pojawi się tutaj.
busy = Teraz czeka zbyt wiele pytań. Zapytaj ponownie za minutę.
cooldown = Szybko! Możesz zapytać ponownie za { $seconds ->
    [one] sekundę.
    [few] { NUMBER($seconds) } sekundy.
    [many] { NUMBER($seconds) } sekund.
   *[other] { NUMBER($seconds) } sekundy.
}
cooldown-button = Szybko! Przycisków możesz znowu użyć za { $seconds ->
    [one] sekundę.
    [few] { NUMBER($seconds) } sekundy.
    [many] { NUMBER($seconds) } sekund.
   *[other] { NUMBER($seconds) } sekundy.
}
not-here = Quoth nie odpowiada na tym kanale.
not-server = Quoth nie odpowiada na tym serwerze.
not-role = Na tym serwerze tylko niektóre role mogą pytać Quoth.
not-direct = Quoth nie odpowiada na wiadomości prywatne.
not-you = Nie możesz zadawać pytań Quoth.
no-source = Żaden dokument nie pasuje do { $source }. /sources pokazuje wszystkie.
no-language = Nic nie jest napisane w języku { $language }. Są dokumenty w językach: { $languages }.
no-language-there = W { $source } nic nie jest napisane w języku { $language }, tylko w językach: { $languages }.
no-text = W tej wiadomości nie ma tekstu, którego można by szukać.
use-menu = Nie widzę tej wiadomości. Otwórz zamiast tego jej menu: Aplikacje › { menu-find }.
not-ready = Dokumenty są jeszcze czytane. Zapytaj ponownie za chwilę.
nothing-indexed = Nie ma jeszcze dokumentów w indeksie. Kto prowadzi Quoth, musi je najpierw dodać.
failed = Coś poszło nie tak. Kto prowadzi Quoth, znajdzie przyczynę w dzienniku pod { $id }.
stale-button = Ten przycisk należy do odpowiedzi, która nie jest już przechowywana. Zapytaj ponownie.
question-edited = Pytanie zmieniono po udzieleniu odpowiedzi.
asker-only = Może to zrobić tylko osoba, która pytała.
no-files = Nie mogę tu dołączać plików, a bez pliku nie da się pokazać odpowiedzi. Może na to pozwolić osoba, która zarządza tym kanałem.

## Operating

operators-only = To mogą robić tylko osoby prowadzące Quoth.
managers-only = Tylko osoby, które mogą zarządzać tym kanałem, mogą ustawić, na co się na nim odpowiada.
sources-title = { $documents ->
    [one] Jeden dokument
    [few] { NUMBER($documents) } dokumenty
    [many] { NUMBER($documents) } dokumentów
   *[other] { NUMBER($documents) } dokumentu
}
sources-none = Żaden dokument nie pasuje do { $search }.
sources-page = Strona { $page } z { $pages }
sources-passages = { $passages ->
    [one] jeden fragment
    [few] { NUMBER($passages) } fragmenty
    [many] { NUMBER($passages) } fragmentów
   *[other] { NUMBER($passages) } fragmentu
}
status-title = Quoth
status-index = Indeks: generacja { NUMBER($generation) }, { $documents ->
    [one] jeden dokument
    [few] { NUMBER($documents) } dokumenty
    [many] { NUMBER($documents) } dokumentów
   *[other] { NUMBER($documents) } dokumentu
}, { $passages ->
    [one] jeden fragment
    [few] { NUMBER($passages) } fragmenty
    [many] { NUMBER($passages) } fragmentów
   *[other] { NUMBER($passages) } fragmentu
}
status-model = Używany model: { $model }
status-languages = Języki: { $languages }
status-latency = Odpowiedzi: połowa w { $p50 } ms, 95 % w { $p95 } ms, 99 % w { $p99 } ms ({ NUMBER($answers) } od uruchomienia)
status-no-latency = Odpowiedzi: żadnej od uruchomienia
status-uptime = Czas działania: { $time }
status-sync = Dokumenty są właśnie czytane
status-consent = Zmiana w dokumentach czeka na Twoją zgodę; zapyta o nią `/sync`
sync-running = Dokumenty są już czytane; raport przyjdzie później.
sync-started = Czytam dokumenty…
sync-nothing = Nic się nie zmieniło.
sync-added = Dodane: { $names }
sync-changed = Zmienione: { $names }
sync-moved = Przeniesione: { $names }
sync-removed = Usunięte: { $names }
sync-skipped = Pominięte: { $names }
sync-suspect = Być może nieprzeczytane w całości: { $names }
sync-newly-read = Wcześniejsze wersje Quoth nie umiały ich przeczytać; jeśli nie mają być cytowane, wpisz je do .quothignore albo wpisz formaty do czytania w SEEDS_FORMATS: { $names }
sync-access-waiting = Otwarte dla większej liczby osób, gdy ktoś się zgodzi, nie wcześniej: { $names }
sync-access-faults = Zamknięte dla wszystkich, bo zasad nie da się zrozumieć: { $names }
sync-origin-faults = Źródła, których nie udało się pobrać; to, co miały, zostaje: { $names }
unread = Model { $model } nie rozumie języka { $documents ->
    [one] jednego dokumentu
    [few] { NUMBER($documents) } dokumentów
    [many] { NUMBER($documents) } dokumentów
   *[other] { NUMBER($documents) } dokumentu
}, więc niewiele w nich znajdzie: { $languages }.
unread-advice = Ustaw EMBEDDING_MODEL=multilingual i przeczytaj dokumenty ponownie.
sync-and-more = i jeszcze { NUMBER($count) }
sync-total = { $documents ->
    [one] Jeden dokument
    [few] { NUMBER($documents) } dokumenty
    [many] { NUMBER($documents) } dokumentów
   *[other] { NUMBER($documents) } dokumentu
}, { $passages ->
    [one] jeden fragment
    [few] { NUMBER($passages) } fragmenty
    [many] { NUMBER($passages) } fragmentów
   *[other] { NUMBER($passages) } fragmentu
}; wektory obliczone w { $seconds } s: { NUMBER($embedded) }
sync-failed = Nie udało się przeczytać dokumentów: { $reason }
sync-long = Dokumenty są nadal czytane, a tak późno Discord nie przyjmie już raportu. /status pokaże, kiedy to się skończy.
change-added = Dodano { $path }.
change-replaced = Zastąpiono { $path }.
change-removed = Usunięto { $path }.
change-failed = Bez zmian: { $path }. Powód: { $reason }.
change-stale = Od tego czasu zmieniono { $path }, więc zostaje tak, jak jest.
stale-change = Ten przycisk nic już nie robi: tego, czego dotyczył, już nie ma albo nie możesz tego zmieniać.
remove-sure = Usunąć { $path }? Jego tekst nie będzie już nikomu odpowiadać. Można to cofnąć.
changes-title = Kto zmienił który dokument
changes-none = Nie zapisano żadnej zmiany dokumentu.
add-exists = { $path } już istnieje. Włącz „replace”, żeby umieścić ten plik w jego miejscu.
add-type = { $name } jest plikiem, którego Quoth nie czyta. Czyta: { $types }.
add-size = { $name } jest za duży: plik może mieć najwyżej { $limit } MB.
add-name = { $name } to nie jest nazwa, którą może mieć dokument.
add-unreadable = Nie da się przeczytać { $name }, więc plik nie został dodany: { $reason }
add-twin = Nie dodano { $name }, bo { $other } różni się tylko wielkością liter lub akcentami: w niektórych systemach to ten sam plik.
add-elsewhere = Możesz zmieniać dokumenty tylko tutaj: { $folders }
add-invisible = { $name } zawiera znaki, których nikt nie widzi, na przykład bez szerokości albo odwracające kierunek pisma. Zmień nazwę.
add-hidden = { $name } zaczyna się od kropki. Takie pliki są ukryte i nie są tu ani czytane, ani zmieniane.
add-lock = { $name } to plik blokady Office, a nie dokument.
add-ignored = { $name } jest wymieniony w .quothignore, więc nie byłby czytany.
unanswered-off = Pytania bez odpowiedzi nie są przechowywane. Włącza to DISCORD_KEEP_UNANSWERED=true.
unanswered-none = Nie ma pytań bez odpowiedzi.
unanswered-title = Pytano, a nie ma tego w źródłach
unanswered-times = { $count ->
    [one] raz
    [few] { NUMBER($count) } razy
    [many] { NUMBER($count) } razy
   *[other] { NUMBER($count) } razu
}
unanswered-cleared = Lista jest teraz pusta.
unanswered-server = Użyj /unanswered na serwerze: pokazuje, o co tam pytano.
unanswered-private = { $count ->
    [one] { NUMBER($count) } pytanie zadano prywatnie i nie jest pokazane.
    [few] { NUMBER($count) } pytania zadano prywatnie i nie są pokazane.
    [many] { NUMBER($count) } pytań zadano prywatnie i nie są pokazane.
   *[other] { NUMBER($count) } pytania zadano prywatnie i nie są pokazane.
}
channel-mentions = Na tym kanale Quoth odpowiada, gdy ktoś o nim wspomni.
channel-questions = Na tym kanale i w jego wątkach Quoth odpowiada na każde pytanie.
channel-nothing = Na tym kanale Quoth odpowiada tylko na /ask.
channel-source-set = Tylko z: { $source }
channel-of-thread = Dotyczy to tylko tego wątku: { $channel }
channel-of-parent = Dotyczy to { $channel } i wątków w nim, także tego.
channel-operators = Ustawiły to osoby prowadzące Quoth. Tylko one mogą tu pozwolić na więcej.
channel-needs-intent = Żeby widzieć pytania, które o nim nie wspominają, Quoth potrzebuje „Message Content Intent”. Kto prowadzi Quoth, włącza to w portalu dla programistów Discorda i ustawia DISCORD_READ_MESSAGES=true.
collect-added = Ta wiadomość jest teraz źródłem i za chwilę będzie cytowana – dla tych, którzy mogą czytać jej kanał.
collect-already = Ta wiadomość już jest źródłem.
collect-refused = Kto ją napisał, nie chce, żeby te wiadomości były źródłami.
collect-no-text = Źródłem może być tylko wiadomość z tekstem, którą mogą czytać wszyscy na jej kanale.
collect-left-out = Ta wiadomość nie jest już źródłem.
collect-server = Użyj /collect na serwerze.
collect-needs-intent = Żeby czytać kanały, Quoth potrzebuje Message Content Intent. Kto prowadzi Quoth, włącza go w portalu dla programistów Discorda i ustawia DISCORD_READ_MESSAGES=true. Pojedyncze wiadomości można dodawać bez niego: Aplikacje › { menu-add }.
collect-unreadable = Quoth nie może czytać tego kanału. Potrzebuje tam uprawnień „Wyświetlanie kanału” i „Czytanie historii czatu”.
collect-no-forum = Tylko fora mają tagi. Pomiń „tag”.
collect-tag = Z forum źródłami są tylko wątki z jednym tagiem. Podaj go; są: { $tags }
collect-begun = Kanał { $channel } jest teraz czytany, do { NUMBER($count) } najnowszych wiadomości, i od teraz śledzony. Źródłami stają się tylko wiadomości osób prowadzących Quoth i osób, które zgodzą się na to w /privacy.
collect-stopped = Kanał { $channel } nie jest już źródłem. Wiadomości dodane pojedynczo zostają.
collect-none = Nic na Discordzie nie jest tu źródłem.
collect-title = Źródła na Discordzie
collect-single = dodane pojedynczo
collect-count = { $count ->
    [0] jeszcze żadnej wiadomości
    [one] jedna wiadomość
    [few] { NUMBER($count) } wiadomości
    [many] { NUMBER($count) } wiadomości
   *[other] { NUMBER($count) } wiadomości
}

## Privacy and help

privacy = **Co Quoth o tobie przechowuje:** { $answers ->
    [0] żadnych pytań
    [one] jedno pytanie
    [few] { NUMBER($answers) } pytania
    [many] { NUMBER($answers) } pytań
   *[other] { NUMBER($answers) } pytania
}, { $feedback ->
    [0] żadnych ocen
    [one] jedna ocena
    [few] { NUMBER($feedback) } oceny
    [many] { NUMBER($feedback) } ocen
   *[other] { NUMBER($feedback) } oceny
}{ $unanswered ->
    [0] {""}
    [one] , jedno pytanie bez odpowiedzi na liście dla osób prowadzących Quoth
    [few] , { NUMBER($unanswered) } pytania bez odpowiedzi na liście dla osób prowadzących Quoth
    [many] , { NUMBER($unanswered) } pytań bez odpowiedzi na liście dla osób prowadzących Quoth
   *[other] , { NUMBER($unanswered) } pytania bez odpowiedzi na liście dla osób prowadzących Quoth
}.
    Pytania są przechowywane z twoim identyfikatorem na Discordzie przez { $days ->
    [one] jeden dzień
    [few] { NUMBER($days) } dni
    [many] { NUMBER($days) } dni
   *[other] { NUMBER($days) } dnia
}, żeby działały przyciski i dalsze pytania, a potem usuwane. Dzienniki nie zawierają pytań. Poza tym, co zostaje powiedziane na Discordzie, nic nie opuszcza komputera, na którym działa Quoth.
privacy-changes = Lista zmienionych dokumentów dla osób prowadzących Quoth wymienia ciebie. Jeśli każesz o sobie zapomnieć, zachowa zmiany bez ciebie.
privacy-digest = Podsumowanie dla osób prowadzących Quoth może pokazywać treść publicznych pytań bez odpowiedzi, ale nie to, kto pytał. Co zostało tam opublikowane, pozostaje, nawet jeśli każesz o sobie zapomnieć.
privacy-collected = { $count ->
    [0] Żadna z twoich wiadomości nie jest źródłem.
    [one] Jedna z twoich wiadomości jest źródłem; twoje ID jest przy niej zapisane i nigdy nie jest pokazywane.
    [few] { NUMBER($count) } twoje wiadomości są źródłami; twoje ID jest przy nich zapisane i nigdy nie jest pokazywane.
    [many] { NUMBER($count) } twoich wiadomości jest źródłami; twoje ID jest przy nich zapisane i nigdy nie jest pokazywane.
   *[other] { NUMBER($count) } twoich wiadomości jest źródłami; twoje ID jest przy nich zapisane i nigdy nie jest pokazywane.
}
contributes = Twoje wiadomości na kanałach używanych jako źródła mogą być cytowane.
contributes-not = Żadna z twoich wiadomości nie może być źródłem.
forgotten = Wszystko, co Quoth o tobie przechowywał, zostało usunięte. Otrzymane odpowiedzi zostają na Discordzie.
help = **Pytaj przez /ask albo wspomnij { $bot } z pytaniem.** Żeby dopytać, odpowiedz na odpowiedź. Żeby poszukać tego, co ktoś napisał, otwórz menu wiadomości: Aplikacje › { menu-find }.
    Każda odpowiedź to dosłowny cytat ze źródeł z miejscem, w którym się znajduje. Jeśli źródła nie odpowiadają na pytanie, mówię o tym.

digest-day = Pytania z dnia { $date }
digest-week = Pytania od { $first } do { $last }
digest-counts = Zadane: { NUMBER($asked) } · z odpowiedzią: { NUMBER($answered) } · brak w źródłach: { NUMBER($refused) }
digest-before = W tym samym czasie wcześniej: zadane { NUMBER($asked) }, z odpowiedzią { NUMBER($answered) }
digest-times = Czas odpowiedzi: mediana { NUMBER($median) } ms, najwyżej { NUMBER($most) } ms
digest-legend = { $answered } z odpowiedzią, { $refused } brak w źródłach
digest-hours = godziny w UTC
digest-not-found = Najczęściej nieznalezione
digest-unquoted = Nigdy niecytowane: { NUMBER($count) } z { NUMBER($documents) } dokumentów

menu-pin = Przypnij fragment
command-pins = Pokaż i usuń to, co przypięto na tym serwerze
pin-title = Który fragment odpowiada na „{ $question }”?
pin-nothing = Żadnego fragmentu tej odpowiedzi już nie ma albo nie możesz go czytać. Poszukaj innego.
pin-none = Przypiąć można tylko odpowiedzi Quoth na tym serwerze, których pytania są jeszcze zapisane.
pin-followup = To pytanie nawiązywało do innego. Zadaj je jeszcze raz w całości i przypnij do niego fragment.
pin-done = Przypięto. Na tym serwerze ten fragment jest teraz pierwszy dla „{ $question }” i pytań o tym samym znaczeniu. /pins pokazuje i usuwa to, co przypięto.
button-pin-search = Szukaj…
pin-search-title = Szukaj fragmentu
pin-search-words = Pytanie lub słowa kluczowe
pins-title = Przypięte na tym serwerze: { NUMBER($count) }
pins-none = Na tym serwerze nic nie jest przypięte.
pinned = przypięte
