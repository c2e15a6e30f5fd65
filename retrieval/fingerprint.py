"""Everything that shapes a passage or a vector: when any of it changes, what is indexed is out of date."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping, MutableMapping
from contextlib import closing, suppress
from pathlib import Path

from retrieval import passages
from retrieval.background.keeping import lacks_background
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import connect, stored_json
from retrieval.catalog.schema import nothing_indexed_error
from retrieval.encoding.encoder import Encoder
from retrieval.encoding.inputs import INPUT_VERSION
from retrieval.errors import IndexFault, IndexOutdated, StorageError
from retrieval.index_folder import CATALOG_FILE, can_be_written
from retrieval.parsing.parser import VERSIONS

UNFINISHED_KEY = "unfinished"
"""Where the catalog keeps whether its last sync has committed only some of the files that it found: "yes" or ""."""

_PARSED_BY = re.compile(r"(.+) (\d+), cutter ")
"""How a recipe begins; see ``Recipes.of``."""


def fingerprint(encoder: Encoder) -> dict[str, str]:
    """Return everything that shapes a passage or a vector, by the name under which the catalog stores it."""
    return {"model": encoder.name, "model files": encoder.digest, **code_versions()}


def current_fingerprint(encoder: Encoder, catalog: Catalog, digests: MutableMapping[str, str]) -> dict[str, str]:
    """Return the fingerprint, hashing only model files that have changed since the catalog stored their digests.

    digests: those that the encoder knows, see ``ModelFiles.digest``. The catalog's are added to them, and stored again
    when there are new ones.
    """
    known = stored_json(catalog.meta("model files"), dict[str, str]())
    digests.update(known)
    now = fingerprint(encoder)
    if digests != known:
        with suppress(StorageError):  # this process may not be allowed to write; it hashes again next time
            catalog.set_meta({"model files": json.dumps(dict(digests))})
    return now


def model_of(index: Path) -> str | None:
    """Return the name of the model that an index was made with, or None when there is no index to be read."""
    path = index / CATALOG_FILE
    if not path.is_file():
        return None
    with (
        suppress(sqlite3.Error, ValueError, AttributeError, TypeError),
        closing(connect(path, writable=False)) as database,
    ):
        row = database.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
        model = json.loads(row[0]).get("model")
        return model if isinstance(model, str) else None
    return None


def code_versions() -> dict[str, str]:
    """Return the part of the fingerprint that is in the code; the recipes of the documents name their parsers."""
    return {"passage cutter": str(passages.VERSION), "encoder input": str(INPUT_VERSION)}


def outdated_error(index: Path, catalog: Catalog, now: Mapping[str, str]) -> IndexOutdated | None:
    """Return the error for the first difference between what an index was built with and what is current, or None.

    A format that none of its documents has does not count. now: the current ``fingerprint``.
    """
    built, passage_count = catalog.fingerprint, catalog.count()[1]
    remedy = f'run "quoth sync" to re-embed {passage_count:,} passages'
    if built.get("model files") != now["model files"]:
        expected, found = _model_with_digest(now), _model_with_digest(built)
        return IndexOutdated(
            f"The index in {index} was built with model {found}, but the settings name {expected}",
            remedy,
            path=index,
            setting="EMBEDDING_MODEL",
            expected=expected,
            found=found,
        )
    for part in code_versions():
        if built.get(part) != now[part]:
            return _other_version(index, part, built.get(part), now[part], remedy)
    for recipe in catalog.recipes():
        if (match := _PARSED_BY.match(recipe)) is None:
            continue
        name, version = match.groups()
        current = VERSIONS.get(name)
        if str(current) != version:
            return _other_version(index, f"{name} parser", version, None if current is None else str(current), remedy)
    return None


def _other_version(index: Path, part: str, built: str | None, now: str | None, remedy: str) -> IndexOutdated:
    return IndexOutdated(
        f"The index in {index} was built with version {built} of the {part}, but this Quoth has "
        f"{'none' if now is None else f'version {now}'}",
        remedy,
        path=index,
        expected=now,
        found=built,
    )


def _model_with_digest(parts: Mapping[str, str]) -> str:
    return f"{parts.get('model')} (sha256 {str(parts.get('model files'))[:8]}…)"


def reason_to_sync(catalog: Catalog, index: Path, seeds: Path) -> IndexFault | None:
    """Return why a sync must come first: nothing is indexed, or another seeds folder, or only a part of this one.

    Or it was never measured what confidences are placed by. None when there is no reason, or when another process is
    writing what is missing now, or nobody can.
    """
    built_from, documents = catalog.meta("seeds"), catalog.count()[0]
    if built_from is None or not documents:
        return nothing_indexed_error(index)
    if Path(built_from) != seeds.resolve():
        return IndexOutdated(
            f"The index in {index} was built from {built_from}, not from {seeds}",
            'run "quoth sync"',
            path=index,
            setting="SEEDS_DIR",
            expected=seeds,
            found=built_from,
        )
    if catalog.meta(UNFINISHED_KEY) and can_be_written(index):
        return IndexOutdated(
            f"The index in {index} holds only some of the files in {seeds}, because the last sync was interrupted",
            'run "quoth sync"',
            path=index,
        )
    if lacks_background(catalog) and can_be_written(index):
        return IndexOutdated(
            f"The index in {index} does not say how alike its model finds unrelated texts, which confidence depends on",
            'run "quoth sync"',
            path=index,
        )
    return None


class Recipes:
    """The recipe of each file, which is stored with its document: what parses it, what cuts it, and for which model.

    When the recipe changes, so may the passages; their length depends on the model.
    """

    def __init__(self, model_digest: str) -> None:
        self._model = model_digest[:16]
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the recipe for a file, by its path."""
        from retrieval.parsing.formats import parser_for  # loads all parsers, which only a sync needs

        parser = parser_for(path)
        name = f"{parser.name} {parser.version}" if parser else "none"
        if name not in self._known:
            self._known[name] = f"{name}, cutter {passages.VERSION}, model {self._model}"
        return self._known[name]
