"""``Content`` → the same content whose document and blocks have a language, told from their text alone.

The language of a document is that of most of its text. A block has its own where that is beyond doubt, and the
document's otherwise: rather none of its own than a wrong one. Where the text is too short to tell, what the file
declares counts; it never counts against the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from retrieval.languages.codes import relatives
from retrieval.languages.identification import Guess, guess_language
from retrieval.languages.scripts import is_written_in
from retrieval.model import BlockKind, Content

_BLOCK_CHARS = 240
"""This much of a block is looked at."""

_OWN_LETTERS, _OWN_SHARE, _MAIN_SHARE = 60, 0.95, 0.02
"""A block has a language of its own if so many letters at least tell it, if it is so probable, and if the document's
is no more probable than the last number."""

_OWN_CHARS = 14
"""A shorter block has not so many letters in any script."""

_VOTE_SHARE = 0.9
"""A block votes for the language of its document if that is so probable."""

_CONTRARY_SHARE = 0.5
"""A block between two blocks of another language stays in its document's if that is so probable."""

_MAX_GUESSES = 10_000
_MAX_BETWEEN = 20
"""Of more blocks than this between two of one language, short ones are not looked at."""

_NOTHING = Guess()

_RELATIVE_LETTERS = 160
"""A block must have this many letters to be told from a document whose language is much like its own."""

_ENOUGH = ((120, 0.5), (40, 0.75), (12, 0.9))
"""How many letters of a document tell its language at least, and how probable it must be then."""

_SAMPLES, _SAMPLE_CHARS = 12, 160
"""A long document is looked at in so many places, and so much of it at each."""


def with_languages(content: Content) -> Content:
    """Return a content in which the document and every block have a language, or None where nothing tells it.

    content: in ``language`` stands what the file declares, or None. Takes 1 ms for 1,000 characters, and at most a few
    seconds: of a document of very many blocks, only some are looked at, and those between two in one language have it.
    """
    guesses = _guesses(content)
    main = _main_language(content, guesses)
    own = {place: guess.language for place, guess in guesses.items() if _is_beyond_doubt(guess, main)}
    languages = _with_those_between(content, own, guesses, main)
    blocks = tuple(replace(block, language=languages.get(place, main)) for place, block in enumerate(content.blocks))
    return replace(content, language=main, blocks=blocks)


def _guesses(content: Content) -> dict[int, Guess]:
    """Return what the words of the blocks tell, by place, as far as they are looked at.

    Code is not: it is in no language that people speak.
    """
    telling = [
        place
        for place, block in enumerate(content.blocks)
        if block.end - block.start >= _OWN_CHARS and block.kind is not BlockKind.CODE
    ]
    return {place: _guess(content, place, _OWN_LETTERS) for place in telling[:: len(telling) // _MAX_GUESSES + 1]}


def _guess(content: Content, place: int, least: int = 1) -> Guess:
    block = content.blocks[place]
    return guess_language(content.text[block.start : min(block.end, block.start + _BLOCK_CHARS)], least)


def _main_language(content: Content, guesses: Mapping[int, Guess]) -> str | None:
    """Return the language of most of a document, as far as its blocks are sure of it, or else of samples of its text.

    What the file declares decides where both are in doubt, and that language could be written like this.
    """
    votes: Counter[str] = Counter()
    length = 0
    for place, guess in guesses.items():
        size = content.blocks[place].end - content.blocks[place].start
        length += size
        if guess.language is not None and guess.letters >= _OWN_LETTERS and guess.share(guess.language) >= _VOTE_SHARE:
            votes[guess.language] += size
    if votes and 2 * votes.total() >= length:
        return votes.most_common(1)[0][0]
    whole = guess_language(_samples(content))
    if _is_enough(whole):
        return whole.language
    declared = content.language
    return (
        declared if declared is not None and (whole.script is None or is_written_in(declared, whole.script)) else None
    )


def _samples(content: Content) -> str:
    """Return pieces of a document from all over it, as one text."""
    prose = [block for block in content.blocks if block.kind is not BlockKind.CODE]
    text = "\n".join(content.text[block.start : min(block.end, block.start + _SAMPLE_CHARS)] for block in prose)
    step = max(len(text) // _SAMPLES, _SAMPLE_CHARS)
    return "\n".join(text[at : at + _SAMPLE_CHARS] for at in range(0, len(text), step))


def _is_enough(guess: Guess) -> bool:
    """Return whether a document's words tell its language; long ones need only rule out all but its relatives."""
    best = guess.language
    if guess.letters >= _RELATIVE_LETTERS:
        return guess.share(best) + sum(map(guess.share, relatives(best) - {best})) >= _ENOUGH[0][1]
    return any(guess.letters >= letters and guess.share(best) >= least for letters, least in _ENOUGH)


def _is_beyond_doubt(guess: Guess, main: str | None) -> bool:
    """Return whether a block is in a language of its own, which is not the document's."""
    least = _RELATIVE_LETTERS if guess.language in relatives(main) else _OWN_LETTERS
    return (
        guess.language != main
        and guess.letters >= least
        and guess.share(guess.language) >= _OWN_SHARE
        and guess.share(main) <= _MAIN_SHARE
    )


def _with_those_between(
    content: Content, own: Mapping[int, str | None], guesses: Mapping[int, Guess], main: str | None
) -> Mapping[int, str | None]:
    """Return the blocks' own languages by place, in which those between two blocks of one language have it, too.

    A heading's few words or a short line in a German half of an English document are German, unless they are more
    probably in the document's language.
    """
    filled = dict(own)
    for before, behind in pairwise(sorted(own)):
        if own[before] != own[behind]:
            continue
        between = range(before + 1, behind)
        looked_at = [guesses[place] for place in between if place in guesses]
        if len(between) <= _MAX_BETWEEN:
            looked_at += [_guess(content, place) for place in between if not guesses.get(place, _NOTHING).shares]
        if not any(guess.share(main) >= _CONTRARY_SHARE for guess in looked_at):
            filled.update(dict.fromkeys(between, own[before]))
    return filled
