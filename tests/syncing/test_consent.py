"""What perhaps nobody means is asked before a sync does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import ConsentNeeded, Library, SyncQuestion
from retrieval.syncing.consent import agree, agreed_to, question_of_dropping, refuse


@pytest.fixture
def library(open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path) -> Library:
    """A library of eleven documents."""
    for number in range(11):
        (seeds / f"{number}.txt").write_text(f"The mill number {number} burnt down.\n")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    return library


def delete(library: Library, count: int) -> None:
    for path in sorted(library.seeds.iterdir())[:count]:
        path.unlink()


def test_an_emptied_folder_keeps_its_documents_until_somebody_agrees(library: Library) -> None:
    delete(library, 11)
    with pytest.raises(ConsentNeeded, match=r'quoth sync --yes" if it is meant') as raised:
        library.sync()
    assert (raised.value.found, raised.value.path) == ("11", str(library.seeds))
    assert len(library.documents()) == 11
    assert library.ask("Which mill?").nearest or library.ask("Which mill?").quotes
    assert len(library.sync(consent=agree).removed) == 11


def test_half_of_a_library_goes_without_a_question_and_more_does_not(library: Library) -> None:
    delete(library, 5)
    assert len(library.sync().removed) == 5  # six are left, too few to ask about
    delete(library, 6)
    assert len(library.sync().removed) == 6


def test_files_that_cannot_be_read_any_more_count_as_dropped(library: Library) -> None:
    delete(library, 1)
    for path in sorted(library.seeds.iterdir())[:5]:
        path.write_bytes(b"\x00\x01\x02\xff" * 20)
    asked = list[SyncQuestion]()
    with pytest.raises(ConsentNeeded):
        library.sync(consent=lambda question: bool(asked.append(question)))
    assert [len(question.paths) for question in asked] == [6]
    assert len(library.documents()) == 11


def test_moved_documents_are_not_dropped(library: Library) -> None:
    (library.seeds / "mills").mkdir()
    for path in [path for path in library.seeds.iterdir() if path.is_file()]:
        path.rename(library.seeds / "mills" / path.name)
    assert len(library.sync().moved) == 11


def test_consent_is_for_exactly_what_was_asked(library: Library) -> None:
    delete(library, 8)
    with pytest.raises(ConsentNeeded) as raised:
        library.sync()
    assert raised.value.question is not None
    assert re.fullmatch(r"drop-[0-9a-f]{12}", raised.value.question)
    delete(library, 1)
    with pytest.raises(ConsentNeeded) as again:
        library.sync(consent=agreed_to(raised.value.question))
    report = library.sync(consent=agreed_to(f"{raised.value.question}_{again.value.question}"))
    assert len(report.removed) == 9


@pytest.mark.parametrize(
    ("documents", "removed", "asks"), [(10, 10, False), (11, 5, False), (11, 6, True), (12, 6, False)]
)
def test_more_than_half_of_more_than_ten_is_asked_about(documents: int, removed: int, asks: bool) -> None:
    gone = {number: f"{number}.txt" for number in range(removed)}
    question = question_of_dropping([f"{number}.txt" for number in range(documents)], gone, Path("seeds"))
    assert (question is not None) == asks


def test_nobody_refuses_and_somebody_agrees() -> None:
    question = SyncQuestion("drop", "All go", "look", ("a.txt",))
    assert not refuse(question)
    assert agree(question)
    assert question.token != SyncQuestion("widen", "All go", "look", ("a.txt",)).token
