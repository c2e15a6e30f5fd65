"""What an embedding model expects in front of a question and a document, where its own files do not say so."""

from __future__ import annotations

import re
from typing import NamedTuple

NO_PROMPT = "none"
"""The setting for no prompt at all."""


class Prompts(NamedTuple):
    """The words in front of a question and of a document; None: not said."""

    query: str | None = None
    document: str | None = None


UNSAID = Prompts()

_SEARCHING = "Represent this sentence for searching relevant passages: "

_FAMILIES = (
    (r"(multilingual-)?e5-.*instruct", None),  # they want the task described
    (r"(multilingual-)?e5-(small|base|large)", Prompts("query: ", "passage: ")),
    (r"bge-(small|base|large)-en", Prompts(_SEARCHING, "")),
    (r"bge-(small|base|large)-zh", Prompts("为这个句子生成表示以用于检索相关文章：", "")),
    (r"snowflake-arctic-embed-\w+-v2", Prompts("query: ", "")),
    (r"snowflake-arctic-embed", Prompts(_SEARCHING, "")),
    (r"nomic-embed-text", Prompts("search_query: ", "search_document: ")),
)
"""How the names of models begin that were trained with prompts, as their authors describe it. The first match counts;
None: it is better to say nothing."""


def family_prompts(name: str) -> Prompts:
    """Return the prompts of the family that a model belongs to by its name, on a hub or as a folder."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1].lower()
    for pattern, prompts in _FAMILIES:
        if re.match(pattern, last):
            return prompts or UNSAID
    return UNSAID


def chosen_prompts(setting: Prompts, own: tuple[str, str], name: str) -> tuple[str, str]:
    """Return the prompts of questions and of documents that are set, or else the model's own, or else its family's.

    setting: "none" is an empty prompt. own: what the model's files say.
    """
    usual = Prompts(*own) if any(own) else family_prompts(name)
    query, document = (
        (fallback or "") if chosen is None else "" if chosen == NO_PROMPT else chosen
        for chosen, fallback in zip(setting, usual, strict=True)
    )
    return query, document
