"""What the crashed operations work with.

Documents are parsed in the process itself, because what starts and watches other processes writes nothing that lasts.
The encoder is the tiny model's, whose export encodes passages as well, which spares torch; all else is the real thing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any
from unittest import mock

from retrieval import Document, Library
from retrieval.encoding.manifest import Export
from retrieval.encoding.model_files import find_model
from retrieval.encoding.onnx_encoder import OnnxEncoder
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.model import Span
from retrieval.parsing.files import parse_bytes
from tests.crashes.tracing import MARK

QUESTION = "How far do eels swim?"


@dataclass(frozen=True)
class Kit:
    """What operations work with: the tiny model, and a folder with its export and its graph as torch traces it."""

    model: Path
    prepared: Path

    @cached_property
    def encoder(self) -> TinyEncoder:
        """The encoder, loaded by the process that first uses it."""
        return TinyEncoder(self.model, self.prepared / "export")

    def library(self, folder: Path) -> Library:
        """Open the library of a folder."""
        return Library.open(folder / "seeds", folder / "crashing" / "index", encoder=self.encoder, reader="none")


class TinyEncoder:
    """The tiny model as an ``Encoder``, without torch."""

    def __init__(self, model: Path, export: Path) -> None:
        files = find_model(str(model))
        counting = SentenceTransformerEncoder(files)
        self.name, self.digest, self.max_tokens, self.count = (
            counting.name, counting.digest, counting.max_tokens, counting.count,
        )  # fmt: skip
        self.languages = counting.languages
        encoder = OnnxEncoder(Export.read(export, self.digest), "float32", files)
        self.encode_query, self.encode_queries = encoder.encode_query, encoder.encode_queries

    def encode_documents(self, texts: Sequence[str], *_: object) -> Any:
        return self.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *_: object) -> Any:
        sentences = [
            self.encode_queries([text[slice(*span)] for span in each]) for text, each in zip(texts, spans, strict=True)
        ]
        return self.encode_queries(texts), sentences


class PoolOfOne:
    """Parses in this process."""

    def __init__(self, options: Any) -> None:
        self.options = options

    def parse(self, root: Path, path: str) -> Document:
        data = (root / path).read_bytes()
        return Document(path, hashlib.sha256(data).hexdigest(), parse_bytes(data, PurePosixPath(path)))

    def close(self) -> None:
        pass

    def __enter__(self) -> PoolOfOne:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def in_this_process() -> Any:
    """Let libraries parse in this process, as a context."""
    return mock.patch.multiple("retrieval.library", ParsingPool=PoolOfOne)


def done(step: int) -> None:
    """Tell the recorder that a step is done: its effect must last from now on."""
    with suppress(OSError):
        os.mkdir(f"{MARK}{step}")  # noqa: PTH102


@dataclass(frozen=True, slots=True)
class Operation:
    """What is crashed. All that it changes is in the folder ``crashing``, and all else stays as it is.

    prepare: fills a folder. run: what is crashed; it calls ``done``. Its errors are those of Quoth, and are reported.
    check: raises AssertionError unless the folder is as it was before or after, or after as many steps as were done, or
    one more, and works on. share: how many of a hundred points are of this operation; a check may take long.
    """

    prepare: Callable[[Kit, Path], None]
    run: Callable[[Kit, Path], None]
    check: Callable[[Kit, Path, int], None]
    share: int
