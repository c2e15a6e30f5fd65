"""Quoth's own messages in the asker's language, from message files in ``locales`` that a translator can edit."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import discord
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_decimal
from discord import app_commands
from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("en", "de", "fr", "es", "pt-BR", "it", "nl", "pl", "ru", "tr", "ja", "ko", "zh-CN", "zh-TW")
"""The languages that there is a message file for, as Discord names them, but without the regions that share one."""

_DEFAULT_REGIONS = {"pt": "pt-BR", "zh": "zh-CN"}
"""Which of the regions stands for a language that is named without one, or with another."""


class Language:
    """The messages of one language; those that it lacks are in English."""

    def __init__(self, code: str) -> None:
        """Load a message file; ``code`` is one of ``LANGUAGES``."""
        self.code = code
        self._locale = code.replace("-", "_")
        self._bundles = [_bundle(code)] if code == "en" else [_bundle(code), _bundle("en")]

    def say(self, message: str, /, **arguments: str | int | float) -> str:
        """Return a message. Arguments are inserted as they are: escape what other people wrote first.

        Raises KeyError for a message that English lacks, too, and ValueError when an argument is missing.
        """
        for bundle in self._bundles:
            if bundle.has_message(message) and (pattern := bundle.get_message(message).value) is not None:
                text, errors = bundle.format_pattern(pattern, arguments)
                if errors:
                    raise ValueError(f"the message {message!r} in {self.code}: {errors[0]}")
                return str(text)
        raise KeyError(message)

    def date(self, iso: str) -> str:
        """Return a date for people: ``2026-01-31`` as ``January 31, 2026``; partial ones (``2026-01``) stay partial."""
        try:
            if len(iso) == len("2026-01-31"):
                return format_date(date.fromisoformat(iso), format="long", locale=self._locale)
            if len(iso) == len("2026-01"):
                return format_skeleton("yMMMM", date.fromisoformat(f"{iso}-01"), locale=self._locale)
        except ValueError:
            return iso
        return iso

    def weekday(self, iso: str) -> str:
        """Return the shortened name of the day of the week that a date is: ``Sat`` for ``2026-01-31``."""
        return format_date(date.fromisoformat(iso), format="EEE", locale=self._locale)

    def duration(self, seconds: float) -> str:
        """Return a time span in words, in its largest unit: ``3 hours``."""
        return format_timedelta(timedelta(seconds=seconds), threshold=1.5, locale=self._locale)

    def number(self, value: float) -> str:
        """Return a number with at most one decimal, as it is written in the language."""
        return format_decimal(value, format="#,##0.#", locale=self._locale)


@cache
def language(locale: discord.Locale | str | None, default: str = "en") -> Language:
    """Return the language for one of Discord's locales, such as ``es-419``, or the default one."""
    return Language(_code(str(locale)) or default if locale else default)


def language_of_server(guild: discord.Guild | None, default: str) -> Language:
    """Return the language of a server; one that never chose any reports en-US, and gets the default one."""
    locale = guild.preferred_locale if guild else None
    return language(None if locale is discord.Locale.american_english else locale, default)


def _code(locale: str) -> str | None:
    """Return the one of ``LANGUAGES`` that a locale reads, or None."""
    if locale in LANGUAGES:
        return locale
    code = locale.partition("-")[0]
    code = _DEFAULT_REGIONS.get(code, code)
    return code if code in LANGUAGES else None


def translatable(message: str) -> app_commands.locale_str:
    """Return the English text of a message for a command's definition; ``CommandTranslator`` translates it."""
    return app_commands.locale_str(language("en").say(message), key=message)


class CommandTranslator(app_commands.Translator):
    """Translates the definitions of commands from the same message files."""

    async def translate(  # noqa: D102 - see the base class
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002
    ) -> str | None:
        message, code = string.extras.get("key"), _code(str(locale))
        if message is None or code in (None, "en"):
            return None
        translated = language(locale).say(message)
        return translated if translated != string.message else None


@cache
def _bundle(code: str) -> FluentBundle:
    # Isolating marks would surround the arguments with characters that nobody wrote.
    bundle = FluentBundle([code], use_isolating=False)
    text = files("bot").joinpath("locales", f"{code}.ftl").read_text("utf-8")
    bundle.add_resource(FluentResource(text))
    return bundle
