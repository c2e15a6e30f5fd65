"""The reader: reads a question and a passage together, and says whether and where the passage answers it.

``reading`` runs the one that comes with Quoth, ``crossing`` any other; ``training`` makes the former's weights.
"""

from __future__ import annotations

from collections.abc import MutableMapping

from retrieval.models import DEFAULT_MODEL, find_model
from retrieval.reader.reading import BundledReader, Reader, Reading

__all__ = ["BUNDLED", "NONE", "Reader", "Reading", "find_reader", "plain_name"]

BUNDLED = "bundled"
NONE = "none"


def plain_name(name: str) -> str:
    """Return the name of a reader as it is compared: "None" is "none", and no model on a hub."""
    plain = name.strip().lower()
    return plain if plain in (BUNDLED, NONE) else name


def find_reader(name: str, digests: MutableMapping[str, str]) -> Reader | None:
    """Return the reader of that name: the bundled one, none, or a sentence-transformers ``CrossEncoder``.

    digests: see ``ModelFiles.digest``. Raises ModelError when it cannot be found, trusted or loaded.
    """
    if name == NONE:
        return None
    if name == BUNDLED:
        files = find_model(DEFAULT_MODEL)
        files.digest(digests)
        return BundledReader(files)
    from retrieval.reader.crossing import CrossEncoderReader

    return CrossEncoderReader(name)
