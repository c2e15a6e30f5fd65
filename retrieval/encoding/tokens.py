"""Text → tokens, and tokens → batches, without torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from retrieval.errors import ModelError, empty_question_error
from retrieval.model import Span

TOKENIZER_FILE = "tokenizer.json"


class Tokens(NamedTuple):
    """A text's tokens: their ids, and their spans in characters of the text; those of special tokens are empty."""

    ids: list[int]
    offsets: list[Span]


class Tokenizer(Protocol):
    """Cuts texts into a model's tokens. Threads may share one.

    ``special``: with the tokens that the model wants before and after a text. No text is cut or padded.
    """

    def ids(self, texts: Sequence[str], *, special: bool = False) -> list[list[int]]:
        """Return the ids of each text's tokens."""
        ...

    def tokens(self, texts: Sequence[str], *, special: bool = False) -> list[Tokens]:
        """Return each text's tokens."""
        ...


class JsonTokenizer:
    """A ``Tokenizer`` on the library tokenizers, from a file tokenizer.json."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def ids(self, texts: Sequence[str], *, special: bool = False) -> list[list[int]]:  # noqa: D102 - see Tokenizer
        if len(texts) == 1:  # needs no threads
            return [self._tokenizer.encode(texts[0], add_special_tokens=special).ids]
        return [each.ids for each in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=special)]

    def tokens(self, texts: Sequence[str], *, special: bool = False) -> list[Tokens]:  # noqa: D102 - see Tokenizer
        found = self._tokenizer.encode_batch(list(texts), add_special_tokens=special)
        return [Tokens(encoding.ids, encoding.offsets) for encoding in found]


def load_tokenizer(path: Path, name: str) -> JsonTokenizer:
    """Return the tokenizer in a file. Raises ModelError, which names the model.

    It must not be changed: files with the same content share one.
    """
    try:
        return _tokenizer(path.read_bytes())
    except Exception as error:  # the binding raises Exception itself
        raise ModelError(f"The tokenizer of {name!r} is damaged ({error})", path=path) from error


@lru_cache(maxsize=2)
def _tokenizer(content: bytes) -> JsonTokenizer:
    from tokenizers import Tokenizer as Binding

    tokenizer = Binding.from_buffer(content)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return JsonTokenizer(tokenizer)


def question_ids(tokenizer: Tokenizer, texts: Sequence[str], prompt: str, max_sequence_tokens: int) -> list[list[int]]:
    """Return the token ids of questions; a question that is too long keeps its first tokens and the special last one.

    max_sequence_tokens: special tokens and prompt included. Raises QueryError when a text is blank.
    """
    if not all(text.strip() for text in texts):
        raise empty_question_error()
    found = tokenizer.ids([prompt + text for text in texts], special=True)
    return [ids if len(ids) <= max_sequence_tokens else [*ids[: max_sequence_tokens - 1], ids[-1]] for ids in found]


def tokens_over(offsets: Sequence[Span], start: int, end: int) -> tuple[int, int] | None:
    """Return the range of the tokens that overlap a span of the text, or None when no token does.

    offsets: the tokens' spans, in characters; those of special tokens are empty, and overlap nothing.
    """
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start and a < b]
    return (inside[0], inside[-1] + 1) if inside else None


def batches(order: Sequence[int], lengths: Sequence[int], max_batch_tokens: int) -> Iterator[list[int]]:
    """Yield runs of ``order`` (longest first) that fit into ``max_batch_tokens`` when padded to their longest.

    order: places in ``lengths``, which are in tokens. A text that is too long is a batch by itself.
    """
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) + 1) * lengths[batch[0]] > max_batch_tokens:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
