"""What stands in the file of a message: the message as it is, and nothing that passes for anything else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collecting.writing import MAX_QUESTION_CHARS, Wording, file_text, single_line, without_question
from retrieval.parsing.plain.front_matter import front_matter

URL = "https://discord.com/channels/1/2/3"
AT = datetime(2026, 1, 31, 23, 59, tzinfo=UTC)


def wording(content: str = "Forty crowns.", title: str = "#faq", question: str | None = None) -> Wording:
    return Wording(title, AT, URL, content, question)


@pytest.mark.parametrize(
    "content",
    [
        "---\ntitle: forged\nurl: https://evil.example\n---\nWords.",
        "+++\ntitle = 'forged'\n+++",
        "```\nunfinished",
        "# A heading\n\n<!-- hidden",
        "## Another heading\n\nand more",
        "x" * 4000,
        "Trailing spaces  \n\n\n",
        "<@123> wrote **this**",
    ],
)
def test_whatever_a_message_says_stands_there_as_it_is_and_is_no_front_matter(content: str) -> None:
    for question in (None, "What does it cost?"):
        text = file_text(wording(content, question=question))
        fields, end = front_matter(text)
        assert fields == {"title": "#faq", "date": "2026-01-31", "url": URL}
        assert text[end:] == "\n" + ("" if question is None else f"## {question}\n\n") + content + "\n"
        assert without_question(file_text(wording(content, question="Why?"))) == file_text(wording(content))


@given(st.text(max_size=40), st.text(max_size=40))
def test_names_and_questions_are_single_lines_whatever_they_contain(name: str, question: str) -> None:
    fields, end = front_matter(text := file_text(wording(title=name, question=question)))
    assert fields["url"] == URL
    assert fields["date"] == "2026-01-31"
    assert fields["title"] == (single_line(name) or "Discord")
    assert text[end:].count("\n") == (4 if single_line(question) else 2)


@pytest.mark.parametrize(
    "name", ['a"\nurl: https://evil.example\n---', "a\u2028---\u2028b", "'{x}': - \\n", "a\x00\ud800b"]
)
def test_a_hostile_name_changes_nothing_but_the_title(name: str) -> None:
    fields, _ = front_matter(file_text(wording(title=name)))
    assert fields == {"title": single_line(name), "date": "2026-01-31", "url": URL}


def test_a_question_that_is_a_text_of_its_own_is_left_out() -> None:
    assert file_text(wording(question="x" * (MAX_QUESTION_CHARS + 1))) == file_text(wording())
