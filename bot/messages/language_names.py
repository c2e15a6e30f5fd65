"""The names of languages, as a reader calls them, and what a person types → a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from retrieval.languages.names import comparable_name, known_names, language_code

MULTILINGUAL = "multilingual"
"""What the settings call the model that reads about a hundred languages."""


def language_name(code: str | None, reader: str = "en") -> str:
    """Return what speakers of ``reader`` call a language (``"German"``); its code where they have no name for it.

    Returns "" when there is no language.
    """
    return _names(reader).get(code, code) if code is not None else ""


def language_named(typed: str, among: Iterable[str], reader: str = "en") -> str | None:
    """Return which of some languages a person means by its code or its name, in English, ``reader`` or itself.

    See ``language_code`` for what a person may write. None when it is none of them.
    """
    return next((code for code in among if is_named(typed, code, reader)), None)


def is_named(typed: str, code: str, reader: str = "en") -> bool:
    """Return whether a person means a language by a code or a name of it."""
    return language_code(typed) == code or comparable_name(typed) == comparable_name(language_name(code, reader))


def counted_languages(counts: Mapping[str, int], reader: str = "en") -> str:
    """Return languages with how many documents are in each, for people: ``"German (3), Thai (1)"``."""
    return ", ".join(f"{language_name(code, reader)} ({count:,})" for code, count in counts.items())


def names_of(code: str, reader: str = "en") -> tuple[str, ...]:
    """Return the code of a language and its names in ``reader``, in English and in itself; see ``comparable_name``."""
    return (code, comparable_name(language_name(code, reader)), *known_names(code))


@cache
def _names(reader: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        return {str(code): str(name) for code, name in Locale.parse(reader.replace("-", "_")).languages.items()}
    except (ValueError, UnknownLocaleError):
        return {}
