"""Writes the first ``.env``: never over one that is there, and for its owner alone where the system knows modes."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from bot.settings import SECRETS
from retrieval.errors import SettingError, reason_of

_PLAIN = re.compile(r"[\w./:@+-]*")


def demand_no_settings(path: Path) -> None:
    """Raise SettingError when the file is there already."""
    if path.exists() or path.is_symlink():
        raise SettingError(
            f"{path} is there already, and quoth init overwrites nothing",
            'edit it, or move it away; "quoth doctor" says what is missing',
            path=path,
        )


def write_settings(path: Path, settings: Mapping[str, str]) -> None:
    """Write settings to a new file that only its owner may read.

    Raises SettingError when the file is there already, or cannot be written, or when it cannot hold a value.
    """
    for name, value in settings.items():
        if "${" in value or not value.isprintable():
            found = None if name.lower() in SECRETS else value  # nothing may print them
            what = f"this {name}" if found is None else repr(found)
            raise SettingError(f"No .env can hold {what}", "choose another", setting=name, found=found)
    lines = [
        "# .env.example and the README explain all settings.",
        *(f"{name}={_quoted(settings[name])}" for name in settings),
    ]
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except FileExistsError:
        demand_no_settings(path)
        raise
    except OSError as error:
        raise SettingError(
            f"{path} cannot be written ({reason_of(error)})", "choose another folder", path=path
        ) from error


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
