# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Simplified Chinese: 你; a no-break space (U+00A0) between number and unit; a space between Latin and Chinese.
# source: 资料, document: 文档, passage: 段落, operator: Quoth 管理者.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = 在资料中查找
menu-add = 添加到资料
command-ask = 向资料提问：答案逐字引用原文
option-question = 你想知道什么？
option-source = 只在此文档或文件夹中查找
option-language = 只查找用这种语言写的内容
option-private = 答案只显示给你
command-sources = 显示可以提问的文档
option-search = 标题或路径的一部分
command-status = 显示索引内容和回答速度
command-sync = 重新读取文档并报告变化
command-add = 向文档中添加文件
option-file = 文档，例如 PDF、Word、HTML、Markdown 或文本
option-folder = 要放入的文件夹
option-replace = 替换同名文档
command-remove = 移除一个文档；可以撤销
option-document = 要移除的文档
command-changes = 显示谁在何时更改了哪个文档
command-unanswered = 显示资料没有回答的问题
option-clear = 清空列表
command-channel = 设置 Quoth 在此频道回答什么
option-answers = 除 /ask 之外，这里还回答什么
option-channel-source = 这里只根据此文档或文件夹回答；* 表示全部
command-collect = 将频道或论坛作为资料来源，或列出已有的
option-collect-channel = 频道或论坛；不填则列出已有的
option-collect-tag = 论坛：仅限带有此标签的帖子
option-collect-stop = 不再作为资料来源
choice-mentions = 被提及时
choice-questions = 所有问题
choice-nothing = 不回答
command-privacy = 显示保存了哪些与你有关的内容，并可删除
command-help = 显示提问方法

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = 已搜索：{ $question }
searched = 已搜索 { NUMBER($documents) } 份资料
passages = 段落 { $first }–{ $last }，共 { $all } 段
one-passage = 段落 { $first }，共 { $all } 段
paragraph = 第 { $number } 段
line = 第 { $number } 行
page = 第 { $number } 页
pages = 第 { $first }–{ $last } 页
open-link = 打开
as-file = 此段落无法在这里完全按原样显示，因此作为附件发送。
above-as-file = 此段落上方的内容已作为附件发送：内容太长，或无法准确显示。
gone = 资料中已没有与引用时相同的这一段落。
not-in-sources = **资料中没有。** { $documents ->
    [0] 目前还没有文档，因此没有可引用的内容。
   *[other] { NUMBER($documents) } 份文档都没有回答这个问题。
}
nearest-note = 这些段落与问题最接近，但没有回答问题。
shared-by = 由 { $person } 分享
button-context = 上下文
button-exact = 原文
button-share = 分享
button-nearest = 最接近的段落
button-forget = 删除我的信息
button-reask = 回答新的问题
button-remove = 移除
button-undo = 撤销
button-agree-drop = 删除 { NUMBER($count) } 份文档
button-agree-widen = 允许阅读
button-own = 搜索我可以阅读的内容
button-contribute = 使用我的消息
button-withhold = 不使用我的消息
share-limited = 并非所有能看到此频道的人都可以阅读此答案，因此没有分享。
version = 版本
characters = 第 { $start } 至 { $end } 个字符
above-span = 位于上方 · 第 { $start } 至 { $end } 个字符
context-file = 前后的段落已作为附件发送：内容太长，或无法准确显示。
rated-helpful = 已记录为有帮助。谢谢！
rated-unhelpful = 已记录为没有帮助。谢谢！
rated-nothing = 你的评价已撤销。

## When there is no answer to give

empty-question = 请提问：提及我并写下问题，或使用 /ask。我用资料中的原话回答。
small-talk = 这不是问题，因此没有搜索。引号中的词语会按原样搜索。
queued = 前面还有 { NUMBER($ahead) } 个问题。答案会显示在这里。
busy = 现在等待的问题太多。请一分钟后再问。
cooldown = 太快了。{ NUMBER($seconds) } 秒后可以再次提问。
cooldown-button = 太快了。{ NUMBER($seconds) } 秒后可以再次使用按钮。
not-here = Quoth 不在此频道回答。
not-server = Quoth 不在此服务器回答。
not-role = 在此服务器中，只有部分身份组可以向 Quoth 提问。
not-direct = Quoth 不回答私信。
not-you = 您不能向 Quoth 提问。
no-source = 没有与 { $source } 匹配的文档。用 /sources 查看列表。
no-language = 没有用 { $language } 写的内容。文档的语言：{ $languages }。
no-language-there = { $source } 中没有用 { $language } 写的内容，只有：{ $languages }。
no-text = 这条消息中没有可以查找的文字。
use-menu = 我看不到那条消息。请打开它的菜单：应用 › { menu-find }。
not-ready = 文档仍在读取中。请稍后再问。
nothing-indexed = 还没有文档被索引。需要由管理者添加。
failed = 出错了。管理者可以在日志中用 { $id } 查到原因。
stale-button = 此按钮对应的答案已不再保存。请重新提问。
question-edited = 问题在回答之后被修改过。
asker-only = 只有提问者可以这样做。
no-files = 我在这里不能附加文件，而没有文件就无法显示答案。管理此频道的人可以允许。

## Operating

operators-only = 只有 Quoth 的管理者可以这样做。
managers-only = 只有可以管理此频道的人才能设置在这里回答什么。
sources-title = { NUMBER($documents) } 份文档
sources-none = 没有与 { $search } 匹配的文档。
sources-page = 第 { $page } 页，共 { $pages } 页
sources-passages = { NUMBER($passages) } 个段落
status-title = Quoth
status-index = 索引：第 { NUMBER($generation) } 代，{ NUMBER($documents) } 份文档，{ NUMBER($passages) } 个段落
status-model = 模型：{ $model }
status-languages = 语言：{ $languages }
status-latency = 回答：一半在 { $p50 } ms 内，95 % 在 { $p95 } ms 内，99 % 在 { $p99 } ms 内（启动以来 { NUMBER($answers) } 次）
status-no-latency = 回答：启动以来还没有
status-uptime = 已运行：{ $time }
status-sync = 正在读取文档
status-consent = 文档的一项更改正在等待你的同意；`/sync` 会询问
sync-running = 文档已在读取中；报告稍后发送。
sync-started = 正在读取文档…
sync-nothing = 没有变化。
sync-added = 已添加：{ $names }
sync-changed = 已更改：{ $names }
sync-moved = 已移动：{ $names }
sync-removed = 已移除：{ $names }
sync-skipped = 未读取：{ $names }
sync-suspect = 可能没有完整读取：{ $names }
sync-newly-read = 早期版本的 Quoth 无法读取这些文件；如果不想引用它们，请在 .quothignore 中列出，或在 SEEDS_FORMATS 中列出要读取的格式：{ $names }
sync-access-waiting = 有人同意后才会向更多人开放，在此之前不会：{ $names }
sync-access-faults = 规则无法理解，因此对所有人关闭：{ $names }
sync-origin-faults = 无法获取的来源，原有内容会保留：{ $names }
unread = 模型 { $model } 读不懂 { NUMBER($documents) } 份文档的语言，所以在其中找到的内容很少：{ $languages }。
unread-advice = 请设置 EMBEDDING_MODEL=multilingual，然后重新读取文档。
sync-and-more = 以及另外 { NUMBER($count) } 个
sync-total = { NUMBER($documents) } 份文档，{ NUMBER($passages) } 个段落；{ $seconds } s 内完成向量化：{ NUMBER($embedded) }
sync-failed = 无法读取文档：{ $reason }
sync-long = 文档仍在读取中，而 Discord 不再接受这么晚的报告。完成情况请看 /status。
change-added = 已添加 { $path }。
change-replaced = 已替换 { $path }。
change-removed = 已移除 { $path }。
change-failed = { $path } 保持原样：{ $reason }。
change-stale = { $path } 之后又有更改，因此保持现状。
stale-change = 这个按钮不再起作用：它所指的内容已不存在，或者你无权更改。
remove-sure = 移除 { $path } 吗？它的文字将不再用来回答。可以撤销。
changes-title = 谁更改了哪个文档
changes-none = 没有记录任何文档更改。
add-exists = { $path } 已存在。要用此文件替换它，请启用“replace”。
add-type = { $name } 属于 Quoth 无法读取的类型。可读取的类型：{ $types }。
add-size = { $name } 太大；文件最大为 { $limit } MB。
add-name = { $name } 不能用作文档名称。
add-unreadable = 无法读取 { $name }，因此没有添加：{ $reason }
add-twin = 没有添加 { $name }，因为 { $other } 与它只有大小写或重音不同：在某些系统上两者是同一个文件。
add-elsewhere = 你只能更改这里的文档：{ $folders }
add-invisible = { $name } 含有看不见的字符，例如零宽字符或改变书写方向的字符。请重命名。
add-hidden = { $name } 以点开头。这样的文件是隐藏文件，在这里既不读取也不更改。
add-lock = { $name } 是 Office 的锁定文件，不是文档。
add-ignored = { $name } 列在 .quothignore 中，因此不会被读取。
unanswered-off = 未回答的问题不会保存。设置 DISCORD_KEEP_UNANSWERED=true 即可开启。
unanswered-none = 没有未回答的问题。
unanswered-title = 有人问过，但资料中没有
unanswered-times = { NUMBER($count) } 次
unanswered-cleared = 列表现已清空。
unanswered-server = 请在服务器中使用 /unanswered：它会显示那里的提问。
unanswered-private = 有 { NUMBER($count) } 个问题是私下提出的，不予显示。
channel-mentions = 在此频道中，Quoth 被提及时才回答。
channel-questions = 在此频道及其子区中，Quoth 回答所有问题。
channel-nothing = 在此频道中，Quoth 只回答 /ask。
channel-source-set = 仅根据：{ $source }
channel-of-thread = 这只适用于此子区：{ $channel }
channel-of-parent = 这适用于 { $channel } 及其子区，包括此子区。
channel-operators = 这是由 Quoth 的管理者设置的。只有管理者可以在此放宽。
channel-needs-intent = 要看到没有提及它的问题，Quoth 需要“Message Content Intent”。管理者在 Discord 的开发者门户中开启它，并设置 DISCORD_READ_MESSAGES=true。
collect-added = 此消息现已成为资料，稍后即可向能阅读其频道的人引用。
collect-already = 此消息已经是资料。
collect-refused = 作者不希望自己的消息成为资料。
collect-no-text = 只有频道中所有人都能阅读的带文字的消息才能成为资料。
collect-left-out = 此消息不再是资料。
collect-server = 请在服务器中使用 /collect。
collect-needs-intent = 要读取频道，Quoth 需要 Message Content Intent。管理者需在 Discord 开发者门户中启用它，并设置 DISCORD_READ_MESSAGES=true。单条消息无需它即可添加：应用 › { menu-add }。
collect-unreadable = Quoth 无法读取此频道。它在那里需要“查看频道”和“读取消息历史记录”权限。
collect-no-forum = 只有论坛有标签。请不要填写“tag”。
collect-tag = 论坛中只有带某个标签的帖子才是资料。请指定该标签；现有：{ $tags }
collect-begun = 正在读取 { $channel }，最多读取最新的 { NUMBER($count) } 条消息，并从现在起持续跟进。只有管理者以及在 /privacy 中同意的人的消息才会成为资料。
collect-stopped = { $channel } 不再是资料来源。逐条添加的消息会保留。
collect-none = 这里没有来自 Discord 的资料。
collect-title = Discord 上的资料
collect-single = 逐条添加
collect-count = { $count ->
    [0] 还没有消息
   *[other] { NUMBER($count) } 条消息
}

## Privacy and help

privacy = **Quoth 保存的与你有关的内容：** { NUMBER($answers) } 个问题，{ NUMBER($feedback) } 个评价，管理者列表中 { NUMBER($unanswered) } 个未回答的问题。
    为了让按钮和追问可用，问题会连同你的 Discord ID 保存 { NUMBER($days) } 天，然后删除。日志中不包含问题。除了在 Discord 上说的话，没有任何内容离开运行 Quoth 的计算机。
privacy-changes = 管理者的文档更改列表中有你。如果你要求被忘记，更改会保留，但不再有你。
privacy-digest = 给管理者的汇总可能显示未得到回答的公开问题的原文，但不显示是谁问的。已发布的内容即使你要求被忘记也会保留。
privacy-collected = { $count ->
    [0] 你的消息都不是资料。
   *[other] 你有 { NUMBER($count) } 条消息是资料；你的 ID 与其一同保存，绝不显示。
}
contributes = 你在作为资料来源的频道中的消息可以被引用。
contributes-not = 你的任何消息都不得成为资料。
forgotten = Quoth 保存的与你有关的所有内容都已删除。你收到的答案仍保留在 Discord 上。
help = **用 /ask 提问，或提及 { $bot } 并写下问题。** 要追问，请回复答案。要查找别人写的内容，请打开消息的菜单：应用 › { menu-find }。
    每个答案都是资料的逐字引用，并注明所在位置。如果资料没有回答某个问题，我会如实说明。

digest-day = { $date }的提问
digest-week = { $first }至{ $last }的提问
digest-counts = 提问：{ NUMBER($asked) } · 已回答：{ NUMBER($answered) } · 资料中没有：{ NUMBER($refused) }
digest-before = 之前同样长的时间：提问 { NUMBER($asked) }，已回答 { NUMBER($answered) }
digest-times = 回答用时：中位数 { NUMBER($median) } 毫秒，最长 { NUMBER($most) } 毫秒
digest-legend = { $answered } 已回答，{ $refused } 资料中没有
digest-hours = 时间为 UTC
digest-not-found = 最常找不到的问题
digest-unquoted = 从未被引用：{ NUMBER($documents) } 份文档中的 { NUMBER($count) } 份

menu-pin = 置顶段落
command-pins = 列出并移除本服务器的置顶
pin-title = 哪个段落回答了“{ $question }”？
pin-nothing = 该回答的段落已不存在，或你无权阅读。请搜索其他段落。
pin-none = 只能置顶 Quoth 在本服务器中、问题仍保存着的回答。
pin-followup = 这个问题承接了另一个问题。请完整地重新提问，再为它置顶段落。
pin-done = 已置顶。在本服务器中，对“{ $question }”以及意思相同的问题，会先显示这个段落。/pins 可列出并移除置顶。
button-pin-search = 搜索…
pin-search-title = 搜索段落
pin-search-words = 问题或关键词
pins-title = 本服务器的置顶：{ NUMBER($count) }
pins-none = 本服务器没有置顶。
pinned = 已置顶
