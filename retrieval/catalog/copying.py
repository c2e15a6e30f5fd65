"""A database in use → a copy of it at one instant, and back into the place of one that may be in use."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from retrieval.access.book import RULES_KEY, RuleBook, opened_by_one
from retrieval.access.rules import CLOSED, Rule
from retrieval.catalog.database import connect, storage_errors
from retrieval.errors import StorageError

_DAMAGE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""What SQLite says of a file that is no database, or has no such table."""

_FILES = "SELECT path, sha256 FROM documents"
_EVERYONE = Rule()


def copy_database(source: Path, target: Path) -> None:
    """Write what a database holds now to a new file, whoever reads and writes it meanwhile.

    Raises StorageError when the database cannot be read or the disk refuses.
    """
    with (
        storage_errors(source),
        closing(connect(source, writable=False)) as held,
        closing(sqlite3.connect(target)) as copy,
    ):
        held.backup(copy)


def stored_version(path: Path) -> int:
    """Return the version of a database's tables, once all of it was read. Raises StorageError when it is damaged."""
    with storage_errors(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def put_database(source: Path, target: Path) -> None:
    """Put what one database holds into another, in one transaction: whoever reads that one meanwhile reads on.

    A target that is no database, or damaged, is replaced. Raises StorageError when the disk refuses.
    """
    with storage_errors(target), closing(sqlite3.connect(source)) as new:
        try:
            with closing(sqlite3.connect(target, timeout=30)) as held:
                held.execute("PRAGMA synchronous = FULL")
                new.backup(held)
                return
        except sqlite3.OperationalError:
            raise  # the disk refuses, or somebody else writes
        except sqlite3.DatabaseError:
            pass
        for ending in ("-wal", "-shm"):  # they belong to what is replaced
            with suppress(FileNotFoundError):
                target.with_name(target.name + ending).unlink()
        target.unlink()
        with closing(sqlite3.connect(target)) as fresh:
            new.backup(fresh)


def as_a_new_generation(path: Path, after: int) -> None:
    """Give a copy of a catalog a number that no process can hold: what they hold is then loaded anew, not advanced.

    after: the highest number that was ever used in the place where the copy goes.
    """
    with storage_errors(path), closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        row = database.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        if row is not None:
            number = max(int(row[0]), after) + 1
            database.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (str(number),))
            database.execute("DELETE FROM generations")
            database.execute("DELETE FROM dropped_passages")
            database.execute("DELETE FROM dropped_documents")
            database.execute("INSERT INTO generations SELECT ?, coalesce(max(id), 0) FROM passages", (number,))
        database.execute("COMMIT")


def number_in(path: Path) -> int:
    """Return the number of a catalog's generation; 0 where there is none, or a damaged one.

    Raises StorageError when it just cannot be read now.
    """
    if not path.is_file():
        return 0
    with (
        suppress(TypeError, ValueError),
        _damage_suppressed(path),
        closing(connect(path, writable=False)) as database,
    ):
        return int(database.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0])
    return 0


def limit_as(path: Path, now: Path, *, is_open: bool) -> None:
    """Let the access rules of another catalog hold in a copy as well: nobody may read more because of it.

    A document that has another path there has the rules of that path, too.

    now: the catalog that the copy is to replace, if there is one; damaged rules of it close everything. is_open:
    whether everybody may read what no rule limits; otherwise nobody may, and what only one of the two opens is closed.
    Raises StorageError when it just cannot be read now.
    """
    if not now.is_file():
        return
    with _damage_suppressed(now), closing(connect(now, writable=False)) as database:
        row = database.execute("SELECT value FROM meta WHERE key = ?", (RULES_KEY,)).fetchone()
        holding, held = _rules_in(row), list[tuple[str, str]]()
        with _damage_suppressed(now):  # its rules hold even so
            held = database.execute(_FILES).fetchall()
        with storage_errors(path), closing(sqlite3.connect(path)) as copy, copy:
            before = _rules_in(copy.execute("SELECT value FROM meta WHERE key = ?", (RULES_KEY,)).fetchone())
            files = copy.execute(_FILES).fetchall()
            both = before.and_also(holding)
            if not is_open:
                only_one = opened_by_one(before, holding, (each for each, _ in files))
                both = both.and_also(RuleBook(dict.fromkeys(only_one, (CLOSED,))))
                files = [file for file in files if both.rules_of(file[0])]  # another rule would open the others
            both = both.and_also(_rules_of_moved(files, held, holding, is_open=is_open))
            copy.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (RULES_KEY, both.to_json()))


def _rules_of_moved(
    files: Iterable[tuple[str, str]], held: Iterable[tuple[str, str]], holding: RuleBook, *, is_open: bool
) -> RuleBook:
    """Return the rules of documents that a catalog has only elsewhere, at the paths that they have in a copy.

    files, held: the paths and digests in the copy and in the catalog. holding: the catalog's rules.
    """
    places = defaultdict[str, list[str]](list)
    for path, sha256 in held:
        places[sha256].append(path)
    closed = () if is_open else (CLOSED,)
    moved = {}
    for path, sha256 in files:
        if path in places[sha256]:
            continue
        rules = [holding.rules_of(place) or closed for place in places[sha256]]
        if rules and all({*each} - {_EVERYONE} for each in rules):  # everybody may read it at none of its places
            moved[path] = tuple(dict.fromkeys(rule for each in rules for rule in each))
    return RuleBook(moved)


@contextmanager
def _damage_suppressed(path: Path) -> Iterator[None]:
    """End the block where a database is damaged. A disk that fails for a moment must not pass for that."""
    try:
        with storage_errors(path):
            yield
    except StorageError as error:
        code = getattr(error.__cause__, "sqlite_errorcode", None)
        if code is None or code & 0xFF not in _DAMAGE:
            raise


def _rules_in(row: tuple[str] | None) -> RuleBook:
    try:
        return RuleBook.from_json(row[0]) if row is not None else RuleBook()
    except StorageError:
        return RuleBook({".": (CLOSED,)})
