"""A file costs no more than its limits, and nothing but itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import Block, BlockKind, Content, Heading, LeftOut
from retrieval.parsing.options import ParsingOptions
from retrieval.parsing.workers import pool as pool_module
from retrieval.parsing.workers.content_json import content_as_json, content_from_json
from retrieval.parsing.workers.pool import ParsingPool

Run = Callable[[str], None]

SLOW = "import time; time.sleep(60)"
HUNGRY = "held = [bytearray(50_000_000) for _ in range(200)]"
CRASHING = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
NESTED = "f = lambda n: f(n + 1); f(0)"
TALKATIVE = "print('x' * 100_000, flush=True)"
LONG = "return __import__('retrieval').Content('x' * 5000, (__import__('retrieval').Block(0, 5000),))"


@pytest.fixture
def behave(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Have the text parser do something else for files that hold the word "bad"."""

    def behave(code: str) -> None:
        body = f"""
from retrieval.parsing.formats.text import TextParser
plain = TextParser.parse
def parse(self, data, path):
    if b"bad" in data:
        {code}
    return plain(self, data, path)
TextParser.parse = parse
"""
        monkeypatch.setattr(pool_module, "_BEGIN", body + pool_module._BEGIN.replace("\nsys.path", "\nsys.path"))

    return behave


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bad.txt").write_text("This is a bad file.")
    (tmp_path / "good.txt").write_text("This is another file.")
    return tmp_path


def parsed(pool: ParsingPool, folder: Path, name: str) -> str:
    return pool.parse(folder, name).content.text


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (SLOW, "took longer than 5 seconds to read"),
        (HUNGRY, "needs more memory than Quoth gives one file"),
        (CRASHING, "broke the program that reads this format"),
        (NESTED, "nested deeper than Quoth reads"),
        (LONG, "5,000 characters, and Quoth reads at most 4,000"),
        ("raise KeyError('x')", r"damaged, or not a text file \(KeyError\)"),
        ("import sys; sys.exit(3)", "broke the program that reads this format"),
    ],
    ids=["slow", "hungry", "crashing", "nested", "long", "failing", "leaving"],
)
def test_a_bad_file_is_refused_with_its_reason_and_the_next_one_is_read(
    code: str, reason: str, behave: Run, folder: Path
) -> None:
    behave(code)
    seconds = 5 if code == SLOW else 30  # a process takes one or two to begin
    with ParsingPool(ParsingOptions(seconds=seconds, megabytes=512, characters=4_000)) as pool:
        for _ in range(2):
            with pytest.raises(UnreadableFile, match=reason):
                pool.parse(folder, "bad.txt")
            assert parsed(pool, folder, "good.txt") == "This is another file."


def test_what_a_library_prints_is_not_taken_for_a_result(behave: Run, folder: Path) -> None:
    behave(TALKATIVE)
    with ParsingPool() as pool:
        assert parsed(pool, folder, "bad.txt") == "This is a bad file."


def test_a_process_is_used_again_and_one_that_grew_is_not(behave: Run, folder: Path) -> None:
    behave("parse.held = bytearray(300_000_000)")
    with ParsingPool(ParsingOptions(megabytes=600)) as pool:
        processes = []
        for name in ("good.txt", "good.txt", "bad.txt", "good.txt"):
            pool.parse(folder, name)
            processes.append({worker._process.pid for worker in pool._idle if worker._process})
        assert processes[0] == processes[1] != set()
        assert processes[2] == set()
        assert processes[3] not in (set(), processes[0])


WORN = """global files
        files = globals().get("files", 0) + 1
        if files > 1:
            {}"""


@pytest.mark.parametrize("fault", ["raise MemoryError", "os._exit(3)", "os.kill(os.getpid(), 9)"])
def test_no_file_is_refused_for_what_others_left_in_the_process(fault: str, behave: Run, folder: Path) -> None:
    behave("import os\n        " + WORN.format(fault))
    with ParsingPool() as pool:
        for _ in range(3):
            assert parsed(pool, folder, "bad.txt")
        assert len(pool._idle) == 1
        assert not pool._busy


def test_a_file_that_breaks_a_used_process_is_refused_within_its_time(behave: Run, folder: Path) -> None:
    behave("import time; time.sleep(1.5); raise MemoryError")
    with ParsingPool(ParsingOptions(seconds=2)) as pool:
        parsed(pool, folder, "good.txt")
        started = time.monotonic()
        with pytest.raises(UnreadableFile, match="needs more memory"):
            parsed(pool, folder, "bad.txt")
        assert time.monotonic() - started < 4
        parsed(pool, folder, "good.txt")


def test_a_slow_file_delays_no_other(behave: Run, folder: Path) -> None:
    behave("import time; time.sleep(3)")
    with ParsingPool() as pool, ThreadPoolExecutor(2) as threads:
        slow = threads.submit(pool.parse, folder, "bad.txt")
        for _ in range(5):
            assert parsed(pool, folder, "good.txt")
        assert not slow.done()
        assert slow.result().content.text == "This is a bad file."


def test_closing_a_pool_ends_its_processes_and_theirs(behave: Run, folder: Path, tmp_path: Path) -> None:
    note = tmp_path / "pids"
    behave(
        "import os, subprocess, time; child = subprocess.Popen(['sleep', '60']); "
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}'); time.sleep(60)"
    )
    pool = ParsingPool()
    parsed(pool, folder, "good.txt")
    with ThreadPoolExecutor(1) as threads:
        bad = threads.submit(pool.parse, folder, "bad.txt")
        while not (note.exists() and len(note.read_text().split()) == 2):
            time.sleep(0.02)
        note.rename(first := tmp_path / "first")
        pool.close()
        for refused in (bad.result, lambda: parsed(pool, folder, "good.txt")):
            with pytest.raises(UnreadableFile, match="Quoth stopped before it was read"):
                refused()
    assert not note.exists(), "a file that was refused was parsed again"
    for pid in map(int, first.read_text().split()):
        assert not _runs(pid)


def _runs(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_a_worker_ends_when_its_parent_is_killed(folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from retrieval.parsing.workers.pool import ParsingPool\n"
        "pool = ParsingPool(); pool.parse(Path(sys.argv[1]), 'good.txt')\n"
        "print(pool._idle[0]._process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert not _runs(pid)


def test_no_process_that_parses_knows_the_token(behave: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    behave("import os; data = repr(sorted(os.environ)).encode()")
    with ParsingPool() as pool:
        assert "DISCORD_TOKEN" not in parsed(pool, folder, "bad.txt")


def test_many_threads_share_a_pool(folder: Path) -> None:
    for number in range(60):
        (folder / f"{number}.txt").write_text(f"File {number}. " * (number + 1))
    with ParsingPool() as pool, ThreadPoolExecutor(4) as threads:
        texts = list(threads.map(lambda number: parsed(pool, folder, f"{number}.txt"), range(60)))
        assert texts == [(folder / f"{number}.txt").read_text() for number in range(60)]
        assert len(pool._idle) <= 4


# -- what is opened ------------------------------------------------------------------------------------------------


def test_a_pipe_that_replaced_a_file_is_refused_at_once(folder: Path, pool: ParsingPool) -> None:
    (folder / "good.txt").unlink()
    os.mkfifo(folder / "good.txt")
    with pytest.raises(UnreadableFile, match="not a regular file"):
        pool.parse(folder, "good.txt")


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.txt"])
def test_a_link_that_leads_out_is_refused(target: str, folder: Path, pool: ParsingPool) -> None:
    seeds = folder / "seeds"
    seeds.mkdir()
    (folder / "outside.txt").write_text("Outside.")
    (seeds / "link.txt").symlink_to(target)
    with pytest.raises(UnreadableFile, match="leaves the seeds folder"):
        pool.parse(seeds, "link.txt")


def test_a_link_inside_the_seeds_is_followed(folder: Path, pool: ParsingPool) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "c.txt").write_text("Deep inside.")
    (folder / "link.txt").symlink_to("a/b/c.txt")
    (folder / "other").symlink_to("a")
    assert parsed(pool, folder, "link.txt") == parsed(pool, folder, "other/b/c.txt") == "Deep inside."


def test_a_folder_that_is_swapped_for_a_link_never_leads_out(folder: Path, pool: ParsingPool) -> None:
    """Somebody swaps a folder for a link out of the seeds, over and over, while files in it are opened."""
    seeds, outside = folder / "seeds", folder / "outside"
    for place, text in ((seeds / "a", "Inside."), (outside, "Outside.")):
        place.mkdir(parents=True)
        (place / "x.txt").write_text(text)
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            (seeds / "a").rename(seeds / "kept")
            (seeds / "a").symlink_to(outside)
            (seeds / "a").unlink()
            (seeds / "kept").rename(seeds / "a")

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        seen = set()
        for _ in range(300):
            try:
                seen.add(parsed(pool, seeds, "a/x.txt"))
            except UnreadableFile:
                continue
    finally:
        stop.set()
        swapping.join()
    assert seen <= {"Inside."}


# -- what comes back -----------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=8, max_size=80))
    label = st.none() | texts
    return Content(
        text,
        (Block(0, 2, draw(st.sampled_from(BlockKind)), draw(label)), Block(2, 5)),
        title=draw(label),
        date=draw(label),
        author=draw(label),
        url=draw(label),
        has_lines=draw(st.booleans()),
        headings=(Heading(5, 8, draw(st.integers(0, 9)), draw(texts)),),
        pages=((0, 1), (draw(st.integers(1, 7)), 2)),
        left_out=(LeftOut(draw(texts), draw(texts)),),
        warnings=tuple(draw(st.lists(texts, max_size=3))),
    )


@given(contents())
def test_a_content_comes_back_as_it_was_found(content: Content) -> None:
    import json

    assert content_from_json(json.loads(json.dumps(content_as_json(content)))) == content
