"""The background in the catalog: measured when there is none, and again when a tenth of the passages has changed.

It is kept in the transaction that keeps the passages that it was measured with: no cosine is placed by another's.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from retrieval.background.known import VERSION, background_as_dict, background_from_dict, known_background
from retrieval.background.measuring import ModelBackground, measure_library, measure_model
from retrieval.background.scale import UNPLACED_SCALE, Scale
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import stored_json
from retrieval.encoding.encoder import Encoder

SCALE_KEY, MODEL_KEY = "background", "background of the model"
"""Where the catalog keeps the library's ``Scale``, and what was measured of the model."""

MAX_PASSAGES = 256
"""So many passages tell the background of a library of any size."""

CHANGED_SHARE = 0.1
"""The background is measured again when at least this share of the passages was added or removed since."""

_measured: dict[str, ModelBackground] = {}
"""What was measured in this process, by the digest of the model: its libraries share it."""


def kept_scale(catalog: Catalog) -> Scale:
    """Return the library's scale; one that changes nothing where none was measured with the model of its vectors."""
    found = _kept(catalog, SCALE_KEY, catalog.fingerprint.get("model files"))
    return UNPLACED_SCALE if found is None else Scale.from_dict(found)


def lacks_background(catalog: Catalog) -> bool:
    """Whether the catalog has passages, and no background that was measured with the model of their vectors."""
    return catalog.count()[1] > 0 and _kept(catalog, SCALE_KEY, catalog.fingerprint.get("model files")) is None


def know_model(catalog: Catalog, encoder: Encoder) -> None:
    """Measure a model for ``due_background``, unless it is known.

    Those that come with Quoth are, and what the catalog or this process knows. Raises ModelError when the model cannot
    be loaded.
    """
    if encoder.digest not in _measured and _kept_model(catalog, encoder.digest) is None:
        _measured[encoder.digest] = measure_model(encoder)


def due_background(catalog: Catalog, digest: str) -> dict[str, str]:
    """Measure the background of the catalog's passages, if need be; return what the catalog is to keep of it.

    digest: that of the model that made their vectors. Where ``know_model`` could not measure it, there is nothing.
    """
    ids = catalog.passage_ids() if _is_due(catalog, digest) else []
    if not ids:
        return {}
    kept = _kept_model(catalog, digest)
    model = _measured.get(digest) if kept is None else kept
    if model is None:
        return {}
    sampled = ids[:: -(-len(ids) // MAX_PASSAGES)]
    inner = [vectors for vectors in catalog.sentence_vectors(sampled) if len(vectors)]
    passages = catalog.vectors(sampled)
    languages = [*Counter(catalog.by_language("passages")).elements()]
    scale = measure_library(model, passages, np.vstack(inner) if inner else passages, languages)
    about = {"version": VERSION, "model": digest}
    of = {**about, "generation": catalog.generation, "passages": len(ids)}
    found = {SCALE_KEY: _with_sum({"of": of, **scale.as_dict()})}
    return found if kept is not None else {MODEL_KEY: _with_sum({**about, **background_as_dict(model)}), **found}


def _is_due(catalog: Catalog, digest: str) -> bool:
    """Whether there is no background of this model, or one of other passages."""
    found = _kept(catalog, SCALE_KEY, digest)
    if found is None:
        return True
    of = found["of"]
    if of["generation"] == catalog.generation:
        return False
    difference = catalog.difference(of["generation"])
    if difference is None:
        return True
    changed = len(difference.added) + len(difference.removed)
    return changed >= CHANGED_SHARE * int(of["passages"])


def _kept_model(catalog: Catalog, digest: str) -> ModelBackground | None:
    """Return what is known of a model, or what the catalog knows of it, so that a small change loads no model."""
    found = _kept(catalog, MODEL_KEY, digest)
    return known_background(digest) if found is None else background_from_dict(found)


def _kept(catalog: Catalog, key: str, digest: str | None) -> dict[str, Any] | None:
    """Return what the catalog keeps under a key, if it was measured with this model and by this version."""
    found = stored_json(catalog.meta(key), dict[str, Any]())
    about = found.get("of", found)
    if not isinstance(about, dict) or (about.get("version"), about.get("model")) != (VERSION, digest):
        return None
    return found if found.pop(SUM, None) in (None, _sum(found)) else None  # an earlier version stored none


SUM = "sum"
"""The name under which what is kept has its own checksum."""


def _sum(found: Mapping[str, Any]) -> int:
    return zlib.crc32(json.dumps(found, sort_keys=True).encode())


def _with_sum(found: Mapping[str, Any]) -> str:
    found = json.loads(json.dumps(found))  # as it will be read
    return json.dumps({**found, SUM: _sum(found)})
