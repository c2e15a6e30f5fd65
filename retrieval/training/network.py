"""The reader in torch: the bundled encoder over question and passage, and linear layers over its tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from retrieval.encoding.packed.packed_file import PackedFile


class Network(nn.Module):
    """Question and passage, as one list of tokens → relevance, and for every token whether the answer begins or ends.

    At first, relevance only depends on the cosine between the two parts' mean vectors, for which the encoder was
    trained: so learning begins with a ranking that works.
    """

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.relevance = nn.Linear(2 * width, 1)
        self.ends = nn.Linear(width, 2)
        self.scale = nn.Parameter(torch.tensor(10.0))
        nn.init.zeros_(self.relevance.weight)
        nn.init.constant_(self.relevance.bias, -5.0)
        nn.init.normal_(self.ends.weight, std=0.02)
        nn.init.zeros_(self.ends.bias)

    def forward(self, vectors: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits: relevance (n,), start (n, tokens) and end (n, tokens).

        vectors: word vectors, (n, tokens, width). types, (n, tokens): 0 for the question's tokens, 1 for those of what
        stands above and of the passage. mask, (n, tokens): 1 for tokens, 0 for padding.
        """
        hidden = self.encoder(inputs_embeds=vectors, token_type_ids=types, attention_mask=mask).last_hidden_state
        hidden = hidden.float()
        question = _mean(hidden, (1 - types) * mask)
        passage = _mean(hidden, types * mask)
        cosine = (question * passage).sum(-1) / (question.norm(dim=-1) * passage.norm(dim=-1))
        learned = self.relevance(torch.cat([hidden[:, 0], passage], dim=-1)).squeeze(-1)
        ends = self.ends(hidden)
        return self.scale * cosine + learned, ends[..., 0], ends[..., 1]

    def freeze(self, layers: int) -> None:
        """Keep the embeddings and the lowest layers as they are in training, which then takes less time."""
        for module in (self.encoder.embeddings, *self.encoder.encoder.layer[:layers]):
            module.requires_grad_(False)


def _mean(hidden: Tensor, mask: Tensor) -> Tensor:
    weights = mask.to(hidden.dtype).unsqueeze(-1)
    return (hidden * weights).sum(1) / weights.sum(1)


def from_encoder(place: Path, *, attention: str = "eager", dropout: float = 0.0) -> tuple[Network, Tensor]:
    """Return a network that starts from an encoder, and the encoder's word vectors, (words, width), which stay fixed.

    place: the encoder's folder, or its file if it is packed. attention: transformers' implementation; on a CPU, "eager"
    is twice as fast as "sdpa", forwards and backwards. dropout: share of the activations that are dropped in training.
    """
    encoder, words = _from_folder(place, attention) if place.is_dir() else _from_file(place, attention)
    for module in encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = dropout
    encoder.embeddings.word_embeddings = nn.Embedding(1, encoder.config.hidden_size)
    encoder.embeddings.word_embeddings.requires_grad_(False)
    return Network(encoder).float(), words


def _from_folder(folder: Path, attention: str) -> tuple[Any, Tensor]:
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(
        folder,
        attn_implementation=attention,
        use_safetensors=True,
        local_files_only=True,
        add_pooling_layer=False,
    )
    return encoder, encoder.embeddings.word_embeddings.weight.detach().clone()


def _from_file(path: Path, attention: str) -> tuple[Any, Tensor]:
    from retrieval.encoding.packed.network import load_network

    packed = load_network(path, "cpu")
    packed.encoder.config._attn_implementation = attention
    return packed.encoder, packed.look_up(torch.arange(PackedFile.read(path).sizes.words))
