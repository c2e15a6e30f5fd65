"""The gold sets in other languages: which questions are asked of which documents.

``de`` asks in German about the German documents, ``de_on_english`` in German about the bundled ones, and
``english_on_de`` in English about the German ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
BUNDLED = FOLDER.parents[1] / "seeds"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Questions in one language about documents in one language, each by its ISO 639-1 code."""

    name: str
    asked_in: str
    written_in: str

    @property
    def gold(self) -> Path:
        """The file of the questions."""
        return FOLDER / f"{self.name}.jsonl"

    @property
    def seeds(self) -> Path:
        """The folder of the documents."""
        return BUNDLED if self.written_in == "en" else FOLDER / "seeds" / self.written_in

    @property
    def is_cross(self) -> bool:
        """Whether the questions are in another language than the documents."""
        return self.asked_in != self.written_in


def gold_sets() -> list[GoldSet]:
    """Return all sets, those in one language first."""
    sets = [_named(path.stem) for path in FOLDER.glob("*.jsonl")]
    return sorted(sets, key=lambda each: (each.is_cross, each.name))


def _named(name: str) -> GoldSet:
    asked_in, _, written_in = name.replace("english", "en").partition("_on_")
    return GoldSet(name, asked_in, written_in or asked_in)
