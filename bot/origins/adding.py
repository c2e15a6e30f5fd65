"""An address → a new entry at the end of the sources file."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bot.origins.entries import OriginEntry, read_entries, reason_no_repository, reason_no_site
from retrieval.errors import SettingError, StorageError, reason_of

_HOSTS = frozenset({"github.com", "gitlab.com", "codeberg.org"})
"""Hosts of repositories whose addresses are also those of pages."""


def is_repository(url: str) -> bool:
    """Return whether an address is most likely that of a Git repository."""
    if "://" not in url:
        return "@" in url
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.path.rstrip("/").endswith(".git"):
        return True
    return parts.hostname in _HOSTS and len(parts.path.strip("/").split("/")) == 2


def usual_name(url: str) -> str:
    """Return what a source is called if nobody says otherwise: the last part of its path, or its host."""
    path = re.split(r"[:/]", url.partition("://")[2] or url)
    host, parts = path[0].rpartition("@")[2], [part for part in path[1:] if part]
    made = re.sub(r"[^\w.-]+", "-", (parts[-1] if parts else host).removesuffix(".git")).strip("-.")
    return made or "source"


def add_entry(path: Path, name: str, url: str, more: Mapping[str, str | bool | None]) -> OriginEntry:
    """Append an entry for an address to a sources file, and return it; what stands there stays as it is.

    more: other keys, as in the file; None: leave it out. Raises SettingError when the entry, or the file, cannot be
    used, and StorageError when it cannot be written.
    """
    kind = "git" if is_repository(url) else "site"
    if reason := (reason_no_repository if kind == "git" else reason_no_site)(url):
        raise SettingError(f"{url!r} cannot be a source: {reason}", "give another address", found=url)
    before = path.read_bytes() if path.exists() else b""
    if any(entry.name.casefold() == name.casefold() for entry in read_entries(path)):
        raise SettingError(f"{path} has an entry [{name}] already", "choose another name with --name", path=path)
    values = {kind: url, **{key: value for key, value in more.items() if value not in (None, False)}}
    key = name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
    lines = [f"[{key}]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())]
    gap = b"" if not before else b"\n" if before.endswith(b"\n") else b"\n\n"
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(before + gap + "\n".join([*lines, ""]).encode())
        if path.exists():
            new.chmod(path.stat().st_mode & 0o777)
        try:
            entry = read_entries(new)[-1]
        except SettingError as error:
            raise SettingError(error.problem.replace(str(new), str(path)), error.remedy, path=path) from None
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written ({reason_of(error)})", "correct its permissions", path=path
        ) from error
    finally:
        new.unlink(missing_ok=True)
    return entry
