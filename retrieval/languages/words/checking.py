"""Every file of every language → what is wrong with it: most of them are read only when a question needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from retrieval.errors import LanguageError
from retrieval.languages import abbreviated, names, question_words
from retrieval.languages.codes import CODES
from retrieval.languages.words import word_lists
from retrieval.languages.words.stemming import stemmer_named


def language_files() -> Iterator[tuple[Path, LanguageError | None]]:
    """Yield each file of a language's words with what is wrong with it first, or None where nothing is."""
    readers: tuple[tuple[Path, Callable[[Path], object]], ...] = (
        (question_words.FOLDER, question_words.read_question_words),
        (abbreviated.FOLDER, abbreviated.read_abbreviations),
        (word_lists.FOLDER, _read_words),
    )
    for folder, read in readers:
        for path in sorted(folder.iterdir()):
            if not path.name.startswith((".", "__")):
                yield path, _fault(path, read)
    yield names.FILE, _fault(names.FILE, names.read_names, is_named=True)


def _fault(path: Path, read: Callable[[Path], object], *, is_named: bool = False) -> LanguageError | None:
    try:
        if not is_named and not _is_used(path):
            raise LanguageError(
                f"{path} is used by no language", "name it after the code of its language, such as de.toml", path=path
            )
        read(path)
    except LanguageError as error:
        return error
    return None


def _is_used(path: Path) -> bool:
    is_for_all = path == abbreviated.FOLDER / "any.toml"
    return path.suffix == ".toml" and path.is_file() and (path.stem in CODES or is_for_all)


def _read_words(path: Path) -> None:
    words = word_lists.read_word_list(path)
    try:
        stemmer_named(words.stemmer)
    except LanguageError as error:
        raise LanguageError(f"{path}: {error.problem}", error.remedy, path=path) from error
