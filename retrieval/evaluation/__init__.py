"""Gold questions → figures: does the library quote the expected words, how high, and is it silent when it should be?

    run = evaluate(library, load_gold(Path("gold.jsonl")))
    run.as_dict()["hit@1"]

``load_beir`` and ``corpus_library`` do the same for public retrieval sets, ``compare`` sets a run beside an earlier
one, and ``retrieval.evaluation.pytest_plugin`` turns a gold file into tests.
"""

from retrieval.evaluation.asking import evaluate
from retrieval.evaluation.beir import Corpus, corpus_library, is_beir, load_beir
from retrieval.evaluation.comparing import Comparison, compare
from retrieval.evaluation.gold import GoldQuestion, Place, load_gold, sampled
from retrieval.evaluation.results import Result, Run, load_run

__all__ = [
    "Comparison",
    "Corpus",
    "GoldQuestion",
    "Place",
    "Result",
    "Run",
    "compare",
    "corpus_library",
    "evaluate",
    "is_beir",
    "load_beir",
    "load_gold",
    "load_run",
    "sampled",
]
