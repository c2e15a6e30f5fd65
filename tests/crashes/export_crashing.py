"""The export of the model that encodes questions."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from retrieval import ModelError, StorageError
from retrieval.encoding.graphs import exporting
from retrieval.encoding.manifest import MANIFEST, SUM, Export, export_files, manifest_sum
from retrieval.encoding.model_files import ModelFiles, find_model
from retrieval.encoding.onnx_encoder import OnnxEncoder
from tests.crashes.kit import QUESTION, Kit, done

OLD = "0" * 64
"""The digest of the model that was exported before."""


def exported_before(kit: Kit, folder: Path) -> None:
    export = folder / "crashing" / "encoder"
    shutil.copytree(kit.prepared / "export", export)
    manifest = {**json.loads((export / MANIFEST).read_text(encoding="utf-8")), "model": OLD}
    del manifest[SUM]
    (export / MANIFEST).write_text(json.dumps({**manifest, SUM: manifest_sum(manifest)}), encoding="utf-8")


def export_once(kit: Kit, folder: Path) -> None:
    def traced(_: ModelFiles, to: Path, *__: Any) -> Any:
        for path in (kit.prepared / "traced").iterdir():
            shutil.copyfile(path, to / path.name)
        return np.load(kit.prepared / "expected.npy", allow_pickle=False)

    files = find_model(str(kit.model))
    with mock.patch.object(exporting, "trace", traced):
        try:
            refused = exporting.export_model(files, files.digest({}), folder / "crashing" / "encoder")
            assert refused == {}, refused
        except (OSError, MemoryError) as error:
            raise StorageError(str(error)) from error
    done(1)


def check_export(kit: Kit, folder: Path, steps: int) -> None:
    """One of both exports is whole, also if a file's time of change and length say so without its bytes being read."""
    export, files = folder / "crashing" / "encoder", find_model(str(kit.model))
    whole = []
    for digest in (OLD, files.digest({})):
        with suppress(ModelError):
            found = Export.read(export, digest)
            for name, about in found.files.items():
                if (found.folder / name).exists():
                    os.utime(found.folder / name, ns=(about.changed, about.changed))
            encoder = OnnxEncoder(found, "float32", files)
            assert float(encoder.encode_query(QUESTION) @ kit.encoder.encode_query(QUESTION)) > 0.9999
            found.graph("int8")
            whole.append(digest)
    assert whole == ([files.digest({})] if steps else whole[:1])
    assert len(whole) == 1
    export_once(kit, folder)
    assert sorted(path.name for path in Export.read(export, files.digest({})).folder.iterdir()) == sorted(
        [*export_files("float32"), *export_files("int8"), "tokenizer.json", "words.safetensors"]
    )
    assert len([*export.iterdir()]) == 2
