"""Any sentence-transformers ``CrossEncoder`` as a reader: it ranks passages, but marks no answers in them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.encoding.model_files import demand_torch
from retrieval.errors import ModelError, first_line
from retrieval.reader.reading import Reading


class CrossEncoderReader:
    """A ``Reader`` on sentence-transformers, which takes seconds to load and runs on torch."""

    languages: frozenset[str] | None = None

    def __init__(self, name: str) -> None:
        """Load a model from a folder, or by its name on the Hugging Face hub.

        Raises ModelError when it cannot be loaded, or is not a model for ranking.
        """
        folder = Path(name).expanduser()
        if name.startswith((".", "~", os.sep)) and not folder.is_dir():
            raise ModelError(
                f"READER names the folder {name!r}, which does not exist",
                "correct it, or set READER=bundled",
                path=folder,
                setting="READER",
                found=name,
            )
        self.name = name
        demand_torch("The reader", name, "READER")
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(
                str(folder) if folder.is_dir() else name,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # whatever a damaged or missing model makes transformers raise
            raise ModelError(
                f"The reader {name!r} cannot be loaded ({first_line(error)})",
                "correct READER",
                setting="READER",
                found=name,
            ) from error
        if self._model.num_labels != 1:
            raise ModelError(
                f"The reader {name!r} gives {self._model.num_labels} numbers for a passage, where one is needed",
                "set READER to a cross-encoder for ranking",
                setting="READER",
                expected=1,
                found=self._model.num_labels,
            )

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:  # noqa: D102 - see Reader
        if not pairs:
            return []
        import torch

        texts = [(question, f"{above}\n{text}" if above else text) for question, above, text in pairs]
        scores = self._model.predict(texts, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        nothing = np.empty(0, dtype=np.float32)
        return [Reading(float(score), nothing, nothing, ()) for score in scores]
