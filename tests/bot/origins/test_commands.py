"""What operators see of sources: when they add one, sync, look at the status, and call the doctor."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from bot.doctor.origins import origin_findings
from bot.settings import Settings

from ...commands import commands

MODEL = {"EMBEDDING_MODEL": "sentence-transformers/all-MiniLM-L6-v2", "READER": "none"}


@pytest.fixture
def quoth(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    run = commands(capsys)
    return lambda *arguments: run(*arguments, **MODEL)


def test_a_site_is_added_fetched_answered_from_and_shown_with_what_went_wrong(quoth, site):
    site.put("/guide/", "<title>Eels</title><h1>Eels</h1><p>Eels spawn in the Sargasso Sea.</p>")
    done = quoth("add", f"{site.url}/guide/", "--every", "6h", "--private", "--name", "docs")
    told = f'sources.toml: the web site {site.url}/guide/ is [docs]. Run "quoth sync" to fetch it.\n'
    assert (done.status, done.out) == (0, told)
    assert "was not fetched yet" in next(iter(origin_findings(Settings(_env_file=None)))).text
    done = quoth("sync")
    assert (done.status, "+ docs/index.html" in done.out) == (0, True)
    assert f"Fetching docs from {site.url}/guide/" in done.err
    quote = json.loads(quoth("ask", "Where do eels spawn?", "--json").out)["quotes"][0]
    assert (quote["document"], quote["revision"]) == ("docs/index.html", None)
    assert quote["url"].startswith(f"{site.url}/guide/")
    assert f"docs: {site.url}/guide/, 1 document, fetched a moment ago" in quoth("status").out

    site.answers_all_with = 500
    done = quoth("sync", "--json")
    assert (done.status, "status 500" in json.loads(done.out)["origin_faults"][0]) == (0, True)
    assert "! docs: " in quoth("sync").out
    assert "status 500" in quoth("status").out
    (finding,) = origin_findings(Settings(_env_file=None))
    assert (finding.state, "status 500" in finding.text) == ("warning", True)
    assert json.loads(quoth("ask", "Where do eels spawn?", "--json").out)["answered"]


@pytest.mark.parametrize("command", [("sync",), ("sync", "--json"), ("status",), ("add", "https://d.example/")])
def test_a_sources_file_that_cannot_be_used_is_one_sentence_and_drops_nothing(quoth, tmp_path, command):
    (tmp_path / "sources.toml").write_text('[docs]\nsite = "gopher://d.example/"\n')
    done = quoth(*command)
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "sources.toml, [docs]: a site begins with https://" in done.err
    assert not (tmp_path / "index" / "catalog.sqlite").exists() or command == ("status",)


def test_the_doctor_names_a_git_that_is_missing(tmp_path, monkeypatch):
    (tmp_path / "sources.toml").write_text('[book]\ngit = "https://u:s3cret@d.example/x.git"\n')
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = SimpleNamespace(sources_file=tmp_path / "sources.toml", index_dir=tmp_path / "index")
    first, second = origin_findings(settings)
    assert (first.state, first.text) == ("failure", 'the program "git" is not installed')
    assert (second.state, "s3cret" in second.text) == ("warning", False)
