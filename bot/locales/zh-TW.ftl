# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Traditional Chinese (Taiwan): 你; a no-break space (U+00A0) between number and unit; a space between Latin and Chinese.
# source: 資料來源, document: 文件, passage: 段落, operator: Quoth 管理者.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = 在資料來源中尋找
menu-add = 加入資料來源
command-ask = 向資料來源提問：答案逐字引用原文
option-question = 你想知道什麼？
option-source = 只在這份文件或資料夾中尋找
option-language = 只尋找用這種語言寫的內容
option-private = 只讓你看到答案
command-sources = 顯示可以提問的文件
option-search = 標題或路徑的一部分
command-status = 顯示索引內容與回答速度
command-sync = 重新讀取文件並回報變更
command-add = 將檔案加入文件
option-file = 文件，例如 PDF、Word、HTML、Markdown 或純文字
option-folder = 要放入的資料夾
option-replace = 取代同名的文件
command-remove = 移除一份文件；可以復原
option-document = 要移除的文件
command-changes = 顯示誰在何時變更了哪份文件
command-unanswered = 顯示資料來源沒有回答的問題
option-clear = 清空清單
command-channel = 設定 Quoth 在這個頻道回答什麼
option-answers = 除了 /ask，這裡還回答什麼
option-channel-source = 這裡只根據這份文件或資料夾回答；* 代表全部
command-collect = 將頻道或論壇作為資料來源，或列出已有的
option-collect-channel = 頻道或論壇；不填則列出已有的
option-collect-tag = 論壇：僅限帶有此標籤的貼文
option-collect-stop = 不再作為資料來源
choice-mentions = 被提及時
choice-questions = 所有問題
choice-nothing = 不回答
command-privacy = 顯示儲存了哪些與你有關的內容，並可刪除
command-help = 顯示提問方式

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = 已搜尋：{ $question }
searched = 已搜尋 { NUMBER($documents) } 份資料來源
passages = 段落 { $first }–{ $last }，共 { $all } 段
one-passage = 段落 { $first }，共 { $all } 段
paragraph = 第 { $number } 段
line = 第 { $number } 行
page = 第 { $number } 頁
pages = 第 { $first }–{ $last } 頁
open-link = 開啟
as-file = 這個段落無法在這裡完全照原文顯示，因此以附件傳送。
above-as-file = 這個段落上方的內容已以附件傳送：內容太長，或無法準確顯示。
gone = 資料來源中已沒有與引用時相同的這個段落。
not-in-sources = **資料來源中沒有。** { $documents ->
    [0] 目前還沒有文件，因此沒有可引用的內容。
   *[other] { NUMBER($documents) } 份文件都沒有回答這個問題。
}
nearest-note = 這些段落與問題最接近，但沒有回答問題。
shared-by = 由 { $person } 分享
button-context = 前後文
button-exact = 原文
button-share = 分享
button-nearest = 最接近的段落
button-forget = 刪除我的資訊
button-reask = 回答新的問題
button-remove = 移除
button-undo = 復原
button-agree-drop = 刪除 { NUMBER($count) } 份文件
button-agree-widen = 允許閱讀
button-own = 搜尋我可以閱讀的內容
button-contribute = 使用我的訊息
button-withhold = 不使用我的訊息
share-limited = 並非所有能看到這個頻道的人都可以閱讀這個答案，因此沒有分享。
version = 版本
characters = 第 { $start } 至 { $end } 個字元
above-span = 位於上方 · 第 { $start } 至 { $end } 個字元
context-file = 前後的段落已以附件傳送：內容太長，或無法準確顯示。
rated-helpful = 已記錄為有幫助。謝謝！
rated-unhelpful = 已記錄為沒有幫助。謝謝！
rated-nothing = 你的評價已撤回。

## When there is no answer to give

empty-question = 請提問：提及我並寫下問題，或使用 /ask。我用資料來源的原話回答。
small-talk = 這不是問題，因此沒有搜尋。引號中的字詞會照原樣搜尋。
queued = 前面還有 { NUMBER($ahead) } 個問題。答案會顯示在這裡。
busy = 現在等待的問題太多。請一分鐘後再問。
cooldown = 太快了。{ NUMBER($seconds) } 秒後可以再次提問。
cooldown-button = 太快了。{ NUMBER($seconds) } 秒後可以再次使用按鈕。
not-here = Quoth 不在這個頻道回答。
not-server = Quoth 不在這個伺服器回答。
not-role = 在這個伺服器中，只有部分身分組可以向 Quoth 提問。
not-direct = Quoth 不回答私人訊息。
not-you = 您不能向 Quoth 提問。
no-source = 沒有符合 { $source } 的文件。用 /sources 查看清單。
no-language = 沒有用 { $language } 寫的內容。文件的語言：{ $languages }。
no-language-there = { $source } 中沒有用 { $language } 寫的內容，只有：{ $languages }。
no-text = 這則訊息中沒有可以尋找的文字。
use-menu = 我看不到那則訊息。請改為開啟它的選單：應用程式 › { menu-find }。
not-ready = 文件仍在讀取中。請稍後再問。
nothing-indexed = 還沒有文件被索引。需要由管理者加入。
failed = 發生錯誤。管理者可以在記錄中用 { $id } 查到原因。
stale-button = 這個按鈕對應的答案已不再保存。請重新提問。
question-edited = 問題在回答之後被修改過。
asker-only = 只有提問者可以這樣做。
no-files = 我在這裡不能附加檔案，而沒有檔案就無法顯示答案。管理這個頻道的人可以允許。

## Operating

operators-only = 只有 Quoth 的管理者可以這麼做。
managers-only = 只有可以管理這個頻道的人才能設定在這裡回答什麼。
sources-title = { NUMBER($documents) } 份文件
sources-none = 沒有符合 { $search } 的文件。
sources-page = 第 { $page } 頁，共 { $pages } 頁
sources-passages = { NUMBER($passages) } 個段落
status-title = Quoth
status-index = 索引：第 { NUMBER($generation) } 代，{ NUMBER($documents) } 份文件，{ NUMBER($passages) } 個段落
status-model = 模型：{ $model }
status-languages = 語言：{ $languages }
status-latency = 回答：一半在 { $p50 } ms 內，95 % 在 { $p95 } ms 內，99 % 在 { $p99 } ms 內（啟動以來 { NUMBER($answers) } 次）
status-no-latency = 回答：啟動以來還沒有
status-uptime = 已執行：{ $time }
status-sync = 正在讀取文件
status-consent = 文件的一項變更正等待你同意；`/sync` 會詢問
sync-running = 文件已在讀取中；報告稍後傳送。
sync-started = 正在讀取文件…
sync-nothing = 沒有變更。
sync-added = 已加入：{ $names }
sync-changed = 已變更：{ $names }
sync-moved = 已移動：{ $names }
sync-removed = 已移除：{ $names }
sync-skipped = 未讀取：{ $names }
sync-suspect = 可能沒有完整讀取：{ $names }
sync-newly-read = 較早版本的 Quoth 無法讀取這些檔案；如果不想引用它們，請列在 .quothignore 中，或在 SEEDS_FORMATS 中列出要讀取的格式：{ $names }
sync-access-waiting = 有人同意後才會向更多人開放，在此之前不會：{ $names }
sync-access-faults = 規則無法理解，因此對所有人關閉：{ $names }
sync-origin-faults = 無法取得的來源，原有內容會保留：{ $names }
unread = 模型 { $model } 讀不懂 { NUMBER($documents) } 份文件的語言，所以在其中找到的內容很少：{ $languages }。
unread-advice = 請設定 EMBEDDING_MODEL=multilingual，然後重新讀取文件。
sync-and-more = 以及另外 { NUMBER($count) } 個
sync-total = { NUMBER($documents) } 份文件，{ NUMBER($passages) } 個段落；{ $seconds } s 內完成向量化：{ NUMBER($embedded) }
sync-failed = 無法讀取文件：{ $reason }
sync-long = 文件仍在讀取中，而 Discord 不再接受這麼晚的報告。完成情況請看 /status。
change-added = 已加入 { $path }。
change-replaced = 已取代 { $path }。
change-removed = 已移除 { $path }。
change-failed = { $path } 維持原樣：{ $reason }。
change-stale = { $path } 之後又有變更，因此維持現狀。
stale-change = 這個按鈕不再有作用：它所指的內容已不存在，或者你無權變更。
remove-sure = 要移除 { $path } 嗎？它的文字將不再用來回答。可以復原。
changes-title = 誰變更了哪份文件
changes-none = 沒有記錄任何文件變更。
add-exists = { $path } 已存在。要用這個檔案取代它，請啟用「replace」。
add-type = { $name } 屬於 Quoth 無法讀取的類型。可讀取的類型：{ $types }。
add-size = { $name } 太大；檔案最大為 { $limit } MB。
add-name = { $name } 不能用作文件名稱。
add-unreadable = 無法讀取 { $name }，因此沒有加入：{ $reason }
add-twin = 沒有加入 { $name }，因為 { $other } 與它只有大小寫或重音不同：在某些系統上兩者是同一個檔案。
add-elsewhere = 你只能變更這裡的文件：{ $folders }
add-invisible = { $name } 含有看不見的字元，例如零寬字元或改變書寫方向的字元。請重新命名。
add-hidden = { $name } 以點開頭。這樣的檔案是隱藏檔，在這裡既不讀取也不變更。
add-lock = { $name } 是 Office 的鎖定檔，不是文件。
add-ignored = { $name } 列在 .quothignore 中，因此不會被讀取。
unanswered-off = 未回答的問題不會儲存。設定 DISCORD_KEEP_UNANSWERED=true 即可開啟。
unanswered-none = 沒有未回答的問題。
unanswered-title = 有人問過，但資料來源中沒有
unanswered-times = { NUMBER($count) } 次
unanswered-cleared = 清單現已清空。
unanswered-server = 請在伺服器中使用 /unanswered：它會顯示那裡的提問。
unanswered-private = 有 { NUMBER($count) } 個問題是私下提出的，不予顯示。
channel-mentions = 在這個頻道中，Quoth 被提及時才回答。
channel-questions = 在這個頻道及其討論串中，Quoth 回答所有問題。
channel-nothing = 在這個頻道中，Quoth 只回答 /ask。
channel-source-set = 僅根據：{ $source }
channel-of-thread = 這只適用於這個討論串：{ $channel }
channel-of-parent = 這適用於 { $channel } 及其討論串，包括這個討論串。
channel-operators = 這是由 Quoth 的管理者設定的。只有管理者可以在這裡放寬。
channel-needs-intent = 要看到沒有提及它的問題，Quoth 需要「Message Content Intent」。管理者在 Discord 的開發者入口網站開啟它，並設定 DISCORD_READ_MESSAGES=true。
collect-added = 此訊息現已成為資料來源，稍後即可向能閱讀其頻道的人引用。
collect-already = 此訊息已經是資料來源。
collect-refused = 作者不希望自己的訊息成為資料來源。
collect-no-text = 只有頻道中所有人都能閱讀、且帶有文字的訊息才能成為資料來源。
collect-left-out = 此訊息不再是資料來源。
collect-server = 請在伺服器中使用 /collect。
collect-needs-intent = 要讀取頻道，Quoth 需要 Message Content Intent。管理者需在 Discord 開發者入口網站中啟用它，並設定 DISCORD_READ_MESSAGES=true。單則訊息無需它即可加入：應用程式 › { menu-add }。
collect-unreadable = Quoth 無法讀取此頻道。它在那裡需要「檢視頻道」和「讀取訊息歷史」權限。
collect-no-forum = 只有論壇有標籤。請不要填寫「tag」。
collect-tag = 論壇中只有帶某個標籤的貼文才是資料來源。請指定該標籤；現有：{ $tags }
collect-begun = 正在讀取 { $channel }，最多讀取最新的 { NUMBER($count) } 則訊息，並從現在起持續追蹤。只有管理者以及在 /privacy 中同意的人的訊息才會成為資料來源。
collect-stopped = { $channel } 不再是資料來源。逐則加入的訊息會保留。
collect-none = 這裡沒有來自 Discord 的資料來源。
collect-title = Discord 上的資料來源
collect-single = 逐則加入
collect-count = { $count ->
    [0] 還沒有訊息
   *[other] { NUMBER($count) } 則訊息
}

## Privacy and help

privacy = **Quoth 儲存的與你有關的內容：** { NUMBER($answers) } 個問題，{ NUMBER($feedback) } 個評價，管理者清單中 { NUMBER($unanswered) } 個未回答的問題。
    為了讓按鈕和追問可用，問題會連同你的 Discord ID 儲存 { NUMBER($days) } 天，然後刪除。記錄中不包含問題。除了在 Discord 上說的話，沒有任何內容離開執行 Quoth 的電腦。
privacy-changes = 管理者的文件變更清單中有你。如果你要求被遺忘，變更會保留，但不再有你。
privacy-digest = 給管理者的摘要可能顯示未得到回答的公開問題的原文，但不顯示是誰問的。已發布的內容即使你要求被遺忘也會保留。
privacy-collected = { $count ->
    [0] 你的訊息都不是資料來源。
   *[other] 你有 { NUMBER($count) } 則訊息是資料來源；你的 ID 與其一同保存，絕不顯示。
}
contributes = 你在作為資料來源的頻道中的訊息可以被引用。
contributes-not = 你的任何訊息都不得成為資料來源。
forgotten = Quoth 儲存的與你有關的所有內容都已刪除。你收到的答案仍保留在 Discord 上。
help = **用 /ask 提問，或提及 { $bot } 並寫下問題。** 要追問，請回覆答案。要尋找別人寫的內容，請開啟訊息的選單：應用程式 › { menu-find }。
    每個答案都是資料來源的逐字引用，並註明所在位置。如果資料來源沒有回答某個問題，我會如實說明。

digest-day = { $date }的提問
digest-week = { $first }至{ $last }的提問
digest-counts = 提問：{ NUMBER($asked) } · 已回答：{ NUMBER($answered) } · 資料來源中沒有：{ NUMBER($refused) }
digest-before = 之前同樣長的時間：提問 { NUMBER($asked) }，已回答 { NUMBER($answered) }
digest-times = 回答用時：中位數 { NUMBER($median) } 毫秒，最長 { NUMBER($most) } 毫秒
digest-legend = { $answered } 已回答，{ $refused } 資料來源中沒有
digest-hours = 時間為 UTC
digest-not-found = 最常找不到的問題
digest-unquoted = 從未被引用：{ NUMBER($documents) } 份文件中的 { NUMBER($count) } 份

menu-pin = 釘選段落
command-pins = 列出並移除本伺服器的釘選
pin-title = 哪個段落回答了「{ $question }」？
pin-nothing = 該回答的段落已不存在，或你無權閱讀。請搜尋其他段落。
pin-none = 只能釘選 Quoth 在本伺服器中、問題仍保存著的回答。
pin-followup = 這個問題承接了另一個問題。請完整地重新提問，再為它釘選段落。
pin-done = 已釘選。在本伺服器中，對「{ $question }」以及意思相同的問題，會先顯示這個段落。/pins 可列出並移除釘選。
button-pin-search = 搜尋…
pin-search-title = 搜尋段落
pin-search-words = 問題或關鍵字
pins-title = 本伺服器的釘選：{ NUMBER($count) }
pins-none = 本伺服器沒有釘選。
pinned = 已釘選
