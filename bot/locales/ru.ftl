# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Russian: вы with a small letter; forms that name no gender; a no-break space (U+00A0) between number and unit.
# [one] is 1, 21, 31 …, so that it shows its number; [few] is 2 to 4, 22 to 24 …
# source: источник, document: документ, passage: фрагмент, operator: тот, кто управляет Quoth.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = Искать в источниках
menu-add = Добавить в источники
command-ask = Спросить источники: ответ цитируется слово в слово
option-question = Что вы хотите узнать?
option-source = Только этот документ или эта папка
option-language = Только то, что написано на этом языке
option-private = Показать ответ только вам
command-sources = Показать, у каких документов можно спрашивать
option-search = Часть названия или пути
command-status = Показать, что есть в индексе и как быстро отвечает Quoth
command-sync = Прочитать документы заново и сообщить, что изменилось
command-add = Добавить файл к документам
option-file = Документ: PDF, Word, HTML, Markdown, текст и другие
option-folder = Папка, в которую его положить
option-replace = Заменить документ с тем же именем
command-remove = Убирает документ; это можно отменить
option-document = Документ, который нужно убрать
command-changes = Показывает, кто и когда изменил какой документ
command-unanswered = Показать вопросы, на которые источники не ответили
option-clear = Очистить список
command-channel = Задать, на что Quoth отвечает в этом канале
option-answers = На что здесь отвечать, кроме /ask
option-channel-source = Отвечать здесь только по этому документу или этой папке; * — по всем
command-collect = Сделать канал или форум источником либо показать такие
option-collect-channel = Канал или форум; без него — список тех, что служат источниками
option-collect-tag = Для форума: только ветки с этим тегом
option-collect-stop = Больше не использовать как источник
choice-mentions = На упоминания
choice-questions = На каждый вопрос
choice-nothing = Ни на что
command-privacy = Показать, что о вас хранится, и удалить это
command-help = Показать, как спрашивать

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Искали: { $question }
searched = { $documents ->
    [one] Просмотрен { NUMBER($documents) } источник
    [few] Просмотрено { NUMBER($documents) } источника
    [many] Просмотрено { NUMBER($documents) } источников
   *[other] Просмотрено { NUMBER($documents) } источника
}
passages = Фрагменты { $first }–{ $last } из { $all }
one-passage = Фрагмент { $first } из { $all }
paragraph = абзац { $number }
line = строка { $number }
page = страница { $number }
pages = страницы { $first }–{ $last }
open-link = открыть
as-file = Этот фрагмент нельзя показать здесь точно так, как он написан, поэтому он приложен.
above-as-file = То, что стоит над этим фрагментом, приложено: оно слишком длинное или его нельзя показать здесь точно.
gone = Этого фрагмента больше нет в источниках в том виде, в каком он был процитирован.
not-in-sources = **Нет в источниках.** { $documents ->
    [0] Документов пока нет, поэтому цитировать нечего.
    [one] Искали в { NUMBER($documents) } документе, ответа там нет.
    [few] Искали в { NUMBER($documents) } документах, ответа там нет.
    [many] Искали в { NUMBER($documents) } документах, ответа там нет.
   *[other] Искали в { NUMBER($documents) } документа, ответа там нет.
}
nearest-note = Эти фрагменты ближе всего к вопросу. Ответа на него в них нет.
shared-by = Делится { $person }
button-context = В контексте
button-exact = Точный текст
button-share = Поделиться
button-nearest = Ближайшие фрагменты
button-forget = Забыть меня
button-reask = Ответить на новый вопрос
button-remove = Убрать
button-undo = Отменить
button-agree-drop = Удалить: { NUMBER($count) }
button-agree-widen = Разрешить чтение
button-own = Искать в доступном мне
button-contribute = Брать мои сообщения
button-withhold = Не брать сообщения
share-limited = Не всем, кто видит этот канал, можно читать этот ответ, поэтому он не опубликован.
version = версия
characters = символы с { $start } по { $end }
above-span = стоит выше · символы с { $start } по { $end }
context-file = Фрагменты вокруг приложены: они слишком длинные или их нельзя показать здесь точно.
rated-helpful = Отмечено как полезное. Спасибо!
rated-unhelpful = Отмечено как бесполезное. Спасибо!
rated-nothing = Ваша оценка снята.

## When there is no answer to give

empty-question = Спросите что-нибудь: упомяните меня с вопросом или используйте /ask. Я отвечаю словами источников.
small-talk = Это не вопрос, поэтому ничего не искали. Слова в кавычках ищутся так, как они написаны.
queued = { $ahead ->
    [one] Перед вами { NUMBER($ahead) } вопрос.
    [few] Перед вами { NUMBER($ahead) } вопроса.
    [many] Перед вами { NUMBER($ahead) } вопросов.
   *[other] Перед вами { NUMBER($ahead) } вопроса.
} Ответ появится здесь.
busy = Сейчас слишком много вопросов ждут ответа. Спросите ещё раз через минуту.
cooldown = Слишком быстро. Спросить снова можно через { $seconds ->
    [one] { NUMBER($seconds) } секунду.
    [few] { NUMBER($seconds) } секунды.
    [many] { NUMBER($seconds) } секунд.
   *[other] { NUMBER($seconds) } секунды.
}
cooldown-button = Слишком быстро. Кнопки снова заработают для вас через { $seconds ->
    [one] { NUMBER($seconds) } секунду.
    [few] { NUMBER($seconds) } секунды.
    [many] { NUMBER($seconds) } секунд.
   *[other] { NUMBER($seconds) } секунды.
}
not-here = В этом канале Quoth не отвечает.
not-server = На этом сервере Quoth не отвечает.
not-role = На этом сервере спрашивать Quoth могут только некоторые роли.
not-direct = Quoth не отвечает на личные сообщения.
not-you = Вам нельзя задавать вопросы Quoth.
no-source = Ни один документ не подходит к { $source }. Все показывает /sources.
no-language = На языке { $language } ничего не написано. Есть документы на языках: { $languages }.
no-language-there = В { $source } ничего не написано на языке { $language }, есть только на языках: { $languages }.
no-text = В этом сообщении нет текста, который можно искать.
use-menu = Я не вижу этого сообщения. Откройте вместо этого его меню: Приложения › { menu-find }.
not-ready = Документы ещё читаются. Спросите чуть позже.
nothing-indexed = В индексе пока нет документов. Их должен добавить тот, кто управляет Quoth.
failed = Что-то пошло не так. Причину можно найти в журнале по номеру { $id }.
stale-button = Эта кнопка относится к ответу, который больше не хранится. Спросите ещё раз.
question-edited = Вопрос изменили после ответа.
asker-only = Это может сделать только тот, кто спросил.
no-files = Здесь мне нельзя прикреплять файлы, а без файла ответ не показать. Это может разрешить тот, кто управляет каналом.

## Operating

operators-only = Это могут делать только те, кто управляет Quoth.
managers-only = Задать, на что отвечать в этом канале, могут только те, кто может им управлять.
sources-title = { $documents ->
    [one] { NUMBER($documents) } документ
    [few] { NUMBER($documents) } документа
    [many] { NUMBER($documents) } документов
   *[other] { NUMBER($documents) } документа
}
sources-none = Ни один документ не подходит к { $search }.
sources-page = Страница { $page } из { $pages }
sources-passages = { $passages ->
    [one] { NUMBER($passages) } фрагмент
    [few] { NUMBER($passages) } фрагмента
    [many] { NUMBER($passages) } фрагментов
   *[other] { NUMBER($passages) } фрагмента
}
status-title = Quoth
status-index = Индекс: поколение { NUMBER($generation) }, { $documents ->
    [one] { NUMBER($documents) } документ
    [few] { NUMBER($documents) } документа
    [many] { NUMBER($documents) } документов
   *[other] { NUMBER($documents) } документа
}, { $passages ->
    [one] { NUMBER($passages) } фрагмент
    [few] { NUMBER($passages) } фрагмента
    [many] { NUMBER($passages) } фрагментов
   *[other] { NUMBER($passages) } фрагмента
}
status-model = Модель: { $model }
status-languages = Языки: { $languages }
status-latency = Ответы: половина за { $p50 } мс, 95 % за { $p95 } мс, 99 % за { $p99 } мс ({ NUMBER($answers) } с момента запуска)
status-no-latency = Ответы: с момента запуска не было
status-uptime = Время работы: { $time }
status-sync = Документы сейчас читаются
status-consent = Изменение в документах ждёт вашего согласия; его спросит `/sync`
sync-running = Документы уже читаются; отчёт придёт позже.
sync-started = Чтение документов…
sync-nothing = Ничего не изменилось.
sync-added = Добавлено: { $names }
sync-changed = Изменено: { $names }
sync-moved = Перемещено: { $names }
sync-removed = Удалено: { $names }
sync-skipped = Пропущено: { $names }
sync-suspect = Возможно, прочитано не полностью: { $names }
sync-newly-read = Прежние версии Quoth не могли это прочитать; если цитировать это не нужно, укажите файлы в .quothignore или форматы для чтения в SEEDS_FORMATS: { $names }
sync-access-waiting = Откроется большему числу людей, когда кто-нибудь согласится, и не раньше: { $names }
sync-access-faults = Закрыто для всех, потому что правила непонятны: { $names }
sync-origin-faults = Источники, которые не удалось загрузить; то, что в них было, остаётся: { $names }
unread = Модель { $model } не понимает язык { $documents ->
    [one] { NUMBER($documents) } документа
    [few] { NUMBER($documents) } документов
    [many] { NUMBER($documents) } документов
   *[other] { NUMBER($documents) } документа
}, поэтому мало что в них находит: { $languages }.
unread-advice = Задайте EMBEDDING_MODEL=multilingual и прочитайте документы заново.
sync-and-more = и ещё { NUMBER($count) }
sync-total = { $documents ->
    [one] { NUMBER($documents) } документ
    [few] { NUMBER($documents) } документа
    [many] { NUMBER($documents) } документов
   *[other] { NUMBER($documents) } документа
}, { $passages ->
    [one] { NUMBER($passages) } фрагмент
    [few] { NUMBER($passages) } фрагмента
    [many] { NUMBER($passages) } фрагментов
   *[other] { NUMBER($passages) } фрагмента
}; векторы вычислены за { $seconds } с: { NUMBER($embedded) }
sync-failed = Не удалось прочитать документы: { $reason }
sync-long = Документы всё ещё читаются, а так поздно Discord уже не примет отчёт. Когда всё будет готово, покажет /status.
change-added = Добавлено: { $path }.
change-replaced = Заменено: { $path }.
change-removed = Убрано: { $path }.
change-failed = Без изменений: { $path }. Причина: { $reason }.
change-stale = Файл { $path } изменился с тех пор и остаётся как есть.
stale-change = Эта кнопка больше ничего не делает: того, о чём шла речь, уже нет, или вам нельзя это менять.
remove-sure = Убрать { $path }? Его текст больше никому не ответит. Это можно отменить.
changes-title = Кто изменил какой документ
changes-none = Изменений документов не записано.
add-exists = { $path } уже есть. Включите «replace», чтобы поставить этот файл на его место.
add-type = { $name } — файл такого вида, который Quoth не читает. Он читает: { $types }.
add-size = { $name } слишком большой: файл может занимать не больше { $limit } МБ.
add-name = { $name } не может быть именем документа.
add-unreadable = Прочитать { $name } нельзя, поэтому файл не добавлен: { $reason }
add-twin = Файл { $name } не добавлен, потому что { $other } отличается только регистром или диакритикой: в некоторых системах это один файл.
add-elsewhere = Вам можно менять документы только здесь: { $folders }
add-invisible = В имени { $name } есть знаки, которых никто не видит, например без ширины или меняющие направление письма. Переименуйте файл.
add-hidden = Имя { $name } начинается с точки. Такие файлы скрыты, и здесь их не читают и не меняют.
add-lock = { $name } — файл блокировки Office, а не документ.
add-ignored = { $name } указан в .quothignore, поэтому его не прочитали бы.
unanswered-off = Вопросы без ответа не хранятся. Это включает DISCORD_KEEP_UNANSWERED=true.
unanswered-none = Вопросов без ответа нет.
unanswered-title = Спрашивали, но в источниках этого нет
unanswered-times = { $count ->
    [one] { NUMBER($count) } раз
    [few] { NUMBER($count) } раза
    [many] { NUMBER($count) } раз
   *[other] { NUMBER($count) } раза
}
unanswered-cleared = Список теперь пуст.
unanswered-server = Используйте /unanswered на сервере: команда показывает, о чём там спрашивали.
unanswered-private = { $count ->
    [one] { NUMBER($count) } вопрос задан лично и не показан.
    [few] { NUMBER($count) } вопроса заданы лично и не показаны.
    [many] { NUMBER($count) } вопросов заданы лично и не показаны.
   *[other] { NUMBER($count) } вопроса заданы лично и не показаны.
}
channel-mentions = В этом канале Quoth отвечает, когда его упоминают.
channel-questions = В этом канале и его ветках Quoth отвечает на каждый вопрос.
channel-nothing = В этом канале Quoth отвечает только на /ask.
channel-source-set = Только по: { $source }
channel-of-thread = Это действует только в этой ветке: { $channel }
channel-of-parent = Это действует для { $channel } и веток в нём, включая эту.
channel-operators = Это задали те, кто управляет Quoth. Разрешить здесь больше могут только они.
channel-needs-intent = Чтобы видеть вопросы без упоминания, Quoth нужен «Message Content Intent». Тот, кто управляет Quoth, включает его на портале разработчиков Discord и задаёт DISCORD_READ_MESSAGES=true.
collect-added = Теперь это сообщение — источник; через мгновение его можно будет цитировать тем, кто может читать его канал.
collect-already = Это сообщение уже служит источником.
collect-refused = Тот, кто его написал, не хочет, чтобы его сообщения были источниками.
collect-no-text = Источником может быть только сообщение с текстом, которое могут читать все в его канале.
collect-left-out = Это сообщение больше не источник.
collect-server = Используйте /collect на сервере.
collect-needs-intent = Чтобы читать каналы, Quoth нужен Message Content Intent. Тот, кто управляет Quoth, включает его на портале разработчиков Discord и задаёт DISCORD_READ_MESSAGES=true. Отдельные сообщения можно добавлять и без него: Приложения › { menu-add }.
collect-unreadable = Quoth не может читать этот канал. Там ему нужны права «Просмотр канала» и «Чтение истории сообщений».
collect-no-forum = Теги есть только у форумов. Не указывайте «tag».
collect-tag = Из форума источниками становятся только ветки с одним тегом. Назовите его; есть: { $tags }
collect-begun = { $channel } сейчас читается, до { NUMBER($count) } последних сообщений, и с этого момента отслеживается. Источниками становятся только сообщения тех, кто управляет Quoth, и тех, кто согласился на это в /privacy.
collect-stopped = { $channel } больше не источник. Сообщения, добавленные по одному, остаются.
collect-none = Здесь ничто в Discord не служит источником.
collect-title = Источники в Discord
collect-single = добавлены по одному
collect-count = { $count ->
    [0] пока ни одного сообщения
    [one] { NUMBER($count) } сообщение
    [few] { NUMBER($count) } сообщения
    [many] { NUMBER($count) } сообщений
   *[other] { NUMBER($count) } сообщений
}

## Privacy and help

privacy = **Что Quoth хранит о вас:** { $answers ->
    [0] ни одного вопроса
    [one] { NUMBER($answers) } вопрос
    [few] { NUMBER($answers) } вопроса
    [many] { NUMBER($answers) } вопросов
   *[other] { NUMBER($answers) } вопроса
}, { $feedback ->
    [0] ни одной оценки
    [one] { NUMBER($feedback) } оценка
    [few] { NUMBER($feedback) } оценки
    [many] { NUMBER($feedback) } оценок
   *[other] { NUMBER($feedback) } оценки
}{ $unanswered ->
    [0] {""}
    [one] , { NUMBER($unanswered) } вопрос без ответа в списке для тех, кто управляет Quoth
    [few] , { NUMBER($unanswered) } вопроса без ответа в списке для тех, кто управляет Quoth
    [many] , { NUMBER($unanswered) } вопросов без ответа в списке для тех, кто управляет Quoth
   *[other] , { NUMBER($unanswered) } вопроса без ответа в списке для тех, кто управляет Quoth
}.
    Вопросы хранятся с вашим ID в Discord { $days ->
    [one] { NUMBER($days) } день
    [few] { NUMBER($days) } дня
    [many] { NUMBER($days) } дней
   *[other] { NUMBER($days) } дня
}, чтобы работали кнопки и уточняющие вопросы, а потом удаляются. В журналах вопросов нет. Кроме того, что сказано в Discord, ничего не покидает компьютер, на котором работает Quoth.
privacy-changes = В списке изменённых документов для тех, кто управляет Quoth, есть вы. Если попросить забыть вас, изменения останутся в нём без вас.
privacy-digest = В сводке для тех, кто управляет Quoth, могут быть слова открытых вопросов без ответа, но не то, кто спрашивал. Что там опубликовано, останется, даже если попросить забыть вас.
privacy-collected = { $count ->
    [0] Ни одно из ваших сообщений не служит источником.
    [one] { NUMBER($count) } ваше сообщение служит источником; ваш ID хранится с ним и никогда не показывается.
    [few] { NUMBER($count) } ваших сообщения служат источниками; ваш ID хранится с ними и никогда не показывается.
    [many] { NUMBER($count) } ваших сообщений служат источниками; ваш ID хранится с ними и никогда не показывается.
   *[other] { NUMBER($count) } ваших сообщений служат источниками; ваш ID хранится с ними и никогда не показывается.
}
contributes = Ваши сообщения в каналах, служащих источниками, можно цитировать.
contributes-not = Ни одно ваше сообщение не может быть источником.
forgotten = Всё, что Quoth хранил о вас, удалено. Полученные ответы остаются в Discord.
help = **Спрашивайте через /ask или упомяните { $bot } с вопросом.** Чтобы уточнить, ответьте на ответ. Чтобы искать то, что кто-то написал, откройте меню сообщения: Приложения › { menu-find }.
    Каждый ответ — дословная цитата из источников с указанием места. Если источники не отвечают на вопрос, я так и скажу.

digest-day = Вопросы за { $date }
digest-week = Вопросы с { $first } по { $last }
digest-counts = Задано: { NUMBER($asked) } · с ответом: { NUMBER($answered) } · нет в источниках: { NUMBER($refused) }
digest-before = За такое же время до этого: задано { NUMBER($asked) }, с ответом { NUMBER($answered) }
digest-times = Время ответа: медиана { NUMBER($median) } мс, самое большее { NUMBER($most) } мс
digest-legend = есть ответ: { $answered }, нет в источниках: { $refused }
digest-hours = часы по UTC
digest-not-found = Чаще всего не находилось
digest-unquoted = Ни разу не цитировались: { NUMBER($count) } из { NUMBER($documents) } документов

menu-pin = Закрепить отрывок
command-pins = Показать и убрать закреплённое на этом сервере
pin-title = Какой отрывок отвечает на «{ $question }»?
pin-nothing = Отрывков этого ответа больше нет, или их нельзя читать. Найди другой.
pin-none = Закрепить можно только ответы Quoth на этом сервере, вопросы которых ещё хранятся.
pin-followup = Этот вопрос продолжал другой. Задай его ещё раз полностью и закрепи отрывок.
pin-done = Закреплено. На этом сервере этот отрывок теперь первый для «{ $question }» и вопросов с тем же смыслом. /pins показывает и убирает закреплённое.
button-pin-search = Искать…
pin-search-title = Найти отрывок
pin-search-words = Вопрос или ключевые слова
pins-title = Закреплено на этом сервере: { NUMBER($count) }
pins-none = На этом сервере ничего не закреплено.
pinned = закреплено
