"""What a lexical index takes in, and in which fields it keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import tantivy

from retrieval.indexes.analyser import ENGLISH, Analyser, prepare_text, to_tokens
from retrieval.languages.words.scripts import is_latin

MAX_SAMPLE = 16
"""The number of the smallest sample of entries; see ``samples_with``."""


class Entry(NamedTuple):
    """A passage, or a document, as a lexical index takes it in.

    ``text`` is in one language (ISO 639-1, None: not known), and ``more`` are texts of it in others.
    """

    id: int
    document_id: int
    text: str
    language: str | None = None
    more: Sequence[tuple[str, str | None]] = ()

    @property
    def texts(self) -> tuple[tuple[str, str | None], ...]:
        """All texts, each with its language."""
        return ((self.text, self.language), *self.more)

    def as_document(self, analyser: Analyser, *, keep_words: bool) -> tantivy.Document:
        """Return it as tantivy takes it in. keep_words: keep its words as they are spelt, too."""
        document = tantivy.Document()
        document.add_integer("passage", self.id)
        document.add_integer("document", self.document_id)
        for number in samples_with(self.id):
            document.add_integer("sample", number)
        for text, language in self.texts:
            prepared = prepare_text(text)
            if language in (None, ENGLISH) and is_latin(prepared):
                document.add_text("text", prepared)
            else:
                document.add_pre_tokenized_text("text", to_tokens(analyser.terms(text, language)))
            if keep_words:
                document.add_text("words", prepared)
        return document


def samples_with(id_: int) -> range:
    """Return the numbers of the samples that hold an entry.

    Sample n holds each entry with probability ``2**-n``, by a hash of its id, and lies inside sample n - 1. Sample 0
    holds everything, and is no field. They are those of Wegman's adaptive sampling (Flajolet, *On adaptive sampling*,
    Computing 43, 1990).
    """
    hashed = int.from_bytes(hashlib.blake2b(id_.to_bytes(8, "big"), digest_size=4).digest(), "big") | 1 << MAX_SAMPLE
    return range(1, (hashed & -hashed).bit_length())


def schema() -> tantivy.Schema:
    """Return the fields of an entry, and of the mark that says what an index holds."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", fast=True, indexed=True)
    builder.add_integer_field("document", fast=True, indexed=True)
    builder.add_integer_field("sample", indexed=True)
    builder.add_integer_field("version", indexed=True)
    builder.add_integer_field("generation", stored=True)
    builder.add_text_field("languages", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="quoth")
    builder.add_text_field("words", tokenizer_name="words", index_option="basic")
    return builder.build()
