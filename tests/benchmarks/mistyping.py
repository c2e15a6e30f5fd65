"""Typing errors: how many clean questions are changed, and how many mistyped words are put right.

    python tests/benchmarks/mistyping.py            # all sets, some two minutes
    python tests/benchmarks/mistyping.py --show 40  # and so many of the changes to clean questions

Nothing is embedded: only the indexes of words are built, of each set's corpus, in memory. The questions of the sets are
clean, but for what people mistyped themselves; whoever reads the changes sees which is which. Then words of the same
questions are mistyped by chance: a letter is dropped, doubled, replaced by a neighbour on the keyboard or swapped with
the next one, once, and twice in words of eight letters and more (``two``). Only words of at least five letters that the
library has are mistyped, since no other can be put right from it.

- changed: clean questions of which any word was replaced
- right: mistyped words that became the word that was meant, or another form of it
- wrong: those that became another word
- word: those that were left alone because the library, or the tokenizer, knows what was typed as a word
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from development_sets import ROOT

from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.evaluation import Corpus, load_beir
from retrieval.indexes.analyser import ENGLISH
from retrieval.indexes.entries import Entry
from retrieval.indexes.lexical import LexicalIndex
from retrieval.languages.words.reducing import word_rules
from retrieval.search.wording.known_words import KnownWords
from retrieval.search.wording.typing_errors import correct

SETS = ("squadshifts_reddit", "clapnq_dev", "squad20_dev", "time", "squad11_train")
MAX_QUESTIONS = 3000
MAX_MISTYPED = 1500
PASSAGE_CHARS = 700
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def main() -> None:
    """Measure all sets, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="print N changes to clean questions of each set"
    )
    parser.add_argument("sets", nargs="*", default=SETS)
    options = parser.parse_args()
    encoder = SentenceTransformerEncoder(find_model(ENGLISH_MODEL))
    print("| set (documents) | clean | changed | ms | mistyped once | right | wrong | word | twice | right | wrong |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name in options.sets:
        if (options.data / name).is_dir():
            corpus = load_beir(options.data / name)
            known = words_of(corpus, encoder)
            chosen = random.Random(1).sample(corpus.questions, min(MAX_QUESTIONS, len(corpus.questions)))
            report(name, len(corpus.entries), [gold.question for gold in chosen], known, options.show)


def words_of(corpus: Corpus, encoder: SentenceTransformerEncoder) -> KnownWords:
    """Return the words of a corpus, indexed as a library's are."""
    whole, passages = LexicalIndex(None), LexicalIndex(None)
    texts = [f"{entry.title or ''}\n{entry.text}" for entry in corpus.entries]
    whole.update(1, (), (Entry(at, at, text) for at, text in enumerate(texts)), keep_words=True)
    parts = [(at, part) for at, text in enumerate(texts) for part in re.findall(rf"(?s).{{1,{PASSAGE_CHARS}}}", text)]
    passages.update(1, (), (Entry(number, at, part) for number, (at, part) in enumerate(parts)))
    return KnownWords(whole, passages, encoder.count)


def report(name: str, documents: int, questions: Sequence[str], known: KnownWords, show: int) -> None:
    """Print the row of a set, and the changes to its clean questions."""
    correct("wehn", known)
    started = time.perf_counter()
    corrected = [correct(question, known) for question in questions]
    milliseconds = (time.perf_counter() - started) / len(questions) * 1000
    changed = [pair for pair in zip(questions, corrected, strict=True) if pair[0] != pair[1]]
    cells = [f"{name} ({documents:,})", f"{len(questions):,}", f"{len(changed)} ({len(changed) / len(questions):.1%})"]
    cells.append(f"{milliseconds:.2f}")
    for edits in (1, 2):
        outcomes = Counter(outcome for *_, outcome in mistyped(questions, edits, known))
        total = outcomes.total()
        shares = {outcome: f"{count / total:.1%}" for outcome, count in outcomes.items()}
        cells += [f"{total:,}", *(shares.get(each, "") for each in (("right", "wrong", "word")[: 4 - edits]))]
    print("| " + " | ".join(cells) + " |", flush=True)
    for before, after in changed[:show]:
        pairs = zip(before.split(), after.split(), strict=False)
        print("   ", ", ".join(f"{a} → {b}" for a, b in pairs if a != b), "|", before[:100])
    if show:
        for word, typed, got, outcome in list(mistyped(questions, 1, known))[: 3 * show]:
            if outcome not in ("right", "word"):
                print("   ", outcome, word, typed, got)


def mistyped(questions: Sequence[str], edits: int, known: KnownWords) -> Iterator[tuple[str, str, str, str]]:
    """Yield words, as they were mistyped, what became of them, and whether that is right."""
    chance = random.Random(edits)
    terms = known.passages.analyser.terms
    for question in questions[:MAX_MISTYPED]:
        stop = word_rules(ENGLISH).stop
        words = [w for w in re.findall(r"(?<!\S)[a-z]{5,}(?=[?.,!]?(?:\s|$))", question) if w not in stop]
        words = [w for w in words if known.documents.has_word(w) and (edits == 1 or len(w) >= 8)]
        if not words:
            continue
        word = chance.choice(words)
        typed = word
        while typed == word:
            typed = word
            for _ in range(edits):
                typed = one_edit(typed, chance)
        after = re.sub(rf"\b{word}\b", typed, question, count=1)
        got = correct(after, known)
        if got == after:
            is_word = known.has(typed) or known.is_piece(typed) or known.is_made_of_words(typed)
            yield word, typed, typed, "word" if is_word else "left"
            continue
        expected = terms(question)
        yield word, typed, got, "right" if terms(got) == expected else "wrong"


def one_edit(word: str, chance: random.Random) -> str:
    """Return a word with one typing error, behind its first letter or in its first two."""
    at = chance.randrange(1, len(word))
    match chance.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        case _:
            return word[:at] + chance.choice(neighbours(word[at])) + word[at + 1 :]


def neighbours(letter: str) -> str:
    """Return the letters beside one on the keyboard."""
    for row in KEYS:
        if letter in row:
            at = row.index(letter)
            return (row[at - 1] if at else "") + row[at + 1 : at + 2]
    return letter


if __name__ == "__main__":
    main()
