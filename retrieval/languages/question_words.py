"""Files of question words, one per language → what is known of how each language asks.

The files lie in ``questions/``, named after their language ("de.toml"), and are made to be edited by somebody who
speaks it: ``questions/en.toml`` says what each entry means. A language without a file loses only what its file would
say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, product
from pathlib import Path

from retrieval.errors import LanguageError
from retrieval.languages.writing import typed_plainly, words_in
from retrieval.toml_files import allowed_entries, toml_entries

FOLDER = Path(__file__).parent / "questions"

Phrase = tuple[str, ...]
"""Its words and signs; in a language without spaces, one text. "*" at an end of a word stands for any letters."""


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """How one language asks.

    ``language`` is an ISO 639-1 code. ``common`` are the small words that its questions are made of, ``letters`` what
    few other languages have. ``is_spaced``: spaces stand between words. ``parts`` are the lists of each part of the
    file, as they are written; ``everywhere`` names the parts whose words count in texts of all languages. ``typed`` are
    the small words as they are typed without accents, where they are not others of the language then.
    """

    language: str
    common: frozenset[str]
    letters: frozenset[str]
    is_spaced: bool
    parts: Mapping[str, Mapping[str, str]]
    everywhere: frozenset[str]
    typed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        accented = (word for word in self.common if not word.isascii())
        typed = {each for word in accented for each in _without_accents(word, self.language)}
        object.__setattr__(self, "typed", typed - self.common - self._misleading())

    def written(self, part: str, name: str) -> str:
        """Return one list as it is written, empty where the file has none."""
        return self.parts.get(part, {}).get(name, "")

    def phrases(self, part: str, name: str) -> tuple[Phrase, ...]:
        """Return the phrases of one list: ``phrases("expects", "time")``.

        They are read when they are first asked for: most questions need those of few languages. Raises LanguageError.
        """
        try:
            return _phrases_of(self.written(part, name), is_spaced=self.is_spaced)
        except _Broken as error:
            problem = f'questions/{self.language}.toml: "{error}" in "{name}" of [{part}] is no word'
            raise LanguageError(problem, _HOW_TO_WRITE) from None

    def typed_phrases(self, part: str, name: str) -> tuple[Phrase, ...]:
        """Return the phrases of one list as they are typed without accents, where that does not mislead.

        A word that is another small one then ("ou" for "où") counts only in a phrase, or as the file says.
        """
        if part not in _TYPED_PARTS or not self.is_spaced:
            return ()
        misleading = self.common | self._misleading()
        phrases = {
            typed: None
            for phrase in self.phrases(part, name)
            if not "".join(phrase).isascii()
            for typed in product(*(_without_accents(word, self.language) for word in phrase))
            if typed != phrase and (len(typed) > 1 or typed[0] not in misleading)
        }
        return (*phrases, *(self.phrases("unaccented", name) if part in _ASKING_PARTS else ()))

    def typed_words(self, written: str) -> str:
        """Return words with "|" between them, and with each as it is typed without accents."""
        words = dict.fromkeys(written.split("|"))
        return "|".join(words | dict.fromkeys(each for word in words for each in _without_accents(word, self.language)))

    def _misleading(self) -> frozenset[str]:
        return frozenset(word for word, *_ in self.phrases("unaccented", "other"))


_ASKING_PARTS = ("expects", "asks")
_TYPED_PARTS = (*_ASKING_PARTS, "polarity", "politeness")
_DIGRAPHS = {
    "de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}),
    "da": str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"}),
    "no": str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"}),
}
"""Two letters that are typed for one with an accent."""


def _without_accents(word: str, language: str) -> frozenset[str]:
    """Return a word as it is typed without accents; as it is, where there are none, or not in Latin letters."""
    typed = frozenset((typed_plainly(word), typed_plainly(word.translate(_DIGRAPHS.get(language, {})))))
    return frozenset(each for each in typed if each.isascii()) or frozenset((word,))


@cache
def all_question_words() -> tuple[QuestionWords, ...]:
    """Return what the files say, by language.

    Raises LanguageError when a file is not as it must be; the error says which one, where, and why. What is wrong with
    a word is said only when the phrases of its list are asked for.
    """
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def read_question_words(path: Path) -> QuestionWords:
    """Return what one file says, with every word looked at. Raises LanguageError."""
    words = _read(path)
    for part, lists in words.parts.items():
        for name in lists:
            words.phrases(part, name)
    return words


def _read(path: Path) -> QuestionWords:
    if not _CODE.fullmatch(path.name):
        raise LanguageError(f"{path} is no language's file", "name it after the code of its language, such as de.toml")
    data = toml_entries(path)
    own = allowed_entries(path, {key: value for key, value in data.items() if key not in _LISTS}, _TYPES)
    parts = {key: value for key, value in data.items() if key in _LISTS}
    return QuestionWords(
        language=path.stem,
        common=frozenset(own.get("common", "").lower().split()),
        letters=frozenset("".join(own.get("letters", "").lower().split())),
        is_spaced=own.get("spaced", True),
        parts={part: _part(path, part, lists) for part, lists in parts.items()},
        everywhere=frozenset(part for part, lists in parts.items() if lists.get("everywhere")),
    )


_CODE = re.compile(r"[a-z]{2}\.toml")
_TYPES = {"letters": str, "common": str, "spaced": bool}
_LISTS = {
    "expects": ("number", "time", "name"),
    "offers": ("number", "time"),
    "asks": ("start", "inside", "end", "written", "never"),
    "small_talk": ("greetings", "thanks", "others", "along"),
    "labels": ("question", "answer"),
    "leans": ("start", "pointing", "except", "empty"),
    "polarity": (
        "not",
        "own",
        "denies",
        "except",
        "polite",
        "people",
        "asks",
        "condition",
        "choose",
        "without",
        "back",
    ),
    "documents": (
        "says",
        "according",
        "in",
        "about",
        "opening",
        "summary",
        "list",
        "before",
        "after",
        "file",
        "kinds",
        "sorts",
        "small",
    ),
    "politeness": ("start", "end", "lead", "how", "please", "whether", "asked", "close"),
    "unaccented": ("number", "time", "name", "start", "inside", "end", "other"),
}
"""The parts of a file, with their lists."""


def _part(path: Path, part: str, lists: object) -> Mapping[str, str]:
    if not isinstance(lists, dict):
        raise LanguageError(
            f'{path}: "{part}" must be a part of its own, with lists in it', f"write [{part}] above them"
        )
    allowed_entries(path, lists, {**dict.fromkeys(_LISTS[part], str), "everywhere": bool}, f" in [{part}]")
    return {name: written for name, written in lists.items() if name != "everywhere"}


_HOW_TO_WRITE = (
    '"|" stands between words, "*" at one end of a word, and what is named is "<document>" or "<topic>", once'
)

SLOT = re.compile(r"<(document|topic)>")
"""What stands in a phrase for what a question names."""
_ANY_SLOT = re.compile("<[^>]*>?")


class _Broken(Exception):
    """What is no word."""


@cache
def _phrases_of(written: str, *, is_spaced: bool) -> tuple[Phrase, ...]:
    return tuple(_phrases(written, is_spaced=is_spaced))


def _phrases(text: str, *, is_spaced: bool) -> Iterator[Phrase]:
    for phrase in text.lower().replace("’", "'").replace("\n", ",").split(","):
        if wrong := next((slot for slot in _ANY_SLOT.findall(phrase) if not SLOT.fullmatch(slot)), None):
            raise _Broken(wrong)
        if any(phrase.count(slot) > 1 for slot in _ANY_SLOT.findall(phrase)):
            raise _Broken(phrase.strip())
        if not is_spaced:
            if phrase := phrase.strip():
                yield (phrase,)
            continue
        choices = [[_words(word) for word in several.split("|")] for several in phrase.split()]
        if len(choices) == 1:
            yield from choices[0]
        elif choices:
            yield from (tuple(chain.from_iterable(each)) for each in product(*choices))


def _words(written: str) -> Phrase:
    if written.isalpha():
        return (written,)
    if not written or "*" in written[1:-1] or written == "*" or (written[0] == written[-1] == "*"):
        raise _Broken(written)
    return (written,) if "*" in written else tuple(words_in(written))
