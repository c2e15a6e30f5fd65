"""Which formats are parsed, and how much one file may cost: the same for every format."""

from __future__ import annotations

from dataclasses import dataclass

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Larger files are skipped."""


@dataclass(frozen=True, slots=True)
class ParsingOptions:
    """Which formats are parsed (``formats``, by ``Parser.name``; None: all), and what the process that parses may take.

    At these limits it is stopped, and the file is refused. ``seconds`` are those of the clock. ``megabytes`` are
    address space on Linux and most other Unix systems; where the system has no such limit (Windows) or ignores it
    (macOS), the sizes of the file, of its unpacked parts and of its text bound the memory instead. ``characters`` is
    the length of the text, and ``nesting`` how deep the file's structure may lead the parser's calls.
    """

    formats: frozenset[str] | None = None
    seconds: int = 30
    megabytes: int = 1024
    characters: int = 20_000_000
    nesting: int = 2_000

    def __post_init__(self) -> None:
        for name in ("seconds", "megabytes", "characters", "nesting"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more, not {getattr(self, name)}")


DEFAULT_OPTIONS = ParsingOptions()
"""All formats, and limits that suit a small server."""
