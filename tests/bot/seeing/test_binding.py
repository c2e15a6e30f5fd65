"""What older Quoths stored about channels keeps its documents."""

from __future__ import annotations

import pytest

from bot.deciding import Mode
from bot.seeing.binding import anchored, settle_channels
from bot.state.records import ChannelSettings
from bot.state.state import State
from retrieval.catalog.records import StoredDocument
from retrieval.errors import IndexMissing
from retrieval.search.query import lies_within

PATHS = [
    "rules.md",
    "mods/rules.md",
    "mods/public/x.md",
    "mods/public/y.md",
    "Law/a[1].md",
    "law2/b.pdf",
    "c/one.txt",
    "d/one.txt",
]
DOCUMENTS = [StoredDocument(n, path, "", "", "", None, None, None, None, 1) for n, path in enumerate(PATHS)]


@pytest.mark.parametrize(
    ("before", "after", "admitted"),
    [
        ("rules.md", "rules.md", ["rules.md"]),
        ("mods", "mods", ["mods/rules.md", "mods/public/x.md", "mods/public/y.md"]),
        ("public/*", "mods/public", ["mods/public/x.md", "mods/public/y.md"]),
        ("public", "public", []),
        ("LAW/", "Law", ["Law/a[1].md"]),
        ("*.pdf", "**/*.pdf", ["law2/b.pdf"]),
        ("one.txt", "c/one.txt\nd/one.txt", ["c/one.txt", "d/one.txt"]),
        ("x.md", "mods/public/x.md", ["mods/public/x.md"]),
        ("gone/*", "gone/*", []),
    ],
)
def test_a_pattern_that_admitted_documents_never_admits_none(before: str, after: str, admitted: list[str]) -> None:
    assert anchored(before, DOCUMENTS) == after
    assert [path for path in PATHS if lies_within(path, after)] == admitted


class Books:
    def __init__(self, documents: list[StoredDocument] | None) -> None:
        self._documents = documents

    def documents(self, **_: object) -> list[StoredDocument]:
        if self._documents is None:
            raise IndexMissing("nothing is indexed", "sync")
        return self._documents


def test_what_an_older_memory_holds_is_anchored_once_there_are_documents(tmp_path) -> None:
    with State(tmp_path / "state.sqlite", keep_days=1) as state:
        state.set_channel(1, ChannelSettings(Mode.QUESTIONS))
        state._db.execute(
            "INSERT INTO channels (channel, mode, source, by_operator) VALUES (2, 'mentions', 'public/*', 1)"
        )
        settle_channels(state, Books(None))  # type: ignore[arg-type]
        kept = state.channels()[2].source
        assert kept is not None
        assert lies_within("mods/public/x.md", kept)  # until then, it has what it had
        settle_channels(state, Books(DOCUMENTS))  # type: ignore[arg-type]
        assert state.channels()[2] == ChannelSettings(source="mods/public", by_operator=True)
        state.set_channel(2, ChannelSettings(source="x.md"))
        settle_channels(state, Books(DOCUMENTS))  # type: ignore[arg-type]
        assert state.channels() == {1: ChannelSettings(Mode.QUESTIONS), 2: ChannelSettings(source="x.md")}
