"""Gold questions → figures: does a library quote the right words, rank them high, and refuse when it should?

    run = evaluate(library, load_gold(Path("gold.jsonl")))
    run_as_dict(run)["hit@1"]

``load_beir`` and ``corpus_library`` do the same for public retrieval sets, ``compare`` compares a run with an earlier
one, and ``retrieval.evaluation.pytest_plugin`` turns a gold file into tests.
"""

from retrieval.evaluation.asking import evaluate
from retrieval.evaluation.beir import Corpus, corpus_library, is_beir, load_beir
from retrieval.evaluation.comparing import Comparison, compare
from retrieval.evaluation.gold import GoldPlace, GoldQuestion, load_gold, sampled
from retrieval.evaluation.results import Result, Run
from retrieval.evaluation.run_json import load_run, run_as_dict

__all__ = [
    "Comparison",
    "Corpus",
    "GoldPlace",
    "GoldQuestion",
    "Result",
    "Run",
    "compare",
    "corpus_library",
    "evaluate",
    "is_beir",
    "load_beir",
    "load_gold",
    "load_run",
    "run_as_dict",
    "sampled",
]
