"""Asks whoever sits at the terminal for the settings that everybody has to choose."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from bot.messages.translating import LANGUAGES
from retrieval.errors import SettingError, reason_of


def ask_settings() -> dict[str, str]:
    """Return the settings that were chosen, by the names of their variables; what was left out has none.

    Raises SettingError when nobody can be asked.
    """
    if not sys.stdin.isatty():
        raise SettingError(
            "quoth init asks questions, and there is no terminal",
            "copy .env.example to .env instead, and edit it",
        )
    chosen = {"SEEDS_DIR": str(_ask_folder())}
    token = _ask_token()
    if token:
        chosen["DISCORD_TOKEN"] = token
        chosen["DISCORD_LANGUAGE"] = _ask_language()
    return chosen


def _ask_folder() -> Path:
    while True:
        named = typer.prompt("Folder with your documents", default="seeds").strip()
        try:
            folder = Path(named).expanduser()
            if folder.is_dir():
                return folder
            if folder.exists():
                typer.echo(f"{folder} is a file. Name a folder.")
            elif typer.confirm(f"{folder} does not exist. Create it?", default=True):
                folder.mkdir(parents=True)
                return folder
        except (OSError, RuntimeError) as error:  # no permission, a home that nobody has
            typer.echo(f"{named} cannot be used ({reason_of(error)}). Name another folder.")


def _ask_token() -> str:
    typer.echo(
        "Token of your bot, from the page Bot of your application at https://discord.com/developers/applications."
    )
    while True:
        token: str = typer.prompt(
            "It is not shown. Press Enter to go without Discord", default="", hide_input=True, show_default=False
        )
        token = token.strip()
        if token.isascii() and token.isprintable() and len(token.split()) < 2 and "${" not in token:
            return token
        typer.echo("A token is one word of letters, digits, dots, hyphens and underscores. Copy it again.")


def _ask_language() -> str:
    codes = {code.lower(): code for code in LANGUAGES}
    while True:
        code = typer.prompt(
            f"Language of the bot's own words where Discord names none ({', '.join(LANGUAGES)})", default="en"
        )
        if found := codes.get(code.strip().lower().replace("_", "-")):
            return found
        typer.echo(f"There is no {code.strip()!r}. Choose one of the list.")
