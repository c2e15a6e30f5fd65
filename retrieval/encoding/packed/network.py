"""A packed model → a network of torch that encodes in bulk where torch is much faster than the model's export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from retrieval.encoding.bert_names import LINEAR, NORMS, long_name
from retrieval.encoding.packed.packed_file import PackedFile, packed_error
from retrieval.errors import first_line, reason_of


class PackedNetwork(nn.Module):
    """Tokens → vectors, as a ``SentenceTransformer`` of the model does: the mean of the tokens' vectors, of length 1.

    The word vectors stay in four bits, and in the file; those of a batch are looked up when it is encoded.
    """

    def __init__(self, packed: PackedFile) -> None:
        super().__init__()
        sizes = packed.sizes
        weights = dict(_weights(packed))  # before the network, which may be of any size if the file is damaged
        config = BertConfig(
            vocab_size=1,  # the words are looked up here, not there
            hidden_size=sizes.width,
            num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads,
            intermediate_size=sizes.inner,
            max_position_embeddings=sizes.positions,
            type_vocab_size=sizes.types,
            layer_norm_eps=sizes.epsilon,
            pad_token_id=0,
        )
        self.encoder = BertModel(config, add_pooling_layer=False)
        missing, unknown = self.encoder.load_state_dict(weights, strict=False)
        if unknown or missing != ["embeddings.word_embeddings.weight"]:
            raise ValueError(f"the network has other weights than the file: {missing}, {unknown}")
        rows = packed.word_rows()
        self._rows = np.memmap(packed.path, rows.dtype, "r", rows.begin, (rows.words,))
        self._unpack = rows.unpack
        self._width = sizes.width

    @property
    def device(self) -> torch.device:
        """Where the network computes."""
        return self.encoder.device

    @property
    def dtype(self) -> torch.dtype:
        """What the network computes in."""
        return self.encoder.dtype

    def get_embedding_dimension(self) -> int:
        """Return how many numbers a vector has; sentence-transformers' name for it."""
        return self._width

    def look_up(self, ids: Tensor) -> Tensor:
        """Return the word vectors of tokens, shape (n, tokens): float32, shape (n, tokens, width)."""
        return torch.from_numpy(self._unpack(self._rows[ids.cpu().numpy()]))

    def forward(self, features: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return vectors of texts and of tokens, given ``input_ids`` and ``attention_mask``."""
        mask = features["attention_mask"]
        words = self.look_up(features["input_ids"]).to(device=self.device, dtype=self.dtype)
        tokens = self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state.float()
        share = mask.unsqueeze(-1).float()
        mean = (tokens * share).sum(1) / share.sum(1)
        return {"token_embeddings": tokens, "sentence_embedding": nn.functional.normalize(mean, dim=1)}


def load_network(path: Path, device: str | None = None) -> PackedNetwork:
    """Return the network of a packed model's file, ready to encode.

    Raises ModelError when the file cannot be read or is damaged.
    device: where it computes; on a GPU if there is one and nothing else is said.
    """
    try:
        network = PackedNetwork(PackedFile.read(path)).eval()
    except OSError as error:
        raise packed_error(path, f"cannot be read ({reason_of(error)})") from error
    except (ValueError, ArithmeticError, RuntimeError) as error:  # what other sizes than its weights have make it raise
        raise packed_error(path, f"cannot be loaded ({first_line(error)})") from error
    return network.to(device or ("cuda" if torch.cuda.is_available() else "cpu"))


def _weights(packed: PackedFile) -> Iterator[tuple[str, Tensor]]:
    """Yield the weights of the network, without its word vectors, by the name that it has for each."""
    width, layers, _, inner, _, positions, types, _ = packed.sizes

    def weight(name: str, *shape: int) -> tuple[str, Tensor]:
        return long_name(name), torch.from_numpy(packed.array(name, *shape))

    yield weight("emb.pos", positions, width)
    yield weight("emb.type", types, width)
    yield weight("emb.ln.w", width)
    yield weight("emb.ln.b", width)
    for layer in range(layers):  # of a damaged file, there may be billions, and the first that is missing ends it
        for name in LINEAR:
            rows, columns = {"fi": (inner, width), "fo": (width, inner)}.get(name, (width, width))
            yield weight(f"l{layer}.{name}.w", rows, columns)
            yield weight(f"l{layer}.{name}.b", rows)
        for name in NORMS:
            yield weight(f"l{layer}.{name}.w", width)
            yield weight(f"l{layer}.{name}.b", width)
