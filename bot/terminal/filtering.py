"""The options of a command → which documents may answer, and on whose behalf it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from retrieval import UNLIMITED, Access, Filter, Library, Person, QuothError
from retrieval.catalog.records import languages_of


def filter_of(source: str | None, since: str | None, until: str | None, *, sign: str = "--") -> Filter:
    """Return the filter that the options of these names give. Raises QuothError when one is no date.

    sign: what stands before the name of an option.
    """
    for option, value in ((f"{sign}since", since), (f"{sign}until", until)):
        if value is not None and not _is_date(value):
            raise QuothError(
                f"{option} is {value!r}",
                "give a date such as 2026-01-31, 2026-01 or 2026",
                setting=option,
                expected="a date",
                found=value,
            )
    return Filter(source, since, until)


def access_of(named: str | None) -> Access:
    """Return what somebody with the roles, and in the place, that ``--as`` names may read; None: everything.

    Raises QuothError when something named is no id.
    """
    if named is None:
        return UNLIMITED
    ids: dict[str, set[int]] = {kind: set() for kind in ("role", "person", "server", "channel")}
    for word in named.replace(",", " ").split():
        kind, _, id_ = word.rpartition(":")
        if (kind or "role") not in ids or not (id_.isascii() and id_.isdecimal()):
            raise _no_identity(word)
        ids[kind or "role"].add(int(id_))
    for kind in ("person", "server"):
        if len(ids[kind]) > 1:
            raise _no_identity(" and ".join(f"{kind}:{id_}" for id_ in sorted(ids[kind])))
    person, server = (next(iter(ids[kind]), None) for kind in ("person", "server"))
    return Person(person, frozenset(ids["role"]), server, frozenset(ids["channel"]))


def _no_identity(found: str) -> QuothError:
    return QuothError(
        f"--as names {found!r}",
        "name roles by id, such as 123,456, with person:ID, server:ID or channel:ID where they matter",
        setting="--as",
        expected="ids",
        found=found,
    )


def in_language(only: Filter, language: str, library: Library, access: Access, *, sign: str = "--") -> Filter:
    """Return a filter that also admits only passages in a language; see ``language_code`` for how it may be given.

    sign: what stands before the name of an option.

    Raises QuothError, which says what there is, when nothing that the filter admits is in that language.
    """
    from bot.messages.language_names import language_name, language_named

    documents = library.documents(access=access)
    there = languages_of(documents)
    code = language_named(language, there)
    if code is None:
        asked = f"{sign}language is {language!r}, and nothing in the library"
        raise _no_language(asked, "that language", there, sign)
    admitted = list(filter(only.admits, documents))
    narrowed = replace(only, language=code)
    if admitted and not any(map(narrowed.admits, admitted)):
        raise _no_language(f"Nothing that matches {only}", language_name(code), languages_of(admitted), sign)
    return narrowed


def _no_language(nothing: str, language: str, there: Iterable[str], sign: str) -> QuothError:
    from bot.messages.language_names import language_name

    has = ", ".join(f"{language_name(each)} ({each})" for each in there) or "no language that is known"
    return QuothError(
        f"{nothing} is in {language}",
        f"give one that it has: {has}",
        setting=f"{sign}language",
        expected=has,
        found=language,
    )


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        return False
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        return False
    return True
