"""Makes the reader's weights.

    python -m retrieval.training.train OUT --squad TRAIN [--judged FOLDER] [--start WEIGHTS]

TRAIN is a file in SQuAD's format, or a folder in BEIR's with spans; FOLDER is one with ``candidates.jsonl``. Both
options can be repeated. OUT is a folder that keeps what was mined and the last checkpoint, from which an interrupted
run resumes. WEIGHTS is the file of another run's weights, or a graph that ``exporting`` wrote, such as the one that
ships; without it, the run starts from the bundled encoder. ``exporting`` turns the result into the graph that ships. A
GPU is used when torch finds one.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from retrieval import passages
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import QuothError, TrainingError
from retrieval.training.batching import BATCH_TOKENS, Batch, load_batches
from retrieval.training.checkpoint import (
    WEIGHTS_FILE,
    Checkpoint,
    RunPosition,
    digest,
    digest_weights,
    make_folder,
    read_mined,
    write_mined,
)
from retrieval.training.examples import Data
from retrieval.training.foundation import FOR_ENGLISH, Foundation, add_foundation_options, foundation_of, weights_at
from retrieval.training.groups.drawing import WINDOWED_SHARE, Groups
from retrieval.training.mining import MinedPassages, mine
from retrieval.training.network import Network

WARM_UP_SHARE = 0.01
COOL_DOWN_SHARE = 0.35
"""Shares of a run: first the learning rate rises to its peak, at the end it falls to zero."""

RIVALS_WEIGHT = 0.5
ENDS_WEIGHT = 0.5
"""The weights of two losses, that among rivals and that of the answer's ends; each pair's own relevance weighs 1."""

LABEL_SMOOTHING = 0.02
WEIGHT_DECAY = 0.01
LOG_INTERVAL_STEPS = 50

_log = logging.getLogger(__name__)


def _option(default: float, about: str) -> Any:
    return dataclasses.field(default=default, metadata={"about": about})


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """How a run learns; each field is an option of the command line. The names count in the run's digest."""

    groups: int = _option(90_000, "how many groups of pairs to learn from")
    wrong: int = _option(2, "how many pairs of a group do not answer, at least 1")
    rate: float = _option(1e-4, "the highest learning rate")
    tokens: int = _option(BATCH_TOKENS, "padded tokens in a batch")
    dropout: float = _option(0.0, "share of the activations that are dropped")
    seed: int = _option(1, "seed of the order and of all other draws")
    context: float = _option(0.0, "share of the groups that have context in front")
    windowed: float = _option(WINDOWED_SHARE, "share of the groups whose passages are shortened to some sentences")
    frozen: int = _option(0, "how many of the encoder's layers, from the bottom, stay as they are")
    workers: int = _option(1, "processes that make batches")
    keep_every: int = _option(500, "steps between checkpoints")

    def __post_init__(self) -> None:
        """Raise TrainingError for a value that cannot work."""
        for name, minimum, limit in (
            ("groups", 0, math.inf),
            ("wrong", 1, math.inf),
            ("rate", 0, math.inf),
            ("tokens", 1, math.inf),
            ("dropout", 0, 1),
            ("context", 0, 1.01),
            ("windowed", 0, 1.01),
            ("frozen", 0, math.inf),
            ("workers", 0, math.inf),
            ("keep_every", 1, math.inf),
        ):
            value = getattr(self, name)
            if not minimum <= value < limit:
                expected = f"at least {minimum}" + (f" and below {limit}" if limit < math.inf else "")
                raise TrainingError(
                    f"{name} must be {expected}, not {value}", setting=name, expected=expected, found=value
                )


def main() -> None:
    """Train with the options of the command line."""
    parser = argparse.ArgumentParser(description="Make the reader's weights.")
    parser.add_argument("out", type=Path, help="folder for mined passages, checkpoints and the result")
    add_data_options(parser)
    parser.add_argument("--start", type=Path, help="weights or a graph to start from (default: the encoder's)")
    add_foundation_options(parser)
    for field in dataclasses.fields(Plan):
        name = f"--{field.name.replace('_', '-')}"
        about = f"{field.metadata['about']} (default: %(default)s)"
        parser.add_argument(name, type=type(field.default), default=field.default, help=about)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with exit_on_error(parser):
        plan = Plan(**{field.name: getattr(options, field.name) for field in dataclasses.fields(Plan)})
        data = Data.read(options.squad, options.judged)
        foundation = foundation_of(options)
        start = weights_at(options.start, foundation) if options.start else None
        train(options.out, data, plan, start, foundation=foundation)


def add_data_options(parser: argparse.ArgumentParser, judged_for: str | None = None) -> None:
    """Add the options that name what to learn from; see ``Data.read``.

    judged_for: what cannot do without judged sentences, if anything cannot; the help names it.
    """
    more = "; can be repeated"
    parser.add_argument(
        "--squad", type=Path, action="append", required=True, help=f"questions with marked answers{more}"
    )
    parser.add_argument(
        "--judged",
        type=Path,
        action="append",
        default=[],
        required=judged_for is not None,
        help=f"questions with judged sentences{f', needed by {judged_for}' if judged_for else ''}{more}",
    )


@contextmanager
def exit_on_error(parser: argparse.ArgumentParser) -> Iterator[None]:
    """Turn a QuothError into its sentence on stderr and exit status 2."""
    try:
        yield
    except QuothError as error:
        parser.exit(2, f"{parser.prog}: {error}\n")


def train(
    out: Path,
    data: Data,
    plan: Plan,
    start: Mapping[str, Tensor] | None = None,
    shared: Path | None = None,
    foundation: Foundation = FOR_ENGLISH,
) -> None:
    """Learn as planned, and write the weights into a folder; resume from the folder's checkpoint if it has one.

    start: weights to begin with, instead of the foundation's encoder's. shared: folder for what is mined, instead of
    ``out``. Raises TrainingError when a folder cannot be used or holds another run, when ``start`` is another
    network's, and when there is nothing to learn.
    """
    _log.info(
        "%d paragraphs, %d questions, %d with judged sentences, %s",
        *(len(data.paragraphs), len(data.examples), len(data.judged), plan),
    )
    make_folder(out)
    # Not in the digest: a run can be continued with more groups, and with checkpoints at other times.
    options = dataclasses.replace(plan, groups=1, keep_every=1)
    checkpoint = Checkpoint(
        out, digest(_digest(data), *data.judged, options, foundation.edition.name, digest_weights(start))
    )
    checkpoint.check()
    tokenizer = foundation.tokenizer()
    source = Groups(data, _mined(shared or out, data), plan.wrong, plan.context, plan.windowed)
    torch.manual_seed(plan.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    attention = "eager" if device.type == "cpu" else "sdpa"
    network, words = foundation.network(attention=attention, dropout=plan.dropout)
    if start is not None:
        try:
            network.load_state_dict(start)
        except RuntimeError as error:
            raise TrainingError("The weights to start from are another network's", "name a run's weights") from error
    if plan.frozen:
        network.freeze(plan.frozen)
    network.to(device).train()
    words = words.to(device)
    learned = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    undecayed = [value for name, value in learned if value.ndim < 2 or "embeddings" in name]
    decayed = [value for name, value in learned if not (value.ndim < 2 or "embeddings" in name)]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": undecayed, "weight_decay": 0.0}],
        lr=plan.rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    seen, steps, epoch = checkpoint.resume(network, optimiser)
    weights = torch.tensor([1.0, RIVALS_WEIGHT, ENDS_WEIGHT], device=device)
    logged_at, seen_since, sums = time.monotonic(), 0, torch.zeros(3, device=device)
    while seen < plan.groups:
        epoch += 1
        steps_before = steps
        epoch_seed = plan.seed * 1000 + epoch
        for batch in load_batches(source, tokenizer, epoch_seed, plan.tokens, plan.workers, foundation.special):
            progress = seen / plan.groups
            height = min(1.0, progress / WARM_UP_SHARE + 0.02, (1 - progress) / COOL_DOWN_SHARE)
            for parameters in optimiser.param_groups:
                parameters["lr"] = plan.rate * height
            losses = _losses(network, words, batch.to(device))
            (losses @ weights).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            seen += batch.groups
            steps += 1
            seen_since += batch.groups
            sums = sums + losses.detach()
            if steps % LOG_INTERVAL_STEPS == 0:
                pace = seen_since / (time.monotonic() - logged_at)
                means = " ".join(f"{value / LOG_INTERVAL_STEPS:.3f}" for value in sums.tolist())
                _log.info("step %d, %d groups, losses %s, %.1f groups/s", steps, seen, means, pace)
                logged_at, seen_since, sums = time.monotonic(), 0, torch.zeros(3, device=device)
            if steps % plan.keep_every == 0:
                checkpoint.save(network, optimiser, RunPosition(seen, steps, epoch))
            if seen >= plan.groups:
                break
        if steps == steps_before:
            raise TrainingError("There is nothing to learn: no passage holds an answer, and no sentence is judged")
    checkpoint.save(network, optimiser, RunPosition(seen, steps, epoch))
    _log.info("done: %s", out / WEIGHTS_FILE)


def _mined(folder: Path, data: Data) -> MinedPassages:
    """Return the passages and which of them mislead, which takes minutes to find and is kept in a file."""
    path = folder / f"mined-{_digest(data)}.npy"
    found = read_mined(path)
    mined = mine(data.paragraphs, data.examples, SentenceTransformerEncoder(find_model(ENGLISH_MODEL)), found)
    if found is None:
        write_mined(path, mined.misleading)
    return mined


def _digest(data: Data) -> str:
    return digest(f"cutter {passages.VERSION}", *data.paragraphs, *data.examples)


def _losses(network: Network, words: Tensor, batch: Batch) -> Tensor:
    """Return three cross-entropies, (3,): of relevance, of the right pair among rivals, and of the answer's ends."""
    with torch.autocast(batch.ids.device.type, torch.bfloat16):
        relevance, start, end = network(words[batch.ids], batch.types, batch.mask)
    pairs = len(batch.answers)
    relevance, start, end = relevance[:pairs].float(), start[:pairs].float(), end[:pairs].float()
    target = batch.answers * (1 - 2 * LABEL_SMOOTHING) + LABEL_SMOOTHING
    own_loss = functional.binary_cross_entropy_with_logits(relevance, target)
    rivals = relevance[batch.rivals.clamp(min=0)].masked_fill(batch.rivals < 0, -1e4)
    rivals_loss = functional.cross_entropy(rivals, torch.zeros(len(rivals), dtype=torch.long, device=rivals.device))
    outside = (batch.types * batch.mask)[:pairs] == 0
    marked = (batch.spans[:, 0] >= 0).sum().clamp(min=1)
    ends_losses = [
        functional.cross_entropy(
            logits.masked_fill(outside, -1e4), batch.spans[:, side], ignore_index=-1, reduction="sum"
        )
        for side, logits in enumerate((start, end))
    ]
    return torch.stack([own_loss, rivals_loss, (ends_losses[0] + ends_losses[1]) / (2 * marked)])


if __name__ == "__main__":
    main()
