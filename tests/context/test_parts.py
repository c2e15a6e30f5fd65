"""Questions and lead-ins are known by the marks of every script."""

import pytest

from retrieval.context.parts import parts_of
from retrieval.model import Block, BlockKind, ContextKind

QUESTION, LEAD_IN = ContextKind.QUESTION, ContextKind.LEAD_IN


def leading(text: str, kind: BlockKind, *, is_faq: bool = False) -> list[tuple[str, ContextKind | None]]:
    parts = parts_of(text, Block(0, len(text), kind), is_faq=is_faq)
    return [(text[part.start : part.end], part.leads) for part in parts]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("怎么退票？", "不能退。"),
        ("休館日はいつですか。", "第三水曜日です。"),
        ("متى يغلق المتحف؟", "يوم الثلاثاء."),
        ("Πότε κλείνει;", "Την Τρίτη."),
        ("Ե՞րբ է այն փակվում։", "Երեքշաբթի։"),
        ("መቼ ይዘጋል፧", "ማክሰኞ።"),
        ("वह कब बंद होता है?", "मंगलवार को।"),
    ],
)
def test_the_first_question_of_an_faq_leads_to_its_answer(question: str, answer: str) -> None:
    between = "" if question[-1] in "？。" else " "
    found = leading(question + between + answer, BlockKind.PARAGRAPH, is_faq=True)
    assert found == [(question, QUESTION), (answer, None)]


@pytest.mark.parametrize(
    ("question", "answer"), [("怎么退票？", "不能退"), ("متى يغلق؟", "الثلاثاء"), ("መቼ ይዘጋል፧", "ማክሰኞ")]
)
def test_a_row_may_hold_a_question_and_its_answer(question: str, answer: str) -> None:
    assert leading(f"{question} | {answer}", BlockKind.TABLE) == [(question, QUESTION), (answer, None)]


@pytest.mark.parametrize(
    ("says", "leads"),
    [
        ("小屋全年开放。", "需要带："),
        ("山小屋は一年中開いています。", "持ち物："),
        ("ሙዚየሙ ክፍት ነው።", "የሚያስፈልግዎት፦"),
        ("បើករាល់ថ្ងៃ។", "ត្រូវការ៖"),
    ],
)
def test_the_end_of_a_paragraph_may_lead_in(says: str, leads: str) -> None:
    assert leading(says + leads, BlockKind.PARAGRAPH) == [(says, None), (leads, LEAD_IN)]
