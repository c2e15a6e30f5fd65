"""Which passages a document is cut into, and what is carried with them: questions, lead-ins, headers, terms."""

import time
from pathlib import PurePosixPath

import pytest

from retrieval.context.within import leads_of
from retrieval.model import Passage
from retrieval.parsing.files import parse_bytes
from retrieval.passages import Limits, cut


def passages(text: str, name: str = "a.md", chars: int = 700) -> list[Passage]:
    content = parse_bytes(text.encode(), PurePosixPath(name))
    found = cut(content, Limits(tokens=1000, count=lambda texts: [len(each.split()) for each in texts], chars=chars))
    for passage in found:
        for each in passage.above:
            assert content.text[each.start : each.end] == each.text
            assert each.end <= passage.start
    return found


def shown(passage: Passage) -> tuple[list[str], list[str], list[str]]:
    """What stands above a passage, what leads inside it, and what says something."""
    texts = [passage.text[start:end] for start, end in passage.sentences]
    leading = [text for place, text in enumerate(texts) if place in passage.leading]
    return [each.text for each in passage.above], leading, [text for text in texts if text not in leading]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "Welcome to the pottery.\n\nMay I bring clay?\n\nOnly stoneware.\n\nWho fires it?\n\nWe do.\n"),
        ("a.md", "# Pottery\n\n**May I bring clay?**\n\nOnly stoneware.\n\n**Who fires it?**\n\nWe do.\n"),
        ("a.md", "# Pottery\n\n**Q: May I bring clay?**\nA: Only stoneware.\n\n**Q: Who fires it?**\nA: We do.\n"),
        ("a.md", "# Pottery\n\n1. **May I bring clay?** Only stoneware.\n2. **Who fires it?** We do.\n"),
        ("a.txt", "Q: May I bring clay?\nA: Only stoneware.\n\nQ: Who fires it?\nA: We do.\n"),
        ("a.html", "<main><h1>Pottery</h1><dl><dt>May I bring clay?</dt><dd>Only stoneware.</dd>"
                   "<dt>Who fires it?</dt><dd>We do.</dd></dl></main>"),
        ("a.html", "<main><h1>Pottery</h1><details><summary>May I bring clay?</summary><p>Only stoneware.</p></details>"
                   "<details><summary>Who fires it?</summary><p>We do.</p></details></main>"),
        ("a.md", "# Pottery\n\n### May I bring clay?\n\nOnly stoneware.\n\n### Who fires it?\n\nWe do.\n"),
        ("a.md", "# Pottery\n\n**Ana:** May I bring clay?\n\n**Bo:** Only stoneware.\n\n**Ana:** Who fires it?\n\n"
                 "**Bo:** We do.\n"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nANA: May I bring clay?\n\n"
                  "2\n00:00:03,000 --> 00:00:04,000\nBO: Only stoneware.\n\n"
                  "3\n00:00:05,000 --> 00:00:06,000\nANA: Who fires it?\n\n"
                  "4\n00:00:07,000 --> 00:00:08,000\nBO: We do.\n"),
        ("a.json", '[{"question": "May I bring clay?", "answer": "Only stoneware."},'
                   ' {"question": "Who fires it?", "answer": "We do."}]'),
        ("a.org", "#+TITLE: Pottery\n- May I bring clay? :: Only stoneware.\n- Who fires it? :: We do.\n"),
    ],
)  # fmt: skip
def test_an_answer_comes_with_its_question_in_every_format(name: str, text: str) -> None:
    for question, answer in (("May I bring clay?", "Only stoneware."), ("Who fires it?", "We do.")):
        (found,) = [each for each in map(shown, passages(text, name)) if any(answer in said for said in each[2])]
        above, leading, said = found
        assert any(question in each for each in [*above, *leading])
        assert not any("?" in each for each in said)
        assert len([each for each in [*above, *leading] if "?" in each]) == 1


def test_a_question_holds_for_the_whole_answer_in_an_faq_and_for_one_paragraph_in_prose() -> None:
    faq = "**May I bring clay?**\n\nOnly stoneware.\n\nIt must be dry.\n\n**Who fires it?**\n\nWe do.\n"
    assert [shown(each)[0] for each in passages(faq)] == [[], ["**May I bring clay?**"], []]
    told = "The river rose.\n\nIt rained for days.\n\nBut who had opened the gates?\n\nNobody ever said.\n\n"
    prose = f"{told}It fell in May. Why then? There was no more snow.\n\nThe gates were mended.\n"
    assert [shown(each)[:2] for each in passages(prose)] == [
        ([], []), ([], []), ([], ["But who had opened the gates?"]), ([], []), ([], [])
    ]  # fmt: skip
    assert "Why then?" in shown(passages(prose)[-2])[2]


def test_a_question_that_nothing_answers_leads_and_says_nothing() -> None:
    (found,) = passages("Who took the ladder?\n", "a.txt")
    assert shown(found) == ([], ["Who took the ladder?"], [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "For the hike you need:\n\n- boots\n- a map\n"),
        ("a.md", "**What to pack**\n\n- boots\n- a map\n"),
        ("a.txt", "The club meets in the hut.\n\nWhat to pack on a hike\n\n- boots\n- a map\n"),
        ("a.html", "<main><p>The club meets in the hut by the lake, in all weathers.</p><p>For the hike you need:</p>"
                   "<ul><li>boots</li><li>a map</li></ul></main>"),
    ],
)  # fmt: skip
def test_a_list_comes_with_what_leads_into_it(name: str, text: str) -> None:
    _, leading, said = shown(passages(text, name)[-1])
    assert len(leading) == 1
    assert [each.strip("- ") for each in said] == ["boots", "a map"]


def test_the_last_sentence_of_a_paragraph_leads_into_the_list_below_it() -> None:
    first, second = passages("The hut is open all year. For the hike you need:\n\n- boots\n- a map\n")
    assert first.text == "The hut is open all year."
    assert shown(second)[1:] == (["For the hike you need:"], ["- boots", "- a map"])


def test_items_stand_under_the_item_that_leads_into_them() -> None:
    text = "Pack:\n\n- in summer:\n  - a hat\n- in winter:\n  - skis\n  - wax\n"
    pieces = passages(text, chars=40)
    assert [(shown(each)[0], shown(each)[1], shown(each)[2]) for each in pieces] == [
        ([], ["Pack:", "- in summer:"], ["- a hat"]),
        (["Pack:"], ["- in winter:"], ["- skis", "- wax"]),
    ]


def test_words_over_deeper_items_lead_into_them_without_a_colon() -> None:
    text = "- on the eve\n  - sweep the hall\n  - lay the tables\n- on the day\n  - open the doors\n  - ring the bell\n"
    (found,) = passages(text)
    assert shown(found)[1] == ["- on the eve", "- on the day"]


def test_a_row_that_asks_leads_into_the_rows_or_cells_that_answer() -> None:
    log = "time,who,message\n08:55,ravi,how do I reset the reader?\n08:58,leila,hold the plate with a magnet\n"
    assert shown(passages(log, "a.csv")[-1]) == (
        [],
        ["time,who,message", "08:55,ravi,how do I reset the reader?"],
        ["08:58,leila,hold the plate with a magnet"],
    )
    faq = "| Question | Answer |\n|---|---|\n| May I park? | Behind the hall |\n| Is it free? | No |\n"
    assert [shown(each)[1:] for each in passages(faq)][1:] == [(["| Is it free?"], ["No |"])]


def test_every_piece_of_a_long_list_has_its_lead_in() -> None:
    items = "\n".join(f"- item {number} of the long list of things that must be packed" for number in range(40))
    pieces = passages(f"Pack these things:\n\n{items}\n")
    assert len(pieces) > 2
    assert shown(pieces[0])[1] == ["Pack these things:"]
    assert all(shown(each)[0] == ["Pack these things:"] for each in pieces[1:])


ROWS = [("Alder", 12), ("Birch", 14), ("Cedar", 9), ("Durmast", 31), ("Elm", 8)]


@pytest.mark.parametrize(
    ("name", "text", "header"),
    [
        ("a.md", "| Wood | Price |\n|---|---|\n" + "\n".join(f"| {a} | {b} |" for a, b in ROWS), "| Wood | Price |"),
        ("a.csv", "Wood,Price\n" + "\n".join(f"{a},{b}" for a, b in ROWS), "Wood,Price"),
        ("a.html", "<main><h1>Woods</h1><table><tr><th>Wood</th><th>Price</th></tr>"
                   + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in ROWS) + "</table></main>",
         "Wood | Price"),
        ("a.org", "* Woods\n| Wood | Price |\n|------+-------|\n" + "\n".join(f"| {a} | {b} |" for a, b in ROWS),
         "Wood | Price"),
    ],
)  # fmt: skip
def test_every_piece_of_a_long_table_has_its_header(name: str, text: str, header: str) -> None:
    pieces = passages(text, name, chars=45)
    assert len(pieces) > 1
    assert shown(pieces[0])[1][0].startswith(header)
    assert all(shown(each)[0] == [header] for each in pieces[1:])
    assert sum(len(shown(each)[2]) for each in pieces) == len(ROWS)


def test_a_row_that_says_something_is_no_group() -> None:
    odd = "| All drinks are free on Sundays. | | |\n| AX-3 (no longer made) | | |"
    rows = f"| Coffee | 3 | hot |\n{odd}\n| Tea | 2 | hot |"
    (found,) = passages(f"| Drink | Price | How |\n|---|---|---|\n{rows}")
    assert len(shown(found)[1]) == 1


def test_a_label_holds_for_nothing_below_a_rule() -> None:
    text = "**Bob**\n\nHe mends radios.\n\n***\n\nThe shop stands at the mill.\n"
    assert [shown(each)[0] for each in passages(text)] == [[], []]


def test_items_under_the_second_of_two_leads_are_not_under_the_first() -> None:
    text = "- Included:\n  - the guide\n  - lunch\n- Not included:\n  - the bus\n"
    (found,) = passages(text)
    assert leads_of(found) == [(), (0,), (0,), (), (3,)]


def test_a_table_of_dashes_and_blanks_is_told_at_once() -> None:
    began = time.process_time()
    passages("-" + " " * 60_000 + "x;b\nc;d\n", "a.csv")
    assert time.process_time() - began < 10  # quadratic, this takes a minute


def test_rows_stand_under_their_group() -> None:
    rows = "| Summer | Tent | 14 |\n| | Van | 31 |\n| Winter | Tent | 9 |\n| | Van | 22 |"
    pieces = passages(f"| Season | Place | Fee |\n|---|---|---|\n{rows}", chars=40)
    assert "| | Van | 22 |" in pieces[-1].text
    assert "Winter" in " ".join([*shown(pieces[-1])[0], pieces[-1].text])
    html = (
        "<main><h1>Fees</h1><table><tr><th>Place</th><th>Size</th><th>Fee</th></tr><tr><td colspan='3'>Winter</td></tr>"
        "<tr><td>Tent</td><td>small</td><td>9</td></tr><tr><td>Van</td><td>large</td><td>22</td></tr></table></main>"
    )
    (found,) = passages(html, "a.html")
    assert shown(found)[1] == ["Place | Size | Fee", "Winter"]


def test_a_definition_comes_with_its_term() -> None:
    text = "`--dry`\n: Changes nothing.\n\n`--wet`\n: Changes all.\n\nSpinnaker\n\n: A large sail.\n"
    assert [shown(each)[1:] for each in passages(text)] == [
        (["`--dry`"], [": Changes nothing."]),
        (["`--wet`"], [": Changes all."]),
        (["Spinnaker"], [": A large sail."]),
    ]


def test_a_heading_with_a_code_stands_above_its_section_and_other_headings_do_not() -> None:
    text = (
        "# Faults\n\n## F-31\n\nThe door is open.\n\n## Cleaning\n\nUse a dry cloth.\n\n## Release 4.2.0\n\nNew door.\n"
    )
    assert [shown(each)[0] for each in passages(text)] == [["F-31"], [], ["Release 4.2.0"]]


def test_a_header_that_is_too_long_to_be_shown_is_left_out() -> None:
    header = " | ".join(f"column number {number}" for number in range(40))
    rows = "\n".join(" | ".join(str(number * place) for place in range(40)) for number in range(9))
    for passage in passages(f"| {header} |\n|{'---|' * 40}\n{rows}\n", chars=200):
        assert sum(len(each.text) for each in passage.above) <= 400
