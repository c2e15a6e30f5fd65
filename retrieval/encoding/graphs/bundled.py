"""The files of a model that comes with Quoth → its weights."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from retrieval.encoding.bert_names import long_name
from retrieval.encoding.graphs.bert import Bert
from retrieval.encoding.model_files import WEIGHTS_FILE, ModelFiles
from retrieval.encoding.packed.packed_file import PackedFile

if TYPE_CHECKING:
    from retrieval.vectors import Vectors


def bundled_bert(files: ModelFiles) -> Bert:
    """Return the network of a model that comes with Quoth.

    Raises ModelError when its files are not the ones that are trusted, OSError when they cannot be read.
    """
    files.digest({})  # without a cache: what is loaded now must be what is trusted
    if files.packed is not None:
        packed = PackedFile.read(files.packed)
        width, layers, heads, inner, _, positions, types, epsilon = packed.sizes
        return Bert(width, layers, heads, inner, positions, types, epsilon, packed.array)
    about = json.loads((files.folder / "config.json").read_text(encoding="utf-8"))

    def weight(name: str, *shape: int) -> Vectors:
        from safetensors import safe_open

        with safe_open(files.folder / WEIGHTS_FILE, framework="np") as tensors:
            return np.asarray(tensors.get_tensor(long_name(name)), dtype=np.float32).reshape(shape)

    return Bert(
        about["hidden_size"],
        about["num_hidden_layers"],
        about["num_attention_heads"],
        about["intermediate_size"],
        about["max_position_embeddings"],
        about["type_vocab_size"],
        about["layer_norm_eps"],
        weight,
    )
