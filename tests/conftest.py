"""What all tests share: the real model, loaded once, and libraries that use it."""

from __future__ import annotations

import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")

import warnings
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what third parties say while they are imported is not ours to mend
    import faiss  # noqa: F401
    import sentence_transformers  # noqa: F401

from retrieval import Library
from retrieval.encoding.graphs import exporting
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.encoding.serving import ServingEncoder
from retrieval.index_folder import ENCODER_FOLDER
from retrieval.parsing.options import DEFAULT_OPTIONS, ParsingOptions
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.reader import BUNDLED, Reader, find_reader
from retrieval.reader.bundled import BundledReader

settings.register_profile(
    "quoth", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("quoth")

ROOT = Path(__file__).resolve().parent.parent

Open = Callable[..., Library]


@pytest.fixture(autouse=True)
def _no_export(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no sync export the model, which takes seconds, unless the test asks for the fixture ``exports``."""
    if "exports" not in request.fixturenames:
        monkeypatch.setattr(ServingEncoder, "lacks_export", False)


@pytest.fixture(autouse=True)
def _no_lower_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a bot's sync be as quick as the tests beside it, which have every core for themselves."""
    if resyncing := sys.modules.get("bot.service.resyncing"):
        monkeypatch.setattr(resyncing, "SYNC_PRIORITY", 0)


@pytest.fixture(autouse=True)
def _shared_pools(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all syncs use the same processes to read files, which take a second each to begin.

    A test that asks for the fixture ``own_pools`` is about their beginning or their end.
    """
    if "own_pools" not in request.fixturenames:
        kept = request.getfixturevalue("_kept_pools")
        monkeypatch.setattr("retrieval.library.ParsingPool", kept)


@pytest.fixture(scope="session")
def _kept_pools() -> Iterator[Callable[..., AbstractContextManager[ParsingPool]]]:
    """Make a pool for every set of options, or give the one that there is."""
    pools = dict[ParsingOptions, ParsingPool]()

    def kept(options: ParsingOptions = DEFAULT_OPTIONS) -> AbstractContextManager[ParsingPool]:
        return nullcontext(pools.setdefault(options, ParsingPool(options)))

    yield kept
    for pool in pools.values():
        pool.close()


@pytest.fixture
def own_pools() -> None:
    """A sync in this test begins its own processes that read files, and ends them, as it does for people."""


@pytest.fixture
def exports() -> None:
    """A sync in this test exports the model, as it does for people."""


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def encoder() -> SentenceTransformerEncoder:
    """The bundled model, loaded."""
    encoder = SentenceTransformerEncoder(find_model(ENGLISH_MODEL))
    encoder.encode_query("warm")
    return encoder


@pytest.fixture(scope="session")
def reader() -> BundledReader:
    """The reader that comes with Quoth, loaded."""
    return BundledReader(find_model(ENGLISH_MODEL))


@contextmanager
def opener(**defaults: Any) -> Iterator[Open]:
    """Yield ``Library.open`` with other defaults; everything it opened is closed at the end."""
    opened = []

    def open_(seeds: Path, index: Path, **options: Any) -> Library:
        opened.append(Library.open(seeds, index, **{**defaults, **options}))
        return opened[-1]

    yield open_
    for library in opened:
        library.close()


@pytest.fixture
def open_library(encoder: SentenceTransformerEncoder, reader: BundledReader) -> Iterator[Open]:
    """``Library.open`` with the models that are loaded already, until the test ends."""
    with opener(encoder=encoder, reader=reader) as open_:
        yield open_


@pytest.fixture(scope="session")
def keep_library(encoder: SentenceTransformerEncoder, reader: BundledReader) -> Iterator[Open]:
    """The same for libraries that several tests share."""
    with opener(encoder=encoder, reader=reader) as open_:
        yield open_


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, encoder: SentenceTransformerEncoder, reader: BundledReader) -> None:
    """Every library that is opened in this process uses the models that are loaded already."""

    def find(name: str, digests: MutableMapping[str, str]) -> Reader | None:
        return reader if name == BUNDLED else find_reader(name, digests)

    monkeypatch.setattr("retrieval.encoding.serving.SentenceTransformerEncoder", lambda *_: encoder)
    monkeypatch.setattr("retrieval.library.find_reader", find)


@pytest.fixture(scope="session")
def bundled(keep_library: Open, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of the seeds that come with Quoth, synced."""
    library = keep_library(root / "seeds", tmp_path_factory.mktemp("bundled") / "index")
    library.sync()
    return library


@pytest.fixture(scope="session")
def bundled_export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the bundled model's export."""
    folder = tmp_path_factory.mktemp("export") / ENCODER_FOLDER
    files = find_model(ENGLISH_MODEL)
    assert exporting.export_model(files, files.digest({}), folder) == {}
    return folder


@pytest.fixture(scope="session")
def tiny_export(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny model's export; copy it to spoil it."""
    folder = tmp_path_factory.mktemp("export") / ENCODER_FOLDER
    files = find_model(str(tiny_model))
    assert exporting.export_model(files, files.digest({}), folder) == {}
    return folder


@pytest.fixture(scope="session")
def pool() -> Iterator[ParsingPool]:
    """Processes that parse files."""
    with ParsingPool() as pool:
        yield pool


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """An empty seeds folder."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sentence-transformers model of 32 dimensions, made here: its vectors mean nothing, but fast."""
    from tests.encoding.tiny_model import make_tiny_model

    return make_tiny_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def tiny_encoder(tiny_model: Path) -> SentenceTransformerEncoder:
    """The tiny model, loaded."""
    encoder = SentenceTransformerEncoder(find_model(str(tiny_model)))
    encoder.encode_query("warm")
    return encoder


@pytest.fixture
def open_tiny(tiny_encoder: SentenceTransformerEncoder) -> Iterator[Open]:
    """``Library.open`` with the tiny model and no reader, for tests of storage: what it finds is arbitrary."""
    with opener(encoder=tiny_encoder, reader="none") as open_:
        yield open_


@pytest.fixture(scope="session")
def keep_tiny(tiny_encoder: SentenceTransformerEncoder) -> Iterator[Open]:
    """The same for libraries that several tests share."""
    with opener(encoder=tiny_encoder, reader="none") as open_:
        yield open_
