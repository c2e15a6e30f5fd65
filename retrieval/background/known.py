"""What was measured of the models that come with Quoth, so that no sync measures them again.

    python -m retrieval.background.known

writes the files in the folder ``known`` anew; that is due when the probes change, or a model. Until then, a file that
does not fit is of no use, and a sync measures.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.background.measuring import Background, Measured, ModelBackground, measure_model
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.packed.multilingual import MULTILINGUAL
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.vectors import Vectors

VERSION = 1
"""Goes up by one whenever the probes or what is measured with them change."""

KNOWN_FOLDER = Path(__file__).with_name("known")


@cache
def known_background(digest: str) -> ModelBackground | None:
    """Return what was measured of a model, by its digest; None: it does not come with Quoth, or is another version."""
    try:
        found = json.loads(_file(digest).read_text(encoding="utf-8"))
        is_current = (found["version"], found["model"]) == (VERSION, digest)
        return background_from_dict(found) if is_current else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):  # there is none, or it is damaged
        return None


def _file(digest: str) -> Path:
    return KNOWN_FOLDER / f"{digest[:16]}.json"


_KINDS = ("passages", "sentences", "others")


def background_as_dict(model: ModelBackground) -> dict[str, object]:
    """Return what was measured of an encoder, ready to be stored; the vectors in float16."""
    kinds: dict[str, Measured] = {name: getattr(model, name) for name in _KINDS}
    return {
        **{name: (each.background.middle, each.background.spread, each.match) for name, each in kinds.items()},
        "questions": {language: _packed(vectors) for language, vectors in model.questions.items()},
    }


def background_from_dict(found: Mapping[str, Any]) -> ModelBackground:
    """Return what was stored of an encoder."""
    passages, sentences, others = (
        Measured(Background(middle, spread), match) for middle, spread, match in (found[name] for name in _KINDS)
    )
    questions = {language: _unpacked(*data) for language, data in found["questions"].items()}
    return ModelBackground(passages, sentences, others, questions)


def _packed(vectors: Vectors) -> tuple[int, str]:
    return len(vectors), base64.b64encode(vectors.astype("<f2").tobytes()).decode()


def _unpacked(count: int, data: str) -> Vectors:
    return np.frombuffer(base64.b64decode(data), dtype="<f2").reshape(count, -1).astype(np.float32)


def main() -> None:
    """Measure the models that come with Quoth, and write what is known of them."""
    texts = {}
    for name in (MULTILINGUAL, ENGLISH_MODEL):
        encoder = SentenceTransformerEncoder(find_model(name))
        about = {"version": VERSION, "model": encoder.digest, "name": name}
        texts[_file(encoder.digest)] = json.dumps(about | background_as_dict(measure_model(encoder)), indent=1)
    for path in KNOWN_FOLDER.glob("*.json"):
        path.unlink()
    for path, text in texts.items():
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
