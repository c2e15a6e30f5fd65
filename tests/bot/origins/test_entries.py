"""The sources file says what to fetch; what cannot be meant is named in one sentence."""

from __future__ import annotations

import pytest

from bot.origins.adding import add_entry, is_repository, usual_name
from bot.origins.addresses import is_public, without_credentials
from bot.origins.entries import read_entries
from retrieval.errors import SettingError

SITE, GIT = 'site = "https://d.example/x/"', 'git = "https://d.example/x.git"'


@pytest.fixture
def read(tmp_path):
    def parse(text):
        (tmp_path / "sources.toml").write_text(text)
        return read_entries(tmp_path / "sources.toml")

    return parse


def test_no_file_lists_nothing(tmp_path):
    assert read_entries(tmp_path / "sources.toml") == ()


def test_an_entry_says_all_that_matters(read):
    docs, book = read(
        f'[docs]\n{SITE}\nevery = "6h"\npages = 5\nmegabytes = 2\nprivate = true\nsitemap = "https://d.example/s.xml"\n'
        f'[book]\n{GIT}\nfolder = "/a/b/"\nbranch = "v1/x"\nlink = "https://h.example/{{commit}}/{{path}}"\n'
        "access = { roles = [7], servers = [8] }\n"
    )
    assert (docs.seconds, docs.max_pages, docs.max_bytes, docs.allows_private) == (21_600, 5, 2_000_000, True)
    assert (book.is_git, book.folder, book.branch, book.seconds) == (True, "a/b", "v1/x", 86_400)
    assert (book.rule.roles, book.rule.servers) == (frozenset({7}), frozenset({8}))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[docs", "is not TOML"),
        ("docs = 3", "is no table"),
        ("[docs]\n", "either a site"),
        (f"[docs]\n{SITE}\n{GIT}", "either a site"),
        (f"[docs]\n{SITE}\nevry = 3", "'evry' is none of"),
        (f"[docs]\n{SITE}\npages = true", "pages must be a whole number"),
        (f"[docs]\n{SITE}\npages = 0", "pages must be 1 or more"),
        (f"[docs]\n{SITE}\nevery = 6", "every must be text"),
        (f'[docs]\n{SITE}\nevery = "often"', "such as 30m"),
        (f'[docs]\n{SITE}\nevery = "0m"', "such as 30m"),
        (f'[docs]\n{SITE}\nfolder = "a"', "folder is only for a git"),
        (f'[docs]\n{GIT}\nsitemap = "https://d.example/"', "sitemap is only for a site"),
        (f'[docs]\n{SITE}\nsitemap = "https://other.example/s.xml"', "same host"),
        (f"[docs]\n{SITE}\naccess = {{ roles = [] }}", "roles is empty"),
        (f"[docs]\n{SITE}\naccess = {{ role = [7] }}", "'role' is none of"),
        ('[docs]\nsite = "ftp://d.example/"', "begins with https"),
        ('[docs]\nsite = "https://u:p@d.example/"', "must not name a user"),
        ('[docs]\nsite = "https://d.example/ x"', "no spaces"),
        ('[docs]\ngit = "http://d.example/x.git"', "fetched by https"),
        ('[docs]\ngit = "file:///etc"', "fetched by https"),
        ('[docs]\ngit = "ext::sh -c id"', "no spaces"),
        ('[docs]\ngit = "-oProxyCommand=x@h:y"', "fetched by https"),
        ('[docs]\ngit = "git@-oX:y"', "fetched by https"),
        ('[docs]\ngit = "--upload-pack=x"', "fetched by https"),
        (f'[docs]\n{GIT}\nbranch = "--x"', "name of a branch"),
        (f'[docs]\n{GIT}\nfolder = "../x"', "one in the repository"),
        (f'[docs]\n{GIT}\nlink = "https://h.example/{{sha}}"', "none of"),
        (f'["../x"]\n{SITE}', "cannot be that of a folder"),
        (f'[".x"]\n{SITE}', "cannot be that of a folder"),
        (f"[discord]\n{SITE}", "cannot be that of a folder"),
        (f"[docs]\n{SITE}\n[Docs]\n{SITE}", "differ only in case"),
    ],
)
def test_what_cannot_be_meant_is_named_with_the_file_and_the_table(read, text, told):
    with pytest.raises(SettingError, match=told.replace("[", r"\[")) as raised:
        read(text)
    assert "sources.toml" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "repository", "name"),
    [
        ("https://docs.example.org/guide/", False, "guide"),
        ("https://docs.example.org", False, "docs.example.org"),
        ("https://github.com/a/handbook", True, "handbook"),
        ("https://github.com/a/handbook/wiki/Home", False, "Home"),
        ("https://git.example.org/a/b.git", True, "b"),
        ("git@git.example.org:team/b.git", True, "b"),
        ("ssh://git@git.example.org/team/b", True, "b"),
    ],
)
def test_what_an_address_leads_to_is_seen(url, repository, name):
    assert (is_repository(url), usual_name(url)) == (repository, name)


def test_an_entry_is_added_and_nothing_else_is_touched(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_bytes(f"# mine\r\n[docs]\n{SITE} # keep".encode())
    path.chmod(0o640)
    entry = add_entry(path, "b 2", "https://d.example/b.git", {"every": "2d", "folder": None, "private": False})
    assert (entry.name, entry.is_git, entry.seconds) == ("b 2", True, 172_800)
    assert path.read_bytes().startswith(f"# mine\r\n[docs]\n{SITE} # keep\n".encode())
    assert [each.name for each in read_entries(path)] == ["docs", "b 2"]
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("name", "url", "more"),
    [
        ("docs", "https://d.example/", {}),
        ("DOCS", "https://d.example/", {}),
        ("new", "ftp://d.example/", {}),
        ("new", "https://d.example/", {"folder": "x"}),
        ("new", "https://d.example/", {"every": "soon"}),
        ("../new", "https://d.example/", {}),
    ],
)
def test_what_cannot_be_added_leaves_the_file_as_it_was(tmp_path, name, url, more):
    path = tmp_path / "sources.toml"
    path.write_text(f"[docs]\n{SITE}\n")
    with pytest.raises(SettingError):
        add_entry(path, name, url, more)
    assert path.read_text() == f"[docs]\n{SITE}\n"
    assert [each.name for each in tmp_path.iterdir()] == ["sources.toml"]


PRIVATE = """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255
::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::a00:1 64:ff9b::7f00:1
2002:a00:1:: 2002:7f00:1:: ::7f00:1 2001:0:a00:1:: 2001:db8::1 localhost""".split()  # noqa: SIM905


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_of_the_public_internet_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_what_is_of_the_public_internet_is_known(address):
    assert is_public(address)


def test_passwords_in_addresses_are_left_out_where_they_are_shown():
    assert without_credentials("https://u:p%40@h.example/x@y") == "https://h.example/x@y"
    assert without_credentials("https://me@corp.example:t0ken@h.example/x.git") == "https://h.example/x.git"
    assert without_credentials("git@h.example:a/b") == "git@h.example:a/b"
