"""Files of languages are made by hand, each is looked at, and each says what is wrong with it."""

import shutil
from pathlib import Path

import pytest

from retrieval.errors import LanguageError
from retrieval.languages import abbreviated, names, question_words
from retrieval.languages.abbreviated import abbreviations_of
from retrieval.languages.codes import CODES
from retrieval.languages.words import word_lists
from retrieval.languages.words.checking import language_files

MODULES = {"questions": question_words, "abbreviations": abbreviated, "data": word_lists}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy all files into a folder, where they can be broken."""
    for name, module in MODULES.items():
        shutil.copytree(module.FOLDER, tmp_path / name, ignore=shutil.ignore_patterns("__*"))
        monkeypatch.setattr(module, "FOLDER", tmp_path / name)
    shutil.copy(names.FILE, tmp_path / "names.toml")
    monkeypatch.setattr(names, "FILE", tmp_path / "names.toml")
    return tmp_path


def faults() -> dict[str, str]:
    return {path.name: str(error) for path, error in language_files() if error is not None}


def test_every_file_of_the_house_is_looked_at_and_none_is_broken(files: Path) -> None:
    assert {path for path, _ in language_files()} == set(files.rglob("*.toml"))
    assert len(list(language_files())) > 100
    assert not faults()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("questions/de.toml", "[asks]\nstart = 'w*o'", 'questions/de.toml: "w*o" in "start" of [asks] is no word'),
        ("questions/th.toml", "spaced = false\n[asks]\ninside = 'a<b>'", '"<b>" in "inside" of [asks] is no word'),
        ("questions/de.toml", "[documents]\nsays = '<topic> in <topic>'", '"<topic> in <topic>" in "says"'),
        ("questions/de.toml", "[asks", "de.toml cannot be read"),
        ("questions/german.toml", "", "german.toml is used by no language; name it after the code of its language"),
        ("questions/nb.toml", "", "nb.toml is used by no language"),
        ("questions/de.txt", "", "de.txt is used by no language"),
        ("questions/any.toml", "", "any.toml is used by no language"),
        (
            "abbreviations/de.toml",
            "insde = 'bzw'",
            'nothing is called "insde"; what may stand there is inside, numbered',
        ),
        ("abbreviations/de.toml", "inside = ['bzw']", '"inside" must be text between apostrophes'),
        ("abbreviations/de.toml", "ordinals = 'yes'", '"ordinals" must be true or false'),
        ("abbreviations/any.toml", "inside = 'a", "any.toml cannot be read"),
        ("abbreviations/xx.toml", "", "xx.toml is used by no language"),
        ("data/de.toml", "stopp = 'der'", 'nothing is called "stopp"; what may stand there is script, stemmer'),
        ("data/de.toml", "language = 'de'", 'nothing is called "language"'),
        ("data/de.toml", "stop = 1", '"stop" must be text between apostrophes'),
        ("data/de.toml", "suffixed = 1", '"suffixed" must be true or false'),
        ("data/de.toml", "script = 'Latin'", '"script" cannot be "Latin"; it is one of latin, greek, cyrillic'),
        ("data/de.toml", "folds = 'first'", '"folds" cannot be "first"; it is one of after, before, never'),
        ("data/de.toml", "stemmer = 'germanic'", 'de.toml: "germanic" is no stemmer; name one of Snowball\'s'),
        ("data/de.toml", "stemmer = ''", '"" is no stemmer'),
        ("data/de.toml", "stemmer = 'dutch_porter'", '"dutch_porter" is no stemmer'),
        ("names.toml", "german = 'German'", '"german" is no code of a language'),
        ("names.toml", "de = ['German']", '"de" must be text between apostrophes'),
        ("names.toml", "de = 'German'\nlb = 'german'", '"german" stands in "de" and in "lb"'),
        ("names.toml", "de = 'German, 123'", '"123" in "de" is no name'),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong_and_the_others_are_not(
    files: Path, name: str, text: str, said: str
) -> None:
    (files / name).write_text(text, encoding="utf-8")
    (found,) = faults().items()
    assert found[0] == Path(name).name
    assert said in found[1]
    assert found[0] in found[1]
    assert "\n" not in found[1]


@pytest.mark.parametrize("folder", MODULES)
def test_a_file_that_is_no_text_or_no_file_is_named(files: Path, folder: str) -> None:
    (files / folder / "de.toml").write_bytes(b"stop = '\xff'")
    (files / folder / "fr.toml").unlink()
    (files / folder / "fr.toml").mkdir()
    assert set(faults()) == {"de.toml", "fr.toml"}


def test_several_broken_files_are_all_named(files: Path) -> None:
    for folder in MODULES:
        (files / folder / "sv.toml").write_text("nothing = 1", encoding="utf-8")
    found = [str(error) for path, error in language_files() if error is not None]
    assert len(found) == 3
    assert all(any(f"{folder}/sv.toml" in each for each in found) for folder in MODULES)


def test_a_broken_file_stops_what_needs_it_with_the_same_sentence(files: Path) -> None:
    (files / "abbreviations" / "cy.toml").write_text("inside = 1", encoding="utf-8")
    (files / "data" / "cy.toml").write_text("stop = 1", encoding="utf-8")
    for needed in (abbreviations_of, word_lists.word_list):
        with pytest.raises(LanguageError, match=r"cy\.toml: .* must be text"):
            needed("cy")


def test_a_file_may_be_named_after_any_code(files: Path) -> None:
    for code in sorted(CODES):
        path = files / "data" / f"{code}.toml"
        if not path.exists():
            path.write_text("stop = 'a'", encoding="utf-8")
    assert not faults()
