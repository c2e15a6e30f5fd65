"""What a reader is made from: an encoder, its tokenizer, and the layers that are kept."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Sequence
from pathlib import Path

from torch import Tensor

from retrieval.encoding.model_files import find_model, open_tokenizer
from retrieval.encoding.tokens import Tokenizer
from retrieval.reader.bundled import ALL_LANGUAGES, ENGLISH, Edition
from retrieval.reader.pairs import SpecialTokens
from retrieval.training.bridging import Layered, fit_bridge, tokenized
from retrieval.training.checkpoint import WEIGHTS_FILE, read_weights
from retrieval.training.network import Network, bridged, from_encoder
from retrieval.training.recovering import recover_weights


@dataclasses.dataclass(frozen=True, slots=True)
class Foundation:
    """What the reader of an edition is made from.

    ``layers``: how many layers of the edition's encoder are kept, from the bottom; 0 for all. ``bridged_from``: which
    layer of the English reader is the first of those that are put above them, with a bridge between; None: none are.
    """

    edition: Edition
    layers: int = 0
    bridged_from: int | None = None

    @property
    def parts(self) -> tuple[object, ...]:
        """What tells its networks from those of another foundation, wherever the files lie."""
        return self.edition.name, self.layers, self.bridged_from

    @property
    def special(self) -> SpecialTokens:
        """The special tokens of the encoder's vocabulary."""
        return self.edition.special

    def tokenizer(self) -> Tokenizer:
        """Return the encoder's tokenizer. Raises ModelError when it cannot be found, or is damaged."""
        return open_tokenizer(find_model(self.edition.encoder))

    def network(self, *, attention: str = "eager", dropout: float = 0.0) -> tuple[Network, Tensor]:
        """Return the network, with what is known before training, and the word vectors; see ``from_encoder``.

        Its bridge is yet to be fitted. Raises ModelError when the encoder cannot be found.
        """
        files = find_model(self.edition.encoder)
        place = files.folder if files.packed is None else files.packed
        network, words = from_encoder(place, layers=self.layers, attention=attention, dropout=dropout)
        if self.bridged_from is None:
            return network, words
        reader, _ = _english_reader(attention, dropout)
        return bridged(network, reader, self.bridged_from), words

    def fit(self, network: Network, words: Tensor, pairs: Sequence[tuple[str, str, str]]) -> None:
        """Fit the network's bridge, if it has one, to (question, above, passage) in English; see ``fit_bridge``."""
        if self.bridged_from is None:
            return
        reader, reader_words = _english_reader("eager", 0.0)
        below = Layered(network.eval(), words, tokenized(self.tokenizer(), pairs, self.special))
        wanted = Layered(reader.eval(), reader_words, tokenized(FOR_ENGLISH.tokenizer(), pairs, FOR_ENGLISH.special))
        fit_bridge(below, wanted, self.bridged_from)


FOR_ENGLISH = Foundation(ENGLISH)
FOUNDATIONS = {
    ENGLISH.name: FOR_ENGLISH,
    ALL_LANGUAGES.name: Foundation(ALL_LANGUAGES, layers=6, bridged_from=2),
}
"""By the name of the reader in the settings."""


def _english_reader(attention: str, dropout: float) -> tuple[Network, Tensor]:
    network, words = FOR_ENGLISH.network(attention=attention, dropout=dropout)
    network.load_state_dict(recover_weights(network, ENGLISH.graph))
    return network, words


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
