"""Documents that were fetched from elsewhere are answered from, cited, limited and verified as those of the seeds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from retrieval import PUBLIC, UNLIMITED, ConsentNeeded, Links
from retrieval.links import without_words
from retrieval.origins.folders import SeedFolders, kept_manifests, place_in
from retrieval.origins.manifests import (
    COPIES_FOLDER,
    Manifest,
    is_origin_name,
    origin_folder,
    read_manifest,
    write_manifest,
)

MOONS = "Jupiter has ninety-five moons.\n"
EELS = "Eels spawn in the Sargasso Sea.\n"
ASKED = "Where do eels spawn?"


@pytest.fixture
def library(open_tiny, tmp_path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "moons.txt").write_text(MOONS)
    with open_tiny(tmp_path / "seeds", tmp_path / "index") as library:
        yield library


def fetch(library, name="docs", path="fish/eels.txt", text=EELS, **manifest):
    """Put a copy where an origin puts it."""
    folder = origin_folder(library.index, name)
    write_manifest(folder, Manifest(**manifest))
    file = folder / COPIES_FOLDER / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def quote(library, access=UNLIMITED):
    answer = library.ask(ASKED, access=access)
    return next((each for each in (*answer.quotes, *answer.nearest) if each.text == EELS.strip()), None)


def test_a_copy_is_answered_from_as_if_it_lay_in_a_folder_of_the_seeds(library):
    fetch(library)
    assert library.sync().added == ("docs/fish/eels.txt", "moons.txt")
    assert quote(library).document == "docs/fish/eels.txt"
    assert library.sync().is_empty
    assert library.verify().problems == ()


def test_a_changed_copy_is_noticed_and_one_that_is_gone_goes(library):
    file = fetch(library)
    library.sync()
    file.write_text("Eels spawn in rivers.\n")
    assert library.verify().problems != ()
    assert library.sync().changed == ("docs/fish/eels.txt",)
    file.unlink()
    assert library.sync().removed == ("docs/fish/eels.txt",)
    assert quote(library) is None


def test_a_folder_without_a_manifest_is_not_read(library):
    file = fetch(library)
    (file.parents[2] / "manifest.json").unlink()
    assert library.sync().added == ("moons.txt",)


def test_what_the_seeds_folder_has_itself_is_not_hidden_by_copies_of_the_same_name(library):
    (library.seeds / "docs").mkdir()
    (library.seeds / "docs" / "own.txt").write_text("Own words stand here.\n")
    fetch(library)
    report = library.sync()
    assert report.added == ("docs/own.txt", "moons.txt")
    assert [(each.path, "same name" in each.reason) for each in report.skipped] == [("docs/", True)]


@pytest.mark.parametrize(
    ("templates", "manifest", "url"),
    [
        ("", {}, None),
        ("", {"link": "https://g.example/blob/4f2a/{path}"}, "https://g.example/blob/4f2a/fish/eels.txt"),
        ("https://own.example/{path}", {}, "https://own.example/docs/fish/eels.txt"),
        ("https://own.example/{path}", {"link": "https://g.example/{path}#L{line}"}, "https://g.example/fish/eels.txt#L1"),
        ("", {"link": "https://g.example/{path}", "urls": {"fish/eels.txt": "https://x.example/e"}}, "https://x.example/e"),
        ("docs=https://own.example/{stem}", {"link": "https://g.example/{path}"}, "https://own.example/fish/eels"),
        ("docs=none", {"urls": {"fish/eels.txt": "https://x.example/e"}}, None),
        ("", {"urls": {"fish/eels.txt": "javascript:alert(1)"}}, None),
    ],
)  # fmt: skip
def test_a_citation_leads_to_where_a_copy_was_fetched(library, templates, manifest, url):
    fetch(library, revision="4f2a", **manifest)
    library.sync()
    library._links = Links.parse(templates)
    found = quote(library)
    for each in (found, *library.find([found.id], access=UNLIMITED)):
        assert (each.url and without_words(each.url), each.revision) == (url, "4f2a")
    moons = library.ask("How many moons has Jupiter?", access=UNLIMITED)
    assert {each.revision for each in (*moons.quotes, *moons.nearest) if each.document == "moons.txt"} == {None}


def test_citations_follow_a_new_revision_although_no_text_has_changed(library):
    fetch(library, revision="one", link="https://g.example/one/{path}")
    library.sync()
    assert quote(library).revision == "one"
    fetch(library, revision="two", link="https://g.example/two/{path}")
    assert quote(library).revision == "one"  # what is cited is what the last sync has read
    library.sync()
    assert (quote(library).revision, "/two/" in quote(library).url) == ("two", True)


def test_rules_beside_copies_limit_them_also_between_syncs(library):
    file = fetch(library)
    library.sync()
    assert quote(library, PUBLIC) is not None
    (file.parent / ".quothaccess").write_text("roles: [7]\n")
    library.tightener().tighten()
    assert quote(library, PUBLIC) is None
    assert quote(library) is not None


def test_rules_of_the_seeds_folder_limit_copies_too(library):
    fetch(library)
    (library.seeds / ".quothaccess").write_text("roles: [7]\n")
    library.sync()
    assert quote(library, PUBLIC) is None


def test_a_link_among_copies_leads_nowhere_else(library, tmp_path):
    (tmp_path / "secret.txt").write_text("Eels spawn in secret.\n")
    file = fetch(library)
    (file.parent / "link.txt").symlink_to(tmp_path / "secret.txt")
    report = library.sync()
    assert [each.path for each in report.skipped] == ["docs/fish/link.txt"]


@pytest.mark.parametrize("name", ["", ".", "..", ".git", "a/b", "a\\b", "c:", "a\nb"])
def test_no_name_of_an_origin_leads_out_of_its_folder(tmp_path, name):
    assert not is_origin_name(name)
    with pytest.raises(ValueError, match="can be no name"):
        origin_folder(tmp_path, name)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"link": 3}', '{"urls": ["a"]}', '{"urls": {"a": 1}}'])
def test_a_damaged_manifest_loses_links_and_no_document(library, content):
    file = fetch(library, link="https://g.example/{path}")
    (file.parents[2] / "manifest.json").write_text(content)
    assert read_manifest(file.parents[2]) is None
    assert "docs/fish/eels.txt" in library.sync().added
    assert quote(library).url is None


def test_a_manifest_is_read_as_it_was_written(tmp_path):
    written = Manifest("https://g.example/{path}", "4f2a", {"a/ü.txt": "https://x.example/ü"})
    write_manifest(tmp_path / "docs", written)
    assert read_manifest(tmp_path / "docs") == written
    assert kept_manifests(json.dumps({"docs": written.as_dict()})) == {"docs": written}
    assert [kept_manifests(text) for text in (None, "", "{", "[]", '{"docs": 3}')] == [{}] * 5


def test_places(tmp_path):
    folders = SeedFolders(tmp_path, {"docs": tmp_path / "x"})
    assert place_in(folders, "docs/a/b.txt") == (tmp_path / "x", "a/b.txt")
    assert place_in(folders, "docs2/a.txt") == (tmp_path, "docs2/a.txt")
    assert place_in(tmp_path, "docs/a") == (tmp_path, "docs/a")
    assert replace(folders, mounted={}) / "docs/a" == tmp_path / "docs/a"


def test_what_is_removed_on_purpose_is_dropped_without_a_question_and_all_else_is_asked_about(library):
    files = [fetch(library, path=f"{number}.txt", text=f"Eel {number}.", drops_freely=True) for number in range(12)]
    library.sync()
    for file in files:
        file.unlink()
    assert len(library.sync().removed) == 12
    files = [fetch(library, "other", f"{number}.txt", f"Eel {number}.") for number in range(12)]
    library.sync()
    for file in files:
        file.unlink()
    with pytest.raises(ConsentNeeded):
        library.sync()


@pytest.mark.parametrize("is_open", [True, False])
def test_what_is_removed_on_purpose_is_quoted_no_more_also_while_a_sync_waits_for_consent(library, is_open):
    library._is_open = library._newest._is_open = is_open
    file = fetch(library, drops_freely=True)
    (file.parents[1] / ".quothaccess").write_text("everyone: true\n")
    others = [fetch(library, "other", f"{number}.txt", f"Jupiter {number} is big.\n") for number in range(12)]
    (others[0].parent / ".quothaccess").write_text("everyone: true\n")
    library.sync()
    assert quote(library, PUBLIC) is not None
    for each in (file, *others):
        each.unlink()
    with pytest.raises(ConsentNeeded):
        library.sync()
    assert quote(library, PUBLIC) is None
    jupiter = library.ask("How big is Jupiter 3?", access=PUBLIC)
    assert any(each.document.startswith("other/") for each in (*jupiter.quotes, *jupiter.nearest))
    assert len(library.sync(consent=lambda _: True).removed) == 13
    fetch(library, drops_freely=True)
    library.sync()  # what comes back needs nobody's consent
    assert quote(library, PUBLIC) is not None
