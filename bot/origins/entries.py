"""The sources file → its entries: each a web site or a Git repository, how often it is fetched, and who may read it.

It is written in TOML; the name of each table is that of the folder in which the documents stand. The README shows one.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from bot.origins.addresses import without_credentials
from retrieval.access.rules import Rule, parse_rule
from retrieval.errors import SeedsError, SettingError, reason_of
from retrieval.links import Links
from retrieval.origins.manifests import is_origin_name

SETTING = "SOURCES_FILE"
RESERVED_NAMES = ("discord",)
"""What no entry may be called."""

DEFAULT_SECONDS = 86_400.0
LEAST_SECONDS = 60.0
DEFAULT_PAGES = 1000
DEFAULT_MEGABYTES = 200

_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_EVERY = re.compile(r"\s*(\d{1,6})\s*([mhdw])\s*")
_SSH = re.compile(r"(?:ssh://)?\w[\w.+-]*@\w[\w.-]*(?::\d+/|:(?!//)|/)[^\s-]\S*")
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "site": str, "git": str, "every": str, "access": dict, "sitemap": str, "private": bool, "pages": int,
    "megabytes": int, "folder": str, "branch": str, "link": str,
}  # fmt: skip
_ONLY_FOR = {"sitemap": "site", "pages": "site", "private": "site", "folder": "git", "branch": "git", "link": "git"}


@dataclass(frozen=True, slots=True)
class OriginEntry:
    """One source: a web site below ``url``, or, with ``is_git``, a repository.

    ``seconds`` is how long its copies count as fresh. ``rule`` limits who may read them. Of a site, ``sitemap`` is
    where its pages are listed, if that is said, ``max_pages`` and ``max_bytes`` how much is fetched, and
    ``allows_private`` whether it may have an address that is not public. Of a repository, ``folder`` is what is read,
    "" for all, ``branch`` None for its usual one, and ``link`` a template for addresses, with ``{commit}``.
    """

    name: str
    url: str
    is_git: bool
    seconds: float = DEFAULT_SECONDS
    rule: Rule | None = None
    sitemap: str | None = None
    max_pages: int = DEFAULT_PAGES
    max_bytes: int = DEFAULT_MEGABYTES * 1_000_000
    allows_private: bool = False
    folder: str = ""
    branch: str | None = None
    link: str | None = None

    @property
    def address(self) -> str:
        """A digest of its address, with all that decides what is fetched from there."""
        told = json.dumps([self.url, self.is_git, self.folder, self.branch, self.sitemap])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def shown(self) -> str:
        """Its address as it may be printed: without a password."""
        return without_credentials(self.url)


def read_entries(path: Path) -> tuple[OriginEntry, ...]:
    """Return the entries of a sources file, in its order; none where there is no file. Raises SettingError."""
    try:
        tables = tomllib.loads(path.read_bytes().decode())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SettingError(f"{path} cannot be read ({reason_of(error)})", "correct it", path=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingError(f"{path} is not TOML: {error}", "correct it", path=path, setting=SETTING) from error
    entries = tuple(_Table(path, name, table).entry() for name, table in tables.items())
    names: dict[str, str] = {}
    for entry in entries:
        if (other := names.setdefault(entry.name.casefold(), entry.name)) != entry.name:
            raise SettingError(
                f"{path}: the names {other!r} and {entry.name!r} differ only in case", "rename one", path=path
            )
    return entries


class _Table:
    """One table of the file; every method raises SettingError, which names the file, the table and the value."""

    def __init__(self, path: Path, name: str, table: object) -> None:
        self._path = path
        self._name = name
        if not isinstance(table, dict):
            raise self._error(f"{name!r} is no table: write [{name}] above its lines", table)
        self._values: dict[str, Any] = table

    def entry(self) -> OriginEntry:
        if not is_origin_name(self._name) or self._name.casefold() in RESERVED_NAMES:
            raise self._error("this name cannot be that of a folder beside the documents: choose another", self._name)
        for key, value in self._values.items():
            if key not in _KINDS:
                raise self._error(f"{key!r} is none of {', '.join(_KINDS)}", key)
            if type(value) is not _KINDS[key] or value == "":
                kind = {str: "text", bool: "true or false", int: "a whole number"}.get(cast("type", _KINDS[key]))
                raise self._error(f"{key} must be {kind or 'a table, such as { roles = [123] }'}", value)
        kinds = [kind for kind in ("site", "git") if kind in self._values]
        if len(kinds) != 1:
            raise self._error('it needs either a site = "https://…" or a git = "https://…"', None)
        for key, kind in _ONLY_FOR.items():
            if key in self._values and kind != kinds[0]:
                raise self._error(f"{key} is only for a {kind} = …", self._values[key])
        return self._site() if kinds == ["site"] else self._repository()

    def _site(self) -> OriginEntry:
        values = self._values
        url, sitemap = values["site"], values.get("sitemap")
        for each in filter(None, (url, sitemap)):
            if reason := reason_no_site(each):
                raise self._error(reason, each)
        if sitemap and _place(sitemap) != _place(url):
            raise self._error("the sitemap must be on the same host as the site", sitemap)
        return OriginEntry(
            self._name, url, is_git=False, seconds=self._every(), rule=self._rule(), sitemap=sitemap,
            max_pages=self._at_least_one("pages", DEFAULT_PAGES), max_bytes=self._max_bytes(),
            allows_private=values.get("private", False),
        )  # fmt: skip

    def _repository(self) -> OriginEntry:
        values = self._values
        url, folder, branch, link = values["git"], values.get("folder", ""), values.get("branch"), values.get("link")
        if reason := reason_no_repository(url):
            raise self._error(reason, without_credentials(url))
        folder = folder.strip("/")
        if any(part in ("", ".", "..") or part.startswith("-") for part in folder.split("/")) and folder:
            raise self._error("folder must be one in the repository, such as docs", folder)
        if branch is not None and not re.fullmatch(r"[\w][\w./+-]*", branch):
            raise self._error("branch must be the name of a branch or tag, such as main", branch)
        if link is not None:
            try:
                Links.parse(link.replace("{commit}", "0"))
            except ValueError as error:
                raise self._error(str(error), link) from error
        return OriginEntry(
            self._name, url, is_git=True, seconds=self._every(), rule=self._rule(), max_bytes=self._max_bytes(),
            folder=folder, branch=branch, link=link,
        )  # fmt: skip

    def _every(self) -> float:
        written = self._values.get("every", "1d")
        found = _EVERY.fullmatch(written)
        seconds = float(int(found[1]) * _SECONDS[found[2]]) if found else 0.0
        if seconds < LEAST_SECONDS:
            raise self._error("every must be a number of minutes, hours, days or weeks, such as 30m, 6h, 1d", written)
        return seconds

    def _rule(self) -> Rule | None:
        stated = self._values.get("access")
        if stated is None:
            return None
        try:
            return parse_rule(json.dumps(stated, default=str).encode(), f"{self._path}: access of [{self._name}]")
        except SeedsError as error:
            raise SettingError(error.problem, error.remedy, path=self._path, found=stated) from error

    def _max_bytes(self) -> int:
        return self._at_least_one("megabytes", DEFAULT_MEGABYTES) * 1_000_000

    def _at_least_one(self, key: str, default: int) -> int:
        number: int = self._values.get(key, default)
        if number < 1:
            raise self._error(f"{key} must be 1 or more", number)
        return number

    def _error(self, problem: str, found: object) -> SettingError:
        shown = "" if found is None else f" ({str(found)[:80]!r})"
        return SettingError(
            f"{self._path}, [{self._name}]: {problem}{shown}", "correct it", path=self._path, setting=SETTING,
            found=found,
        )  # fmt: skip


def reason_no_site(url: str) -> str | None:
    """Return why an address is none of a web site, or None."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "this is no web address"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "a site begins with https:// or http://"
    if parts.username is not None or parts.password is not None:
        return "a site's address must not name a user"
    if re.search(r"[\s\x00-\x1f]", url) or parts.fragment:
        return "a site's address has no spaces and no #"
    return None


def reason_no_repository(url: str) -> str | None:
    """Return why an address is none of a Git repository that Quoth fetches, or None."""
    if re.search(r"[\s\x00-\x1f]", url):
        return "a repository's address has no spaces"
    try:
        if url.startswith("https://"):
            return None if urlsplit(url).hostname and urlsplit(url).path.strip("/") else "this names no repository"
    except ValueError:
        return "this is no web address"
    if _SSH.fullmatch(url) and not url.startswith("-"):
        return None
    return "a repository is fetched by https://… or ssh, such as git@example.org:team/handbook.git"


def _place(url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(url)
    return parts.hostname, parts.port
