"""Makes the reader's weights.

    python -m retrieval.reader.training.train OUT --squad TRAIN [--judged FOLDER] [--start WEIGHTS]

TRAIN is a file in SQuAD's format or a folder in BEIR's with spans, FOLDER one with ``candidates.jsonl``; both may be
given several times. OUT is a folder: what is mined and every checkpoint are kept there, and a run that was cut off
goes on from the last one. WEIGHTS are those of another run, from which this one starts instead of from the bundled
encoder. ``exporting`` makes the file that ships of the result. A GPU is used when torch sees one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from retrieval import passages
from retrieval.encoding import TOKENIZER_FILE, SentenceTransformerEncoder, load_tokenizer
from retrieval.models import DEFAULT_MODEL, find_model
from retrieval.reader.training.batching import Batch, batched
from retrieval.reader.training.examples import Example, Judged, Paragraph, read_examples, read_judged
from retrieval.reader.training.groups import Groups
from retrieval.reader.training.mining import Mined, mine
from retrieval.reader.training.network import Network, from_encoder

WARM_UP = 0.01
COOL_DOWN = 0.35
"""Shares of a run in which the learning rate rises to its height, and falls to nothing."""

RIVALS = 0.5
ENDS = 0.5
"""What telling a group's passages apart, and marking the answer, weigh beside each pair's own relevance."""

SMOOTHING = 0.02
WEIGHT_DECAY = 0.01
WEIGHTS_FILE = "reader.safetensors"

_log = logging.getLogger(__name__)


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description="Make the reader's weights.")
    parser.add_argument("out", type=Path, help="folder for what is mined, checkpoints and the result")
    parser.add_argument("--squad", type=Path, action="append", required=True, help="questions with marked answers")
    parser.add_argument("--judged", type=Path, action="append", default=[], help="questions with judged sentences")
    parser.add_argument(
        "--groups", type=int, default=90_000, help="groups of pairs to learn from (default: %(default)s)"
    )
    parser.add_argument("--start", type=Path, help="weights to start from (default: the bundled encoder)")
    parser.add_argument("--rate", type=float, default=1e-4, help="height of the learning rate (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep-every", type=int, default=500, help="steps between checkpoints (default: %(default)s)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    paragraphs: list[Paragraph] = []
    examples: list[Example] = []
    for path in options.squad:
        more, asked = read_examples(path)
        examples += [Example(each.question, each.paragraph + len(paragraphs), each.span) for each in asked]
        paragraphs += more
    judged = [each for path in options.judged for each in read_judged(path)]
    _log.info("%d paragraphs, %d questions, %d with judged sentences", len(paragraphs), len(examples), len(judged))
    train(
        options.out,
        paragraphs,
        examples,
        judged,
        groups=options.groups,
        rate=options.rate,
        seed=options.seed,
        keep_every=options.keep_every,
        start=options.start,
    )


def train(
    out: Path,
    paragraphs: list[Paragraph],
    examples: list[Example],
    judged: list[Judged],
    *,
    groups: int,
    rate: float,
    seed: int,
    keep_every: int,
    start: Path | None = None,
) -> None:
    """Learn from so many groups, and write the weights into a folder; goes on from what is there.

    start: weights of another run to begin with, instead of the bundled encoder's.
    """
    out.mkdir(parents=True, exist_ok=True)
    files = find_model(DEFAULT_MODEL)
    mined = _mined(out, paragraphs, examples)
    source = Groups(paragraphs, examples, mined, judged)
    torch.manual_seed(seed)
    network, words = from_encoder(files.folder)
    if start is not None:
        network.load_state_dict(load_file(start))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device).train()
    words = words.to(device)
    learned = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    plain = [value for name, value in learned if value.ndim < 2 or "embeddings" in name]
    others = [value for name, value in learned if not (value.ndim < 2 or "embeddings" in name)]
    optimiser = torch.optim.AdamW(
        [{"params": others, "weight_decay": WEIGHT_DECAY}, {"params": plain, "weight_decay": 0.0}],
        lr=rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    seen, steps, epoch = _resume(out, network, optimiser)
    tokenizer = load_tokenizer(files.folder / TOKENIZER_FILE, files.name)
    said, since, sums = time.monotonic(), 0, np.zeros(4)
    while seen < groups:
        epoch += 1
        for batch in _ahead(batched(source.epoch(seed * 1000 + epoch), tokenizer, seed * 1000 + epoch)):
            progress = seen / groups
            height = min(1.0, progress / WARM_UP + 0.02, (1 - progress) / COOL_DOWN)
            for setting in optimiser.param_groups:
                setting["lr"] = rate * height
            losses = _losses(network, words, batch.to(device))
            total = losses[0] + RIVALS * losses[1] + ENDS * losses[2]
            total.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            seen += batch.groups
            steps += 1
            since += batch.groups
            sums += [*(float(loss.detach()) for loss in losses), 1]
            if steps % 50 == 0:
                pace = since / (time.monotonic() - said)
                shown = " ".join(f"{value:.3f}" for value in sums[:3] / sums[3])
                _log.info("step %d, %d groups, losses %s, %.1f groups/s", steps, seen, shown, pace)
                said, since, sums = time.monotonic(), 0, np.zeros(4)
            if steps % keep_every == 0:
                _keep(out, network, optimiser, seen, steps, epoch)
            if seen >= groups:
                break
    _keep(out, network, optimiser, seen, steps, epoch)
    _log.info("done: %s", out / WEIGHTS_FILE)


def _mined(folder: Path, paragraphs: list[Paragraph], examples: list[Example]) -> Mined:
    """Return what is mined; what was found is kept, for it takes minutes, under a name that says of what."""
    digest = hashlib.sha256(f"cutter {passages.VERSION}\0".encode())
    for each in (*paragraphs, *examples):
        digest.update(f"{each}\0".encode())
    path = folder / f"mined-{digest.hexdigest()[:16]}.npy"
    found = np.load(path) if path.is_file() else None
    mined = mine(paragraphs, examples, SentenceTransformerEncoder(find_model(DEFAULT_MODEL)), found)
    if found is None:
        np.save(path, mined.astray)
    return mined


def _losses(network: Network, words: Tensor, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Return three cross-entropies: of relevance, of the right one among rivals, and of the answer's ends."""
    with torch.autocast(batch.ids.device.type, torch.bfloat16):
        relevance, start, end = network(words[batch.ids], batch.types, batch.mask)
    pairs = len(batch.answers)
    relevance, start, end = relevance[:pairs].float(), start[:pairs].float(), end[:pairs].float()
    goal = batch.answers * (1 - 2 * SMOOTHING) + SMOOTHING
    own = functional.binary_cross_entropy_with_logits(relevance, goal)
    rivals = relevance[batch.rivals.clamp(min=0)].masked_fill(batch.rivals < 0, -1e4)
    among = functional.cross_entropy(rivals, torch.zeros(len(rivals), dtype=torch.long, device=rivals.device))
    outside = (batch.types * batch.mask)[:pairs] == 0
    marked = batch.spans[:, 0] >= 0
    if not bool(marked.any()):
        return own, among, torch.zeros((), device=own.device)
    ends = [
        functional.cross_entropy(logits.masked_fill(outside, -1e4)[marked], batch.spans[marked, side])
        for side, logits in enumerate((start, end))
    ]
    return own, among, (ends[0] + ends[1]) / 2


def _ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield batches that another thread makes meanwhile."""
    ready: queue.Queue[Batch | BaseException | None] = queue.Queue(maxsize=64)

    def work() -> None:
        try:
            for batch in batches:
                ready.put(batch)
            ready.put(None)
        except BaseException as error:
            ready.put(error)

    threading.Thread(target=work, daemon=True).start()
    while (batch := ready.get()) is not None:
        if isinstance(batch, BaseException):
            raise batch
        yield batch


def _keep(out: Path, network: Network, optimiser: torch.optim.Optimizer, seen: int, steps: int, epoch: int) -> None:
    """Write a checkpoint: first all of it, then in the place of the last one; nothing in it is pickled."""
    save_file(network.state_dict(), out / f"{WEIGHTS_FILE}.new")
    tensors = {
        f"{i}.{key}": value.cpu()
        for i, state in optimiser.state_dict()["state"].items()
        for key, value in state.items()
    }
    save_file(tensors, out / "optimiser.safetensors.new")
    said = json.dumps({"seen": seen, "steps": steps, "epoch": epoch})
    (out / "progress.json.new").write_text(said, encoding="utf-8")
    for name in (WEIGHTS_FILE, "optimiser.safetensors", "progress.json"):
        (out / f"{name}.new").replace(out / name)


def _resume(out: Path, network: Network, optimiser: torch.optim.Optimizer) -> tuple[int, int, int]:
    """Load the last checkpoint, if there is one; return groups seen, steps and epochs begun."""
    if not (out / "progress.json").is_file():
        return 0, 0, 0
    progress = json.loads((out / "progress.json").read_text(encoding="utf-8"))
    network.load_state_dict(load_file(out / WEIGHTS_FILE))
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in load_file(out / "optimiser.safetensors").items():
        number, _, key = name.partition(".")
        state.setdefault(int(number), {})[key] = value
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
    _log.info("going on after %d groups", progress["seen"])
    return progress["seen"], progress["steps"], progress["epoch"]


if __name__ == "__main__":
    main()
