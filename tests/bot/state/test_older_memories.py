"""Memories as earlier versions of Quoth created them, table by table, keep all that they hold."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.deciding import Mode
from bot.state.schema import MIGRATIONS
from bot.state.state import State

FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE answers (
    id TEXT PRIMARY KEY, at REAL NOT NULL, person INTEGER, question TEXT, channel INTEGER NOT NULL, message INTEGER,
    previous TEXT, answered INTEGER NOT NULL, confidence REAL NOT NULL, documents INTEGER NOT NULL, quotes TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX answers_by_message ON answers (message);
CREATE INDEX answers_by_channel ON answers (channel, at);
CREATE INDEX answers_by_person ON answers (person);
CREATE INDEX answers_by_time ON answers (at);
CREATE TABLE feedback (
    answer TEXT NOT NULL, person INTEGER NOT NULL, helpful INTEGER NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (answer, person)
) WITHOUT ROWID;
CREATE TABLE unanswered (id INTEGER PRIMARY KEY, at REAL NOT NULL, person INTEGER NOT NULL, question TEXT NOT NULL);
CREATE TABLE channels (channel INTEGER PRIMARY KEY, mode TEXT NOT NULL, source TEXT);
"""
SECOND = "ALTER TABLE answers ADD COLUMN searched TEXT;"
STATEMENTS = (FIRST, SECOND)
"""They are kept as they were: what the code does to old tables must not change what they are here."""


@pytest.mark.parametrize("version", range(1, len(STATEMENTS) + 1))
def test_a_stored_memory_of_every_version_keeps_what_it_holds(tmp_path: Path, version: int) -> None:
    path = tmp_path / "discord.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript("".join(STATEMENTS[:version]) + f"PRAGMA user_version = {version};")
        old.execute(
            "INSERT INTO answers (id, at, person, question, channel, message, answered, confidence, documents, quotes)"
            " VALUES ('one', 100.0, 7, 'eels?', 8, 9, 1, 0.5, 3, '[[\"q\", \"s\", 0.9, [[0, 4]], [1, 2]]]')"
        )
        old.execute("INSERT INTO channels VALUES (8, 'questions', 'a.txt')")
        old.commit()
    with State(path, keep_days=30, now=lambda: 100.0) as state:
        answer = state.answer("one")
        assert answer is not None
        assert (answer.person, answer.question, answer.channel) == (7, "eels?", 8)
        assert [(quote.id, quote.highlights, quote.answer) for quote in answer.quotes] == [("q", ((0, 4),), (1, 2))]
        assert [(settings.mode, settings.source) for settings in state.channels().values()] == [
            (Mode.QUESTIONS, "a.txt\n**/a.txt")
        ]
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_what_the_disk_has_damaged_is_forgotten_or_refused_in_one_sentence(tmp_path: Path) -> None:
    from retrieval import StorageError

    with State(tmp_path / "discord.sqlite", keep_days=30, now=lambda: 100.0) as state:
        state._db.execute(
            "INSERT INTO answers (id, at, channel, answered, confidence, documents, quotes)"
            " VALUES ('one', 100.0, 8, 1, 0.5, 3, '[[\"q\"')"
        )
        state._db.execute("INSERT INTO channels (channel, mode, source) VALUES (8, 'o\x01f', 'a.txt')")
        assert state.answer("one") is None
        with pytest.raises(StorageError, match=r"memory .* cannot be used"):
            state.channels()
