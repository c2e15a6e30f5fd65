"""A filter that admits no document → what the asker is told: which of its conditions nothing meets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.messages.autocomplete import DocumentChoices
from bot.messages.escaping import escape
from bot.messages.language_names import language_name
from bot.messages.translating import Language
from retrieval import Filter


def unmatched_message(only: Filter, offered: DocumentChoices, language: Language) -> str | None:
    """Return why none of the documents may answer, in the asker's language; None when nothing narrows them."""
    source = escape(only.source or only.within or "")
    if only.language is not None:
        wanted = escape(language_name(only.language, language.code))
        if only.language not in offered.languages:
            return language.say("no-language", language=wanted, languages=_names(offered.languages, language))
        elsewhere = replace(only, language=None)
        if source and offered.count_admitted(elsewhere):
            there = _names(offered.languages_in(elsewhere), language)
            return language.say("no-language-there", source=source, language=wanted, languages=there)
    # What a channel is bound to is named to nobody who may read none of it.
    return language.say("no-source", source=escape(only.source)) if only.source else None


def _names(codes: Iterable[str], language: Language) -> str:
    return ", ".join(language_name(code, language.code) for code in codes) or "?"
