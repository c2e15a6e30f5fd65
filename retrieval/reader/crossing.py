"""Any sentence-transformers ``CrossEncoder`` as a reader: it ranks, and marks no answers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.errors import ModelError
from retrieval.reader.reading import Reading


class CrossEncoderReader:
    """A ``Reader`` on sentence-transformers, which takes seconds to load and is run by torch."""

    def __init__(self, name: str) -> None:
        """Load a model from a folder, or by its name on the Hugging Face hub. Raises ModelError when it cannot be."""
        if name.startswith((".", "~", os.sep)) and not Path(name).expanduser().is_dir():
            raise ModelError(
                f"READER names the folder {name!r}, which does not exist; correct it, or set READER=bundled."
            )
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(
                str(Path(name).expanduser()) if Path(name).expanduser().is_dir() else name,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # whatever a damaged or missing model makes transformers raise
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ModelError(f"The reader {name!r} cannot be loaded: {reason}; correct READER.") from error
        if self._model.num_labels != 1:
            raise ModelError(
                f"The reader {name!r} gives {self._model.num_labels} numbers for a passage, where one is needed; "
                "set READER to a cross-encoder for ranking."
            )

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:  # noqa: D102 - see Reader
        if not pairs:
            return []
        import torch

        texts = [(question, f"{title}\n{text}" if title else text) for question, title, text in pairs]
        scores = self._model.predict(texts, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        nothing = np.empty(0, dtype=np.float32)
        return [Reading(float(score), nothing, nothing, ()) for score in scores]
