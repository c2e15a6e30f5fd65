"""What the weights of a BERT are called in a packed file, and in files of transformers."""

from __future__ import annotations

LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
"""The parts of a layer."""

_PARTS = {"w": "weight", "b": "bias"}
_EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def long_name(short: str) -> str:
    """Return what transformers calls a weight, such as ``l3.fi.w``."""
    if short in _EMBEDDINGS:
        return _EMBEDDINGS[short]
    layer, name, part = short.split(".")
    return f"encoder.layer.{layer[1:]}.{(LINEAR | NORMS)[name]}.{_PARTS[part]}"
