"""onnxruntime, which runs the networks, kept from telling its makers about it."""

from __future__ import annotations

import os
from typing import Any


def runtime() -> Any:
    """Return the module ``onnxruntime``, with its telemetry off; nothing else in Quoth imports it.

    By itself, since 1.29 and on every system, it gives the machine a lasting number, keeps what it has to report in a
    database in the user's cache folder, and sends it to Microsoft: the processes, the models that are loaded, and how
    long they run.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read once, when it is imported; on Windows, only the call counts
    import onnxruntime  # type: ignore[import-untyped]

    onnxruntime.disable_telemetry_events()
    return onnxruntime
