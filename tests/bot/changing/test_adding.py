"""A file that somebody sent becomes a seed below the seeds folder, readable and whole, or nothing at all."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changing import adding
from bot.changing.naming import NotASeed, check_name
from bot.deciding import Reach
from bot.state.changes import Act
from retrieval.model import Document
from retrieval.parsing.folder import scan
from retrieval.parsing.formats import suffixes
from retrieval.parsing.workers.pool import ParsingPool

from .conftest import Add

NEW, OLD = b"# New\n\nEels spawn in the sea.\n", b"# Old\n\nNobody knows where.\n"


def everything(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below one, hidden ones, too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }


# -- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "folder", "path"),
    [
        ("eels.md", None, "eels.md"),
        ("eels.md", "", "eels.md"),
        ("eels.md", "news/2026", "news/2026/eels.md"),
        ("eels.md", "news\\2026\\", "news/2026/eels.md"),
        ("eels.md", "/news//2026/", "news/2026/eels.md"),
        ("EELS.MD", "News", "News/EELS.MD"),
        ("Ünïcödé 漢字 (1).pdf", "ordner mit leerzeichen", "ordner mit leerzeichen/Ünïcödé 漢字 (1).pdf"),
        ("a..b.txt", None, "a..b.txt"),
        ("console.md", "nullable", "nullable/console.md"),
    ],
)
def test_a_name_and_a_folder_make_a_path_below_the_seeds(name: str, folder: str | None, path: str) -> None:
    assert check_name(name, folder) == PurePosixPath(path)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("../eels.md", None), ("..\\eels.md", None), ("a\\eels.md", None), ("/etc/eels.md", None), ("C:eels.md", None),
        ("C:\\eels.md", None), ("\\\\server\\share\\eels.md", None), ("eels.md\x00.png", None), ("ee\nls.md", None),
        ("ee\x7fls.md", None), ("ee\x85ls.md", None), ("eels.md ", None), (" eels.md", None), ("eels.md.", None),
        ("\u3000eels.md", None), (".eels.md", None), ("..md", None), ("~$eels.docx", None), ("con.md", None),
        ("AUX.txt", None),
        ("nul.tar.md", None), ("Com1.md", None), ("lpt9.md", None), ("a*.md", None), ("a?.md", None), ('a".md', None),
        ("a|b.md", None), ("<a>.md", None), ("eels.md:stream.md", None), ("gpj\u202edm.md", None), ("\ud800.md", None),
        ("a" * 121 + ".md", None), ("漢" * 100 + ".md", None),
        ("eels.md", ".."), ("eels.md", "../.."), ("eels.md", "news/../.."), ("eels.md", "..\\.."), ("eels.md",
        "/../etc"),
        ("eels.md", ".git"), ("eels.md", "news/.hidden"), ("eels.md", "C:\\Windows"), ("eels.md", "C:"), ("eels.md",
        "news "),
        ("eels.md", " /news"), ("eels.md", "news."), ("eels.md", "con"), ("eels.md", "news/PRN"), ("eels.md", "a\x00b"),
        ("eels.md", "~$x"), ("eels.md", "\ud800"), ("eels.md", "漢" * 100), ("eels.md", "a/ /b"), ("eels.md", "a:b"),
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_or_is_none_everywhere_is_refused(name: str, folder: str | None) -> None:
    with pytest.raises(NotASeed) as raised:
        check_name(name, folder)
    assert raised.value.reason in ("name", "hidden", "lock", "invisible")


@pytest.mark.parametrize("name", ["eels", "eels.exe", "eels.md.exe", "eels.", "eelsmd", "eels.md~"])
def test_a_file_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(NotASeed) as raised:
        check_name(name, None)
    assert raised.value.reason == ("name" if name.endswith(".") else "type")


names = st.lists(st.sampled_from([*"./\\:ab \x00~$", "..", "con", "漢"]), max_size=12).map("".join)


@given(names, st.none() | names, st.sampled_from(suffixes()))
def test_whatever_is_accepted_lies_below_the_folder_and_is_read_by_a_sync(
    name: str, folder: str | None, suffix: str
) -> None:
    try:
        path = check_name(name + suffix, folder)
    except NotASeed:
        return
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert all(part.strip() == part and not part.startswith((".", "~$")) for part in path.parts)
    assert os.path.normpath(path) == str(path)


# -- files -----------------------------------------------------------------------------------------------------------


def test_an_added_file_is_there_to_the_byte_and_nothing_else_is(add: Add, seeds: Path) -> None:
    assert add(seeds, "news/2026/eels.md", NEW, replace=False).act is Act.ADDED
    assert everything(seeds) == {"news": None, "news/2026": None, "news/2026/eels.md": NEW}
    assert scan(seeds).files == ("news/2026/eels.md",)


def test_an_added_file_can_be_read_by_whoever_may_read_the_others(add: Add, seeds: Path) -> None:
    (seeds / "old.md").write_bytes(OLD)
    add(seeds, "eels.md", NEW, replace=False)
    assert (seeds / "eels.md").stat().st_mode == (seeds / "old.md").stat().st_mode


def test_a_file_is_replaced_only_when_that_was_asked_for(add: Add, seeds: Path) -> None:
    (seeds / "eels.md").write_bytes(OLD)
    with pytest.raises(NotASeed) as raised:
        add(seeds, "eels.md", NEW, replace=False)
    assert raised.value.reason == "exists"
    assert everything(seeds) == {"eels.md": OLD}
    assert add(seeds, "eels.md", NEW, replace=True).act is Act.REPLACED
    assert everything(seeds) == {"eels.md": NEW}
    assert add(seeds, "clock.md", NEW, replace=True).act is Act.ADDED


@pytest.mark.parametrize(
    ("name", "data"),
    [("eels.md", b""), ("eels.md", b" \n\t\n"), ("eels.pdf", b"%PDF-1.7 and then nothing"), ("eels.docx", NEW),
     ("eels.epub", b"PK\x03\x04"), ("eels.txt", b"\x00" * 4000)],
)  # fmt: skip
@pytest.mark.parametrize("replace", [True, False])
def test_a_file_that_cannot_be_read_is_refused_with_the_reason_and_leaves_nothing_behind(
    add: Add, seeds: Path, name: str, data: bytes, replace: bool
) -> None:
    (seeds / "old").mkdir()
    (seeds / "old" / name).write_bytes(OLD)
    for folder in ("new/folder", "old") if replace else ("new/folder",):
        with pytest.raises(NotASeed) as raised:
            add(seeds, f"{folder}/{name}", data, replace=replace)
        assert raised.value.reason == "unreadable"
        assert raised.value.detail
        assert str(seeds) not in raised.value.detail
        assert everything(seeds) == {"old": None, f"old/{name}": OLD}


def test_what_goes_wrong_while_writing_leaves_the_old_file_and_nothing_else(
    add: Add, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (seeds / "eels.md").write_bytes(OLD)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(adding.os, "fsync", full)
    for path in ("eels.md", "new/clock.md"):
        with pytest.raises(OSError, match="No space left"):
            add(seeds, path, NEW, replace=True)
    assert everything(seeds) == {"eels.md": OLD}


def test_while_a_file_is_added_nobody_sees_half_of_it(add: Add, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (seeds / "eels.md").write_bytes(OLD)
    seen = []
    sync = os.fsync

    def look(number: int) -> None:
        seen.append((scan(seeds).files, (seeds / "eels.md").read_bytes()))
        sync(number)

    monkeypatch.setattr(adding.os, "fsync", look)
    add(seeds, "eels.md", NEW, replace=True)
    assert {*seen} == {(("eels.md",), OLD), (("eels.md",), NEW)}  # the file is forced to the disk, then its name


def test_of_files_with_one_name_that_come_at_once_one_is_added(
    add: Add, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, added, refused = threading.Barrier(6), [], []
    parse = ParsingPool.parse

    def slowly(pool: ParsingPool, root: Path, path: str) -> Document:
        time.sleep(0.02)
        return parse(pool, root, path)

    monkeypatch.setattr(ParsingPool, "parse", slowly)

    def try_to_add(number: int) -> None:
        ready.wait()
        try:
            add(seeds, "eels.md", NEW + bytes([65 + number]), replace=False)
            added.append(number)
        except NotASeed as error:
            refused.append(error.reason)

    threads = [threading.Thread(target=try_to_add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["exists"] * 5
    assert everything(seeds) == {"eels.md": NEW + bytes([65 + added[0]])}


def test_links_lead_nothing_out_of_the_seeds_folder(add: Add, seeds: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "eels.md").write_bytes(OLD)
    (seeds / "out").symlink_to(outside)
    (seeds / "eels.md").symlink_to(outside / "eels.md")
    (seeds / "dangling.md").symlink_to(outside / "new.md")
    (seeds / "inside").mkdir()
    (seeds / "within").symlink_to(seeds / "inside")
    for path in ("out/new.md", "out/below/new.md", "out/eels.md", "eels.md", "dangling.md"):
        with pytest.raises(NotASeed) as raised:
            add(seeds, path, NEW, replace=True)
        assert raised.value.reason == "name"
    assert everything(outside) == {"eels.md": OLD}
    assert add(seeds, "within/new.md", NEW, replace=False).act is Act.ADDED
    assert (seeds / "inside" / "new.md").read_bytes() == NEW


def test_the_seeds_folder_itself_may_be_a_link_or_not_exist_yet(add: Add, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real").mkdir()
    add(tmp_path / "link", "eels.md", NEW, replace=False)
    assert everything(tmp_path / "real") == {"eels.md": NEW}
    add(tmp_path / "new" / "seeds", "eels.md", NEW, replace=False)
    assert everything(tmp_path / "new" / "seeds") == {"eels.md": NEW}


@pytest.mark.parametrize("path", ["folder.md", "old.md/eels.md", "old.md/below/eels.md"])
def test_neither_does_a_file_take_a_folders_place_nor_stand_below_a_file(add: Add, seeds: Path, path: str) -> None:
    (seeds / "folder.md").mkdir()
    (seeds / "old.md").write_bytes(OLD)
    with pytest.raises(NotASeed) as raised:
        add(seeds, path, NEW, replace=True)
    assert raised.value.reason == "name"
    assert everything(seeds) == {"folder.md": None, "old.md": OLD}


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("eels.md", "EELS.md"), ("News/eels.md", "news/clock.md"), ("cafe\u0301.md", "caf\u00e9.md"),
        ("stra\u00dfe.md", "STRASSE.md"),
    ],
)  # fmt: skip
def test_a_name_that_differs_in_its_writing_only_is_refused_and_the_other_one_named(
    add: Add, seeds: Path, there: str, new: str
) -> None:
    (seeds / there).parent.mkdir(exist_ok=True)
    (seeds / there).write_bytes(OLD)
    for replace in (False, True):
        with pytest.raises(NotASeed) as raised:
            add(seeds, new, NEW, replace=replace)
        assert raised.value.reason == "twin"
        assert there.startswith(raised.value.detail)
    assert scan(seeds).files == (there,)


def test_what_a_quothignore_keeps_out_is_refused_as_a_sync_would_leave_it_out(add: Add, seeds: Path) -> None:
    (seeds / ".quothignore").write_text("drafts/\n*.tmp.md\n")
    (seeds / "news").mkdir()
    (seeds / "news" / ".quothignore").write_text("old.*\n!old.md\n")
    paths = ("drafts/a.md", "x/drafts/a.md", "a.tmp.md", "news/old.txt", "news/old.md", "drafts.md", "old.txt")
    refused = {}
    for path in paths:
        try:
            add(seeds, path, NEW)
        except NotASeed as error:
            refused[path] = error.reason
    assert {*refused.values()} == {"ignored"}
    assert [*refused] == ["drafts/a.md", "x/drafts/a.md", "a.tmp.md", "news/old.txt"]
    assert sorted(scan(seeds).files) == sorted({*paths} - {*refused})


def test_an_operator_of_some_folders_adds_nothing_beside_them_not_even_by_a_link(add: Add, seeds: Path) -> None:
    own = Reach(server=1, folders=frozenset({"club"}))
    (seeds / "club").mkdir()
    (seeds / "town").mkdir()
    (seeds / "club" / "link").symlink_to(seeds / "town")
    for path in ("town/a.md", "a.md", "club.md", "clubs/a.md", "club/../town/a.md", "club/link/a.md"):
        with pytest.raises(NotASeed) as raised:
            add(seeds, path, NEW, reach=own)
        assert raised.value.reason in ("elsewhere", "name")
    assert everything(seeds / "town") == {}
    assert add(seeds, "club/below/a.md", NEW, reach=own).path == "club/below/a.md"


def test_accents_are_stored_in_one_form() -> None:
    assert str(check_name("cafe\u0301.md", "Mu\u0308ll")) == "M\u00fcll/caf\u00e9.md"


@pytest.mark.parametrize(
    ("name", "folder", "reason"),
    [
        (".quothaccess", None, "hidden"), (".quothaccess", "news", "hidden"), (".QUOTHACCESS", None, "hidden"),
        (".eels.md", None, "hidden"), ("eels.md", "news/.hidden", "hidden"), ("~$eels.docx", None, "lock"),
        ("a\u200b.md", None, "invisible"), ("a\ufeff.md", None, "invisible"), ("a\u200d.md", None, "invisible"),
        ("a\u00ad.md", None, "invisible"), ("gpj\u202edm.md", None, "invisible"), ("a\u2069.md", None, "invisible"),
        ("a\u3164.md", None, "invisible"), ("a.md", "x\u2060", "invisible"), (".\u200bquothaccess", None, "invisible"),
        ("a\u2028.md", None, "invisible"), ("a\ufe0f.md", None, "invisible"), ("\U000e0061.md", None, "invisible"),
    ],
)  # fmt: skip
def test_what_no_sync_reads_and_what_nobody_sees_is_refused_with_the_reason(
    name: str, folder: str | None, reason: str
) -> None:
    with pytest.raises(NotASeed) as raised:
        check_name(name, folder)
    assert raised.value.reason == reason


def test_a_format_that_is_not_to_be_read_is_refused() -> None:
    assert check_name("a.md", None, frozenset({"Markdown"})) == PurePosixPath("a.md")
    with pytest.raises(NotASeed) as raised:
        check_name("a.txt", None, frozenset({"Markdown"}))
    assert raised.value.reason == "type"
