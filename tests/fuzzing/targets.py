"""What is fuzzed: for each target its promise, the inputs to begin with, and how an input is changed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from retrieval.parsing.formats import PARSERS
from retrieval.parsing.formats.pandoc_formats import MARKUP_PARSERS

from ..parsing.mutating import mutated
from ..parsing.sample_making import sample
from . import promises

CORPUS = Path(__file__).parent / "corpus"
ROOT = Path(__file__).parents[2]

SLOW = frozenset(suffix for parser in MARKUP_PARSERS for suffix in parser.suffixes)
"""Formats that another program reads: each input starts it."""


@dataclass(frozen=True, slots=True)
class Target:
    """``check`` raises when a promise is broken for some bytes. ``begin`` returns valid inputs.

    ``change`` returns an input with a few changes, where bytes are not enough to get past the first check.
    """

    check: Callable[[bytes], None]
    begin: Callable[[], list[bytes]]
    change: Callable[[bytes, random.Random], bytes] | None = None


def kept(name: str) -> list[Path]:
    """Return the files of a target's corpus, in order."""
    return sorted((CORPUS / name).glob("*"))


def _sample(suffix: str) -> list[bytes]:
    return [sample(suffix).data]


def _reader(suffix: str) -> Target:
    return Target(partial(promises.reads_or_refuses, suffix=suffix), partial(_sample, suffix), mutated)


def _gold() -> list[bytes]:
    return (ROOT / "tests" / "gold" / "bundled.jsonl").read_bytes().splitlines(keepends=True)[:6]


def _gold_yaml() -> list[bytes]:
    return [
        b"- question: How far?\n  expect: some 4,800 km\n",
        b"- question: and who?\n  history: [How far?]\n  expect: {document: a/b.md, line: 27}\n  source: a/*\n",
        b"- question: Who?\n  answerable: false\n  id: 7\n",
    ]


def _texts() -> list[bytes]:
    return [
        text.encode() for text in ("**a** [b](http://c.d) <@1>\n> e\n1. f", "`x` ~~y~~ ||z|| <t:1:R>", "# a\n- b _c_")
    ]


def _cuts() -> list[bytes]:
    text = "Eels swim far, No. 5 says. Why? They spawn at sea:\n\n- one\n- two 3.5 km。是。"
    return [bytes([3, 40, 1, 90, 7, 160, 2]) + text.encode(), bytes([0]) + text.encode() * 8]


def _filters() -> list[bytes]:
    return [
        b"news/2026/a.md\n2026-01-31\nde\nnews/*\n*.md\n2026\n2026-02\nGerman\nnews/2026/a.md",
        b"a.txt\n2026\n\nA.TXT\n\n2026-01\n\n\n",
        b"mods/rules.md\n\nen\nrules.md\nmods\n\n\nen",
    ]


def _rules() -> list[bytes]:
    return [b"servers: [111]\nroles: [222, 333]\n", b"people: 44\nchannels:\n  - 5\n", b"everyone: true\n"]


def _ids() -> list[bytes]:
    return [b"quoth1:page:abc-DEF_9:12", b"quoth1:sources::0", b"quoth1:yes:a:999999", b"quoth1:page:a:01"]


TARGETS = {f"read{parser.suffixes[0]}": _reader(parser.suffixes[0]) for parser in PARSERS} | {
    "cut": Target(promises.cuts_any_text, _cuts),
    "escape": Target(promises.displays_what_it_escaped, _texts),
    "filter": Target(promises.admits_what_it_says, _filters),
    "button": Target(promises.parses_its_own_ids, _ids),
    "rules": Target(promises.understands_or_refuses_rules, _rules),
    "gold.jsonl": Target(partial(promises.loads_or_refuses_gold, suffix=".jsonl"), _gold),
    "gold.yaml": Target(partial(promises.loads_or_refuses_gold, suffix=".yaml"), _gold_yaml),
}
"""All targets, by name: ``read.md`` reads Markdown files, and so on."""
