"""Serving: what it costs to encode a question, and to start, with the model itself and with its export.

    python tests/benchmarks/serving.py                                          # encoders and commands
    python tests/benchmarks/serving.py --data ../shared/data                    # and how near the vectors are
    python tests/benchmarks/serving.py --data ../shared/data --quality time clapnq_dev   # and what that costs

Encoders: every round starts a fresh process for each of them, in turn, so that whatever else the machine does affects
all alike; the table has medians over the rounds. "First vector" counts from the start of the process, imports
included; "CPU" is the processor time of all threads until then, which varies less than the clock when other programs
run. "Memory" is resident, after a hundred questions. "p50" and "best" are of those hundred, ten words on average, one
at a time. The baseline is plain ``SentenceTransformer.encode`` in float32. OpenVINO takes part where
it can be imported, with the graphs that Quoth makes on the way to its own.

Commands: ``quoth --help`` and ``quoth ask`` on the bundled seeds, in fresh processes; "memory" is their peak.
The baseline for both is a process that answers the same question with sentence-transformers and FAISS by hand, its
vectors ready in a file.

Vectors: cosines between the export's vector of a question and that of ``SentenceTransformer.encode`` in float32, over
60 questions of each set and a few dozen odd strings.

Quality: nDCG@10 and hit@1 of ``quoth eval``, document level, with questions encoded by the model itself and by the
export. The index of a set is kept in ``--cache`` for the next time.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PREPARE = "prepare"
BASELINE = "sentence-transformers"
SERVED = ("float32", "int8")
OPENVINO = {"OpenVINO float32": "traced", "OpenVINO int8": "quantised"}
QUESTIONS_ASKED = 100
QUESTIONS = [
    "what do eels eat on their way to the sea",
    "how far away was the eruption heard, and when?",
    "who removed the handle of the pump in Broad Street",
    "why was a leap second added at the end of the year?",
    "how many detainees were moved, and on whose orders were they?",
    "when did Voyager 2 pass Neptune?",
]
ODD = ["eel", "é" * 9, "谁发现了霍乱的来源？", "🐟 🐟", "C++ & AT&T's v1.2.3", "\t\x00 x", "word " * 400, "a" * 500]
BY_HAND = """
import sys, faiss, numpy
from sentence_transformers import SentenceTransformer
vectors = numpy.load(sys.argv[2])
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)
question = SentenceTransformer(sys.argv[1], device="cpu").encode([sys.argv[3]], normalize_embeddings=True)
print(index.search(question, 3))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what serving questions costs.")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="fresh processes of each (default: 7)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the development sets")
    parser.add_argument("--quality", nargs="*", default=[], metavar="SET", help="sets to ask, with --data")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where indexes of sets are kept, for --quality")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        name, folder = options.child[0], Path(options.child[1])
        print(json.dumps(prepare(folder) if name == PREPARE else child(name, folder)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        child_process(PREPARE, folder)  # in its own process, or its memory would count for all that follow
        compare_encoders(folder, options.rounds)
        compare_commands(folder, options.rounds)
        if options.data:
            compare_vectors(folder, options.data)
    for name in options.quality:
        with tempfile.TemporaryDirectory() as temporary:
            compare_quality(options.data, name, (options.cache or Path(temporary)) / name)


def prepare(folder: Path) -> dict[str, float]:
    """Sync the bundled seeds, which leaves an export, and make what only the baselines need; measure nothing."""
    import numpy as np

    from retrieval import Library
    from retrieval.catalog.catalog import Catalog
    from retrieval.encoding.graphs.exporting import PROBES, optimise
    from retrieval.encoding.graphs.quantising import quantise
    from retrieval.encoding.graphs.tracing import split_off_word_vectors, trace
    from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
    from retrieval.encoding.tokens import load_tokenizer, question_ids
    from retrieval.index_folder import CATALOG_FILE

    with Library.open(ROOT / "seeds", folder / "index") as library:
        library.sync()
    with Catalog(folder / "index" / CATALOG_FILE) as catalog:
        np.save(folder / "vectors.npy", np.concatenate([rows for _, rows in catalog.all_vectors()]).astype(np.float32))
    if importlib.util.find_spec("openvino"):
        files = find_model(ENGLISH_MODEL)
        tokenizer = load_tokenizer(files.folder / "tokenizer.json", files.name)
        trace(files, folder, "traced", question_ids(tokenizer, PROBES, "", files.max_sequence_tokens))
        split_off_word_vectors(folder, "traced")
        optimise(folder, "traced", "folded", fuse=False)
        quantise(folder, "folded", "quantised")
    return {}


# -- encoders --------------------------------------------------------------------------------------------------------


def compare_encoders(folder: Path, rounds: int) -> None:
    names = [BASELINE, *SERVED, *(OPENVINO if importlib.util.find_spec("openvino") else ())]
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            found[name].append(child_process(name, folder))
    print("\n| encoder | first vector, s | of which CPU, s | memory, MB | p50, ms | best, ms |")
    print("|---|---|---|---|---|---|")
    table(found, ("first", "cpu", "memory", "p50", "best"), (2, 2, 0, 1, 1))


def child_process(name: str, folder: Path) -> Any:
    environment = os.environ | {"QUOTH_STARTED": str(time.time())}
    command = [sys.executable, __file__, "--child", name, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def child(name: str, folder: Path) -> dict[str, float]:
    encode = encoder(name, folder)
    encode(QUESTIONS[0])
    first, cpu = time.time() - float(os.environ["QUOTH_STARTED"]), time.process_time()
    times = []
    for i in range(QUESTIONS_ASKED):
        started = time.perf_counter()
        encode(QUESTIONS[i % len(QUESTIONS)])
        times.append((time.perf_counter() - started) * 1000)
    return {"first": first, "cpu": cpu, "memory": resident(), "p50": statistics.median(times), "best": min(times)}


def encoder(name: str, folder: Path) -> Callable[[str], Any]:
    """Return what turns a question into a vector, and import and load nothing else."""
    if name == BASELINE:
        from sentence_transformers import SentenceTransformer

        from retrieval.encoding.model_files import ENGLISH_MODEL, find_model

        model = SentenceTransformer(str(find_model(ENGLISH_MODEL).folder), device="cpu", local_files_only=True)
        return lambda text: model.encode([text], normalize_embeddings=True)
    if name in OPENVINO:
        return by_openvino(folder / f"{OPENVINO[name]}.onnx")
    from retrieval.encoding.manifest import MANIFEST, Export
    from retrieval.encoding.model_files import find_model
    from retrieval.encoding.onnx_encoder import OnnxEncoder

    exported = folder / "index" / "encoder"
    about = json.loads((exported / MANIFEST).read_text(encoding="utf-8"))
    export = Export.read(exported, about["model"])
    return OnnxEncoder(export, "int8" if name == "int8" else "float32", find_model(about["name"])).encode_query


def by_openvino(graph: Path) -> Callable[[str], Any]:
    import numpy as np
    import openvino
    from tokenizers import Tokenizer

    from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
    from retrieval.encoding.word_vectors import WordVectors

    files = find_model(ENGLISH_MODEL)
    tokenizer = Tokenizer.from_file(str(files.folder / "tokenizer.json"))
    tokenizer.no_padding()
    words = WordVectors(files.folder / "model.safetensors")
    request = openvino.Core().compile_model(graph, "CPU", {"PERFORMANCE_HINT": "LATENCY"}).create_infer_request()

    def encode(text: str) -> Any:
        ids = np.array([tokenizer.encode(text).ids])
        vectors = words.of(ids.tolist())[0][np.newaxis]
        return request.infer({"input_ids": ids, "attention_mask": np.ones_like(ids), "word_vectors": vectors})

    return encode


def resident() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


# -- commands --------------------------------------------------------------------------------------------------------


def compare_commands(folder: Path, rounds: int) -> None:
    from retrieval.encoding.model_files import ENGLISH_MODEL, find_model

    quoth = (sys.executable, "-c", "import sys; sys.argv[0] = 'quoth'; from bot.cli import main; main()")
    by_hand = (sys.executable, "-c", BY_HAND, str(find_model(ENGLISH_MODEL).folder), str(folder / "vectors.npy"))
    ask = (*quoth, "ask", QUESTIONS[0])
    commands: dict[str, tuple[Sequence[str], str]] = {
        "sentence-transformers + FAISS by hand": ((*by_hand, QUESTIONS[0]), "float32"),
        "quoth ask": (ask, "float32"),
        "quoth ask, int8": (ask, "int8"),
        "quoth --help": ((*quoth, "--help"), "float32"),
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, (command, precision) in commands.items():
            found[name].append(run(command, folder, precision))
    print("\n| fresh process | whole, s | of which CPU, s | memory, MB |\n|---|---|---|---|")
    table(found, ("whole", "cpu", "memory"), (2, 2, 0))


def run(command: Sequence[str], folder: Path, precision: str) -> dict[str, float]:
    settings = {"SEEDS_DIR": str(ROOT / "seeds"), "INDEX_DIR": str(folder / "index"), "EMBEDDING_PRECISION": precision}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | settings, cwd=ROOT
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), command
    whole = time.perf_counter() - started
    return {"whole": whole, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1000}


def table(found: dict[str, list[dict[str, float]]], keys: Sequence[str], digits: Sequence[int]) -> None:
    """Print medians, each followed by the median over the rounds of its ratio to the first row's."""
    baseline = next(iter(found.values()))
    for name, rows in found.items():
        cells = []
        for key, places in zip(keys, digits, strict=True):
            ratio = statistics.median(row[key] / base[key] for row, base in zip(rows, baseline, strict=True))
            cells.append(f"{statistics.median(row[key] for row in rows):.{places}f} ({ratio:.2f})")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


# -- vectors and what they find --------------------------------------------------------------------------------------


def compare_vectors(folder: Path, data: Path) -> None:
    import numpy as np

    texts = list(questions(data)) + ODD
    expected = np.stack([vector[0] for vector in map(encoder(BASELINE, folder), texts)])
    print(f"\n| cosine to the baseline, {len(texts)} questions | least | 1 % below | median |\n|---|---|---|---|")
    for name in SERVED:
        vectors = np.stack([*map(encoder(name, folder), texts)])
        cosines = (vectors * expected).sum(axis=1)
        print(f"| {name} | {cosines.min():.6f} | {np.quantile(cosines, 0.01):.6f} | {np.median(cosines):.6f} |")


def questions(data: Path) -> Iterator[str]:
    chosen = random.Random(5)
    for path in sorted(data.glob("*/queries.jsonl")):
        texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
        yield from chosen.sample(texts, min(60, len(texts)))


def compare_quality(data: Path, name: str, folder: Path) -> None:
    from retrieval import Library
    from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
    from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
    from retrieval.evaluation import corpus_library, evaluate, load_beir, run_as_dict

    corpus = load_beir(data / name)
    print(f"\n| {name}, {len(corpus.questions)} questions | nDCG@10 | hit@1 | another first quote |\n|---|---|---|---|")
    before: list[Any] = []
    with corpus_library(corpus.entries, folder) as made:
        made.refresh()  # an export is made now, if there is none
    model = SentenceTransformerEncoder(find_model(ENGLISH_MODEL))
    for precision in ("the model itself", *SERVED):
        options = {"precision": precision} if precision in SERVED else {"encoder": model}
        with Library.open(made.seeds, made.index, **options) as library:  # type: ignore[arg-type]
            figures = run_as_dict(evaluate(library, corpus.questions, gold=name))
            first = [[quote["text"] for quote in result["quoted"][:1]] for result in figures["results"]]
            before = before or first
            changed = sum(a != b for a, b in zip(first, before, strict=True)) / len(first)
            print(f"| {precision} | {figures['ndcg@10']:.4f} | {figures['hit@1']:.4f} | {changed:.1%} |", flush=True)


if __name__ == "__main__":
    main()
