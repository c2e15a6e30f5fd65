# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Korean: 해요체 for people, 합니다체 for reports; particles are kept off inserted names; a no-break space (U+00A0)
# between number and unit.
# source: 자료, document: 문서, passage: 구절, operator: Quoth 운영자.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = 자료에서 찾기
menu-add = 자료에 추가
command-ask = 자료에 물어봅니다. 답은 원문 그대로 인용됩니다
option-question = 무엇을 알고 싶으세요?
option-source = 이 문서 또는 폴더만
option-language = 이 언어로 쓰인 것만
option-private = 답을 나에게만 표시
command-sources = 물어볼 수 있는 문서를 보여 줍니다
option-search = 제목 또는 경로의 일부
command-status = 색인된 내용과 답하는 속도를 보여 줍니다
command-sync = 문서를 다시 읽고 바뀐 점을 알려 줍니다
command-add = 문서에 파일을 추가합니다
option-file = PDF, Word, HTML, Markdown, 텍스트 등의 문서
option-folder = 파일을 넣을 폴더
option-replace = 같은 이름의 문서를 바꾸기
command-remove = 문서를 빼요. 되돌릴 수 있어요
option-document = 뺄 문서
command-changes = 누가 언제 어떤 문서를 바꿨는지 보여 줘요
command-unanswered = 자료에 답이 없었던 질문을 보여 줍니다
option-clear = 목록 비우기
command-channel = 이 채널에서 무엇에 답할지 정합니다
option-answers = /ask 외에 여기서 답할 것
option-channel-source = 여기서는 이 문서 또는 폴더에서만 답하기. *는 전부를 뜻함
command-collect = 채널이나 포럼을 자료로 두거나 목록 보기
option-collect-channel = 채널 또는 포럼. 없으면 자료인 것을 나열해요
option-collect-tag = 포럼의 경우: 이 태그가 있는 스레드만
option-collect-stop = 더 이상 자료로 두지 않기
choice-mentions = 멘션될 때
choice-questions = 모든 질문
choice-nothing = 답하지 않음
command-privacy = 나에 대해 저장된 내용을 보여 주고 삭제할 수 있게 합니다
command-help = 질문하는 방법을 보여 줍니다

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = 검색한 질문: { $question }
searched = 자료 { NUMBER($documents) }개 검색함
passages = 구절 { $first }–{ $last } / { $all }
one-passage = 구절 { $first } / { $all }
paragraph = 단락 { $number }
line = { $number }행
page = { $number }쪽
pages = { $first }–{ $last }쪽
open-link = 열기
as-file = 이 구절은 쓰인 그대로 여기에 표시할 수 없어서 첨부했어요.
above-as-file = 이 구절 위에 있는 내용은 첨부했어요. 너무 길거나 정확히 표시할 수 없기 때문이에요.
gone = 이 구절은 인용된 모습 그대로는 더 이상 자료에 없어요.
not-in-sources = **자료에 없어요.** { $documents ->
    [0] 아직 문서가 없어서 인용할 것이 없어요.
   *[other] 문서 { NUMBER($documents) }개 가운데 이 질문에 답하는 것이 없어요.
}
nearest-note = 질문에 가장 가까운 구절이에요. 질문의 답은 아니에요.
shared-by = 공유한 사람: { $person }
button-context = 앞뒤 내용
button-exact = 원문
button-share = 공유
button-nearest = 가장 가까운 구절
button-forget = 내 정보 삭제
button-reask = 바뀐 질문에 답하기
button-remove = 빼기
button-undo = 되돌리기
button-agree-drop = 문서 { NUMBER($count) }개 삭제
button-agree-widen = 읽기 허용
button-own = 내가 볼 수 있는 곳 검색
button-contribute = 내 메시지 사용
button-withhold = 내 메시지 사용 안 함
share-limited = 이 채널을 보는 사람 중 일부는 이 답을 읽을 수 없어서 공유하지 않았어요.
version = 버전
characters = 글자 { $start }–{ $end }
above-span = 위에 있음 · 글자 { $start }–{ $end }
context-file = 앞뒤 구절은 첨부했어요. 너무 길거나 정확히 표시할 수 없기 때문이에요.
rated-helpful = 도움이 됐다고 기록했어요. 고마워요!
rated-unhelpful = 도움이 안 됐다고 기록했어요. 고마워요!
rated-nothing = 평가를 취소했어요.

## When there is no answer to give

empty-question = 무엇이든 물어보세요. 질문과 함께 저를 멘션하거나 /ask 명령을 쓰세요. 자료에 있는 말로 답해요.
small-talk = 질문이 아니어서 아무것도 찾지 않았어요. 따옴표 안의 말은 그대로 검색돼요.
queued = 앞에 질문이 { NUMBER($ahead) }개 있어요. 답은 여기에 표시돼요.
busy = 지금 기다리는 질문이 너무 많아요. 1분 뒤에 다시 물어봐 주세요.
cooldown = 너무 빨라요. { NUMBER($seconds) }초 뒤에 다시 물어볼 수 있어요.
cooldown-button = 너무 빨라요. { NUMBER($seconds) }초 뒤에 버튼을 다시 쓸 수 있어요.
not-here = Quoth는 이 채널에서 답하지 않아요.
not-server = Quoth는 이 서버에서 답하지 않아요.
not-role = 이 서버에서는 일부 역할만 Quoth에 질문할 수 있어요.
not-direct = Quoth는 다이렉트 메시지에 답하지 않아요.
not-you = Quoth에 질문할 수 없도록 설정되어 있어요.
no-source = 일치하는 문서가 없어요: { $source }. 전체 목록은 /sources 명령으로 볼 수 있어요.
no-language = 이 언어로 쓰인 것이 없어요: { $language }. 문서의 언어: { $languages }.
no-language-there = 이 자료({ $source })에는 찾는 언어({ $language })로 쓰인 것이 없고, 쓰인 언어는 다음과 같아요: { $languages }.
no-text = 이 메시지에는 찾을 글이 없어요.
use-menu = 그 메시지를 볼 수 없어요. 대신 메시지의 메뉴를 여세요: 앱 › { menu-find }.
not-ready = 아직 문서를 읽고 있어요. 잠시 뒤에 다시 물어봐 주세요.
nothing-indexed = 아직 색인된 문서가 없어요. 운영자가 문서를 추가해야 해요.
failed = 문제가 생겼어요. 운영자가 로그에서 원인을 찾을 수 있어요: { $id }.
stale-button = 이 버튼의 답은 더 이상 보관되지 않아요. 다시 물어봐 주세요.
question-edited = 답한 뒤에 질문이 수정됐어요.
asker-only = 질문한 사람만 할 수 있어요.
no-files = 여기에서는 파일을 첨부할 수 없어서 답을 보여 드릴 수 없어요. 이 채널을 관리하는 사람이 허용할 수 있어요.

## Operating

operators-only = Quoth 운영자만 할 수 있어요.
managers-only = 이 채널을 관리할 수 있는 사람만 무엇에 답할지 정할 수 있어요.
sources-title = 문서 { NUMBER($documents) }개
sources-none = 일치하는 문서가 없어요: { $search }.
sources-page = { $page } / { $pages }쪽
sources-passages = 구절 { NUMBER($passages) }개
status-title = Quoth
status-index = 색인: { NUMBER($generation) }세대, 문서 { NUMBER($documents) }개, 구절 { NUMBER($passages) }개
status-model = 모델: { $model }
status-languages = 언어: { $languages }
status-latency = 답변: 절반은 { $p50 } ms, 95 %는 { $p95 } ms, 99 %는 { $p99 } ms 이내 (시작 이후 { NUMBER($answers) }건)
status-no-latency = 답변: 시작 이후 없음
status-uptime = 실행 시간: { $time }
status-sync = 지금 문서를 읽는 중
status-consent = 문서의 변경 사항이 동의를 기다리고 있습니다. `/sync`에서 동의할 수 있습니다
sync-running = 이미 문서를 읽고 있어요. 보고는 이어서 표시돼요.
sync-started = 문서를 읽는 중…
sync-nothing = 바뀐 것이 없습니다.
sync-added = 추가됨: { $names }
sync-changed = 변경됨: { $names }
sync-moved = 이동됨: { $names }
sync-removed = 삭제됨: { $names }
sync-skipped = 제외됨: { $names }
sync-suspect = 전부 읽지 못했을 수 있음: { $names }
sync-newly-read = 이전 버전의 Quoth가 읽지 못하던 것입니다. 인용하지 않으려면 .quothignore 파일에 적거나 읽을 형식을 SEEDS_FORMATS 설정에 적으세요: { $names }
sync-access-waiting = 누군가 동의하면 더 많은 사람에게 열려요. 그 전에는 열리지 않아요: { $names }
sync-access-faults = 규칙을 이해할 수 없어 모두에게 닫혀 있어요: { $names }
sync-origin-faults = 가져오지 못한 출처예요. 이전 내용은 그대로 남아 있어요: { $names }
unread = 모델이 문서 { NUMBER($documents) }개의 언어를 읽지 못해 거기서는 찾는 것이 적습니다 ({ $model }): { $languages }.
unread-advice = EMBEDDING_MODEL=multilingual 설정 후 문서를 다시 읽으세요.
sync-and-more = 외 { NUMBER($count) }개
sync-total = 문서 { NUMBER($documents) }개, 구절 { NUMBER($passages) }개. { $seconds } s 동안 벡터로 변환: { NUMBER($embedded) }
sync-failed = 문서를 읽지 못했습니다: { $reason }
sync-long = 아직 문서를 읽고 있어요. Discord는 이렇게 늦은 보고를 받지 않아요. 언제 끝나는지는 /status 명령으로 볼 수 있어요.
change-added = 추가했어요: { $path }.
change-replaced = 바꿨어요: { $path }.
change-removed = 뺐어요: { $path }.
change-failed = 그대로 두었어요: { $path }. 이유: { $reason }.
change-stale = 그 뒤로 바뀌어서 그대로 두었어요: { $path }.
stale-change = 이 버튼은 더는 아무것도 하지 않아요. 대상이 없어졌거나 바꿀 권한이 없어요.
remove-sure = 이 문서를 뺄까요? { $path } 내용은 더는 누구에게도 답하지 않아요. 되돌릴 수 있어요.
changes-title = 누가 어떤 문서를 바꿨는지
changes-none = 기록된 문서 변경이 없어요.
add-exists = 이미 있는 문서예요: { $path }. 이 파일로 바꾸려면 “replace” 옵션을 켜세요.
add-type = Quoth가 읽지 못하는 종류의 파일이에요: { $name }. 읽을 수 있는 것: { $types }.
add-size = 너무 커요: { $name }. 파일은 { $limit } MB까지 추가할 수 있어요.
add-name = 문서 이름으로 쓸 수 없어요: { $name }.
add-unreadable = 읽을 수 없어서 추가하지 않았어요: { $name }. 이유: { $reason }
add-twin = 추가하지 않았어요: { $name }. 대소문자나 악센트만 다른 { $other } 파일이 있고, 어떤 시스템에서는 둘이 같은 파일이에요.
add-elsewhere = 여기에 있는 문서만 바꿀 수 있어요: { $folders }
add-invisible = 이름에 보이지 않는 문자가 있어요: { $name }. 폭이 없거나 쓰기 방향을 바꾸는 문자예요. 이름을 바꿔 주세요.
add-hidden = 점으로 시작해요: { $name }. 그런 파일은 숨김 파일이라 여기서 읽지도 바꾸지도 않아요.
add-lock = 문서가 아니라 Office 잠금 파일이에요: { $name }.
add-ignored = .quothignore에 적혀 있어서 읽지 않아요: { $name }.
unanswered-off = 답이 없었던 질문은 저장되지 않아요. DISCORD_KEEP_UNANSWERED=true 설정으로 켤 수 있어요.
unanswered-none = 답이 없었던 질문이 없어요.
unanswered-title = 질문했지만 자료에 없는 것
unanswered-times = { NUMBER($count) }번
unanswered-cleared = 이제 목록이 비었어요.
unanswered-server = /unanswered는 서버에서 사용해 주세요. 그곳에서 나온 질문을 보여 줍니다.
unanswered-private = 질문 { NUMBER($count) }개는 비공개로 나온 것이어서 보여 주지 않아요.
channel-mentions = 이 채널에서 Quoth는 멘션될 때 답해요.
channel-questions = 이 채널과 그 스레드에서 Quoth는 모든 질문에 답해요.
channel-nothing = 이 채널에서 Quoth는 /ask 명령에만 답해요.
channel-source-set = 대상: { $source }
channel-of-thread = 이 스레드에만 적용돼요: { $channel }
channel-of-parent = 이 스레드를 포함해 { $channel } 채널과 그 스레드에 적용돼요.
channel-operators = 운영자가 설정한 내용이에요. 여기서 더 허용하는 것은 운영자만 할 수 있어요.
channel-needs-intent = 멘션하지 않은 질문을 보려면 Quoth에 “Message Content Intent” 권한이 필요해요. 운영자가 Discord 개발자 포털에서 켜고 DISCORD_READ_MESSAGES=true 값을 설정해요.
collect-added = 이 메시지는 이제 자료이고, 곧 이 채널을 읽을 수 있는 사람에게 인용될 수 있어요.
collect-already = 이 메시지는 이미 자료예요.
collect-refused = 작성자가 자신의 메시지가 자료가 되는 것을 원하지 않아요.
collect-no-text = 채널의 모두가 읽을 수 있는, 글이 있는 메시지만 자료가 될 수 있어요.
collect-left-out = 이 메시지는 더 이상 자료가 아니에요.
collect-server = /collect는 서버에서 사용해 주세요.
collect-needs-intent = 채널을 읽으려면 Quoth에 Message Content Intent가 필요해요. 운영자가 Discord 개발자 포털에서 켜고 DISCORD_READ_MESSAGES=true 값을 설정해요. 개별 메시지는 없이도 추가할 수 있어요: 앱 › { menu-add }.
collect-unreadable = Quoth가 이 채널을 읽을 수 없어요. “채널 보기”와 “메시지 기록 보기” 권한이 필요해요.
collect-no-forum = 태그는 포럼에만 있어요. “tag”는 비워 두세요.
collect-tag = 포럼에서는 한 태그가 있는 스레드만 자료가 돼요. 태그를 지정하세요: { $tags }
collect-begun = { $channel } 채널을 최근 메시지 { NUMBER($count) }개까지 읽고 앞으로 계속 따라가요. 운영자와 /privacy에서 동의한 사람의 메시지만 자료가 돼요.
collect-stopped = { $channel } 채널은 더 이상 자료가 아니에요. 하나씩 추가한 메시지는 남아요.
collect-none = 여기서는 Discord의 어떤 것도 자료가 아니에요.
collect-title = Discord의 자료
collect-single = 하나씩 추가됨
collect-count = { $count ->
    [0] 아직 메시지 없음
   *[other] 메시지 { NUMBER($count) }개
}

## Privacy and help

privacy = **Quoth가 당신에 대해 저장하는 것:** 질문 { NUMBER($answers) }개, 평가 { NUMBER($feedback) }개, 운영자 목록에 있는 답이 없었던 질문 { NUMBER($unanswered) }개.
    질문은 버튼과 이어지는 질문이 작동하도록 Discord ID와 함께 { NUMBER($days) }일 동안 보관되고, 그 뒤 삭제돼요. 로그에는 질문이 없어요. Discord에서 한 말 외에는 아무것도 Quoth가 실행되는 컴퓨터 밖으로 나가지 않아요.
privacy-changes = 운영자의 문서 변경 목록에 당신이 나와요. 잊어 달라고 하면 변경 내용만 당신 없이 남아요.
privacy-digest = 운영자용 요약에는 공개 질문 가운데 답이 없었던 것의 내용이 나올 수 있지만, 누가 물었는지는 나오지 않아요. 한번 게시된 것은 잊어 달라고 해도 남아요.
privacy-collected = { $count ->
    [0] 자료인 당신의 메시지가 없어요.
   *[other] 당신의 메시지 { NUMBER($count) }개가 자료예요. 당신의 ID가 함께 저장되지만 표시되지는 않아요.
}
contributes = 자료로 둔 채널에 있는 당신의 메시지는 인용될 수 있어요.
contributes-not = 당신의 메시지는 자료가 될 수 없어요.
forgotten = Quoth가 당신에 대해 저장한 모든 것을 삭제했어요. 받은 답은 Discord에 남아 있어요.
help = **/ask 명령으로 묻거나, 질문과 함께 { $bot }을(를) 멘션하세요.** 이어서 물으려면 답에 답장하세요. 누가 쓴 글을 찾으려면 메시지의 메뉴를 여세요: 앱 › { menu-find }.
    모든 답은 자료에서 그대로 옮긴 인용이고, 찾은 위치가 함께 표시돼요. 자료에 답이 없으면 없다고 말해요.

digest-day = { $date }의 질문
digest-week = { $first }부터 { $last }까지의 질문
digest-counts = 질문: { NUMBER($asked) } · 답변: { NUMBER($answered) } · 자료에 없음: { NUMBER($refused) }
digest-before = 그 전 같은 기간: 질문 { NUMBER($asked) }, 답변 { NUMBER($answered) }
digest-times = 답변에 걸린 시간: 중앙값 { NUMBER($median) } ms, 최대 { NUMBER($most) } ms
digest-legend = { $answered } 답변함, { $refused } 자료에 없음
digest-hours = 시각은 UTC 기준
digest-not-found = 가장 자주 찾지 못한 질문
digest-unquoted = 한 번도 인용되지 않은 문서: { NUMBER($documents) }개 중 { NUMBER($count) }개

menu-pin = 구절 고정
command-pins = 이 서버에 고정한 구절을 보고 해제하기
pin-title = ‘{ $question }’에 답하는 구절은 어느 것인가요?
pin-nothing = 이 답변의 구절이 더 이상 없거나 읽을 수 없어요. 다른 구절을 찾아보세요.
pin-none = 질문이 아직 저장되어 있는, 이 서버의 Quoth 답변만 고정할 수 있어요.
pin-followup = 이 질문은 다른 질문에 이어진 것이에요. 전체를 다시 질문한 뒤 구절을 고정하세요.
pin-done = 고정했어요. 이 서버에서는 ‘{ $question }’ 및 같은 뜻의 질문에 이 구절이 먼저 나와요. /pins로 보고 해제할 수 있어요.
button-pin-search = 찾기…
pin-search-title = 구절 찾기
pin-search-words = 질문 또는 핵심 단어
pins-title = 이 서버에 고정됨: { NUMBER($count) }
pins-none = 이 서버에 고정된 것이 없어요.
pinned = 고정됨
