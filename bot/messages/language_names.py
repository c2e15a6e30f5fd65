"""The names of languages, as a reader calls them, and what a person types → a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from retrieval.searchable import searchable

MULTILINGUAL = "multilingual"
"""What the settings call the model that reads about a hundred languages."""


def language_name(code: str | None, reader: str = "en") -> str:
    """Return what speakers of ``reader`` call a language (``"German"``); its code where they have no name for it.

    Returns "" when there is no language.
    """
    return _names(reader).get(code, code) if code is not None else ""


def language_named(typed: str, among: Iterable[str], reader: str = "en") -> str | None:
    """Return which of some languages a person means by its code or its name, in English, ``reader`` or itself.

    Upper and lower case are the same. None when it is none of them.
    """
    wanted = _letters(typed)
    return next((code for code in among if wanted in names_of(code, reader)), None)


def counted_languages(counts: Mapping[str, int], reader: str = "en") -> str:
    """Return languages with how many documents are in each, for people: ``"German (3), Thai (1)"``."""
    return ", ".join(f"{language_name(code, reader)} ({count:,})" for code, count in counts.items())


def names_of(code: str, reader: str = "en") -> tuple[str, ...]:
    """Return the code of a language and its names in ``reader``, in English and in itself, as they are compared."""
    own = language_name(code, code)
    return tuple(map(_letters, (code, language_name(code, reader), language_name(code), own)))


def _letters(text: str) -> str:
    return searchable(text).casefold().strip()


@cache
def _names(reader: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        return {str(code): str(name) for code, name in Locale.parse(reader.replace("-", "_")).languages.items()}
    except (ValueError, UnknownLocaleError):
        return {}
