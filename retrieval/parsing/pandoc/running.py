"""Starting pandoc: bytes of a file → the tree of a document, as JSON."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.parsing.parser import reason_damaged

MAX_HEAP = "512M"
"""pandoc ends by itself rather than use more memory than this."""

_HEAP_OVERFLOW = 251

Node = dict[str, Any]
"""A node of pandoc's tree: its type as ``t``, and what it holds as ``c``."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A document as pandoc understands it: its metadata by name, and its blocks in order."""

    meta: dict[str, Node]
    blocks: list[Node]


def read_tree(data: bytes, input_format: str, name: str) -> Tree:
    """Return the tree of a file; ``input_format`` is pandoc's own name for it, ``name`` the one for people.

    Raises UnreadableFile with the reason.
    """
    try:
        tree = json.loads(run_pandoc(data, ["-f", input_format, "-t", "json", "--standalone"], name))
        return Tree(tree["meta"], tree["blocks"])
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(reason_damaged(name)) from error
    except RecursionError as error:
        raise UnreadableFile("nested too deeply") from error


def run_pandoc(data: bytes, arguments: Sequence[str], name: str) -> bytes:
    """Return what pandoc prints for ``data``; it sees no other file, and no network.

    How long it may take is bounded by whoever runs the parser. Raises UnreadableFile with the reason.
    """
    command = [_program(), "--sandbox", "--quiet", *arguments, "+RTS", f"-M{MAX_HEAP}", "-RTS"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise UnreadableFile("pandoc cannot be started") from error
    if done.returncode == _HEAP_OVERFLOW or done.returncode < 0:
        raise UnreadableFile("too large or too intricate to read")
    if done.returncode:
        raise UnreadableFile(reason_damaged(name))
    return done.stdout


@cache
def _program() -> str:
    """Return the pandoc that came with Quoth: what another version makes of a file may differ."""
    found = find_spec("pypandoc")
    if found is None or found.origin is None:
        raise UnreadableFile("pandoc is not installed")
    return str(Path(found.origin).parent / "files" / ("pandoc.exe" if os.name == "nt" else "pandoc"))
