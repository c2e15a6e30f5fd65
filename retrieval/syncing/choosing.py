"""Which bundled model suits a library: the small one for English, the multilingual one as soon as there is more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from retrieval.cores import cores
from retrieval.encoding.model_files import DEFAULT_MODEL, ENGLISH
from retrieval.encoding.packed.multilingual import MULTILINGUAL, is_installed
from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.folder import scan
from retrieval.parsing.workers.pool import ParsingPool

MAX_SAMPLED_FILES = 32
MAX_SAMPLED_BYTES = 500_000
"""So many files are read to tell a library's languages before its first sync, larger ones only if there are no others:
what is read here is read again."""

MIN_OTHER_SHARE = 0.02
"""From this share of the text on, languages that the small model does not read call for the other one."""


def suited_model(seeds: Path, pool: ParsingPool) -> str:
    """Return the name of the bundled model that reads the documents of a seeds folder.

    Raises SeedsError when the seeds folder cannot be listed.
    """
    if not is_installed():
        return DEFAULT_MODEL
    characters: Counter[str] = Counter()
    with ThreadPoolExecutor(max(cores(), 2)) as threads:
        for found in threads.map(lambda path: _characters(seeds, path, pool), _sample(seeds, pool)):
            characters.update(found)
    return model_for(characters)


def model_for(characters: Mapping[str, int]) -> str:
    """Return the name of the bundled model that reads texts with so many characters in each language, by its code."""
    others = sum(count for language, count in characters.items() if language not in ENGLISH)
    is_mixed = others > MIN_OTHER_SHARE * sum(characters.values())
    return MULTILINGUAL if is_mixed and is_installed() else DEFAULT_MODEL


def characters_by_language(content: Content) -> Counter[str]:
    """Return how many characters of a content are in each language that is known."""
    found: Counter[str] = Counter()
    for block in content.blocks:
        if block.language is not None:
            found[block.language] += block.end - block.start
    return found


def _characters(seeds: Path, path: str, pool: ParsingPool) -> Counter[str]:
    try:
        return characters_by_language(pool.parse(seeds, path).content)
    except UnreadableFile:  # the sync names it
        return Counter()


def _sample(seeds: Path, pool: ParsingPool) -> Iterable[str]:
    """Return paths from all over the seeds folder: languages often have folders of their own."""
    files = scan(seeds, formats=pool.options.formats).files
    small = [path for path in files if _size(seeds / path) <= MAX_SAMPLED_BYTES] or files
    count = min(len(small), MAX_SAMPLED_FILES)
    return [small[at * len(small) // count] for at in range(count)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
