"""Gold questions → figures: does the library quote the expected words, how high, and is it silent when it should be?"""

from retrieval.evaluation.gold import GoldQuestion, load_gold
from retrieval.evaluation.measuring import Figures, Outcome, evaluate

__all__ = ["Figures", "GoldQuestion", "Outcome", "evaluate", "load_gold"]
