"""What is offered while somebody types can be chosen, and means the document or folder that it names."""

from __future__ import annotations

import pytest
from discord import app_commands
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import autocomplete
from bot.messages.autocomplete import MAX_CHOICES, DocumentChoices
from retrieval import Filter
from retrieval.catalog.records import StoredDocument

from ..samples import units


def choices(documents: list[StoredDocument], typed: str) -> list[app_commands.Choice[str]]:
    return DocumentChoices(1, documents).choices(typed)


def document(path: str, name: str = "Eels") -> StoredDocument:
    return StoredDocument(1, path, "", "", name, None, None, None, None, 1)


DOCUMENTS = [
    document("news/2026/eels.md", "Eels in the Sargasso Sea"),
    document("news/clock.md", "clock"),
    document("pump.txt", "The pump"),
]


def offered(typed: str) -> dict[str, str]:
    return {choice.value: choice.name for choice in DocumentChoices(1, DOCUMENTS).choices(typed)}


def test_documents_and_folders_are_offered_by_name_and_path() -> None:
    assert offered("") == {
        "news/2026/eels.md": "Eels in the Sargasso Sea – news/2026/eels.md",
        "news/": "news/",
        "news/2026/": "news/2026/",
        "news/clock.md": "news/clock.md",
        "pump.txt": "The pump – pump.txt",
    }
    assert [*offered("  SARGASSO ")] == ["news/2026/eels.md"]
    assert [*offered("clock")] == ["news/clock.md"]
    assert offered("opera") == {}


def test_letters_are_found_however_their_accents_are_encoded() -> None:
    cafe = document("cafe\u0301s/menu.md", "Cr\u00e8me br\u00fbl\u00e9e")
    found = DocumentChoices(1, [cafe])
    for typed in ("caf\u00e9s", "cafe\u0301s", "Cre\u0300me", "cr\u00e8me bru\u0302l"):
        assert cafe.path in [choice.value for choice in found.choices(typed)]
        assert found.matching(typed) == [cafe]


def test_a_choice_is_named_in_one_line_and_means_the_path_as_it_is() -> None:
    hostile = document("a\nb\u202e/c.md", "Title\u2028two")
    found = {choice.value: choice.name for choice in DocumentChoices(1, [hostile]).choices("")}
    assert found == {"a\nb\u202e/": "a b /", "a\nb\u202e/c.md": "Title two – a b /c.md"}


def test_what_begins_as_typed_comes_first() -> None:
    found = DocumentChoices(1, [document("b/a.md", "x a"), document("a/z.md", "z"), document("c.md", "Apple")]).choices(
        "a"
    )
    assert [choice.value for choice in found] == ["a/", "a/z.md", "c.md", "b/a.md"]


def test_documents_are_found_by_letters_of_path_or_name() -> None:
    def found(search: str) -> list[str]:
        return [document.path for document in DocumentChoices(1, DOCUMENTS).matching(search)]

    assert found("") == ["news/2026/eels.md", "news/clock.md", "pump.txt"]
    assert found("NEWS") == ["news/2026/eels.md", "news/clock.md"]
    assert found("the") == ["news/2026/eels.md", "pump.txt"]
    assert found("md\nEels") == ["news/2026/eels.md"]
    assert found("opera") == []


def test_every_offer_admits_what_it_names() -> None:
    odd = [document(path) for path in ("a[b]/c.md", "a[b]/d[!e].md", "UPPER/É.md", "x y/z.md")]
    for choice in DocumentChoices(1, odd).choices(""):
        if choice.value.endswith("/"):
            admitted = [d.path for d in odd if Filter(choice.value).admits(d)]
            assert admitted == [d.path for d in odd if d.path.startswith(choice.value)]


paths, labels = st.text("ab/😀漢[*]. ", min_size=1, max_size=130), st.text(min_size=1, max_size=130)


@given(st.lists(st.builds(document, paths, labels), max_size=30), st.text("ab😀", max_size=3))
def test_offers_are_few_and_short_enough_for_discord(documents: list[StoredDocument], typed: str) -> None:
    found = DocumentChoices(1, documents).choices(typed)
    assert len(found) <= MAX_CHOICES
    assert len({choice.value for choice in found}) == len(found)
    for choice in found:
        assert 1 <= units(choice.name) <= 100
        assert 1 <= units(choice.value) <= 100


short_paths, short_labels = st.text("abB/é. ", min_size=1, max_size=6), st.text("abBé", max_size=3)


@given(st.lists(st.builds(document, short_paths, short_labels), max_size=60), st.text("abBé/", max_size=2))
def test_offers_are_the_first_in_order_of_all_that_contain_what_is_typed(
    documents: list[StoredDocument], typed: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, most in (("MAX_CHOICES", 5), ("_SORTED_AT_ONCE", 4), ("_SEARCHED_AT_ONCE", 4)):
            patch.setattr(autocomplete, name, most)
        some = DocumentChoices(1, documents).choices(typed)
        patch.setattr(autocomplete, "MAX_CHOICES", 1000)
        everything = DocumentChoices(1, documents).choices("")
    wanted = typed.casefold()
    spelled = [(choice.name.casefold(), choice.value.casefold()) for choice in everything]
    begin = [one for one in spelled if any(text.startswith(wanted) for text in one)]
    contain = [one for one in spelled if one not in begin and any(wanted in text for text in one)]
    expected = (sorted(begin) + sorted(contain))[:5]
    assert [choice.name.casefold() for choice in some] == [name for name, _ in expected]


def test_languages_of_the_documents_are_offered_as_the_asker_calls_them() -> None:
    documents = [
        StoredDocument(number, f"{number}.txt", "", "", "x", None, None, None, None, 1, *languages)
        for number, languages in enumerate([("de",), ("de", ("th",)), ("en", ()), (None, ())])
    ]
    offered = DocumentChoices(1, documents)

    def of(typed: str, reader: str) -> dict[str, str]:
        return {choice.value: choice.name for choice in offered.language_choices(typed, reader)}

    assert of("", "en-US") == {"de": "German", "th": "Thai", "en": "English"}
    assert of("", "es-419") == {"de": "alemán", "th": "tailandés", "en": "inglés"}
    assert of("deut", "en-US") == of("GERM", "fr") | {"de": "German"} == of("alem", "es-ES") | {"de": "German"}
    assert of("de", "zh-CN") == {"de": "德语"}
    assert of("deu", "en-US") == of("de-AT", "en-US") == of("swiss german", "en-US") == {"de": "German"}
    assert of("aleman", "es-ES") == {"de": "alemán"}
    assert of("klingon", "en-US") == {}
    assert of("x", "no such locale") == {}
    assert DocumentChoices(1, []).language_choices("", "en-US") == []
