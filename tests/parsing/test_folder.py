import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from retrieval.errors import SeedsError, UnreadableFile
from retrieval.parsing.files import parse_bytes
from retrieval.parsing.folder import scan
from retrieval.parsing.formats import PARSERS, parser_for
from retrieval.parsing.opening import read_bytes
from retrieval.parsing.workers.pool import ParsingPool


def put(root: Path, *paths: str, text: str = "Some text.") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def reasons(root: Path, **more: int) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in scan(root, **more).skipped}


def test_every_suffix_has_one_parser_in_any_case() -> None:
    suffixes = [suffix for parser in PARSERS for suffix in parser.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert {".txt", ".md", ".html", ".pdf", ".docx", ".epub"} <= set(suffixes)
    assert parser_for("A.PDF") is parser_for("b/a.pdf") is not None
    assert parser_for("a.exe") is None


def test_no_parser_is_imported_before_it_is_needed() -> None:
    import subprocess

    parsers = ["pypdfium2", "docx", "lxml", "markdown_it", "yaml", "charset_normalizer"]
    code = f"import sys, retrieval.parsing.formats; print([name for name in {parsers} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "[]"


def test_files_are_listed_by_path_in_a_fixed_order(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a/z.md", "a.md", "a/b/c.html", "B.PDF")
    assert scan(tmp_path).files == ("B.PDF", "a.md", "a/b/c.html", "a/z.md", "b.txt")


def test_hidden_files_are_passed_over_in_silence(tmp_path: Path) -> None:
    put(tmp_path, ".secret.txt", ".git/a.txt", "a/.b/c.txt", "~$open.docx")
    assert scan(tmp_path) == scan(tmp_path)
    assert (scan(tmp_path).files, scan(tmp_path).skipped) == ((), ())


def test_what_cannot_be_read_is_named_with_its_reason(tmp_path: Path) -> None:
    put(tmp_path, "a.xyz", "rota", "large.txt")
    put(tmp_path, "empty.txt", text="")
    found = reasons(tmp_path, max_bytes=5)
    assert found["a.xyz"] == "unsupported format .xyz"
    assert found["rota"] == "unsupported: the file name has no suffix"
    assert found["large.txt"] == "10 bytes, more than the limit of 5"
    assert found["empty.txt"] == "empty"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reasons(tmp_path) == {"pipe.txt": "not a regular file"}


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    assert reasons(tmp_path) == {"a.txt": "permission denied"}


def test_links_are_followed_inside_the_folder_only(tmp_path: Path) -> None:
    root = tmp_path / "seeds"
    put(tmp_path, "seeds/docs/a.txt", "seeds/.data/b.txt", "outside/c.txt", "seeds-too/d.txt")
    (root / "again.txt").symlink_to(root / "docs/a.txt")
    (root / "b.txt").symlink_to(root / ".data/b.txt")
    (root / "data").symlink_to(root / ".data")
    (root / "out.txt").symlink_to(tmp_path / "outside/c.txt")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "too").symlink_to(tmp_path / "seeds-too")
    (root / "nothing.txt").symlink_to(root / "missing.txt")
    (root / "docs/up").symlink_to(root)
    (root / "loop").symlink_to(root / "loop")
    found = scan(root)
    assert found.files == ("b.txt", "docs/a.txt")
    skipped = {file.path: file.reason for file in found.skipped}
    leaves = "symbolic link that leaves the seeds folder"
    nothing = "symbolic link to nothing"
    assert skipped == {"out.txt": leaves, "out": leaves, "too": leaves, "nothing.txt": nothing, "loop": nothing}


def test_the_ignore_file_speaks_gitignore_at_every_level(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "draft.txt", "old/b.txt", "old/c.md", "new/draft.txt", "new/keep/draft.txt", "new/x.xyz")
    (tmp_path / ".quothignore").write_text("# drafts\ndraft.txt\n/old/\n*.xyz\n")
    (tmp_path / "new/keep/.quothignore").write_text("!draft.txt\n")
    assert scan(tmp_path).files == ("a.txt", "new/keep/draft.txt")
    assert scan(tmp_path).skipped == ()


PATTERNS = [
    "draft.txt",
    "/old/",
    "*.xyz",
    "!*.md",
    "a/**",
    "!a/b/",
    "!a/b/b.txt",
    "!a",
    "old/*",
    "**/tmp/**",
    "a/**/b",
    "a[0-9]?.*",
    "[!ab]*",
    "[[:upper:]]*",
    "/*/x",
    "x/",
]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is what is compared with")
@pytest.mark.filterwarnings("error")
@given(
    st.lists(
        st.one_of(
            st.sampled_from(PATTERNS),
            st.lists(
                st.sampled_from([*"ab*?/!.", "**", "[ab]", "[!a]", "[[:digit:]]", "\\*"]), min_size=1, max_size=5
            ).map("".join),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=50, deadline=None)
def test_rules_mean_what_they_mean_to_git(patterns: list[str]) -> None:
    paths = [
        "a.txt",
        "b.md",
        "ab/b.txt",
        "a/b/b.txt",
        "a/x/b.md",
        "old/a.txt",
        "a/old/b.txt",
        "tmp/a.txt",
        "A.txt",
        "a1b.txt",
    ]
    with TemporaryDirectory() as folder:
        root = Path(folder)
        put(root, *paths)
        for name in (".quothignore", ".gitignore"):
            (root / name).write_text("\n".join(patterns) + "\n")
        subprocess.run(["git", "init", "-q", root], check=True)
        listed = ["git", "-C", root, "ls-files", "-z", "--others", "--exclude-standard", "--", ":!.*"]
        shown = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split("\0")
        try:
            files = scan(root).files
        except SeedsError:
            reject()  # "!" alone
        assert files == tuple(sorted(filter(None, shown)))


def test_no_rule_takes_long(tmp_path: Path) -> None:
    put(tmp_path, "a" * 240 + ".txt", "b.txt")
    (tmp_path / ".quothignore").write_text("*a" * 20 + "*b\n")
    started = time.process_time()
    assert len(scan(tmp_path).files) == 2
    assert time.process_time() - started < 5


def test_a_rule_means_a_name_however_its_accents_are_encoded(tmp_path: Path) -> None:
    put(tmp_path, "cafe\u0301/a.txt", "caf\u00e9.md", "b.txt")
    (tmp_path / ".quothignore").write_text("caf\u00e9/\ncafe\u0301.md\n")
    assert scan(tmp_path).files == ("b.txt",)


@pytest.mark.parametrize("pattern", ["\\", "[z-a]*", "[[:nonsense:]]*"])
def test_a_rule_that_is_not_understood_is_named_with_its_line(tmp_path: Path, pattern: str) -> None:
    put(tmp_path, "a.txt")
    (tmp_path / ".quothignore").write_text(f"*.md\n{pattern}\n")
    with pytest.raises(SeedsError, match=r"\.quothignore, line 2: .* is not a pattern \(.*\); correct it"):
        scan(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes for a name")
def test_a_rule_hides_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Text.")
    (tmp_path / ".quothignore").write_text("*.txt\n")
    assert (scan(tmp_path).files, scan(tmp_path).skipped) == ((), ())


def test_a_missing_root_or_one_that_is_a_file_says_what_to_do(tmp_path: Path) -> None:
    put(tmp_path, "file")
    with pytest.raises(SeedsError, match=r"does not exist; create it, or set SEEDS_DIR"):
        scan(tmp_path / "missing")
    with pytest.raises(SeedsError, match=r"is not a folder; set SEEDS_DIR"):
        scan(tmp_path / "file")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes for a name")
def test_a_name_that_is_not_utf8_is_skipped_with_its_bytes_shown(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Text.")
    (tmp_path / os.fsdecode(b"d\xe9r")).mkdir()
    assert reasons(tmp_path) == {
        "caf\\xe9.txt": "its name is not valid UTF-8: rename it",
        "d\\xe9r/": "its name is not valid UTF-8: rename it",
    }


def test_a_document_carries_the_digest_of_the_bytes_that_were_read(tmp_path: Path, pool: ParsingPool) -> None:
    put(tmp_path, "a/b.txt", text="\ufeffThe quay is long.\r\n")
    document = pool.parse(tmp_path, "a/b.txt")
    assert document.path == "a/b.txt"
    assert document.sha256 == hashlib.sha256((tmp_path / "a/b.txt").read_bytes()).hexdigest()
    assert document.content.text.startswith("The quay")


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("missing.txt", None, "no longer there"),
        ("blank.txt", " \n\t\n", "holds no text"),
        ("comment.md", "<!-- nothing -->", "holds no text"),
        ("empty.md", "", "empty"),
        ("a.xyz", "text", "unsupported format .xyz"),
    ],
)
def test_a_file_that_is_no_document_is_refused_with_a_reason(
    tmp_path: Path, path: str, text: str | None, reason: str, pool: ParsingPool
) -> None:
    if text is not None:
        put(tmp_path, path, text=text)
    with pytest.raises(UnreadableFile, match=reason):
        pool.parse(tmp_path, path)


def test_a_file_that_grew_past_the_limit_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    with pytest.raises(UnreadableFile, match="10 bytes, more than the limit of 5"):
        read_bytes(tmp_path, "a.txt", max_bytes=5)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RecursionError("too deep"), "nested deeper than Quoth reads"),
        (KeyError("w:p"), r"damaged, or not a text file \(KeyError\)"),
        (UserWarning("old"), r"damaged, or not a text file \(UserWarning\)"),
    ],
)
def test_no_parser_error_escapes(error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise error

    monkeypatch.setattr(parser_for("a.txt"), "parse", stumble)
    with pytest.raises(UnreadableFile, match=reason):
        parse_bytes(b"text", PurePosixPath("a.txt"))


@given(st.text("a.b/ ä", min_size=1).map(lambda path: f"folder/{path}x"), st.sampled_from(["", ".txt", ".a.b"]))
def test_a_file_is_parsed_as_the_suffix_says_that_pathlib_sees(path, end):
    suffix = PurePosixPath(path + end).suffix
    assert parser_for(path + end) is (parser_for(f"a{suffix}") if suffix else None)
