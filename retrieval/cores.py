"""How many processor cores this process may use."""

from __future__ import annotations

import math
import os
from pathlib import Path


def cores() -> int:
    """Return how many cores this process may use, by its affinity and the quotas of its control groups; 1 or more."""
    affinity = getattr(os, "sched_getaffinity", None)
    count = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, math.ceil(min(count, _quota(Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")))))


def _quota(membership: Path, root: Path) -> float:
    """Return how many cores' time Linux grants the process's control group and its parents, or infinity."""
    try:
        lines = membership.read_text(encoding="utf-8").splitlines()
        group = next(line.removeprefix("0::/") for line in lines if line.startswith("0::/"))
    except (OSError, StopIteration):
        return math.inf
    quotas = [math.inf]
    for folder in (root / group, *(root / group).parents):
        try:
            granted, period = (folder / "cpu.max").read_text(encoding="utf-8").split()
            quotas.append(int(granted) / int(period))
        except (OSError, ValueError, ZeroDivisionError):  # "max" means no limit
            continue
    return min(quotas)
