"""Front matter: what a Markdown file says about itself, in YAML between ``---`` or in TOML between ``+++``."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from retrieval.languages.codes import declared_code
from retrieval.parsing.dates import iso_date
from retrieval.parsing.outline import label

_YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MAX_CHARS = 65_536
_KEY_LINE = re.compile(
    r"^(title|date|author|url|link|source|language|lang)[ \t]*[:=][ \t]*(\S.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE
)


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the front matter's fields and where the text after it begins; ``---`` may also be a horizontal rule."""
    if (toml := _TOML.match(text)) is not None and len(toml[1]) <= _MAX_CHARS:
        loaded = _loaded_toml(toml[1])
        return (_fields(loaded), toml.end()) if loaded is not None else ({}, 0)
    match = _YAML.match(text)
    if match is None or len(match[1]) > _MAX_CHARS:
        return {}, 0
    import yaml

    try:
        loaded = yaml.safe_load(match[1])
    except Exception:  # YAML fails in many ways (dates, depth, keys), and none of them may cost the document
        if not re.match(r"\s*(?:#.*\n\s*)*[\w-]+[ \t]*:", match[1]):
            return {}, 0
        loaded = _by_line(match[1])
    if loaded is None and not match[1].strip():
        return {}, match.end()
    if not isinstance(loaded, dict):
        return {}, 0
    return _fields(loaded), match.end()


def _loaded_toml(written: str) -> dict[str, Any] | None:
    import tomllib

    try:
        return tomllib.loads(written)
    except Exception:  # as with YAML
        return _by_line(written) or None


def _by_line(written: str) -> dict[str, Any]:
    return {key.lower(): value.strip("'\"") for key, value in _KEY_LINE.findall(written)}


def _fields(loaded: dict[Any, Any]) -> dict[str, str]:
    values = {str(key).lower(): value for key, value in loaded.items() if isinstance(key, str)}
    found = {
        "title": _first(values, "title"),
        "author": _first(values, "author", "authors", "by"),
        "url": _first(values, "url", "link", "source", "canonical"),
        "date": iso_date(_first(values, "date", "published", "created") or ""),
    }
    found["language"] = declared_code(_first(values, "language", "lang", "locale"))
    if found["url"] is not None and not found["url"].startswith(("http://", "https://")):
        found["url"] = None
    return {key: value for key, value in found.items() if value is not None}


def _first(values: dict[str, object], *keys: str) -> str | None:
    for key in keys:
        value = values.get(key)
        if isinstance(value, list):
            value = ", ".join(name for name in value if isinstance(name, str))
        if isinstance(value, datetime | date):
            value = value.isoformat()
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            try:
                written = label(str(value))
            except ValueError:  # an integer too long to print
                continue
            if written is not None:
                return written
    return None
