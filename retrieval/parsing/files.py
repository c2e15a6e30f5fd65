"""The bytes of a file → ``Content``, or the reason why they cannot become one."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import PurePosixPath

from retrieval.errors import UnreadableFile, reason_of
from retrieval.languages.detecting import with_languages
from retrieval.model import Content
from retrieval.parsing.formats import parser_for
from retrieval.parsing.opening import reason_unsupported
from retrieval.parsing.parser import reason_damaged
from retrieval.parsing.suspicion import suspicions


def parse_bytes(data: bytes, path: PurePosixPath) -> Content:
    """Return the content of ``data``, parsed as the format that the name of the file at ``path`` tells.

    Raises UnreadableFile, although parsers raise anything on damaged files, and MemoryError where memory has a limit.
    """
    parser = parser_for(path.name)
    if parser is None:
        raise UnreadableFile(reason_unsupported(path.name))
    if not data:
        raise UnreadableFile("empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            content = parser.parse(data, path)
    except (UnreadableFile, MemoryError):
        raise
    except RecursionError as error:
        raise UnreadableFile("nested deeper than Quoth reads") from error
    except Exception as error:
        raise UnreadableFile(f"{reason_damaged(parser.name)} ({type(error).__name__})") from error
    if not content.blocks:
        raise UnreadableFile("holds no text")
    content = _with_languages(content)
    return replace(content, warnings=(*content.warnings, *suspicions(content, len(data))))


def _with_languages(content: Content) -> Content:
    """Return the content with its languages, or with a warning where there is no room to find them out."""
    try:
        return with_languages(content)
    except (MemoryError, OSError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "no memory is left for that"
        return replace(content, warnings=(*content.warnings, f"Its language could not be told: {reason}."))
