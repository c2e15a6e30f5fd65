"""Every error that the library raises on purpose. The sentences themselves are written where the errors are raised.

The text of each is one sentence for the person who meets it: what is wrong, with which value, and what to do about it.
Its parts are fields of the error, too, so that no program has to take the sentence apart::

    QuothError
    ├── SettingError           a setting has a value that cannot work
    ├── SeedsError             the seeds folder is missing, empty, or not a folder
    │   └── ConsentNeeded      a sync would do what perhaps nobody means, and nobody has said that it may
    ├── UnreadableFile         one file cannot become a document; it is named in the sync report and stops nothing else
    ├── ModelError             the embedding model or the reader cannot be found, trusted or loaded
    ├── QueryError             the question cannot be searched for (it is empty, or no document may answer it)
    ├── GoldError              a file of gold questions, of batch questions, or of training data cannot be used
    ├── LanguageError          a file of a language's words cannot be used
    ├── TrainingError          a folder or file of a training run cannot be used
    └── IndexFault             something is wrong with the index folder; never raised itself
        ├── IndexMissing       nothing has been indexed yet
        ├── IndexOutdated      the index was built with different settings, or by another version of Quoth
        ├── IndexBusy          another process is writing to the index
        ├── StorageError       the disk or the database failed
        │   └── IndexDamaged   what was derived from the catalog is damaged; it is derived anew where it can be
        ├── DimensionMismatch  vectors of one dimension were offered to an index of another
        └── NotVerbatim        a stored passage differs from its source; people who ask never see it
"""

from __future__ import annotations

import errno
import os
import re
from typing import Any, ClassVar, Self


class QuothError(Exception):
    """Base of every error raised on purpose; ``str()`` is one sentence for the person who meets it.

    ``problem`` says what is wrong, and ``remedy``, if there is one, what to do about it; neither ends with a full stop.
    ``path`` is the file or folder, and ``setting`` the setting, that the error is about. ``expected`` and ``found`` are
    values that differ. Each of them is text, or None where it does not apply.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("problem", "remedy", "path", "setting", "expected", "found")

    def __init__(
        self,
        problem: str,
        remedy: str | None = None,
        *,
        path: object = None,
        setting: str | None = None,
        expected: object = None,
        found: object = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.path = _text(path)
        self.setting = setting
        self.expected = _text(expected)
        self.found = _text(found)

    def __str__(self) -> str:
        return f"{self.problem}; {self.remedy}." if self.remedy else f"{self.problem}."

    @property
    def advice(self) -> str:
        """The remedy as a sentence of its own, or an empty text."""
        return f"{self.remedy[:1].upper()}{self.remedy[1:]}." if self.remedy else ""

    def as_dict(self) -> dict[str, str | None]:
        """Return the error for JSON: its class as ``error``, its sentence as ``message``, and its fields."""
        fields = {name: getattr(self, name) for name in self.FIELDS}
        return {"error": type(self).__name__, "message": str(self), **fields}

    @classmethod
    def from_dict(cls, fields: dict[str, str | None]) -> Self:
        """Return an error of this class with the fields that ``as_dict`` returned."""
        known = {name: fields.get(name) for name in cls.FIELDS}
        return cls(known.pop("problem") or "something went wrong", **known)


class SettingError(QuothError):
    """A setting has a value that cannot work."""


class SeedsError(QuothError):
    """The seeds folder is missing, empty, or not a folder."""


class ConsentNeeded(SeedsError):
    """A sync would do what perhaps nobody means, and nobody has said that it may.

    ``question`` is the token of the question, which begins with its kind, and ``found`` says how many documents it
    concerns; see ``retrieval.syncing.consent``.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (*QuothError.FIELDS, "question")

    def __init__(self, problem: str, remedy: str | None = None, *, question: str | None = None, **fields: Any) -> None:
        super().__init__(problem, remedy, **fields)
        self.question = question


class UnreadableFile(QuothError):
    """One file cannot become a document; ``str()`` is the reason in a few words, without the file's name."""

    def __str__(self) -> str:
        return self.problem


class ModelError(QuothError):
    """The embedding model or the reader cannot be found, trusted or loaded."""


class QueryError(QuothError):
    """The question cannot be searched for."""


class GoldError(QuothError):
    """A file of questions or of training data cannot be used; the message names it and the line, where there is one."""


class LanguageError(QuothError):
    """A file of a language's words cannot be used; the message names it, and what in it is wrong."""


class TrainingError(QuothError):
    """A folder or file of a training run cannot be used; the message names it."""


class IndexFault(QuothError):
    """Something is wrong with the index folder; catch this to handle all of them."""


class IndexMissing(IndexFault):
    """Nothing has been indexed yet."""


class IndexOutdated(IndexFault):
    """The index was built with different settings or by another version of Quoth; the message says which."""


class IndexBusy(IndexFault):
    """Another process is writing to the index."""


class StorageError(IndexFault):
    """The disk or the database failed."""


class IndexDamaged(StorageError):
    """What was derived from the catalog is damaged; the library derives it anew before anybody meets this."""


class DimensionMismatch(IndexFault):
    """Vectors of one dimension were offered to an index of another; the message names both."""


class NotVerbatim(IndexFault):
    """A stored passage differs from its source: for the operator, never for the channel."""


def empty_question_error() -> QueryError:
    """Return the error for a question without words, which the search and the encoder both refuse."""
    return QueryError("The question is empty", "ask with at least one word")


MISFITS = (AttributeError, LookupError, TypeError)
"""What PyYAML raises, besides its own errors, for a value that does not fit its tag, such as ``!!timestamp soon``."""


def reason_not_yaml(error: Exception) -> str:
    """Return in one line why a text is not YAML."""
    if isinstance(error, MISFITS):
        return "a value does not fit its tag"
    return " ".join((getattr(error, "problem", None) or str(error)).split())


def first_line(error: BaseException) -> str:
    """Return the first line of a foreign error's text, or the name of its class when it has none.

    The system's number of the error, such as ``[Errno 2]``, and a full stop are left out.
    """
    said = (str(error).strip().splitlines() or [""])[0]
    return without_number(said).rstrip(". ") or type(error).__name__


def reason_of(error: BaseException) -> str:
    """Return why something failed, where the sentence names the file: the system's own words, or the first line."""
    return getattr(error, "strerror", None) or first_line(error)


def without_number(text: str) -> str:
    """Return a text about an error without the system's number of it, such as ``[Errno 2]``: it tells nobody more."""
    return _NUMBER.sub("", text)


_NUMBER = re.compile(r"\[(?:Errno|WinError) -?\d+\] ")


def may_pass(error: BaseException) -> bool:
    """Return whether the disk, the memory or a missing package is behind an error, however a library has wrapped it."""
    each: BaseException | None = error
    while each is not None:
        text = str(each).lower()
        if isinstance(each, OSError | ImportError | MemoryError) or any(words in text for words in _PASSING):
            return True
        each = each.__cause__ or each.__context__
    return False


_FAULTS = ("ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES", "EPERM", "EFBIG", "EMFILE", "ENFILE", "ENOMEM", "ESTALE")
_PASSING = {
    *(os.strerror(getattr(errno, name)).lower() for name in _FAULTS if hasattr(errno, name)),
    "bad_alloc",
    "systemerror : ",
    "protobuf serialization failed",
    "failed to write",
}
"""How the system says what may pass: libraries that are not written in Python keep only its words, or less. The last
three are onnxruntime's, which does not say why a file could not be written."""


def _text(value: object) -> str | None:
    return None if value is None else str(value)
