"""The background in the catalog: measured when there is none, and again when a tenth of the passages has changed."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from retrieval.background.measuring import Background, Measured, ModelBackground, measure_library, measure_model
from retrieval.background.scale import Scale
from retrieval.catalog.catalog import Catalog
from retrieval.encoding.encoder import Encoder
from retrieval.errors import ModelError
from retrieval.vectors import Vectors

VERSION = 1
"""Goes up by one whenever the probes or what is measured with them change."""

SCALE_KEY, MODEL_KEY = "background", "background of the model"
"""Where the catalog keeps the library's ``Scale``, and what was measured of the model."""

MAX_PASSAGES = 256
"""So many passages tell the background of a library of any size."""

CHANGED_SHARE = 0.1
"""The background is measured again when at least this share of the passages was added or removed since."""

_measured: dict[str, ModelBackground] = {}
"""What was measured in this process, by the digest of the model: its libraries share it."""


def kept_scale(catalog: Catalog) -> Scale:
    """Return the library's scale; one that changes nothing before it has been measured."""
    return Scale.from_json(catalog.meta(SCALE_KEY))


def keep_background(catalog: Catalog, encoder: Encoder) -> None:
    """Measure the background of the catalog's passages, if need be. The caller holds the writer's lock.

    Where the model cannot be loaded, what was measured before stays.
    """
    ids = catalog.passage_ids() if _is_due(catalog, encoder.digest) else []
    if not ids:
        return
    with suppress(ModelError):
        model = _model_background(catalog, encoder)
        sampled = ids[:: -(-len(ids) // MAX_PASSAGES)]
        inner = [vectors for vectors in catalog.sentence_vectors(sampled) if len(vectors)]
        passages = catalog.vectors(sampled)
        languages = [stored.passage.language for stored in catalog.passages(sampled)]
        scale = measure_library(model, passages, np.vstack(inner) if inner else passages, languages)
        about = {"version": VERSION, "model": encoder.digest, "generation": catalog.generation, "passages": len(ids)}
        catalog.set_meta({SCALE_KEY: json.dumps({"of": about, **scale.as_dict()})})


def _is_due(catalog: Catalog, digest: str) -> bool:
    """Whether there is no background of this model, or one of other passages."""
    stored = catalog.meta(SCALE_KEY)
    if stored is None:
        return True
    of = json.loads(stored)["of"]
    if of["version"] != VERSION or of["model"] != digest:
        return True
    if of["generation"] == catalog.generation:
        return False
    difference = catalog.difference(of["generation"])
    if difference is None:
        return True
    changed = len(difference.added) + len(difference.removed)
    return changed >= CHANGED_SHARE * int(of["passages"])


def _model_background(catalog: Catalog, encoder: Encoder) -> ModelBackground:
    """Return what is known of the model: from the catalog, so that a small change loads no model."""
    stored = catalog.meta(MODEL_KEY)
    if stored is not None:
        found = json.loads(stored)
        if found["version"] == VERSION and found["model"] == encoder.digest:
            return _from_dict(found)
    model = _measured.get(encoder.digest)
    if model is None:
        model = _measured[encoder.digest] = measure_model(encoder)
    catalog.set_meta({MODEL_KEY: json.dumps({"version": VERSION, "model": encoder.digest, **_as_dict(model)})})
    return model


_KINDS = ("passages", "sentences", "others")


def _as_dict(model: ModelBackground) -> dict[str, object]:
    kinds: dict[str, Measured] = {name: getattr(model, name) for name in _KINDS}
    return {
        **{name: (each.background.middle, each.background.spread, each.match) for name, each in kinds.items()},
        "questions": {language: _packed(vectors) for language, vectors in model.questions.items()},
    }


def _from_dict(found: Mapping[str, Any]) -> ModelBackground:
    passages, sentences, others = (
        Measured(Background(middle, spread), match) for middle, spread, match in (found[name] for name in _KINDS)
    )
    questions = {language: _unpacked(*data) for language, data in found["questions"].items()}
    return ModelBackground(passages, sentences, others, questions)


def _packed(vectors: Vectors) -> tuple[int, str]:
    return len(vectors), base64.b64encode(vectors.astype("<f2").tobytes()).decode()


def _unpacked(count: int, data: str) -> Vectors:
    return np.frombuffer(base64.b64decode(data), dtype="<f2").reshape(count, -1).astype(np.float32)
