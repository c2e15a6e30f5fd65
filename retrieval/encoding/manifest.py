"""The files of a model's export, and the manifest that lists them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from retrieval.digests import file_sha256
from retrieval.encoding.tokens import TOKENIZER_FILE
from retrieval.errors import ModelError, first_line

Precision = Literal["float32", "int8"]
PRECISIONS: tuple[Precision, ...] = ("float32", "int8")

FORMAT = 4
"""Goes up by one whenever exports are written or read differently; an export of a different format is rebuilt."""

MANIFEST = "manifest.json"
"""Names the folder that holds the export's files. It is replaced last: an incomplete export is never named."""

WORDS_FILE = "words.safetensors"
"""The word vectors of a model whose graphs take them as an input: see ``retrieval.encoding.word_vectors``."""

TOKEN_INPUTS = ["input_ids", "attention_mask"]
"""The inputs of a graph that looks up its word vectors itself."""

VECTORS_INPUT = "word_vectors"
"""The input of a graph that is given its word vectors; it takes token ids as well only if it needs them elsewhere."""

VECTOR_OUTPUT, TOKENS_OUTPUT = "vector", "tokens"
"""What graphs give: the vectors of texts, and some graphs also those of their tokens."""

SUM = "sum"
"""Under this name, the manifest has its own checksum."""


class ExportDamaged(ModelError):
    """The export is not as it was written, and can be made anew."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file of an export as it was written: its digest, its size in bytes, its time of change in nanoseconds."""

    sha256: str
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the description of the file at a path. Raises OSError when it cannot be read."""
        sha256, stat = file_sha256(path), path.stat()
        return cls(sha256, stat.st_size, stat.st_mtime_ns)

    def is_intact(self, path: Path) -> bool:
        """Return whether every byte of the file at a path is as it was written."""
        try:
            return file_sha256(path) == self.sha256
        except OSError:
            return False

    def is_at(self, path: Path) -> bool:
        """Return whether the file at a path is this one; if its time of change differs, its digest decides."""
        try:
            stat = path.stat()
            if stat.st_size != self.size:
                return False
            return stat.st_mtime_ns == self.changed or file_sha256(path) == self.sha256
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Export:
    """A model's export, as its manifest describes it.

    ``model`` is the digest of the model's files. ``refused`` maps each precision that the model cannot be exported in
    to the reason.
    """

    folder: Path
    model: str
    name: str
    max_sequence_tokens: int
    query_prompt: str
    files: dict[str, ExportedFile]
    refused: dict[str, str]

    @classmethod
    def read(cls, folder: Path, model: str) -> Self:
        """Return the export in a folder. Raises ModelError unless it is there, intact, and of this model.

        model: the digest of the model's files. The texts of the errors are parts of a sentence, in lower case.
        """
        path = folder / MANIFEST
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if found.pop(SUM, None) not in (None, manifest_sum(found)):  # an earlier version wrote none
                raise ValueError("it is not as it was written")
            if found["format"] != FORMAT:
                raise ModelError(
                    f"the export has format {found['format']}, and this version of Quoth reads format {FORMAT}",
                    path=path,
                    expected=FORMAT,
                    found=found["format"],
                )
            if found["model"] != model:
                raise ModelError(
                    f"the export was made from a different model ({found['name']})",
                    path=path,
                    expected=model,
                    found=found["model"],
                )
            return cls(
                folder=folder / str(found["folder"]),
                model=model,
                name=str(found["name"]),
                max_sequence_tokens=int(found["max_tokens"]),
                query_prompt=str(found["query_prompt"]),
                files={str(name): ExportedFile(**about) for name, about in found["files"].items()},
                refused={str(precision): str(reason) for precision, reason in found["refused"].items()},
            )
        except FileNotFoundError as error:
            raise ModelError("there is no export yet", path=path) from error
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise ExportDamaged(f"the export's {MANIFEST} is damaged ({first_line(error)})", path=path) from error

    def graph(self, precision: Precision) -> Path:
        """Return the graph's file. Raises ModelError, as ``read`` does, when it is missing, damaged or was refused."""
        if precision in self.refused:
            raise ModelError(f"the model cannot be exported as {precision}: {self.refused[precision]}", found=precision)
        shared = [name for name in (TOKENIZER_FILE, WORDS_FILE) if name in self.files]
        for name in (*shared, *export_files(precision)):
            if name not in self.files or not self.files[name].is_at(self.folder / name):
                raise ExportDamaged(f"the export's {name} is missing or damaged", path=self.folder / name)
        return self.folder / export_files(precision)[0]


def manifest_sum(found: Mapping[str, Any]) -> int:
    """Return the checksum of a manifest, given all that is in it but the checksum."""
    return zlib.crc32(json.dumps(found, sort_keys=True).encode())


def damaged_export(folder: Path) -> list[Path]:
    """Return the files of the export in a folder that are not as they were written; every byte is read."""
    path = folder / MANIFEST
    if not path.exists():
        return []
    try:
        export = Export.read(folder, str(json.loads(path.read_bytes())["model"]))
    except ExportDamaged:
        return [path]
    except ModelError:  # of another version, which is replaced when it can be
        return []
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return [path]
    return [export.folder / name for name, file in export.files.items() if not file.is_intact(export.folder / name)]


def export_files(precision: str) -> tuple[str, str]:
    """Return the names of an export's graph and of its weights, which have their own file to be memory-mapped."""
    return f"{precision}.onnx", f"{precision}.bin"
