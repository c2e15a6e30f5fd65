"""A Git repository is fetched, followed through pushes and force pushes, and cited with its commit."""

from __future__ import annotations

import os
import shutil

import pytest

from bot.origins.entries import OriginEntry
from bot.origins.faults import OriginUnreachable
from bot.origins.git.repository import Repository, _reason, link_template
from retrieval import UNLIMITED
from retrieval.links import without_words

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

EELS = "# Eels\n\nEels spawn in the Sargasso Sea.\n"


@pytest.fixture
def list_it(shelf, upstream, monkeypatch):
    """List the repository; git takes it from the disk, which no entry can say."""
    from bot.origins import entries

    monkeypatch.setattr(entries, "reason_no_repository", lambda _: None)

    def write(more=""):
        shelf.list(
            f'[handbook]\ngit = "file://{upstream.folder}"\nlink = "https://g.example/{{commit}}/{{path}}"\n{more}'
        )

    write()
    return write


def cited(library, text="Sargasso"):
    answer = library.ask("Where do eels spawn?", access=UNLIMITED, k=20)
    return next((each for each in (*answer.quotes, *answer.nearest) if text in each.text), None)


@pytest.mark.usefixtures("list_it")
def test_a_repository_is_followed_through_pushes_and_a_force_push(shelf, upstream):
    first = upstream.push(fish__eels_md=EELS, moons_txt="Jupiter has ninety-five moons.\n", picture_png="x")
    done, (added, _, _) = shelf.sync()
    assert (done["handbook"].problem, added) == (None, ("handbook/fish/eels.md", "handbook/moons.txt"))
    quote = cited(shelf.library)
    assert (without_words(quote.url), quote.revision) == (f"https://g.example/{first}/fish/eels.md", first[:12])
    assert shelf.library.verify().problems == ()

    second = upstream.push(moons_txt=None, fish__trout_md="# Trout\n\nTrout spawn in rivers.\n")
    _, (added, changed, removed) = shelf.sync()
    assert (added, changed, removed) == (("handbook/fish/trout.md",), (), ("handbook/moons.txt",))
    assert cited(shelf.library).revision == second[:12]  # also of a file that has not changed

    upstream.git("reset", "-q", "--hard", first)
    third = upstream.push("--amended", fish__eels_md=EELS.replace("Sargasso", "Baltic"))
    _, (added, changed, removed) = shelf.sync()
    assert (changed, removed) == (("handbook/fish/eels.md",), ("handbook/fish/trout.md",))
    assert (cited(shelf.library), cited(shelf.library, "Baltic").revision) == (None, third[:12])
    assert shelf.sync()[1] == ((), (), ())


def test_a_folder_and_a_branch_of_it_can_be_named(shelf, upstream, list_it):
    upstream.push(eels_md=EELS)
    upstream.git("checkout", "-q", "-b", "v2/next")
    upstream.push(docs__guide__eels_md=EELS, docs2__x_md="# X\n\nNot this.\n")
    list_it('folder = "docs"\nbranch = "v2/next"\n')
    assert shelf.sync()[1][0] == ("handbook/guide/eels.md",)
    list_it('folder = "missing"\nbranch = "v2/next"\n')
    done, changes = shelf.sync()
    assert (changes, done["handbook"].problem is not None) == (((), (), ()), True)
    list_it('branch = "gone"\n')
    done, changes = shelf.sync()
    assert (changes, done["handbook"].problem is not None) == (((), (), ()), True)


@pytest.mark.usefixtures("list_it")
def test_an_unreachable_or_emptied_repository_keeps_what_it_had(shelf, upstream):
    upstream.push(eels_md=EELS)
    shelf.sync()
    moved = upstream.folder.rename(upstream.folder.with_name("away"))
    done, changes = shelf.sync()
    assert ("what it had stays" in done["handbook"].problem, changes) == (True, ((), (), ()))
    moved.rename(upstream.folder)
    upstream.push(eels_md=None)
    done, changes = shelf.sync()
    assert ("nothing that Quoth can read" in done["handbook"].problem, changes) == (True, ((), (), ()))
    assert cited(shelf.library) is not None
    upstream.push(eels_md=EELS + "\nThey are long.\n")
    assert shelf.sync()[1][1] == ("handbook/eels.md",)


@pytest.mark.usefixtures("list_it")
def test_links_submodules_hooks_and_hidden_files_have_no_effect(shelf, upstream, tmp_path):
    (tmp_path / "secret.md").write_text("# Secret\n\nThe safe opens with 4711.\n")
    upstream.push(eels_md=EELS)
    (upstream.folder / "out.md").symlink_to(tmp_path / "secret.md")
    (upstream.folder / ".hidden").mkdir()
    (upstream.folder / ".hidden" / "x.md").write_text("# X\n")
    (upstream.folder / ".gitattributes").write_text("*.md filter=evil\n")
    (upstream.folder / ".gitmodules").write_text('[submodule "s"]\n path = s\n url = ext::sh -c touch% /tmp/evil\n')
    upstream.git("add", "-A")
    upstream.git("update-index", "--add", "--cacheinfo", f"160000,{upstream.git('rev-parse', 'HEAD')},s")
    upstream.git("commit", "-q", "-m", "traps")
    assert shelf.sync()[1][0] == ("handbook/eels.md",)


def test_a_repository_larger_than_its_limit_is_refused_as_a_whole(shelf, upstream, list_it):
    upstream.push(eels_md=EELS, long_txt="word " * 300_000)
    list_it("megabytes = 1\n")
    assert "more than its limit" in shelf.refresh()["handbook"].problem


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://github.com/a/b.git", "https://github.com/a/b/blob/4f2a/docs/{path}"),
        ("git@github.com:a/b.git", "https://github.com/a/b/blob/4f2a/docs/{path}"),
        ("ssh://git@gitlab.example.org:22/a/b", "https://gitlab.example.org/a/b/-/blob/4f2a/docs/{path}"),
        ("https://u:p@codeberg.org/a/b/", "https://codeberg.org/a/b/src/commit/4f2a/docs/{path}"),
        ("https://git.example.org/a/b.git", None),
    ],
)
def test_the_address_of_a_file_is_known_on_well_known_hosts(url, link):
    assert link_template(OriginEntry("x", url, is_git=True, folder="docs"), "4f2a") == link


@pytest.mark.parametrize("url", ["ext::sh -c touch% evil", "http://127.0.0.1:9/x.git", "file:///", "git://127.0.0.1/x"])
def test_git_speaks_no_other_protocol_than_https_and_ssh(tmp_path, url):
    with pytest.raises(OriginUnreachable, match="not allowed"):
        Repository(tmp_path / "git").fetch(url, None)


def test_a_machine_without_git_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    with pytest.raises(OriginUnreachable, match='"git" is not installed'):
        Repository(tmp_path / "git").fetch("https://g.example/x.git", None)


@pytest.mark.parametrize(
    ("complaint", "reason"),
    [
        ("", "git could not fetch it"),
        ("fatal: couldn't find remote ref gone\n", "couldn't find remote ref gone"),
        (
            "ssh: connect to host h.example port 22: Connection refused\r\n"
            "fatal: Could not read from remote repository.\n\n"
            "Please make sure you have the correct access rights\nand the repository exists.\n",
            "ssh: connect to host h.example port 22: Connection refused",
        ),
        ("fatal: Could not read from remote repository.\n", "Could not read from remote repository"),
        ("warning: x\nsomething odd\n", "something odd"),
    ],
)
def test_what_git_complains_of_is_told_in_a_few_words(complaint, reason):
    assert _reason(complaint, "https://g.example/x.git") == reason


def test_no_password_of_an_address_is_told(shelf):
    url = "https://ada:s3cret@127.0.0.1:9/x.git"
    shelf.list(f'[x]\ngit = "{url}"\n')
    problem = shelf.refresh()["x"].problem
    state = (shelf.library.index / "origins" / "x" / "state.json").read_text()
    assert ("s3cret" in problem, "127.0.0.1:9" in problem) == (False, True)
    assert "s3cret" not in state
    assert "s3cret" not in _reason(f"fatal: unable to access '{url}/': refused\n", url)
