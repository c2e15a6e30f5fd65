"""Whoever narrows a question so far that nothing is left is told by what."""

import pytest

from bot.messages.autocomplete import DocumentChoices
from bot.messages.translating import LANGUAGES, Language
from bot.messages.unmatched import unmatched_message
from retrieval import Filter
from retrieval.catalog.records import StoredDocument


def document(path: str, language: str | None, *others: str) -> StoredDocument:
    return StoredDocument(1, path, "", "", "x", None, None, None, None, 1, language, others)


OFFERED = DocumentChoices(
    1,
    [
        document("news/a.md", "en", "fr"),
        document("news/b.md", "en"),
        document("law/c.md", "de"),
        document("d.md", None),
    ],
)


def told(only: Filter, code: str = "en") -> str | None:
    """Return what is said as Discord shows it: an escaped sign is the sign."""
    message = unmatched_message(only, OFFERED, Language(code))
    return None if message is None else message.replace("\\", "")


@pytest.mark.parametrize(
    ("only", "said"),
    [
        (Filter(language="Klingon"), "Nothing is written in Klingon. There are documents in English, French, German."),
        (
            Filter("news/*", language="th"),
            "Nothing is written in Thai. There are documents in English, French, German.",
        ),
        (Filter("news/*", language="de"), "Nothing in news/* is written in German, only in English, French."),
        (Filter(within="law/", language="en-GB"), "Nothing in law/ is written in English, only in German."),
        (Filter("d.md", language="German"), "Nothing in d.md is written in German, only in ?."),
        (Filter("sport/*", language="de"), "No document matches sport/*. /sources lists them."),
        (Filter("sport/*"), "No document matches sport/*. /sources lists them."),
        (Filter(), None),
    ],
)
def test_it_is_said_which_conditions_no_document_meets(only: Filter, said: str | None) -> None:
    assert told(only) == said


@pytest.mark.parametrize("code", LANGUAGES)
def test_source_and_language_that_do_not_meet_are_both_named_in_every_language(code: str) -> None:
    only = Filter("law/", language="fr")
    said = told(only, code)
    assert said is not None
    assert "law/" in said
    assert said.count(".") + said.count("。") == 1
    assert said != told(only) or code == "en"
    assert "*" not in said


def test_markup_in_a_source_or_language_stays_text() -> None:
    message = unmatched_message(Filter("**a**", language="# _x_"), OFFERED, Language("en"))
    assert message is not None
    assert "**" not in message
    assert "_x_" not in message
