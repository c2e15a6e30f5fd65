"""Which fields of a record are its heading, which are its text, and which say nothing to a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable


class WrittenNumber(str):
    """A number as a file writes it: 2.10 is not 2.1."""

    __slots__ = ()


# The most telling first.
_HEADING_KEYS = """
    question q title heading headline subject name term label frage titel pregunta titulo titre domanda titolo category
    section topic
"""
_SILENT_KEYS = """
    id _id uid uuid guid pk key hash md5 sha1 sha256 checksum etag rev slug role lang language locale index embedding
    embeddings vector vectors tokens image images img thumbnail icon avatar mimetype mime_type content_type
"""
_TEXT_KEYS = """
    a answer answers text content body message description summary response reply completion antwort reponse réponse
    respuesta risposta
"""
_HEADING, _SILENT, _TEXT = _HEADING_KEYS.split(), frozenset(_SILENT_KEYS.split()), frozenset(_TEXT_KEYS.split())
_ADDRESS = re.compile(
    r"(?:https?|ftp|file|data|mailto):\S+\Z|[0-9a-f]{24,128}\Z|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\Z"
)
_MIN_TEXT_CHARS = 40


def heading_key(keys: Iterable[str]) -> str | None:
    """Return which of a record's keys heads it; None when none does."""
    by_name = {key.strip().lower(): key for key in reversed(list(keys))}
    return next((by_name[name] for name in _HEADING if name in by_name), None)


def is_silent(key: str, value: object) -> bool:
    """Whether a field says nothing to a reader: an identifier, an address, an embedding, or nothing at all."""
    if value is None or value == "" or value == [] or value == {}:
        return True
    if key.strip().lower() in _SILENT or key.strip().lower().endswith(("_id", "_hash", "_embedding")):
        return True
    return isinstance(value, str) and len(value) < 2_000 and _ADDRESS.match(value.strip()) is not None


def is_number_list(value: object) -> bool:
    """Whether a value is a list of numbers, or of lists of them, longer than anybody writes by hand."""
    while isinstance(value, list) and value and isinstance(value[0], list):
        value = value[0]
    return (
        isinstance(value, list)
        and len(value) > 16
        and all(isinstance(each, int | float | WrittenNumber) for each in value)
    )


def is_text(value: object, key: str = "") -> bool:
    """Whether a value is written to be read by itself: a sentence or more, or what its key calls a text."""
    if not isinstance(value, str) or isinstance(value, WrittenNumber) or not value.strip():
        return False
    if key.strip().lower() in _TEXT:
        return True
    is_long = len(value) >= _MIN_TEXT_CHARS or re.search(r"[.!?。？！]['\"’”)]*\Z", value.strip()[-8:]) is not None
    return is_long and " " in value.strip()
