"""The runtime of the networks tells nobody that it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BY_ITSELF = "import onnxruntime"
AS_QUOTH = "from retrieval.runtime import runtime; onnxruntime = runtime()"
USING = """
import numpy, onnx
from onnx import TensorProto, helper

given, made = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("given", "made"))
graph = helper.make_graph([helper.make_node("Neg", ["given"], ["made"])], "graph", [given], [made])
model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)])
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
assert session.run(None, {"given": numpy.ones(1, dtype="float32")})[0] == -1
"""


def traces(home: Path, importing: str) -> list[Path]:
    """Use the runtime in a process of its own; return what it left in the user's folder."""
    home.mkdir()
    # Where tests run for a change to be merged, onnxruntime knows by a variable that it should report nothing.
    places = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_DATA_HOME"), str(home))
    places |= dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")  # it reaches nobody from here
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    subprocess.run([sys.executable, "-c", importing + USING], env=kept | places, check=True, timeout=100)
    return [path for path in home.rglob("*") if path.is_file()]


def test_no_number_of_the_machine_and_no_report_is_kept(tmp_path: Path) -> None:
    assert traces(tmp_path / "quoth", AS_QUOTH) == []
    if not traces(tmp_path / "other", BY_ITSELF):
        pytest.skip("this build of onnxruntime has no telemetry")
