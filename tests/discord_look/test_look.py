"""The referee is refereed: what Discord makes of a text, rule by rule, and a page that shows what was sent."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from . import NoBrowser, bold_ranges, displayed, kinds, page, parse, plain, screenshot, shot, walk

# Text as written, as a person sees it, and the markup in it.
CASES = {
    "bold": ("**a** b", "a b", {"strong"}),
    "four stars are italics": ("****", "**", {"em"}),
    "an escaped star does not end bold": (r"**a\**", "*a*", {"em"}),
    "unclosed bold": ("**a", "**a", set()),
    "bold over lines": ("**a\nb**", "a\nb", {"strong"}),
    "the longest wins": ("**a *b* c**", "a b c", {"strong", "em"}),
    "three stars": ("***a***", "a", {"strong", "em"}),
    "italics": ("*a*", "a", {"em"}),
    "italics need no space after the star": ("2 * 3 * 4", "2 * 3 * 4", set()),
    "italics with a space before the end": ("*a *", "a", {"em"}),
    "stars inside a word": ("a*b*c", "abc", {"em"}),
    "underscores": ("_a_", "a", {"em"}),
    "underscores inside a word": ("snake_case_name", "snake_case_name", set()),
    "underscore at the end of a word": ("a_b_ c", "ab c", {"em"}),
    "only ASCII makes a word": ("_a_é", "aé", {"em"}),
    "underline": ("__a__", "a", {"underline"}),
    "underline and italics": ("___a___", "a", {"underline", "em"}),
    "dunder": ("__init__.py", "init.py", {"underline"}),
    "strike": ("~~a~~", "a", {"strike"}),
    "strike before an underscore": ("~~a~~_", "~~a~~_", set()),
    "one tilde": ("~a~", "~a~", set()),
    "spoiler": ("||a||", "a", {"spoiler"}),
    "an escape does not end a spoiler later": (r"||a\||", "a\\", {"spoiler"}),
    "escape": (r"\*a\*", "*a*", set()),
    "escaped backslash": (r"\\", "\\", set()),
    "no escape of letters": (r"\a \1", r"\a \1", set()),
    "no escape of spaces": ("\\ a\\\u00a0b", "\\ a\\\u00a0b", set()),
    "escape of other signs": ("\\–\\é", "–é", set()),
    "clients differ about pictographs": ("\\😀 \\™", "‹?› ‹?›", {"ambiguous"}),
    "the face keeps its arm": (r"¯\_(ツ)_/¯", r"¯\_(ツ)_/¯", set()),
    "inline code": ("a `*b*` c", "a *b* c", {"code"}),
    "code with backticks": ("`` `a` ``", "`a`", {"code"}),
    "code begins first": ("`a*b`c*", "a*bc*", {"code"}),
    "bold begins first": ("**a`b**c`", "a`bc`", {"strong"}),
    "unclosed code": ("`a", "`a", set()),
    "code block": ("```\n*a*\n```", "*a*", {"codeblock"}),
    "code block with a language": ("```py\n  x\n```", "  x", {"codeblock"}),
    "a word is not a language": ("```a b```", "a b", {"codeblock"}),
    "code block in a line": ("a ```b``` c", "a \nb\nc", {"codeblock"}),
    "heading": ("# a\nb", "a\nb", {"heading"}),
    "heading 3": ("### a", "a", {"heading"}),
    "no heading 4": ("#### a", "#### a", set()),
    "no heading without a space": ("#a", "#a", set()),
    "no heading inside a line": ("a # b", "a # b", set()),
    "heading after a line": ("a\n# b", "a\nb", {"heading"}),
    "heading over a line end": ("#\na", "a", {"heading"}),
    "closing hashes go": ("# a ##", "a", {"heading"}),
    "heading in bold": ("**# a**", "a", {"strong", "heading"}),
    "subtext": ("-# a", "a", {"subtext"}),
    "subtext needs a space": ("-#a", "-#a", set()),
    "quote": ("> a\n> b\nc", "a\nb\nc", {"quote"}),
    "quote needs a space": (">a", ">a", set()),
    "two signs are no quote": (">> a", ">> a", set()),
    "quote of the rest": (">>> a\nb\n\nc", "a\nb\n\nc", {"quote"}),
    "no quote in a quote": ("> > a", "> a", {"quote"}),
    "no quote inside a line": ("a > b", "a > b", set()),
    "quote in bold": ("**> a**", "a", {"strong", "quote"}),
    "heading in a quote": ("> # a", "a", {"quote", "heading"}),
    "list": ("- a\n* b\n+ c", "‹-› a\n‹*› b\n‹+› c", {"list", "item"}),
    "numbered list": ("1. a\n2. b", "‹1.› a\n‹2.› b", {"list", "item"}),
    "list in a list": ("- a\n  - b\nc", "‹-› a\n‹-› b\nc", {"list", "item"}),
    "list after a line": ("a\n- b", "a\n‹-› b", {"list", "item"}),
    "no list inside a line": ("a - b 1. c", "a - b 1. c", set()),
    "no list without a space": ("-a\n1.b", "-a\n1.b", set()),
    "a date begins no list": ("31.1.2026", "31.1.2026", set()),
    "a year at the start of a line": ("in\n1984. It", "in\n‹1984.› It", {"list", "item"}),
    "member": ("<@1> <@!23>", "‹mention› ‹mention›", {"mention"}),
    "role and channel": ("<@&1><#2>", "‹mention›‹mention›", {"mention"}),
    "command": ("</ask:1> </a b c:2>", "‹mention› ‹mention›", {"mention"}),
    "navigation": ("<id:guide> <id:linked-roles:12>", "‹mention› ‹mention›", {"mention"}),
    "everyone": ("a@everyone @here", "a‹mention› ‹mention›", {"mention"}),
    "no mention without an id": ("<@a> <#b> @you", "<@a> <#b> @you", set()),
    "silent": ("@silent a @silent", "‹silent› a @silent", {"mention"}),
    "custom emoji": ("<:n:1><a:n_1:22>", "‹emoji›‹emoji›", {"emoji"}),
    "shortcode": (":smile: :+1: :wave::skin-tone-2:", "‹emoji› ‹emoji› ‹emoji›", {"emoji"}),
    "a time of day": ("10:30:45 a:b: c", "10:30:45 a‹emoji› c", {"emoji"}),
    "only a time of day": ("10:30:45, 16:9", "10:30:45, 16:9", set()),
    "an escaped angle leaves a shortcode": (r"\<:n:1>", "<‹emoji›1>", {"emoji"}),
    "emoji as they are": ("😀 ™", "😀 ™", set()),
    "timestamp": ("<t:1> <t:-12:R>", "‹timestamp› ‹timestamp›", {"timestamp"}),
    "bare link": ("see https://a.bc/d.", "see https://a.bc/d.", {"link"}),
    "link glued to a word": ("ahttps://a.bc/d", "ahttps://a.bc/d", {"link"}),
    "a bracket that is not the link's": ("(https://a.bc/d)", "(https://a.bc/d)", {"link"}),
    "a link that is rewritten": ("https://A.bc http://a.bc/%41", "‹link› ‹link›", {"link"}),
    "an escaped link is text": (r"https\://A.bc", "https://A.bc", set()),
    "link in angles": ("<https://a.bc/d>", "https://a.bc/d", {"link"}),
    "mail and telephone in angles": ("<a@b.cd> <+1 23>", "a@b.cd +1 23", {"link"}),
    "bare mail": ("a@b.cd", "a@b.cd", set()),
    "masked link": ("[a *b*](https://a.bc/d)", "a b", {"link", "em"}),
    "masked link with a title": ('[a](<https://a.bc/d> "t")', "a", {"link"}),
    "two masked links": ("[a](https://a.bc/) [b](https://a.bc/)", "a b", {"link"}),
    "a label shows backslashes": (r"[a\.](https://a.bc/)", r"a\.", {"link"}),
    "a masked link that is none is raw": (r"[a](b\*c) \*", r"[a](b\*c) *", set()),
    "a label with a link is raw": ("[https://a.bc/](https://d.ef/)", "[https://a.bc/](https://d.ef/)", set()),
    "brackets alone": ("[a] (b) [1]", "[a] (b) [1]", set()),
    "link into Discord": ("https://discord.com/channels/1/2", "‹mention›", {"mention"}),
    "invite": ("at discord.gg/abc now", "at ‹invite› now", {"invite"}),
    "invite with a scheme": ("https://discord.com/invite/abc", "‹invite›", {"invite"}),
    "an escaped invite is text": (r"discord\.gg/abc", "discord.gg/abc", set()),
    "a backslash is a slash in an invite": (r"discord.gg\/abc", "‹invite›", {"invite"}),
    "newlines stay": ("a\n\n\nb", "a\n\n\nb", set()),
    "spaces before a newline go": ("a  \nb", "a\nb", set()),
    "spaces at the start of a line go": ("a\n   b  c", "a\nb  c", set()),
    "the message is trimmed": ("\n  a \n", "a", set()),
    "tabs and returns": ("a\tb\r\nc\rd\fe", "a    b\nc\nde", set()),
    "nothing": (" \n", "", set()),
}


@pytest.mark.parametrize("case", CASES)
def test_text_is_read_as_discord_reads_it(case):
    text, seen, markup = CASES[case]
    assert displayed(text) == seen
    assert kinds(text) == markup


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("a **b c** d", [(2, 5)]),
        ("***a*** b", [(0, 1)]),
        ("> a **b\n> c** d", [(2, 5)]),
        (r"**a\*b** **c**", [(0, 3), (4, 5)]),
        ("**a *b* c**", [(0, 5)]),
        ("  **a**", [(0, 1)]),
        ("# a", []),
        ("**a\n   b**", [(0, 3)]),
    ],
)
def test_bold_ranges_are_of_what_is_displayed(text, ranges):
    assert list(bold_ranges(text)) == ranges


def test_tree_keeps_what_was_written():
    nodes = parse("## a <@1>\n```py\nx\n```\n> [b](https://c.de/)")
    assert [node.kind for node in nodes] == ["heading", "codeblock", "text", "quote"]
    assert (nodes[0].level, nodes[1].source) == (2, "py")
    assert {node.source for node in walk(nodes) if node.kind in ("mention", "link")} == {"<@1>", "https://c.de/"}


@pytest.mark.parametrize("text", ["**a** " * 199 + r"\*", r"\*" + "😀" * 199])
def test_markup_is_formatted_up_to_the_limit(text):
    assert displayed(text) != text


@pytest.mark.parametrize("text", ["**a** " * 200 + r"\*", r"\*" + "😀" * 200, "*_" * 1000 + "a" + "_*" * 1000])
def test_too_much_markup_is_shown_raw(text):
    assert displayed(text) == text


SIGNS = st.sampled_from(
    ["*", "_", "~~", "||", "`", "```", "\\", "\n", "  ", "a", "1. ", "- ", "# ", "-# ", "> ", ">>> ", "[a](https://b.c/)",
     "<@1>", "@everyone", "@silent", ":x:", "https://a.b/c", "discord.gg/abc", "¯\\_(ツ)_/¯", "😀", "\t", "é", "\u00a0"]
)  # fmt: skip
TEXT = st.one_of(st.text(max_size=200), st.lists(SIGNS, max_size=40).map("".join))


@given(TEXT)
def test_with_a_backslash_before_every_sign_nothing_is_markup(text):
    escaped = re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", text)
    assert not kinds(escaped)
    assert displayed(escaped) == plain(text)


@given(TEXT)
def test_any_text_is_read_and_drawn(text):
    seen = displayed(text)
    assert all(0 <= start < end <= len(seen) for start, end in bold_ranges(text))
    page([{"author": {"name": "a"}, "content": text}], title=text)


ANSWER = {
    "author": {"name": "Quoth", "bot": True, "colour": 0x5865F2},
    "command": {"user": "Mar<i>a", "name": "ask"},
    "flags": 1 << 15 | 1 << 6,
    "timestamp": "2026-01-31T14:03:00",
    "attachments": [
        {"filename": "q.txt", "size": 2048, "text": "x"},
        {"filename": "all.txt", "size": 3, "text": "<b>"},
    ],
    "components": [
        {
            "type": 17,
            "accent_color": 0xFF8800,
            "components": [
                {
                    "type": 9,
                    "components": [{"type": 10, "content": "> **a** <b> &amp;\n-# 1"}],
                    "accessory": {"type": 2, "style": 5, "label": "Open <it>", "url": "https://a.bc/"},
                },
                {"type": 14, "spacing": 2},
                {
                    "type": 1,
                    "components": [
                        {"type": 2, "style": 2, "emoji": {"name": "👍"}, "disabled": True, "custom_id": "a"}
                    ],
                },
                {"type": 13, "file": {"url": "attachment://q.txt"}},
            ],
        }
    ],
}


def test_page_shows_all_parts_of_a_message():
    html = page([ANSWER], title="a & b")
    for part in (
        "<title>a &amp; b</title>", "--accent:#ff8800", "<blockquote><strong>a</strong> &lt;b&gt; &amp;amp;",
        "<small>1</small>", "Open &lt;it&gt;", "button grey off", "👍", "separator line wide",
        "<b>q.txt</b><em>2.00 KB",
        "<pre>&lt;b&gt;</pre>", "3 bytes", "Mar&lt;i&gt;a", " ask</a>", "APP", "Only you can see this",
        "31/01/2026, 14:03",
    ):  # fmt: skip
        assert part in html, part
    assert html.count("q.txt") == 1, "a file component shows its attachment, which is not listed again"


def test_page_needs_nothing_from_elsewhere():
    html = page(
        [ANSWER, {"author": {"name": "a"}, "content": "b", "reply": {"author": "c", "text": "**d**"}}], title="x"
    )
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import", html)


def test_messages_of_one_author_share_an_avatar():
    author = {"name": "a", "colour": "#123456"}
    html = page([{"author": author, "content": "b"}, {"author": author, "content": "c"}], title="x")
    assert html.count('class="avatar"') == 1


@pytest.mark.parametrize("wrong", [{"components": [{"type": 99}]}, {"embeds": [{}]}])
def test_what_is_not_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match=r"99|embeds"):
        page([{"author": {"name": "a"}, **wrong}], title="x")


def test_picture_without_a_browser_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(shot, "find_browser", lambda: None)
    with pytest.raises(NoBrowser, match="apt-get install chromium"):
        screenshot("<p>", tmp_path / "a.png")
