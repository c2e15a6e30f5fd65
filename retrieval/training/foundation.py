"""What a reader is made from: an encoder and its tokenizer."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from torch import Tensor

from retrieval.encoding.model_files import find_model, open_tokenizer
from retrieval.encoding.tokens import Tokenizer
from retrieval.reader.bundled import ALL_LANGUAGES, ENGLISH, Edition
from retrieval.reader.pairs import SpecialTokens
from retrieval.training.checkpoint import WEIGHTS_FILE, read_weights
from retrieval.training.network import Network, from_encoder
from retrieval.training.recovering import recover_weights


@dataclasses.dataclass(frozen=True, slots=True)
class Foundation:
    """What the reader of an edition is made from: all of the edition's encoder but its last step."""

    edition: Edition

    @property
    def special(self) -> SpecialTokens:
        """The special tokens of the encoder's vocabulary."""
        return self.edition.special

    def tokenizer(self) -> Tokenizer:
        """Return the encoder's tokenizer. Raises ModelError when it cannot be found, or is damaged."""
        return open_tokenizer(find_model(self.edition.encoder))

    def network(self, *, attention: str = "eager", dropout: float = 0.0) -> tuple[Network, Tensor]:
        """Return the network as it is before training, and the word vectors; see ``from_encoder``.

        Raises ModelError when the encoder cannot be found.
        """
        files = find_model(self.edition.encoder)
        place = files.folder if files.packed is None else files.packed
        return from_encoder(place, attention=attention, dropout=dropout)


FOR_ENGLISH = Foundation(ENGLISH)
FOUNDATIONS = {edition.name: Foundation(edition) for edition in (ENGLISH, ALL_LANGUAGES)}
"""By the name of the reader in the settings."""


def add_foundation_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which reader is made; see ``foundation_of``."""
    parser.add_argument("--reader", choices=FOUNDATIONS, default=ENGLISH.name, help="which one (default: %(default)s)")
    parser.add_argument("--encoder", help="the encoder that it starts from, or its folder (default: the reader's own)")


def foundation_of(options: argparse.Namespace) -> Foundation:
    """Return what the options of ``add_foundation_options`` name."""
    foundation = FOUNDATIONS[options.reader]
    if not options.encoder:
        return foundation
    return dataclasses.replace(foundation, edition=dataclasses.replace(foundation.edition, encoder=options.encoder))


def weights_at(path: Path, foundation: Foundation = FOR_ENGLISH) -> dict[str, Tensor]:
    """Return the weights in a run's folder, in a file of weights, or in a graph. Raises TrainingError for another."""
    if path.suffix == ".onnx":
        return recover_weights(foundation.network()[0], path)
    return read_weights(path / WEIGHTS_FILE if path.is_dir() else path)
