"""What only asks or only leads in, whatever it looks like, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.context.asking import (
    asks_in_chat,
    is_label,
    is_marked_question,
    only_asks,
    only_leads_in,
    plain_question,
    question_in_line,
)


@pytest.mark.parametrize(
    "text",
    [
        "When does the kiln cool down?",
        "**May I bring my own clay?**",
        "Q: Is there a changing room?",
        "Q12. Where do the skis go?",
        "Question: how long is the lesson",
        "F: Darf ich Hunde mitbringen?",
        "1. **What if it rains?**",
        "- Who feeds the goats?",
        "<strong>Do you repair zips?</strong>",
        "__Can a child steer?__",
        "¿Hay duchas?",
        "Kann ich auch ohne Termin kommen?!",
        "**Mira:** How did you learn to weave?",
        "[2026-05-01 09:12] rho: who has the ladder?",
        "Is the pool heated? And the hall?",
        "Does the No. 5 tram stop here, e.g. on Sundays?",
        "Wie hoch ist der Preis inkl. Frühstück?",
        "¿Cuánto cuesta aprox. un curso?",
        "Πού είναι το κλειδί;",
        "**Πότε ανοίγει το μουσείο;**",
        "Ե՞րբ է փակվում թանգարանը։",
        "休館日はいつですか。",
        "「タオルは借りられますか」",
        "问：怎么退票",
        "質問：駐車場はありますか？",
        "هل يوجد موقف للسيارات؟",
        "የት ነው፧",
        "ဘယ်အချိန် ပိတ်သလဲ။",
        "Вопрос: где платить",
        "Czy w hali jest szatnia?",
        "**Можно ли приходить с собакой?**",
        "Πότε ανοίγει το γυμναστήριο;",
        "更衣室在哪里？",
        "ペットは入れますか。",
        "มีที่จอดรถไหม",
        "Pergunta: posso levar o meu cão",
        "问：可以带狗吗",
        "Soru: havuz ısıtmalı mı",
    ],
)
def test_a_question_only_asks(text: str) -> None:
    assert only_asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "The fee is 5 euros. Interested?",
        "Yes, on Mondays.",
        "Q: Is there a lift?\nA: No.",
        "He asked whether it was far.",
        "(f) The tenant must pay a deposit of 500 euros.",
        "F. Scott Fitzgerald wrote it.",
        "F11: shows it on the whole screen.",
        "Q3: Sales rose by a tenth.",
        "R1. Players may not trade.",
        "- F. Scott Fitzgerald, *Tender Is the Night*",
        "Nobody knows why. " * 30 + "Why?",
        "The fee is 5 euros; it may rise;",
        "入浴料は五百円です。子供も入れますか？",
        "费用是五元。可以退吗？",
        "问：怎么退票\n答：不能退。",
        "शुल्क पाँच रुपये है। क्या आप आएँगे?",
        "Ο τίτλος είναι «Νερό·».",
        "Թանգարանը փակ է։",
        "ပိတ်သည်။",
        "彼は静かに立っていた。",
        "料金は五ユーロです。興味はありますか？",
        "शुल्क पाँच यूरो है। रुचि है?",
        "Pytanie: czy jest szatnia?\nOdpowiedź: nie ma.",
        "Ήρθε αργά; έφυγε νωρίς.",
        "犬を連れて入れます。",
        "",
    ],
)
def test_what_says_something_does_not_only_ask(text: str) -> None:
    assert not only_asks(text)


def test_a_question_says_that_it_is_one_by_a_mark_or_by_bold_letters() -> None:
    assert is_marked_question("Q: Where do I pay?")
    assert is_marked_question("3) **Where do I pay?**")
    assert not is_marked_question("Where do I pay?")
    assert not is_marked_question("**Opening hours**")


@pytest.mark.parametrize(
    "text",
    [
        "You need:",
        "**Bring along:**",
        "The tour leads to these places：",
        "需要带：",
        "የሚያስፈልግዎት፦",
        "ត្រូវការ៖",
        "**Prices**",
    ],
)
def test_what_announces_leads_in(text: str) -> None:
    assert only_leads_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "The hut is open all year. You need:",
        "Doors close at 9.",
        "**Closed on Mondays.**",
        "**月曜休館。**",
        "**मंगलवार को बंद है।**",
        "小屋全年开放。需要带：",
        "x" * 400 + ":",
    ],
)
def test_what_says_something_does_not_only_lead_in(text: str) -> None:
    assert not only_leads_in(text)


def test_a_label_is_a_few_words_in_bold() -> None:
    assert is_label("**What to wear**")
    assert is_label("<b>Safety</b>")
    assert not is_label("**Wear a helmet.**")
    assert not is_label("**Wear** a helmet")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("1. **Is there parking?** Behind the hall.", "Behind the hall."),
        ("- May I swim here? Only with a cap.", "Only with a cap."),
        ("[ ] Done yet? No.", "No."),
        ("营业时间？九点到五点。", "九点到五点。"),
        ("駐車場はありますか？　あります。", "あります。"),
        ("هل يوجد موقف؟ نعم.", "نعم."),
        ("费用是五元。为什么？没人知道。", None),
        ("有停车场吗？在大厅后面。", "在大厅后面。"),
        ("هل الحمام دافئ؟ نعم.", "نعم."),
        ("Nothing is asked here.", None),
        ("The fee is 5 euros. Why? Nobody knows.", None),
        ("Who knows?", None),
    ],
)
def test_the_answer_in_the_line_of_its_question_is_found(line: str, answer: str | None) -> None:
    begin = question_in_line(line)
    assert (line[begin:] if begin else None) == answer


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("[2026-06-12 20:17] Sable: where do we meet", True),
        ("20:17 <rho> who has the ladder", True),
        ("14/03/2026, 18:02 - Aunt Vera: when does the bus go", True),
        ("[20:17] Sable: where we met last time, at the bridge behind the mill near the old town hall", False),
        ("[20:17] Sable: at the bridge", False),
        ("[20:17] Sable: wo treffen wir uns morgen", True),
        ("[20:17] Sable: 明天在哪里见面", True),
        ("[20:17] Sable: gdzie się jutro spotykamy", True),
        ("[20:17] Sable: spotykamy się przy moście", False),
        ("Sable: where do we meet", False),
    ],
)
def test_a_message_may_ask_without_a_question_mark(line: str, asks: bool) -> None:
    assert asks_in_chat(line) is asks


@given(st.text(alphabet=st.sampled_from(list("aA ?:.*_Q1)\n-<b>/？か。す՞։;α「」：问")), max_size=400))
def test_any_text_is_told_at_once(text: str) -> None:
    for decide in (only_asks, only_leads_in, is_label, is_marked_question):
        assert decide(text) in (True, False)
    assert 0 <= question_in_line(text) <= len(text)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("问：怎么退票？", "怎么退票？"),
        ("**質問：駐車場は？**", "駐車場は？"),
        ("Вопрос: где платить?", "где платить?"),
    ],
)
def test_a_question_is_known_without_what_marks_it(written: str, asked: str) -> None:
    assert plain_question(written) == asked
