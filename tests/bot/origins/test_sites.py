"""A web site is fetched, kept up to date, and cited with the address of the page."""

from __future__ import annotations

import gzip

import pytest

from retrieval import PUBLIC, UNLIMITED
from retrieval.links import without_words

EELS = "<title>Eels</title><body><h1>Eels</h1><p>Eels spawn in the Sargasso Sea.</p></body>"


def page(number, links=""):
    words = f"<p>Locker {number} belongs to crew {number * 7}.</p>"
    return f"<title>Page {number}</title><body><h1>Page {number}</h1>{words}{links}"


def fifty(site, below="/guide/"):
    """Give a site fifty pages that link to each other in a chain, the first of them to other places, too."""
    for number in range(50):
        links = f'<a href="page-{number + 1}.html#top">next</a>' if number < 49 else ""
        if number == 0:
            links += '<a href="/elsewhere.html">out</a><a href="picture.png">picture</a><a href="mailto:a@b">post</a>'
        site.put(below if number == 0 else f"{below}page-{number}.html", page(number, links))
    site.put("/elsewhere.html", page(99))


def listed(site, more="", name="docs", below="/guide/"):
    return f'[{name}]\nsite = "{site.url}{below}"\nprivate = true\n{more}\n'


def cited(library, question="To which crew does locker 31 belong?", text="Locker 31 belongs", access=UNLIMITED):
    answer = library.ask(question, access=access, k=20)
    return next((each for each in (*answer.quotes, *answer.nearest) if text in each.text), None)


def test_a_site_of_fifty_pages_is_followed_between_syncs(site, shelf):
    fifty(site)
    shelf.list(listed(site))
    done, (added, _, _) = shelf.sync()
    assert (done["docs"].changed, done["docs"].problem, len(added)) == (50, None, 50)
    assert added[0] == "docs/index.html"
    quote = cited(shelf.library)
    assert (quote.document, without_words(quote.url)) == ("docs/page-31.html", f"{site.url}/guide/page-31.html")
    assert shelf.library.verify().problems == ()
    assert "/elsewhere.html" not in site.statuses()

    done, changes = shelf.sync()  # nothing has changed, and nothing is sent again
    assert (done["docs"].changed, changes) == (0, ((), (), ()))
    assert [status for path, status in site.asked if path.startswith("/guide")] == [304] * 50

    site.put("/guide/page-7.html", page(7).replace("crew 49", "nobody") + '<a href="page-8.html">next</a>')
    site.move("/guide/page-20.html", "/guide/new/page-20.html")
    site.put("/guide/new/page-20.html", page(20, '<a href="../page-21.html">next</a>'))
    del site.pages["/guide/page-49.html"]
    done, (added, changed, removed) = shelf.sync()
    assert done["docs"].problem is None
    assert changed == ("docs/page-7.html",)
    assert "docs/page-49.html" in removed
    assert "new/page-20.html" in shelf.copies("docs")
    assert "page-20.html" not in shelf.copies("docs")
    assert cited(shelf.library, "Which crew has locker 49?", "Locker 49") is None


def test_a_site_that_fails_for_an_hour_keeps_what_it_had(site, shelf):
    fifty(site)
    shelf.list(listed(site))
    shelf.sync()
    site.answers_all_with = 500
    done, changes = shelf.sync()
    assert "status 500" in done["docs"].problem
    assert changes == ((), (), ())
    assert cited(shelf.library) is not None
    site.answers_all_with = None
    site.pages["/guide/page-9.html"] = 500, b"", {}
    done, changes = shelf.sync()  # one page fails; what it leads to is known from before
    assert ("page-9.html" in done["docs"].problem, changes) == (True, ((), (), ()))
    assert len(shelf.copies("docs")) == 50


def test_robots_txt_is_obeyed_and_what_cannot_be_read_of_it_allows_nothing(site, shelf):
    fifty(site)
    site.put("/robots.txt", "User-agent: *\nDisallow: /guide/page-3", "text/plain")
    shelf.list(listed(site))
    shelf.sync()
    assert shelf.copies("docs") == ["index.html", "page-1.html", "page-2.html"]
    asked = site.statuses()
    assert not any(path.startswith("/guide/page-3") for path in asked)
    site.put("/robots.txt", "", status=503)
    assert "status 503" in shelf.refresh()["docs"].problem
    assert not any(path.startswith("/guide") for path in site.statuses())
    site.put("/robots.txt", "User-agent: Quoth\nDisallow: /", "text/plain")
    assert "robots.txt" in shelf.refresh()["docs"].problem
    assert len(shelf.copies("docs")) == 3


@pytest.mark.parametrize("packed", [False, True])
def test_a_sitemap_says_which_pages_there_are(site, shelf, packed):
    fifty(site)
    pages = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in ("/guide/page-4.html", "/elsewhere.html"))
    written = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>'.encode()
    site.put("/own/pages.xml", gzip.compress(written) if packed else written, "application/xml")
    site.put(
        "/index.xml", f"<sitemapindex><sitemap><loc>{site.url}/own/pages.xml</loc></sitemap></sitemapindex>", "text/xml"
    )
    site.put("/robots.txt", f"Sitemap: {site.url}/index.xml", "text/plain")
    shelf.list(listed(site))
    shelf.sync()
    assert shelf.copies("docs") == ["page-4.html"]


@pytest.mark.parametrize(
    "to",
    ["http://10.0.0.7/secret.html", "http://[::ffff:169.254.169.254]/x", "file:///etc/passwd", "//user@h.example/x"],
)
def test_a_redirect_to_another_place_is_not_followed(site, shelf, to):
    site.put("/guide/", page(0, '<a href="a.html">a</a>'))
    site.move("/guide/a.html", to)
    shelf.list(listed(site))
    assert shelf.refresh()["docs"].problem is None
    assert shelf.copies("docs") == ["index.html"]


def test_a_site_in_a_private_network_is_refused_unless_that_is_allowed(site, shelf):
    fifty(site)
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
        shelf.list(f'[docs]\nsite = "http://{host}:{site.port}/guide/"\n')
        assert "no public address" in shelf.refresh()["docs"].problem
    for host in ("2130706433", "0x7f.1", "127.1"):  # other ways to write it
        shelf.list(f'[docs]\nsite = "http://{host}:{site.port}/guide/"\n')
        assert shelf.refresh()["docs"].problem
    assert site.asked == []


def test_who_may_read_a_site_is_said_beside_its_address(site, shelf):
    fifty(site)
    shelf.list(listed(site, "access = { roles = [7] }"))
    shelf.sync()
    assert cited(shelf.library) is not None
    assert cited(shelf.library, access=PUBLIC) is None


def test_a_source_is_fetched_when_it_is_due_and_a_failed_one_sooner(site, shelf):
    site.put("/guide/", page(0))
    shelf.list(listed(site, 'every = "6h"'))
    assert [*shelf.refresh(only_due=True)] == ["docs"]
    shelf.time += 6 * 3600 - 1
    assert shelf.refresh(only_due=True) == {}
    shelf.time += 1
    site.answers_all_with = 500
    assert shelf.refresh(only_due=True)["docs"].problem
    shelf.time += 899
    assert shelf.refresh(only_due=True) == {}
    shelf.time += 1
    site.answers_all_with = None
    assert shelf.refresh(only_due=True)["docs"].problem is None


def test_what_is_listed_no_more_goes_and_no_other_source_with_it(site, shelf):
    site.put("/guide/", page(0))
    site.put("/other/", page(1))
    shelf.list(listed(site) + listed(site, name="other", below="/other/"))
    shelf.sync()
    (shelf.library.index / "origins" / "discord" / "files").mkdir(parents=True)
    shelf.list(listed(site, name="other", below="/other/"))
    _, (_, _, removed) = shelf.sync()
    assert removed == ("docs/index.html",)
    assert (shelf.library.index / "origins" / "discord" / "files").is_dir()


def test_an_emptied_site_keeps_what_it_had_until_somebody_says_that_it_is_meant(site, shelf):
    fifty(site)
    shelf.list(listed(site))
    shelf.sync()
    site.put("/guide/", page(0))
    done, changes = shelf.sync()
    assert ("1 of 50" in done["docs"].problem, changes) == (True, ((), (), ()))
    shelf.refresh(accepts_loss=True)
    assert shelf.copies("docs") == ["index.html"]


def test_pages_that_ask_to_be_left_out_or_belong_elsewhere_are(site, shelf):
    links = "".join(f'<a href="{name}.html">x</a>' for name in "abcd") + '<a rel="nofollow" href="e.html">x</a>'
    site.put("/guide/", page(0, links))
    site.put("/guide/a.html", '<meta name="robots" content="noindex, follow">' + page(1))
    site.put("/guide/b.html", page(2), X_Robots_Tag="noindex")
    site.put("/guide/c.html", '<link rel="canonical" href="d.html">' + page(4))
    site.put("/guide/d.html", page(4))
    site.put("/guide/e.html", page(5))
    shelf.list(listed(site))
    shelf.refresh()
    assert shelf.copies("docs") == ["d.html", "index.html"]


def test_an_encoding_that_only_the_server_names_is_kept(site, shelf):
    site.put(
        "/guide/", "<title>Café</title><p>Der Müller mahlt am Fluß.</p>".encode("cp1252"), "text/html; charset=latin-1"
    )
    shelf.list(listed(site))
    shelf.sync()
    assert cited(shelf.library, "Wer mahlt am Fluss?", "Der Müller mahlt am Fluß.") is not None


def test_what_a_site_says_in_an_odd_encoding_fails_no_sync(site, shelf):
    site.put("/guide/", page(0), "text/html; charset=euc-jp", ETag='"\xe9"')
    shelf.list(listed(site))
    assert shelf.refresh()["docs"].problem is None
    assert shelf.copies("docs") == ["index.html"]
    assert shelf.refresh()["docs"].problem is None


@pytest.mark.parametrize("coding", ["gzip", ""])
def test_no_page_unpacks_to_more_than_its_source_may_have(site, shelf, coding):
    huge = b"<p>" + b"0" * 3_000_000
    site.put("/guide/", page(0, '<a href="bomb.html">x</a>'))
    site.put("/guide/bomb.html", gzip.compress(huge) if coding else huge, Content_Encoding=coding)
    shelf.list(listed(site, "megabytes = 2"))
    assert "larger than" in shelf.refresh()["docs"].problem
    assert shelf.copies("docs") == ["index.html"]


def test_more_pages_than_the_limit_are_left_out_and_that_is_said(site, shelf):
    fifty(site)
    shelf.list(listed(site, "pages = 5"))
    assert "more than 5 pages" in shelf.refresh()["docs"].problem
    assert len(shelf.copies("docs")) == 5


def test_two_processes_do_not_fetch_at_once(site, shelf):
    from filelock import FileLock

    site.put("/guide/", page(0))
    shelf.list(listed(site))
    (shelf.library.index / "origins").mkdir(parents=True)
    with FileLock(shelf.library.index / "origins" / ".lock"):
        assert shelf.refresh() == {}
    assert [*shelf.refresh()] == ["docs"]


def test_an_address_without_a_slash_at_its_end_means_what_is_below_it(site, shelf):
    site.move("/guide", "/guide/")
    site.put("/guide/", page(0, '<a href="a.html">a</a><a href="/guidebook.html">other</a><a href="/">top</a>'))
    site.put("/guide/a.html", page(1))
    site.put("/guidebook.html", page(2))
    site.put("/", page(3))
    shelf.list(listed(site, below="/guide"))
    assert shelf.refresh()["docs"].problem is None
    assert shelf.copies("docs") == ["a.html", "index.html"]


def test_a_page_whose_proper_address_leads_back_to_it_is_kept(site, shelf):
    site.put("/guide/", page(0, '<a href="a/">a</a><a href="b.html">b</a><a href="c.html">c</a>'))
    site.put("/guide/a/", f'<link rel="canonical" href="{site.url}/guide/a">' + page(1))
    site.move("/guide/a", "/guide/a/")
    site.put("/guide/b.html", '<link rel="canonical" href="c.html">' + page(2))  # each says that it is the other
    site.put("/guide/c.html", '<link rel="canonical" href="b.html">' + page(3))
    shelf.list(listed(site))
    shelf.refresh()
    assert shelf.copies("docs") == ["a/index.html", "b.html", "c.html", "index.html"]


def test_a_source_that_was_never_fetched_is_not_tried_at_every_moment(site, shelf):
    site.answers_all_with = 500
    shelf.list(listed(site))
    assert shelf.refresh(only_due=True)["docs"].problem
    assert shelf.refresh(only_due=True) == {}
    shelf.list(listed(site, below="/other/"))  # another address is tried at once
    assert [*shelf.refresh(only_due=True)] == ["docs"]
