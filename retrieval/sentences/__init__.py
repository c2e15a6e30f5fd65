"""Where sentences begin and end, in every language.

==============  =============================================================================================
``english``     English, and Latin script of an unknown language: as nupunkt sees it
``full_stops``  other languages whose sentences end before white space: rules, and a file of abbreviations
``unspaced``    scripts without spaces between sentences, and Thai, whose spaces are its borders
``spans``       the spans of a text's sentences
==============  =============================================================================================
"""

from retrieval.sentences.english import MAX_WINDOW_CHARS
from retrieval.sentences.spans import sentence_spans

__all__ = ["MAX_WINDOW_CHARS", "sentence_spans"]
