"""Peers: start, memory, waiting and throughput of Quoth and of others that could answer the same questions.

    pip install -e '.[benchmark]'
    python tests/benchmarks/peers.py ../shared/data/squad11_train                    # 1,000 and 20,000 passages
    python tests/benchmarks/peers.py ../shared/data/squad11_train --passages 1000 --only quoth "by hand"
    python tests/benchmarks/peers.py ../shared/data/squad11_train --plots .          # and two pictures, with matplotlib

All have the same passages, the same model from the same folder on disk, and their index on disk; vectors are computed
once, by Quoth, and given to each in the way it takes them. All return the three best passages; what else they do
differs: Quoth and txtai search for words, too, and only Quoth ranks sentences, drops duplicates, checks its quotes
against a digest and remembers each answer. It takes part without its reader, because no peer has one, and once more
with it. None generates text. Peers that cannot be imported do not take part.

In each round, each gets a fresh process, in turn. "First answer" is the time from the start of that process to an
answer, imports included, and "CPU" is the processor time until then. "Memory" is resident after all questions. Then 1,
8 and 64 people ask, each one question after the other, none twice: peers in as many threads as there are people (txtai
in one, because it allows no more), Quoth through its desk. The table has medians over the rounds, each followed by the
median ratio to sentence-transformers and FAISS by hand in the same round.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ |= {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "ORT_DISABLE_TELEMETRY": "1"}
os.environ["TOKENIZERS_PARALLELISM"] = "true"
os.environ.setdefault("TQDM_DISABLE", "1")

import numpy as np
from askers import ASKERS, ROOT, SIZES, environment, library_of, questions, resident

K = 3
QUESTIONS_PER_ASKER = {1: 60, 8: 12, 64: 3}
"""By the number of askers."""
BASELINE = "by hand"
NEEDS = {
    "quoth": "retrieval",
    "quoth, int8": "retrieval",
    "quoth, with reader": "retrieval",
    BASELINE: "sentence_transformers",
    "txtai": "txtai",
    "LlamaIndex": "llama_index.embeddings.huggingface",
    "Haystack": "haystack_integrations.components.embedders.sentence_transformers",
}
"""Who takes part, and the module that each needs."""

Answer = Callable[[str], object]
Ask = Callable[[str], Awaitable[object]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare Quoth with its peers.")
    parser.add_argument("data", type=Path, metavar="DATA_DIR", help="folder of the set squad11_train")
    parser.add_argument("--passages", type=int, nargs="+", default=SIZES, metavar="N", help="sizes of the library")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="fresh processes of each (default: 3)")
    parser.add_argument("--only", nargs="+", choices=NEEDS, default=[*NEEDS], metavar="NAME", help="who takes part")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where libraries and indexes are kept")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="where to write waiting.svg and memory.svg")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        task, name, folder = options.child
        print(json.dumps({"build": build, "serve": serve}[task](name, Path(folder))))
        return
    names = [name for name in NEEDS if name in {*options.only, BASELINE} and is_installed(NEEDS[name])]
    medians: dict[str, dict[int, dict[str, float]]] = {name: {} for name in names}
    with tempfile.TemporaryDirectory() as temporary:
        for passages in options.passages:
            folder = library_of(options.data, passages, options.keep or Path(temporary))
            found = measure(options.data, folder, names, options.rounds)
            print_table(passages, found)
            for name, rows in found.items():
                medians[name][passages] = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    if options.plots:
        plot(options.plots, medians)


def is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # the package around it is missing, too
        return False


def measure(data: Path, folder: Path, names: Sequence[str], rounds: int) -> dict[str, list[dict[str, float]]]:
    for name in names:
        if not (folder / name).exists():
            child("build", name, folder)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for round_ in range(rounds):
        asked = json.dumps(questions(data, round_, sum(askers * each for askers, each in QUESTIONS_PER_ASKER.items())))
        for name in names:
            found[name].append(child("serve", name, folder, asked))
    return found


def child(task: str, name: str, folder: Path, asked: str = "[]") -> Any:
    command = [sys.executable, __file__, ".", "--child", task, name, str(folder)]
    variables = environment(ROOT) | {"QUOTH_STARTED": str(time.time())}
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, check=True, env=variables)
    return json.loads(done.stdout.splitlines()[-1])


def print_table(passages: int, found: dict[str, list[dict[str, float]]]) -> None:
    keys = [*next(iter(found.values()))[0]]
    print(f"\n| {passages:,} passages | {' | '.join(keys)} |\n|---{'|---' * len(keys)}|")
    for name, rows in found.items():
        cells = []
        for key in keys:
            value = statistics.median(row[key] for row in rows)
            ratio = statistics.median(a[key] / b[key] for a, b in zip(rows, found[BASELINE], strict=True))
            cells.append(f"{value:.{2 if value < 10 else 0}f} ({ratio:.2f})")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def plot(folder: Path, medians: dict[str, dict[int, dict[str, float]]]) -> None:
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    for file, key, label, scale in (
        ("waiting.svg", "1: p50, ms", "milliseconds that one asker waits, median", "log"),
        ("memory.svg", "memory, MB", "resident memory, MB", "linear"),
    ):
        figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
        axes.set(xscale="log", yscale=scale, xlabel="passages", title=label)
        if scale == "linear":
            axes.set_ylim(0, 1.1 * max(row[key] for sizes in medians.values() for row in sizes.values()))
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", which="both", color="#e4e4e7", linewidth=0.8)
        axes.set_axisbelow(True)
        places: list[float] = []
        for name, sizes in sorted(medians.items(), key=lambda item: [*item[1].values()][-1][key]):
            colour = {"quoth": "#1d4ed8", "quoth, int8": "#60a5fa", "quoth, with reader": "#7c3aed"}.get(
                name, "#71717a"
            )
            values = [row[key] for row in sizes.values()]
            axes.plot([*sizes], values, marker="o", color=colour, linewidth=2)
            # Names stand at the ends of their lines and do not overlap.
            low, high = axes.get_ylim() if scale == "linear" else (1.0, 1.0)
            lowest = (places[-1] + 0.055 * (high - low) if scale == "linear" else places[-1] * 1.2) if places else 0.0
            places.append(max(values[-1], lowest))
            axes.annotate(
                f"{name}, {values[-1]:.0f}", (max(sizes), places[-1]), (8, 0), textcoords="offset points",
                color=colour, va="center",
            )  # fmt: skip
        ticks = sorted({passages for sizes in medians.values() for passages in sizes})
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.minorticks_off()
        figure.savefig(folder / file)


# -- in a process of its own -----------------------------------------------------------------------------------------


def build(name: str, folder: Path) -> None:
    """Make the index of a peer, from the passages and vectors in the catalog of Quoth."""
    from retrieval.catalog.catalog import Catalog

    with Catalog(folder / "index" / "catalog.sqlite") as catalog:
        batches = [*catalog.all_vectors()]
        vectors = np.concatenate([rows for _, rows in batches]).astype(np.float32)
        texts = [stored.passage.text for ids, _ in batches for stored in catalog.passages(ids)]
    own = folder / name
    own.mkdir()
    if name in BUILD:
        BUILD[name](own, texts, vectors)


def serve(name: str, folder: Path) -> dict[str, float]:
    """Answer a first question, then those of 1, 8 and 64 askers."""
    asked = iter(json.load(sys.stdin))
    figures: dict[str, float] = {}

    async def run(ask: Ask) -> None:
        await ask("What was the first question?")
        figures["first answer, s"] = time.time() - float(os.environ["QUOTH_STARTED"])
        figures["CPU, s"] = time.process_time()
        for askers in ASKERS:
            lists = [[next(asked) for _ in range(QUESTIONS_PER_ASKER[askers])] for _ in range(askers)]
            started = time.perf_counter()
            waits = [wait for each in await asyncio.gather(*(one(ask, own) for own in lists)) for wait in each]
            rate = len(waits) / (time.perf_counter() - started)
            cuts = statistics.quantiles(waits, n=100)
            for label, value in (("p50, ms", cuts[49]), ("p95, ms", cuts[94]), ("p99, ms", cuts[98]), ("per s", rate)):
                figures[f"{askers}: {label}"] = value
        figures["memory, MB"] = resident("VmRSS")

    async def one(ask: Ask, own: Sequence[str]) -> list[float]:
        waits = []
        for question in own:
            started = time.perf_counter()
            await ask(question)
            waits.append((time.perf_counter() - started) * 1000)
        return waits

    async def threaded(answer: Answer) -> None:
        with ThreadPoolExecutor(1 if name == "txtai" else max(ASKERS)) as pool:
            await run(lambda question: asyncio.get_running_loop().run_in_executor(pool, answer, question))

    if name.startswith("quoth"):
        with quoth(folder, "int8" if "int8" in name else "float32", "bundled" if "reader" in name else "none") as desk:
            asyncio.run(run(desk))
    else:
        asyncio.run(threaded(OPEN[name](folder / name)))
    return figures


@contextmanager
def quoth(folder: Path, precision: Any, reader: str) -> Iterator[Ask]:
    from bot.desk import Desk
    from bot.state.state import State
    from bot.tickets import Request
    from retrieval import UNLIMITED, Library

    with (
        tempfile.TemporaryDirectory() as temporary,
        Library.open(folder / "seeds", folder / "index", precision=precision, reader=reader) as library,
        State(Path(temporary, "state.sqlite"), keep_days=1) as state,
    ):
        desk = Desk(library, state, max_waiting=1000, list_unanswered=False)
        yield lambda question: desk.submit(Request(question, 1, 1, access=UNLIMITED)).reply
        desk.close()


def model() -> str:
    from retrieval.encoding.model_files import ENGLISH_MODEL, find_model

    return str(find_model(ENGLISH_MODEL).folder)


def build_by_hand(own: Path, texts: Sequence[str], vectors: Any) -> None:
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(own / "index.faiss"))
    (own / "texts.json").write_text(json.dumps(texts), encoding="utf-8")


def open_by_hand(own: Path) -> Answer:
    import faiss
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model(), device="cpu", local_files_only=True)
    index = faiss.read_index(str(own / "index.faiss"))
    texts = json.loads((own / "texts.json").read_text(encoding="utf-8"))

    def answer(question: str) -> object:
        vector = encoder.encode([question], normalize_embeddings=True, show_progress_bar=False)
        return [texts[i] for i in index.search(vector, K)[1][0]]

    return answer


def build_txtai(own: Path, texts: Sequence[str], vectors: Any) -> None:
    from txtai import Embeddings

    known = dict(zip(texts, vectors, strict=True))
    embeddings = Embeddings(
        {
            "method": "external",
            "transform": lambda batch: [known[text] for text in batch],
            "content": True,
            "hybrid": True,
        }
    )
    embeddings.index(texts)
    embeddings.config["transform"] = None
    embeddings.save(str(own / "index"))


def open_txtai(own: Path) -> Answer:
    from txtai import Embeddings

    embeddings = Embeddings()
    embeddings.load(str(own / "index"), config={"method": "sentence-transformers", "path": model(), "gpu": False})
    return lambda question: embeddings.search(question, K)


def build_llama_index(own: Path, texts: Sequence[str], vectors: Any) -> None:
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.embeddings import MockEmbedding
    from llama_index.core.schema import TextNode

    nodes = [TextNode(text=text, embedding=vector.tolist()) for text, vector in zip(texts, vectors, strict=True)]
    context = StorageContext.from_defaults()
    VectorStoreIndex(nodes, storage_context=context, embed_model=MockEmbedding(vectors.shape[1]))
    context.persist(str(own / "index"))


def open_llama_index(own: Path) -> Answer:
    from llama_index.core import StorageContext, load_index_from_storage
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    encoder = HuggingFaceEmbedding(model_name=model(), device="cpu")
    context = StorageContext.from_defaults(persist_dir=str(own / "index"))
    index = load_index_from_storage(context, embed_model=encoder)
    return index.as_retriever(similarity_top_k=K).retrieve


def build_haystack(own: Path, texts: Sequence[str], vectors: Any) -> None:
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
    pairs = zip(texts, vectors, strict=True)
    store.write_documents([Document(id=str(i), content=t, embedding=v.tolist()) for i, (t, v) in enumerate(pairs)])
    store.save_to_disk(str(own / "index.json"))


def open_haystack(own: Path) -> Answer:
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.utils import ComponentDevice
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder

    encoder = SentenceTransformersTextEmbedder(
        model=model(), device=ComponentDevice.from_str("cpu"), normalize_embeddings=True, progress_bar=False
    )
    encoder.warm_up()
    retriever = InMemoryEmbeddingRetriever(InMemoryDocumentStore.load_from_disk(str(own / "index.json")), top_k=K)
    return lambda question: retriever.run(encoder.run(question)["embedding"])


BUILD = {
    BASELINE: build_by_hand,
    "txtai": build_txtai,
    "LlamaIndex": build_llama_index,
    "Haystack": build_haystack,
}
OPEN = {BASELINE: open_by_hand, "txtai": open_txtai, "LlamaIndex": open_llama_index, "Haystack": open_haystack}

if __name__ == "__main__":
    main()
