# Quoth's own messages on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is shown in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = Find in sources
menu-add = Add to sources
command-ask = Ask the sources: the answer is quoted word for word
option-question = What do you want to know?
option-source = Only this document or folder
option-language = Only what is written in this language
option-private = Show the answer only to you
command-sources = Show which documents can be asked
option-search = Part of a title or path
command-status = Show what is indexed and how fast Quoth answers
command-sync = Read the documents again and report what has changed
command-add = Add a file to the documents
option-file = A document, such as PDF, Word, HTML, Markdown or text
option-folder = Folder to put it in
option-replace = Replace the document of the same name
command-remove = Remove a document; this can be undone
option-document = The document to remove
command-changes = Show who changed which document when
command-unanswered = Show what people asked and the sources did not answer
option-clear = Empty the list
command-channel = Set what Quoth answers in this channel
option-answers = What is answered here, besides /ask
option-channel-source = Answer only from this document or folder here; * means all of them
command-collect = Keep a channel or forum as a source, or list those that are kept
option-collect-channel = The channel or forum; without one, those that are kept are listed
option-collect-tag = Of a forum: only threads with this tag
option-collect-stop = Keep it as a source no longer
choice-mentions = When mentioned
choice-questions = Every question
choice-nothing = Nothing
command-privacy = Show what is stored about you, and have it deleted
command-help = Show how to ask

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Searched for: { $question }
searched = { $documents ->
    [one] One source searched
   *[other] { NUMBER($documents) } sources searched
}
passages = Passages { $first }–{ $last } of { $all }
one-passage = Passage { $first } of { $all }
paragraph = paragraph { $number }
line = line { $number }
page = page { $number }
pages = pages { $first }–{ $last }
open-link = open
as-file = This passage cannot be shown here exactly as it is written, so it is attached.
above-as-file = What stands above this passage is attached: it is too long to be shown here, or cannot be shown exactly.
gone = This passage is no longer in the sources as it was quoted.
not-in-sources = **Not in the sources.** { $documents ->
    [0] There are no documents yet, so there is nothing to quote.
    [one] The one document does not answer this.
   *[other] None of the { NUMBER($documents) } documents answers this.
}
nearest-note = These passages come nearest to the question. They do not answer it.
shared-by = Shared by { $person }
button-context = In context
button-exact = Exact text
button-share = Share
button-nearest = Nearest passages
button-forget = Forget me
button-reask = Answer the new wording
button-remove = Remove
button-undo = Undo
button-agree-drop = Drop { NUMBER($count) } documents
button-agree-widen = Let them read it
button-own = Search what I may read
button-contribute = Use my messages
button-withhold = Don’t use my messages
share-limited = Not all who see this channel may read this answer, so it was not shared.
version = version
characters = characters { $start } to { $end }
above-span = stands above · characters { $start } to { $end }
context-file = The passages around it are attached: they are too long to be shown here, or cannot be shown exactly.
rated-helpful = Noted as helpful. Thank you!
rated-unhelpful = Noted as not helpful. Thank you!
rated-nothing = Your rating has been removed.

## When there is no answer to give

empty-question = Ask me something: mention me with a question, or use /ask. I answer with the words of the sources.
small-talk = That is no question, so nothing was searched for. Words in quotation marks are searched for as they are.
queued = { $ahead ->
    [one] One question is ahead of yours.
   *[other] { NUMBER($ahead) } questions are ahead of yours.
} The answer will appear here.
busy = Too many questions are waiting just now. Please ask again in a minute.
cooldown = That was quick. You can ask again in { $seconds ->
    [one] one second.
   *[other] { NUMBER($seconds) } seconds.
}
cooldown-button = That was quick. Buttons work for you again in { $seconds ->
    [one] one second.
   *[other] { NUMBER($seconds) } seconds.
}
not-here = Quoth does not answer in this channel.
not-server = Quoth does not answer in this server.
not-role = Only some roles of this server may ask Quoth.
not-direct = Quoth does not answer direct messages.
not-you = The operator does not let you ask Quoth.
no-source = No document matches { $source }. /sources lists them.
no-language = Nothing is written in { $language }. There are documents in { $languages }.
no-language-there = Nothing in { $source } is written in { $language }, only in { $languages }.
no-text = There is no text in this message to look for.
use-menu = I cannot see that message. Open its menu instead: Apps › { menu-find }.
not-ready = The documents are still being read. Please ask again in a moment.
nothing-indexed = No documents are indexed yet. The operator has to add some.
failed = Something went wrong. The operator can find the reason in the log, under { $id }.
stale-button = This button belongs to an answer that is no longer kept. Please ask again.
question-edited = The question was edited after it was answered.
asker-only = Only who asked can do this.
no-files = I may not attach files here, and the answer cannot be shown without one. Somebody who manages this channel can allow it.

## Operating

operators-only = Only operators of Quoth may do this.
managers-only = Only people who may manage this channel can set what is answered in it.
sources-title = { $documents ->
    [one] One document
   *[other] { NUMBER($documents) } documents
}
sources-none = No document matches { $search }.
sources-page = Page { $page } of { $pages }
sources-passages = { $passages ->
    [one] one passage
   *[other] { NUMBER($passages) } passages
}
status-title = Quoth
status-index = Index: generation { NUMBER($generation) }, { $documents ->
    [one] one document
   *[other] { NUMBER($documents) } documents
}, { $passages ->
    [one] one passage
   *[other] { NUMBER($passages) } passages
}
status-model = Model: { $model }
status-languages = Languages: { $languages }
status-latency = Answers: half within { $p50 } ms, 95% within { $p95 } ms, 99% within { $p99 } ms ({ NUMBER($answers) } since the start)
status-no-latency = Answers: none since the start
status-uptime = Running for { $time }
status-sync = Reading the documents right now
status-consent = A change to the documents waits for your consent; `/sync` asks for it
sync-running = The documents are already being read; the report will follow.
sync-started = Reading the documents…
sync-nothing = Nothing has changed.
sync-added = Added: { $names }
sync-changed = Changed: { $names }
sync-moved = Moved: { $names }
sync-removed = Removed: { $names }
sync-skipped = Left out: { $names }
sync-suspect = Perhaps not read completely: { $names }
sync-newly-read = Earlier versions of Quoth could not read these; if they are not meant to be quoted, name them in .quothignore, or the formats to read in SEEDS_FORMATS: { $names }
sync-access-waiting = Open to more people as soon as somebody agrees, and not before: { $names }
sync-access-faults = Closed to everybody, because the rules cannot be understood: { $names }
sync-origin-faults = Sources that could not be fetched; what they had stays: { $names }
unread = The model { $model } does not read the language of { $documents ->
    [one] one document
   *[other] { NUMBER($documents) } documents
}, so that little is found there: { $languages }.
unread-advice = Set EMBEDDING_MODEL=multilingual, and sync again.
sync-and-more = and { NUMBER($count) } more
sync-total = { $documents ->
    [one] One document
   *[other] { NUMBER($documents) } documents
}, { $passages ->
    [one] one passage
   *[other] { NUMBER($passages) } passages
}; { NUMBER($embedded) } embedded in { $seconds } s
sync-failed = The documents could not be read: { $reason }
sync-long = The documents are still being read, and Discord accepts no report that late. /status shows when it is done.
change-added = { $path } was added.
change-replaced = { $path } was replaced.
change-removed = { $path } was removed.
change-failed = { $path } stays as it was: { $reason }.
change-stale = { $path } has changed since, so it stays as it is.
stale-change = This button no longer does anything: what it was about is gone, or not yours to change.
remove-sure = Remove { $path }? Its text will no longer answer anybody. This can be undone.
changes-title = Who changed which document
changes-none = No change of a document is noted.
add-exists = { $path } exists already. Set “replace” to put this file in its place.
add-type = { $name } is of a kind that Quoth does not read. It reads: { $types }.
add-size = { $name } is too large: a file may have at most { $limit } MB.
add-name = { $name } is not a name that a document can have.
add-unreadable = { $name } cannot be read, so it was not added: { $reason }
add-twin = { $name } stays out, because { $other } differs from it in case or accents only: on some systems, the two are one file.
add-elsewhere = You may change documents only in: { $folders }
add-invisible = { $name } has characters that nobody sees, such as zero-width ones or those that turn the direction of writing. Rename it.
add-hidden = { $name } begins with a dot. Such files are hidden, and neither read nor changed here.
add-lock = { $name } is a lock file of Office, not a document.
add-ignored = { $name } is named in a .quothignore, so it would not be read.
unanswered-off = Unanswered questions are not stored. DISCORD_KEEP_UNANSWERED=true switches this on.
unanswered-none = There are no unanswered questions.
unanswered-title = Asked, but not in the sources
unanswered-times = { $count ->
    [one] once
   *[other] { NUMBER($count) } times
}
unanswered-cleared = The list is empty now.
unanswered-server = Use /unanswered in a server: it lists what was asked there.
unanswered-private = { $count ->
    [one] One question was asked privately and is not shown.
   *[other] { NUMBER($count) } questions were asked privately and are not shown.
}
channel-mentions = In this channel, Quoth answers when it is mentioned.
channel-questions = In this channel and its threads, Quoth answers every question.
channel-nothing = In this channel, Quoth answers only /ask.
channel-source-set = Only from: { $source }
channel-of-thread = This holds for this thread alone: { $channel }
channel-of-parent = This holds for { $channel } and its threads, this one included.
channel-operators = An operator has set this. Only operators can let more be answered here.
channel-needs-intent = To see questions that do not mention it, Quoth needs the Message Content Intent. The operator switches it on in Discord’s developer portal and sets DISCORD_READ_MESSAGES=true.
collect-added = This message is a source now, and can be quoted in a moment: to those who can read its channel.
collect-already = This message is a source already.
collect-refused = Its author does not want their messages to be sources.
collect-no-text = Only a message with text that all in its channel can read can be a source.
collect-left-out = This message is no longer a source.
collect-server = Use /collect in a server.
collect-needs-intent = To read channels, Quoth needs the Message Content Intent. The operator switches it on in Discord’s developer portal and sets DISCORD_READ_MESSAGES=true. Single messages can be added without it: Apps › { menu-add }.
collect-unreadable = Quoth cannot read this channel. It needs the permissions View Channel and Read Message History there.
collect-no-forum = Only forums have tags. Leave “tag” out.
collect-tag = Of a forum, only threads with one tag are sources. Name that tag; there are: { $tags }
collect-begun = { $channel } is read now, up to its latest { NUMBER($count) } messages, and followed from now on. Only messages of operators, and of people who agree to it in /privacy, become sources.
collect-stopped = { $channel } is no longer a source. Messages that were added one by one stay.
collect-none = Nothing on Discord is a source here.
collect-title = Sources on Discord
collect-single = added one by one
collect-count = { $count ->
    [0] no message yet
    [one] one message
   *[other] { NUMBER($count) } messages
}

## Privacy and help

privacy = **What Quoth stores about you:** { $answers ->
    [0] no question
    [one] one question
   *[other] { NUMBER($answers) } questions
}, { $feedback ->
    [0] no rating
    [one] one rating
   *[other] { NUMBER($feedback) } ratings
}{ $unanswered ->
    [0] {""}
    [one] , one unanswered question for the operators’ list
   *[other] , { NUMBER($unanswered) } unanswered questions for the operators’ list
}.
    Questions are kept with your Discord ID for { $days ->
    [one] one day
   *[other] { NUMBER($days) } days
}, so that buttons and follow-up questions work, and then deleted. Logs hold no questions. Apart from what is said on Discord, nothing leaves the computer that Quoth runs on.
privacy-changes = The operators’ list of changed documents names you. If you have yourself forgotten, it keeps the changes without you.
privacy-digest = A digest for operators may show the words of public questions without an answer, and not who asked. What is posted there stays when you have yourself forgotten.
privacy-collected = { $count ->
    [0] None of your messages is a source.
    [one] One of your messages is a source; your ID is stored with it and never shown.
   *[other] { NUMBER($count) } of your messages are sources; your ID is stored with them and never shown.
}
contributes = Your messages in channels that are kept as sources may be quoted.
contributes-not = None of your messages may be a source.
forgotten = Everything that Quoth stored about you has been deleted. The answers that you were given stay on Discord.
help = **Ask with /ask, or mention { $bot } with a question.** To follow up, reply to an answer. To look for what somebody wrote, open the menu of a message: Apps › { menu-find }.
    Every answer is a word-for-word quote from the sources, with the place where it was found. When the sources do not answer a question, I say so.

digest-day = Questions of { $date }
digest-week = Questions from { $first } to { $last }
digest-counts = Asked: { NUMBER($asked) } · answered: { NUMBER($answered) } · not in the sources: { NUMBER($refused) }
digest-before = In the same time before: { NUMBER($asked) } asked, { NUMBER($answered) } answered
digest-times = Time for an answer: { NUMBER($median) } ms (median), { NUMBER($most) } ms at most
digest-legend = { $answered } answered, { $refused } not in the sources
digest-hours = hours in UTC
digest-not-found = Most often not found
digest-unquoted = Never quoted: { NUMBER($count) } of { NUMBER($documents) } documents

menu-pin = Pin a passage
command-pins = List and remove what is pinned in this server
pin-title = Which passage answers “{ $question }”?
pin-nothing = No passage of this answer is there any more, or you may not read it. Search for another one.
pin-none = Only Quoth’s own answers in this server, whose questions are still stored, can be pinned.
pin-followup = This question followed up another one. Ask it again in full, and pin a passage to that.
pin-done = Pinned. In this server, this passage now comes first for “{ $question }” and for questions that mean the same. /pins lists and removes what is pinned.
button-pin-search = Search …
pin-search-title = Search for a passage
pin-search-words = Question or key words
pins-title = Pinned in this server: { NUMBER($count) }
pins-none = Nothing is pinned in this server.
pinned = pinned
