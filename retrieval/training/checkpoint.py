"""The folder of a training run: what was mined for it, and the checkpoint from which an interrupted run resumes."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from retrieval.errors import TrainingError, first_line, reason_of

WEIGHTS_FILE = "reader.safetensors"
OPTIMISER_FILE = "optimiser.safetensors"
PROGRESS_FILE = "progress.json"

_log = logging.getLogger(__name__)


class RunPosition(NamedTuple):
    """How far a run has come: groups seen, steps made, epochs begun."""

    seen: int = 0
    steps: int = 0
    epoch: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last checkpoint in a folder. ``run`` is the digest of the run's data, options and first weights."""

    folder: Path
    run: str

    def save(self, network: torch.nn.Module, optimiser: torch.optim.Optimizer, position: RunPosition) -> None:
        """Write all files of a new checkpoint, then replace the last one's with them. Nothing in them is pickled."""
        save_file(network.state_dict(), self._new(WEIGHTS_FILE))
        tensors = {
            f"{i}.{key}": value.cpu()
            for i, state in optimiser.state_dict()["state"].items()
            for key, value in state.items()
        }
        save_file(tensors, self._new(OPTIMISER_FILE))
        self._new(PROGRESS_FILE).write_text(json.dumps({"run": self.run, **position._asdict()}), encoding="utf-8")
        for name in (WEIGHTS_FILE, OPTIMISER_FILE, PROGRESS_FILE):
            self._new(name).replace(self.folder / name)

    def check(self) -> RunPosition:
        """Return how far the run has come. Raises TrainingError when the checkpoint is damaged, or another run's."""
        path = self.folder / PROGRESS_FILE
        if not path.exists():
            return RunPosition()
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            run, position = fields.pop("run", None), RunPosition(**fields)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise self._damaged(error) from error
        if run != self.run:
            raise TrainingError(
                f"{self.folder} holds a run on other data, with other options, or from other weights",
                "delete it, or name another folder",
                path=self.folder,
                expected=self.run,
                found=run,
            )
        return position

    def resume(self, network: torch.nn.Module, optimiser: torch.optim.Optimizer) -> RunPosition:
        """Load the checkpoint, if there is one, and return how far its run has come. Raises what ``check`` does."""
        position = self.check()
        if not position.steps:
            return position
        try:
            network.load_state_dict(load_file(self.folder / WEIGHTS_FILE))
            state: dict[int, dict[str, Tensor]] = {}
            for name, value in load_file(self.folder / OPTIMISER_FILE).items():
                number, _, key = name.partition(".")
                state.setdefault(int(number), {})[key] = value
            optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
        except torch.OutOfMemoryError:
            raise
        except (OSError, ValueError, LookupError, RuntimeError, SafetensorError) as error:
            raise self._damaged(error) from error
        _log.info("resuming after %d groups", position.seen)
        return position

    def _damaged(self, error: Exception) -> TrainingError:
        return TrainingError(
            f"The checkpoint in {self.folder} is damaged ({first_line(error)})",
            "delete it to start again",
            path=self.folder,
        )

    def _new(self, name: str) -> Path:
        return self.folder / f"{name}.new"


def digest(*parts: object) -> str:
    """Return 16 hexadecimal digits of the parts' ``str``, which for a dataclass names the class and its fields."""
    found = hashlib.sha256()
    for part in parts:
        found.update(f"{part}\0".encode())
    return found.hexdigest()[:16]


def digest_weights(weights: Mapping[str, Tensor] | None) -> str:
    """Return the digest of a network's weights; None stands for no weights."""
    each = sorted((weights or {}).items())
    return digest(*(hashlib.sha256(value.float().cpu().numpy().tobytes()).hexdigest() for _, value in each))


def make_folder(folder: Path) -> None:
    """Make a folder, unless it exists. Raises TrainingError when it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(
            f"The folder {folder} cannot be made ({reason_of(error)})", "name another", path=folder
        ) from error


def read_weights(path: Path) -> dict[str, Tensor]:
    """Return the weights in a file. Raises TrainingError when it holds none."""
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise TrainingError(
            f"{path} holds no weights ({first_line(error)})", "name a finished run", path=path
        ) from error


def read_mined(path: Path) -> NDArray[np.int32] | None:
    """Return what was mined, if there is such a file. Raises TrainingError when it is damaged."""
    if not path.exists():
        return None
    try:
        return np.load(path)  # type: ignore[no-any-return]
    except (OSError, ValueError, EOFError) as error:
        raise TrainingError(f"{path} is damaged ({first_line(error)})", "delete it to mine again", path=path) from error


def write_mined(path: Path, mined: NDArray[np.int32]) -> None:
    """Write what was mined, all of it or nothing."""
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        np.save(file, mined)
    new.replace(path)
