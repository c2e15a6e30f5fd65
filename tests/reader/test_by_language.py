"""Each question and passage is read by the reader that suits their languages."""

from __future__ import annotations

import pytest

from retrieval.encoding.packed.multilingual import MULTILINGUAL, is_installed
from retrieval.reader import BUNDLED, Reader, find_reader, suited_reader
from retrieval.reader.bundled import BundledReader
from retrieval.reader.by_language import ReaderByLanguage

PAIR = ("Wann legt die Fähre ab?", "", "Die Fähre legt um neun Uhr ab.")


@pytest.mark.skipif(not is_installed(), reason="this system has no multilingual model")
def test_english_is_read_by_its_own_reader_and_everything_else_by_the_other() -> None:
    bundled = find_reader(BUNDLED, {})
    assert bundled is not None

    def name(asked: set[str], written: str | None) -> str:
        suited = suited_reader(bundled, asked, written)
        assert suited is not None
        return suited.name

    english = [({"en"}, "en"), (set[str](), "en"), (set[str](), None), ({"en", "nl"}, None)]
    others = [({"de"}, "de"), ({"de"}, None), (set[str](), "th"), ({"en"}, "de"), ({"fr", "es"}, "fr")]
    assert {name(*pair) for pair in english} == {BUNDLED}
    assert {name(*pair) for pair in others} == {MULTILINGUAL}
    german = suited_reader(bundled, {"de"}, "de")
    assert german is not None
    assert german.read([PAIR])[0].relevance != bundled.read([PAIR])[0].relevance


def test_the_other_reader_is_loaded_once_and_only_when_it_is_needed(reader: BundledReader) -> None:
    loaded: list[Reader] = []

    def load() -> Reader:
        loaded.append(reader)
        return reader

    both = ReaderByLanguage(reader, load)
    both.suited({"en"}, "en")
    assert loaded == []
    both.suited({"de"}, "de")
    both.suited({"fr"}, "fr")
    assert loaded == [reader]


def test_a_reader_of_one_language_alone_reads_no_other(reader: BundledReader) -> None:
    assert suited_reader(reader, {"en"}, "en") is reader
    assert suited_reader(reader, {"de"}, "en") is None
    assert suited_reader(reader, {"en"}, "de") is None
