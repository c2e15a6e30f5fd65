"""Makes the reader's weights.

    python -m retrieval.reader.training.train OUT --squad TRAIN [--judged FOLDER] [--start WEIGHTS]

TRAIN is a file in SQuAD's format or a folder in BEIR's with spans, FOLDER one with ``candidates.jsonl``; both may be
given several times. OUT is a folder: what is mined and the last checkpoint are kept there, and a run that was cut off
goes on from it. WEIGHTS are those of another run, from which this one starts instead of from the bundled
encoder. ``exporting`` makes the file that ships of the result. A GPU is used when torch sees one.
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
from retrieval.encoding import TOKENIZER_FILE, SentenceTransformerEncoder, load_tokenizer
from retrieval.errors import QuothError, TrainingError
from retrieval.models import DEFAULT_MODEL, find_model
from retrieval.reader.training.batching import BATCH_TOKENS, Batch, load
from retrieval.reader.training.examples import Data
from retrieval.reader.training.groups import Groups
from retrieval.reader.training.keeping import (
    WEIGHTS_FILE,
    Checkpoint,
    Progress,
    digest,
    digest_weights,
    make_folder,
    read_mined,
    read_weights,
    write_mined,
)
from retrieval.reader.training.mining import Mined, mine
from retrieval.reader.training.network import Network, from_encoder

WARM_UP = 0.01
COOL_DOWN = 0.35
"""Shares of a run in which the learning rate rises to its height, and falls to nothing."""

RIVALS = 0.5
ENDS = 0.5
"""What telling a group's passages apart, and marking the answer, weigh beside each pair's own relevance."""

SMOOTHING = 0.02
SAY_EVERY = 50
WEIGHT_DECAY = 0.01

_log = logging.getLogger(__name__)


def _option(default: float, about: str) -> Any:
    return dataclasses.field(default=default, metadata={"about": about})


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """How to learn; the options of the command line."""

    groups: int = _option(90_000, "groups of pairs to learn from")
    wrong: int = _option(2, "passages of a group that do not answer, at least 1")
    rate: float = _option(1e-4, "height of the learning rate")
    tokens: int = _option(BATCH_TOKENS, "padded tokens in a batch")
    dropout: float = _option(0.0, "share of the numbers inside that are left out")
    seed: int = _option(1, "decides the order, and what is drawn")
    workers: int = _option(1, "processes that make batches")
    keep_every: int = _option(500, "steps between checkpoints")

    def __post_init__(self) -> None:
        """Raise TrainingError for what cannot be."""
        for name, least, below in (
            ("groups", 0, math.inf),
            ("wrong", 1, math.inf),
            ("rate", 0, math.inf),
            ("tokens", 1, math.inf),
            ("dropout", 0, 1),
            ("workers", 0, math.inf),
            ("keep_every", 1, math.inf),
        ):
            value = getattr(self, name)
            if not least <= value < below:
                end = f" and below {below}" if below < math.inf else ""
                raise TrainingError(f"{name} must be at least {least}{end}, not {value}.")


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description="Make the reader's weights.")
    parser.add_argument("out", type=Path, help="folder for what is mined, checkpoints and the result")
    add_data(parser)
    parser.add_argument("--start", type=Path, help="weights to start from (default: the bundled encoder)")
    for field in dataclasses.fields(Plan):
        name = f"--{field.name.replace('_', '-')}"
        about = f"{field.metadata['about']} (default: %(default)s)"
        parser.add_argument(name, type=type(field.default), default=field.default, help=about)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with told(parser):
        plan = Plan(**{field.name: getattr(options, field.name) for field in dataclasses.fields(Plan)})
        data = Data.read(options.squad, options.judged)
        train(options.out, data, plan, read_weights(options.start) if options.start else None)


def add_data(parser: argparse.ArgumentParser, *, needs_judged: bool = False) -> None:
    """Add the options that name what to learn from; see ``Data.read``."""
    more = "; may be given several times"
    parser.add_argument(
        "--squad", type=Path, action="append", required=True, help=f"questions with marked answers{more}"
    )
    parser.add_argument(
        "--judged",
        type=Path,
        action="append",
        required=needs_judged,
        default=[],
        help=f"questions with judged sentences{more}",
    )


@contextmanager
def told(parser: argparse.ArgumentParser) -> Iterator[None]:
    """Leave with status 2 and the sentence of an error that is raised on purpose."""
    try:
        yield
    except QuothError as error:
        parser.exit(2, f"{parser.prog}: {error}\n")


def train(
    out: Path, data: Data, plan: Plan, start: Mapping[str, Tensor] | None = None, shared: Path | None = None
) -> None:
    """Learn as planned, and write the weights into a folder; goes on from what is there.

    start: weights to begin with, instead of the bundled encoder's. shared: folder for what is mined, if not the same.
    Raises TrainingError when a folder cannot be used, or holds another run.
    """
    _log.info(
        "%d paragraphs, %d questions, %d with judged sentences, %s",
        *(len(data.paragraphs), len(data.examples), len(data.judged), plan),
    )
    make_folder(out)
    # A run may be gone on with to a farther end.
    options = dataclasses.replace(plan, groups=1, keep_every=1)
    checkpoint = Checkpoint(out, digest(_digest(data), *data.judged, options, digest_weights(start)))
    checkpoint.check()
    files = find_model(DEFAULT_MODEL)
    source = Groups(data, _mined(shared or out, data), plan.wrong)
    torch.manual_seed(plan.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    attention = "eager" if device.type == "cpu" else "sdpa"
    network, words = from_encoder(files.folder, attention=attention, dropout=plan.dropout)
    if start is not None:
        try:
            network.load_state_dict(start)
        except RuntimeError as error:
            raise TrainingError("The weights to start from are another network's; name a run's.") from error
    network.to(device).train()
    words = words.to(device)
    learned = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    plain = [value for name, value in learned if value.ndim < 2 or "embeddings" in name]
    others = [value for name, value in learned if not (value.ndim < 2 or "embeddings" in name)]
    optimiser = torch.optim.AdamW(
        [{"params": others, "weight_decay": WEIGHT_DECAY}, {"params": plain, "weight_decay": 0.0}],
        lr=plan.rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    seen, steps, epoch = checkpoint.resume(network, optimiser)
    tokenizer = load_tokenizer(files.folder / TOKENIZER_FILE, files.name)
    weights = torch.tensor([1.0, RIVALS, ENDS], device=device)
    said, since, sums = time.monotonic(), 0, torch.zeros(3, device=device)
    while seen < plan.groups:
        epoch += 1
        before = steps
        for batch in load(source, tokenizer, plan.seed * 1000 + epoch, plan.tokens, plan.workers):
            progress = seen / plan.groups
            height = min(1.0, progress / WARM_UP + 0.02, (1 - progress) / COOL_DOWN)
            for setting in optimiser.param_groups:
                setting["lr"] = plan.rate * height
            losses = _losses(network, words, batch.to(device))
            (losses @ weights).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            seen += batch.groups
            steps += 1
            since += batch.groups
            sums = sums + losses.detach()
            if steps % SAY_EVERY == 0:
                pace = since / (time.monotonic() - said)
                shown = " ".join(f"{value / SAY_EVERY:.3f}" for value in sums.tolist())
                _log.info("step %d, %d groups, losses %s, %.1f groups/s", steps, seen, shown, pace)
                said, since, sums = time.monotonic(), 0, torch.zeros(3, device=device)
            if steps % plan.keep_every == 0:
                checkpoint.keep(network, optimiser, Progress(seen, steps, epoch))
            if seen >= plan.groups:
                break
        if steps == before:
            raise TrainingError("There is nothing to learn: no passage holds an answer, and no sentence is judged.")
    checkpoint.keep(network, optimiser, Progress(seen, steps, epoch))
    _log.info("done: %s", out / WEIGHTS_FILE)


def _mined(folder: Path, data: Data) -> Mined:
    """Return what is mined; what was found is kept, for it takes minutes, under a name that says of what."""
    path = folder / f"mined-{_digest(data)}.npy"
    found = read_mined(path)
    mined = mine(data.paragraphs, data.examples, SentenceTransformerEncoder(find_model(DEFAULT_MODEL)), found)
    if found is None:
        write_mined(path, mined.astray)
    return mined


def _digest(data: Data) -> str:
    return digest(f"cutter {passages.VERSION}", *data.paragraphs, *data.examples)


def _losses(network: Network, words: Tensor, batch: Batch) -> Tensor:
    """Return three cross-entropies, (3,): of relevance, of the right one among rivals, and of the answer's ends."""
    with torch.autocast(batch.ids.device.type, torch.bfloat16):
        relevance, start, end = network(words[batch.ids], batch.types, batch.mask)
    pairs = len(batch.answers)
    relevance, start, end = relevance[:pairs].float(), start[:pairs].float(), end[:pairs].float()
    goal = batch.answers * (1 - 2 * SMOOTHING) + SMOOTHING
    own = functional.binary_cross_entropy_with_logits(relevance, goal)
    rivals = relevance[batch.rivals.clamp(min=0)].masked_fill(batch.rivals < 0, -1e4)
    among = functional.cross_entropy(rivals, torch.zeros(len(rivals), dtype=torch.long, device=rivals.device))
    outside = (batch.types * batch.mask)[:pairs] == 0
    marked = (batch.spans[:, 0] >= 0).sum().clamp(min=1)
    ends = [
        functional.cross_entropy(
            logits.masked_fill(outside, -1e4), batch.spans[:, side], ignore_index=-1, reduction="sum"
        )
        for side, logits in enumerate((start, end))
    ]
    return torch.stack([own, among, (ends[0] + ends[1]) / (2 * marked)])


if __name__ == "__main__":
    main()
