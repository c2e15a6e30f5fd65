# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Japanese: です・ます; numbers are never written out; a no-break space (U+00A0) between number and unit.
# source: 資料, document: 文書, passage: 箇所, operator: Quothの管理者.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = 資料から探す
menu-add = 資料に追加
command-ask = 資料に質問します。答えは原文のまま引用されます
option-question = 何を知りたいですか？
option-source = この文書またはフォルダーだけ
option-language = この言語で書かれたものだけ
option-private = 答えを自分だけに表示する
command-sources = 質問できる文書を表示します
option-search = タイトルまたはパスの一部
command-status = 索引の内容と回答の速さを表示します
command-sync = 文書を読み直し、変わった点を報告します
command-add = 文書にファイルを追加します
option-file = PDF、Word、HTML、Markdown、テキストなどの文書
option-folder = 保存先のフォルダー
option-replace = 同じ名前の文書を置き換える
command-remove = 文書を取り除きます。元に戻せます
option-document = 取り除く文書
command-changes = 誰がいつどの文書を変えたかを表示します
command-unanswered = 資料に答えがなかった質問を表示します
option-clear = 一覧を空にする
command-channel = このチャンネルで何に答えるかを設定します
option-answers = /ask のほかに、ここで答えるもの
option-channel-source = ここではこの文書またはフォルダーだけから答える。* はすべて
command-collect = チャンネルやフォーラムを資料にする、または一覧を表示する
option-collect-channel = チャンネルまたはフォーラム。省略すると一覧を表示
option-collect-tag = フォーラムの場合：このタグの付いたスレッドだけ
option-collect-stop = 資料にするのをやめる
choice-mentions = メンションされたとき
choice-questions = すべての質問
choice-nothing = 答えない
command-privacy = あなたについて保存されている情報を表示し、削除できます
command-help = 質問のしかたを表示します

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = 検索した語句：{ $question }
searched = { NUMBER($documents) } 件の資料を検索しました
passages = 箇所 { $first }～{ $last }（全 { $all }）
one-passage = 箇所 { $first }（全 { $all }）
paragraph = 段落 { $number }
line = { $number } 行目
page = { $number } ページ
pages = { $first }～{ $last } ページ
open-link = 開く
as-file = この箇所は書かれているとおりに表示できないため、添付しました。
above-as-file = この箇所の上にある部分は添付しました。長すぎるか、正確に表示できないためです。
gone = この箇所は、引用されたときの形ではもう資料にありません。
not-in-sources = **資料にありません。** { $documents ->
    [0] まだ文書がないので、引用できるものがありません。
   *[other] { NUMBER($documents) } 件の文書のどれにも答えがありません。
}
nearest-note = 質問に最も近い箇所です。質問の答えではありません。
shared-by = { $person } が共有
button-context = 前後を見る
button-exact = 原文
button-share = 共有
button-nearest = 最も近い箇所
button-forget = 自分の情報を削除
button-reask = 新しい質問に答える
button-remove = 取り除く
button-undo = 元に戻す
button-agree-drop = { NUMBER($count) } 件を削除
button-agree-widen = 閲覧を許可
button-own = 自分が読める範囲で検索
button-contribute = 自分の投稿を使う
button-withhold = 自分の投稿を使わない
share-limited = このチャンネルを見ている人の中に、この回答を読めない人がいるため、共有しませんでした。
version = 版
characters = { $start }～{ $end } 文字目
above-span = 上にある部分 · { $start }～{ $end } 文字目
context-file = 前後の箇所は添付しました。長すぎるか、正確に表示できないためです。
rated-helpful = 役に立ったと記録しました。ありがとうございます！
rated-unhelpful = 役に立たなかったと記録しました。ありがとうございます！
rated-nothing = 評価を取り消しました。

## When there is no answer to give

empty-question = 質問してください。質問を添えて私にメンションするか、/ask を使ってください。資料の言葉で答えます。
small-talk = 質問ではないので、何も検索しませんでした。引用符で囲んだ語は、そのまま検索されます。
queued = 前に { NUMBER($ahead) } 件の質問があります。答えはここに表示されます。
busy = いま待っている質問が多すぎます。1 分ほどしてからもう一度質問してください。
cooldown = 少し早すぎます。{ NUMBER($seconds) } 秒後にもう一度質問できます。
cooldown-button = 少し早すぎます。{ NUMBER($seconds) } 秒後にまたボタンを使えます。
not-here = Quoth はこのチャンネルでは答えません。
not-server = Quoth はこのサーバーでは答えません。
not-role = このサーバーでは、一部のロールだけが Quoth に質問できます。
not-direct = Quoth はダイレクトメッセージには答えません。
not-you = あなたは Quoth に質問できません。
no-source = { $source } に一致する文書はありません。/sources で一覧を見られます。
no-language = { $language } で書かれたものはありません。文書の言語：{ $languages }
no-language-there = { $source } に { $language } で書かれたものはなく、使われている言語は { $languages } です。
no-text = このメッセージには検索できるテキストがありません。
use-menu = そのメッセージは見られません。代わりにそのメニューを開いてください：アプリ › { menu-find }。
not-ready = まだ文書を読み込んでいます。少ししてからもう一度質問してください。
nothing-indexed = 索引にまだ文書がありません。管理者が追加する必要があります。
failed = 問題が発生しました。原因はログの { $id } にあります。管理者に知らせてください。
stale-button = このボタンの答えはもう保存されていません。もう一度質問してください。
question-edited = 質問は、回答のあとで編集されました。
asker-only = これは質問した人だけができます。
no-files = ここではファイルを添付できず、添付なしでは答えを表示できません。このチャンネルの管理者が許可できます。

## Operating

operators-only = これは Quoth の管理者だけができます。
managers-only = 何に答えるかを設定できるのは、このチャンネルを管理できる人だけです。
sources-title = 文書 { NUMBER($documents) } 件
sources-none = { $search } に一致する文書はありません。
sources-page = { $page } / { $pages } ページ
sources-passages = { NUMBER($passages) } 箇所
status-title = Quoth
status-index = 索引：世代 { NUMBER($generation) }、文書 { NUMBER($documents) } 件、{ NUMBER($passages) } 箇所
status-model = モデル：{ $model }
status-languages = 言語：{ $languages }
status-latency = 回答：半分が { $p50 } ms 以内、95 % が { $p95 } ms 以内、99 % が { $p99 } ms 以内（起動後 { NUMBER($answers) } 件）
status-no-latency = 回答：起動後はまだありません
status-uptime = 稼働時間：{ $time }
status-sync = いま文書を読み込んでいます
status-consent = 文書の変更があなたの同意を待っています。`/sync` で確認できます
sync-running = すでに文書を読み込んでいます。報告はこのあと届きます。
sync-started = 文書を読み込んでいます…
sync-nothing = 変更はありません。
sync-added = 追加：{ $names }
sync-changed = 変更：{ $names }
sync-moved = 移動：{ $names }
sync-removed = 削除：{ $names }
sync-skipped = 対象外：{ $names }
sync-suspect = 完全には読めていない可能性があります：{ $names }
sync-newly-read = 以前の Quoth では読めなかったものです。引用したくない場合は .quothignore に書くか、読み込む形式を SEEDS_FORMATS で指定してください：{ $names }
sync-access-waiting = 誰かが同意するまで、これより多くの人には公開されません: { $names }
sync-access-faults = ルールを理解できないため、誰にも公開されません: { $names }
sync-origin-faults = 取得できなかった情報源（以前の内容はそのまま残ります）：{ $names }
unread = モデル { $model } は文書 { NUMBER($documents) } 件の言語を読めないため、そこではあまり見つかりません：{ $languages }
unread-advice = EMBEDDING_MODEL=multilingual を設定し、文書を読み込み直してください。
sync-and-more = ほか { NUMBER($count) } 件
sync-total = 文書 { NUMBER($documents) } 件、{ NUMBER($passages) } 箇所。{ $seconds } s でベクトル化：{ NUMBER($embedded) }
sync-failed = 文書を読み込めませんでした：{ $reason }
sync-long = まだ文書を読み込んでいます。Discord はこれ以上遅い報告を受け付けません。完了したかどうかは /status で分かります。
change-added = { $path } を追加しました。
change-replaced = { $path } を置き換えました。
change-removed = { $path } を取り除きました。
change-failed = { $path } はそのままです：{ $reason }。
change-stale = { $path } はその後変わったので、そのままにします。
stale-change = このボタンはもう何もしません。対象がなくなったか、あなたには変更できません。
remove-sure = { $path } を取り除きますか？その文章は誰にも答えなくなります。元に戻せます。
changes-title = 誰がどの文書を変えたか
changes-none = 文書の変更は記録されていません。
add-exists = { $path } はすでにあります。このファイルに置き換えるには「replace」を指定してください。
add-type = { $name } は Quoth が読めない種類のファイルです。読めるもの：{ $types }。
add-size = { $name } は大きすぎます。ファイルは { $limit } MB までです。
add-name = { $name } は文書の名前に使えません。
add-unreadable = { $name } は読めないため、追加しませんでした：{ $reason }
add-twin = { $name } は追加しません。{ $other } とは大文字・小文字かアクセントしか違わず、同じファイルになるシステムがあります。
add-elsewhere = 文書を変更できるのはここだけです：{ $folders }
add-invisible = { $name } には目に見えない文字（幅のない文字や、書字方向を変える文字など）があります。名前を変えてください。
add-hidden = { $name } は点で始まります。このようなファイルは隠しファイルで、ここでは読み込みも変更もしません。
add-lock = { $name } は Office のロックファイルで、文書ではありません。
add-ignored = { $name } は .quothignore に書かれているので、読み込まれません。
unanswered-off = 答えのなかった質問は保存されません。DISCORD_KEEP_UNANSWERED=true で保存されるようになります。
unanswered-none = 答えのなかった質問はありません。
unanswered-title = 質問されたが資料にないもの
unanswered-times = { NUMBER($count) } 回
unanswered-cleared = 一覧は空になりました。
unanswered-server = /unanswered はサーバーで使ってください。そこで質問されたものを表示します。
unanswered-private = { NUMBER($count) } 件の質問は非公開で行われたため、表示しません。
channel-mentions = このチャンネルでは、メンションされたときに答えます。
channel-questions = このチャンネルとそのスレッドでは、すべての質問に答えます。
channel-nothing = このチャンネルでは /ask にだけ答えます。
channel-source-set = 対象：{ $source }
channel-of-thread = これはこのスレッドだけの設定です：{ $channel }
channel-of-parent = これは { $channel } と、このスレッドを含むすべてのスレッドの設定です。
channel-operators = これは Quoth の管理者が設定したものです。ここで許可を広げられるのは管理者だけです。
channel-needs-intent = メンションのない質問を見るには、Quoth に「Message Content Intent」が必要です。管理者が Discord の開発者ポータルで有効にし、DISCORD_READ_MESSAGES=true と設定します。
collect-added = このメッセージは資料になりました。まもなく、このチャンネルを読める人に引用されます。
collect-already = このメッセージはすでに資料です。
collect-refused = 投稿者は自分のメッセージが資料になることを望んでいません。
collect-no-text = 資料にできるのは、チャンネルの全員が読める、本文のあるメッセージだけです。
collect-left-out = このメッセージは資料ではなくなりました。
collect-server = /collect はサーバーで使ってください。
collect-needs-intent = チャンネルを読むには Message Content Intent が必要です。管理者が Discord の開発者ポータルで有効にし、DISCORD_READ_MESSAGES=true を設定します。個々のメッセージはなくても追加できます：アプリ › { menu-add }。
collect-unreadable = Quoth はこのチャンネルを読めません。「チャンネルを見る」と「メッセージ履歴を読む」の権限が必要です。
collect-no-forum = タグがあるのはフォーラムだけです。「tag」を省いてください。
collect-tag = フォーラムでは、ある一つのタグの付いたスレッドだけが資料になります。タグを指定してください：{ $tags }
collect-begun = { $channel } を最新の { NUMBER($count) } 件まで読み込み、今後も追いかけます。資料になるのは、管理者と、/privacy で同意した人のメッセージだけです。
collect-stopped = { $channel } は資料ではなくなりました。個別に追加されたメッセージは残ります。
collect-none = ここでは Discord のものは資料になっていません。
collect-title = Discord の資料
collect-single = 個別に追加
collect-count = { $count ->
    [0] メッセージはまだありません
   *[other] { NUMBER($count) } 件のメッセージ
}

## Privacy and help

privacy = **Quoth があなたについて保存しているもの：** 質問 { NUMBER($answers) } 件、評価 { NUMBER($feedback) } 件、管理者の一覧にある答えのなかった質問 { NUMBER($unanswered) } 件。
    質問は、ボタンと続きの質問が使えるように Discord の ID とともに { NUMBER($days) } 日間保存され、その後削除されます。ログに質問は含まれません。Discord での発言のほかは、Quoth が動いているコンピューターの外に出るものはありません。
privacy-changes = 運営者向けの文書変更一覧に、あなたが載っています。忘れてもらうと、変更だけがあなたなしで残ります。
privacy-digest = 運営者向けのまとめには、公開の質問で答えのなかったものの文面が載ることがありますが、誰が質問したかは載りません。一度投稿されたものは、忘れてもらったあとも残ります。
privacy-collected = { $count ->
    [0] あなたのメッセージで資料になっているものはありません。
   *[other] あなたのメッセージ { NUMBER($count) } 件が資料です。あなたの ID はともに保存されますが、表示されることはありません。
}
contributes = 資料になっているチャンネルでのあなたのメッセージは引用されることがあります。
contributes-not = あなたのメッセージは資料になりません。
forgotten = Quoth があなたについて保存していたものはすべて削除されました。受け取った答えは Discord に残ります。
help = **/ask で質問するか、質問を添えて { $bot } にメンションしてください。** 続けて質問するには、答えに返信してください。誰かが書いたことを探すには、メッセージのメニューを開いてください：アプリ › { menu-find }。
    どの答えも、資料から一字一句そのまま引用したもので、その場所が示されます。資料に答えがないときは、そうお伝えします。

digest-day = { $date }の質問
digest-week = { $first }から{ $last }までの質問
digest-counts = 質問：{ NUMBER($asked) } · 回答：{ NUMBER($answered) } · 資料になし：{ NUMBER($refused) }
digest-before = その前の同じ期間：質問 { NUMBER($asked) }、回答 { NUMBER($answered) }
digest-times = 回答にかかった時間：中央値 { NUMBER($median) } ms、最大 { NUMBER($most) } ms
digest-legend = { $answered } 回答あり、{ $refused } 資料になし
digest-hours = 時刻は UTC
digest-not-found = 見つからないことが最も多かった質問
digest-unquoted = 一度も引用されていない文書：{ NUMBER($documents) } 件中 { NUMBER($count) } 件

menu-pin = 箇所をピン留め
command-pins = このサーバーでピン留めした箇所を一覧し、外します
pin-title = 「{ $question }」に答える箇所はどれですか？
pin-nothing = この回答の箇所はもうないか、閲覧できません。別の箇所を検索してください。
pin-none = ピン留めできるのは、質問がまだ保存されている、このサーバーでの Quoth の回答だけです。
pin-followup = この質問は別の質問の続きでした。もう一度すべて書いて質問し、それに箇所をピン留めしてください。
pin-done = ピン留めしました。このサーバーでは「{ $question }」と同じ意味の質問に、この箇所が最初に表示されます。/pins で一覧し、外せます。
button-pin-search = 検索…
pin-search-title = 箇所を検索
pin-search-words = 質問またはキーワード
pins-title = このサーバーのピン留め：{ NUMBER($count) }
pins-none = このサーバーにピン留めはありません。
pinned = ピン留め
