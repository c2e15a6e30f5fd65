"""Files of question words are made by hand, and say what is wrong with them."""

from pathlib import Path

import pytest

from retrieval.errors import LanguageError
from retrieval.languages.question_words import FOLDER, all_question_words, read_question_words


def test_every_file_of_the_house_can_be_read_and_says_something() -> None:
    words = {each.language: each for each in all_question_words()}
    assert len(words) >= 22
    for each in words.values():
        assert each.common or not each.is_spaced or each.language == "ko", each.language
    for language in "en de fr es pt it nl pl ru tr ar hi zh ja ko sv th vi el ro cs uk".split():  # noqa: SIM905
        for part, lists in {
            "expects": ("number", "time", "name"),
            "offers": ("number", "time"),
            "asks": ("start",),
            "leans": ("start", "pointing"),
        }.items():
            for name in lists:
                assert words[language].phrases(part, name), (language, part, name)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_word_of_the_house_can_be_read(path: Path) -> None:
    assert read_question_words(path) == next(each for each in all_question_words() if each.language == path.stem)


def test_phrases_are_written_short_and_read_in_full(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text("[expects]\nnumber = '''\nhow many|much, what's\nQuant*\n'''\n", encoding="utf-8")
    words = read_question_words(path)
    assert words.phrases("expects", "number") == (("how", "many"), ("how", "much"), ("what", "'", "s"), ("quant*",))
    assert words.phrases("leans", "start") == ()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("german.toml", "", r"german\.toml is no language's file; name it after the code of its language"),
        ("xx.toml", "letters = = 'a'", r"xx\.toml cannot be read: .*line 1"),
        ("xx.toml", "leters = 'ß'", r'nothing is called "leters"; what may stand there is letters, common, spaced'),
        ("xx.toml", "spaced = 'no'", r'"spaced" must be true or false'),
        ("xx.toml", "asks = 'who'", r'"asks" must be a part of its own, with lists in it; write \[asks\] above them'),
        (
            "xx.toml",
            "[asks]\nopen = 'who'",
            r'nothing is called "open" in \[asks\]; .* start, inside, end, written, never',
        ),
        ("xx.toml", "[asks]\nstart = ['who']", r'"start" in \[asks\] must be text between apostrophes'),
        ("xx.toml", "[asks]\nstart = 'who|'", r'"" in "start" of \[asks\] is no word; "\|" stands between words'),
        ("xx.toml", "[asks]\nstart = 'w*o'", r'"w\*o" in "start" of \[asks\] is no word'),
        ("xx.toml", "[documents]\nsays = 'what <file> says'", r'"<file>" in "says" of \[documents\] is no word'),
        ("xx.toml", "[asks]\nstart = '*'", r'"\*" in "start" of \[asks\] is no word'),
    ],
)
def test_a_broken_file_says_where_and_why(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LanguageError, match=said):
        read_question_words(path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_bytes(b"letters = '\xff'")
    with pytest.raises(LanguageError, match=r"xx\.toml cannot be read"):
        read_question_words(path)
