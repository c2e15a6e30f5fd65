"""How the words of a PDF's pages become the flow of its text, with pages made by hand."""

import pytest

from retrieval.model import BlockKind

LEFT = [
    "The ferry to Aldersund leaves the north",
    "quay at a quarter past every hour. In the",
    "winter the first boat is at seven, and the",
    "last one at ten in the evening. Whoever",
    "misses it sleeps in the boat house, where",
    "the key hangs behind the second shutter.",
]
RIGHT = [
    "Bicycles travel free of charge as long as",
    "there is room on the lower deck. Dogs need",
    "a ticket for children, which costs three",
    "crowns. The skipper may refuse a goat, but",
    "not a sheep that is shorn. Horses go with",
    "the cattle boat on the first of the month.",
]


def column(texts, x, top=700.0, size=11, step=14):
    return [(top - step * n, size, text, x) for n, text in enumerate(texts)]


def boxes(xs, ys):
    """Drawing commands of a grid of rules."""
    level = [b"%g %g m %g %g l S" % (xs[0], y, xs[-1], y) for y in ys]
    upright = [b"%g %g m %g %g l S" % (x, ys[0], x, ys[-1]) for x in xs]
    return [b"\n".join([b".5 w", *level, *upright])]


def tables(content):
    return [content.text[b.start : b.end].split("\n") for b in content.blocks if b.kind is BlockKind.TABLE]


@pytest.mark.parametrize("order", ["rows", "columns", "right first"])
def test_columns_are_read_one_after_the_other_however_they_are_drawn(order, make_pdf, read, written) -> None:
    left, right = column(LEFT, 72), column(RIGHT, 320)
    body = {
        "rows": [line for pair in zip(left, right, strict=True) for line in pair],
        "columns": [*left, *right],
        "right first": [*right, *left],
    }[order]
    page = [(740, 18, "Notes for passengers"), *body]
    content = read(make_pdf([page]), "a.pdf")
    assert content.title == "Notes for passengers"
    assert "\n\n".join(written(content)) == "\n".join(LEFT) + "\n\n" + "\n".join(RIGHT)


def test_lines_of_columns_need_not_stand_at_one_height(make_pdf, read, written) -> None:
    page = [*column(LEFT, 72), *column(RIGHT, 320, top=693)]
    assert "\n\n".join(written(read(make_pdf([page]), "a.pdf"))) == "\n".join(LEFT) + "\n\n" + "\n".join(RIGHT)


def test_three_columns_and_what_spans_them_keep_their_order(make_pdf, read) -> None:
    short = [
        "Salt is brought in the|spring from the pans at|Grevel and kept in a dry|loft over the smithy all|the summer.",
        "Tar comes in barrels of|thirty gallons, of which|two are kept open beside|the slip for those who|mend boats.",
        "Rope is sold by the yard|and never lent, because|none of it ever came back|in one piece or dry, says|Lind.",
    ]
    page = [
        (740, 11, "This page has a line above its columns that runs over the whole width of the sheet of paper.", 60),
        *[line for n, texts in enumerate(short) for line in column(texts.split("|"), 60 + 170 * n)],
        (600, 11, "And it has a line below its columns that runs over the whole width of the sheet of paper.", 60),
    ]
    text = read(make_pdf([page]), "a.pdf").text
    order = [
        "above its columns",
        "Salt is",
        "the summer.",
        "Tar comes",
        "mend boats",
        "Rope is",
        "Lind.",
        "below its",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_an_indented_page_of_one_column_stays_one_column(make_pdf, read, written) -> None:
    texts = ["    ".join(line.split(" ", 3)) for line in LEFT]  # wide gaps, as justified lines have them
    page = [(700 - 14 * n, 11, text, 72 + 30 * (n % 2)) for n, text in enumerate(texts)]
    read_lines = "\n".join(written(read(make_pdf([page]), "a.pdf"))).split("\n")
    assert [" ".join(line.split()) for line in read_lines if line] == LEFT


def test_a_paragraph_that_goes_on_over_a_page_is_one_block_before_what_interrupts_it(make_pdf, read, written) -> None:
    head = (760, 9, "Bylaws of the Harbour Guild")
    pages = [
        [head, *column(["A pilot who brings a ship in at night is", "paid half as much again, and a third of"], 72),
         (90, 8, "* Night begins when the lamp is lit.", 72), (40, 9, "11", 300)],
        [head, *column(["it goes to the man in the bow. No pilot", "may ask for more than that."], 72),
         (40, 9, "12", 300)],
        [head, *column(["The guild meets in the loft."], 72), (40, 9, "13", 300)],
    ]  # fmt: skip
    content = read(make_pdf(pages), "a.pdf")
    assert written(content) == [
        "Bylaws of the Harbour Guild",
        "A pilot who brings a ship in at night is\npaid half as much again, and a third of\n"
        "it goes to the man in the bow. No pilot\nmay ask for more than that.",
        "* Night begins when the lamp is lit.",
        "The guild meets in the loft.",
    ]
    whole = content.blocks[1]
    assert (content.page_at(whole.start), content.page_at(whole.end - 1)) == (1, 2)
    assert content.page_at(content.blocks[2].start) == 1
    assert content.page_at(content.blocks[3].start) == 3
    assert content.text.count("Bylaws of the Harbour Guild") == 3


def test_a_paragraph_goes_on_in_the_next_column(make_pdf, read, written) -> None:
    left = [*LEFT[:5], "a long time, and pays for the candle that"]
    right = ["burns there until the morning. Nobody is", *RIGHT[1:]]
    content = read(make_pdf([[*column(left, 72), *column(right, 320)]]), "a.pdf")
    assert written(content) == ["\n".join([*left, *right])]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("and the boats are tarred in the spring.", "The bell is rung twice."),
        ("Boats", "The bell is rung twice."),
        ("and the boats are tarred in the spring.", "• the bell is rung"),
    ],
)
def test_a_paragraph_that_has_ended_does_not_go_on(last: str, first: str, make_pdf, read, written) -> None:
    content = read(make_pdf([column([*LEFT, last], 72), column([first], 72)]), "a.pdf")
    assert written(content)[-1] == first


def test_a_word_that_is_hyphenated_over_a_page_keeps_its_hyphen_and_line_end(make_pdf, read, written) -> None:
    pages = [column(["The dues are paid to the harbour mas-"], 72), column(["ter before noon."], 72)]
    assert written(read(make_pdf(pages), "a.pdf")) == ["The dues are paid to the harbour mas-\nter before noon."]


def raised(size: float, rise: float, text: str, after: str) -> bytes:
    shown = (rise, size, text.encode(), after.encode())
    return b"BT /F1 11 Tf 72 700 Td (The kiln holds 10) Tj %g Ts /F1 %g Tf (%s) Tj 0 Ts /F1 11 Tf (%s) Tj ET" % shown


@pytest.mark.parametrize(
    ("rise", "size", "text", "after", "expected"),
    [
        (4, 7, "3", " bricks.", "10³ bricks."),
        (5, 6.5, "-2", " of it.", "10⁻² of it."),
        (-2, 7, "2", " units", "10₂ units"),
        (4, 7, "2,3", ", they say", "10^(2,3), they say"),
        (4, 7, "*", " bricks.", "10* bricks."),
        (0, 7, "3", " bricks.", "103 bricks."),
        (4, 7, "th", " year.", "10ᵗʰ year."),
    ],
)
def test_raised_and_lowered_characters_are_written_as_such(rise, size, text, after, expected, make_pdf, read) -> None:
    content = read(
        make_pdf([[raised(size, rise, text, after), *column(["A line of text stands below."], 72, 600)]]), "a.pdf"
    )
    assert content.text.startswith("The kiln holds " + expected)


def test_a_superscript_that_is_drawn_later_is_read_where_it_stands(make_pdf, read) -> None:
    end = 72 + 4 * 0.556 * 11  # where Helvetica ends a line of four digits
    page = [*column(["1877", "was the year of the flood."], 72), (704, 7, "9", end)]
    assert read(make_pdf([page]), "a.pdf").text == "1877⁹\nwas the year of the flood."


def test_a_table_drawn_with_rules_has_its_rows_and_cells(make_pdf, read) -> None:
    page = [
        *column(["Prices since the spring are these:"], 72, 740),
        *boxes([70, 200, 290, 400], [720, 700, 660, 640]),
        (706, 11, "Goods", 74), (706, 11, "Price", 204), (706, 11, "Note", 294),
        (686, 11, "Oak plank", 74), (686, 11, "14", 204), (686, 11, "not sold wet,", 294),
        (672, 11, "nor by half", 294),
        (646, 11, "Lime", 74), (646, 11, "3", 204),
        *column(["Nails are free with every plank."], 72, 600),
    ]  # fmt: skip
    content = read(make_pdf([page]), "a.pdf")
    assert tables(content) == [["Goods | Price | Note", "Oak plank | 14 | not sold wet, nor by half", "Lime | 3 |"]]
    assert [block.kind.value for block in content.blocks] == ["paragraph", "table", "paragraph"]


def test_a_table_without_rules_is_known_by_the_strips_between_its_columns(make_pdf, read) -> None:
    rows = [
        ("Boat", "Master", "Berth"),
        ("Gannet", "A. Rowe", "4"),
        ("Old Harry", "E. Lind", "11"),
        ("Tern", "none", "2"),
    ]
    page = [
        *column(["These boats lie in the harbour this week, and no others may come in."], 72, 740),
        *[(700 - 14 * n, 11, cell, 90 + 120 * at) for n, row in enumerate(rows) for at, cell in enumerate(row)],
        *column(["A boat that is not named here pays double for every night that it stays."], 72, 620),
    ]
    content = read(make_pdf([page]), "a.pdf")
    assert tables(content) == [
        ["Boat | Master | Berth", "Gannet | A. Rowe | 4", "Old Harry | E. Lind | 11", "Tern | none | 2"]
    ]


def test_a_table_in_a_column_belongs_to_it_though_its_rules_reach_farther(make_pdf, read) -> None:
    cells = [
        (560 - 20 * n, 11, cell, 320 + 70 * at) for n, row in enumerate(["ab", "cd"]) for at, cell in enumerate(row)
    ]
    grid = boxes([312, 384, 500], [574, 554, 534])
    page = [*column(LEFT * 2, 72), *column(RIGHT, 320), *grid, *cells]
    content = read(make_pdf([page]), "a.pdf")
    assert tables(content) == [["a | b", "c | d"]]
    assert content.text == "\n".join(LEFT * 2) + "\n\n" + "\n".join(RIGHT) + "\n\na | b\nc | d"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (rb"[(caf\264) 333 (e is open)] TJ", "café is open"),
        (rb"[(gar\347on, Fa) 0 (c) 500 (\270ade)] TJ", "garçon, Façade"),
        (rb"[(\250) 333 (Ubung)] TJ", "Übung"),
        (rb"[(the `stable' one)] TJ", "the `stable' one"),
    ],
)
def test_an_accent_that_is_drawn_over_a_letter_is_part_of_it(shown: bytes, expected: str, make_pdf, read) -> None:
    assert read(make_pdf([[b"BT /F1 11 Tf 72 700 Td %s ET" % shown]]), "a.pdf").text == expected


def test_a_line_beside_a_heading_of_another_column_is_not_lowered(make_pdf, read) -> None:
    page = [*column(LEFT, 72), *column(RIGHT[:2], 320), (673.5, 16, "Goats", 320), *column(RIGHT[2:], 320, 655)]
    text = read(make_pdf([page]), "a.pdf").text
    assert "_" not in text
    assert "\n".join(LEFT) in text


def test_items_and_contents_are_lists_and_no_tables(make_pdf, read, written) -> None:
    page = [
        *column(["Bring with you:"], 72, 740),
        (720, 11, "\x95", 80), (720, 11, "a lamp that does not smoke, filled to the", 96), (706, 11, "brim", 96),
        (692, 11, "\x95", 80), (692, 11, "a rope", 96),
        (678, 11, "\x95", 80), (678, 11, "bread for two days", 96),
        *[(606 - 14 * n, 11, f"{n} Of the {name} . . . . . . . . {n * 7}") for n, name in enumerate(["tides", "dues"])],
    ]  # fmt: skip
    page = [(y, size, text.replace("\x95", "•"), *rest) for y, size, text, *rest in page]
    content = read(make_pdf([page]), "a.pdf")
    assert tables(content) == []
    assert written(content)[1] == "• a lamp that does not smoke, filled to the brim\n• a rope\n• bread for two days"
    assert [block.kind.value for block in content.blocks] == ["paragraph", "list", "list"]
    assert content.headings == ()


def test_notes_at_the_foot_are_blocks_of_their_own(make_pdf, read, written) -> None:
    page = [
        *column([*LEFT, "and no farther."], 72),
        b".5 w 72 110 m 180 110 l S",
        b"BT /F1 6 Tf 72 99 Td 3 Ts (1) Tj 0 Ts /F1 9 Tf ( The quay was moved in 1902.) Tj ET",
        b"BT /F1 6 Tf 72 87 Td 3 Ts (2) Tj 0 Ts /F1 9 Tf ( So says the chronicle.) Tj ET",
    ]
    content = read(make_pdf([page]), "a.pdf")
    assert written(content)[1:] == ["¹ The quay was moved in 1902.", "² So says the chronicle."]


def test_notes_below_both_columns_interrupt_no_sentence(make_pdf, read, written) -> None:
    first = [
        *column(LEFT, 72), *column([*RIGHT[:-1], "and the last one to leave the harbour is"], 330),
        b".5 w 72 110 m 180 110 l S",
        (99, 9, "1 The quay was moved in 1902, and nobody remembers who paid the masons for it.", 72),
    ]  # fmt: skip
    content = read(make_pdf([first, [*column(["the one who locks the gate."], 72)]]), "a.pdf")
    assert written(content)[-1] == "1 The quay was moved in 1902, and nobody remembers who paid the masons for it."
    assert "to leave the harbour is\nthe one who locks the gate." in content.text


def test_a_page_that_is_turned_reads_as_it_is_shown(make_pdf, read) -> None:
    drawn = [
        b"BT /F1 11 Tf 0 1 -1 0 %d 80 Tm (%s) Tj ET" % (100 + 14 * n, text.encode()) for n, text in enumerate(LEFT)
    ]
    for turn in (b"", b"/Rotate 90"):
        content = read(make_pdf([drawn], page=b"/MediaBox [0 0 612 792] " + turn), "a.pdf")
        assert content.text == "\n".join(LEFT)


def test_text_at_the_side_of_a_page_stands_after_it(make_pdf, read, written) -> None:
    side = b"BT /F1 9 Tf 0 1 -1 0 30 200 Tm (Printed at the sign of the eel) Tj ET"
    content = read(make_pdf([[side, *column(LEFT, 72)]]), "a.pdf")
    assert written(content) == ["\n".join(LEFT), "Printed at the sign of the eel"]


def test_large_numbered_lines_at_the_top_of_pages_are_headings(make_pdf, read) -> None:
    pages = [[(740, 18, f"Lesson {n}"), *column(LEFT, 72)] for n in range(1, 6)]
    content = read(make_pdf(pages), "a.pdf")
    assert [heading.text for heading in content.headings] == [f"Lesson {n}" for n in range(1, 6)]


def test_a_sentence_that_ends_at_the_top_of_many_pages_is_no_running_head(make_pdf, read) -> None:
    end = "which the harbourmaster collects in the evening."
    guests = ["a fisherman", "the smith", "one Lind", "no skipper", "her pilot", "his aunt"]
    pages = [
        [(726, 11, end), *column([*LEFT, f"{guest} stays there in", f"June, and {guest} owes a few crowns,"], 72)]
        for guest in guests
    ]
    content = read(make_pdf(pages), "a.pdf")
    assert content.text.count(f" owes a few crowns,\n{end}") == 5


def test_a_list_inside_an_item_has_items_of_its_own(make_pdf, read, written) -> None:
    lines = [
        (72, "• Boats"),
        (100, "1. small ones"),
        (100, "2. large ones"),
        (72, "• Tugs"),
        (100, "1. of the harbour"),
    ]
    numbered = [(72, "1. Fees"), (100, "• by the day"), (100, "• by the week"), (72, "2. Fines")]
    for items in (lines, numbered):
        page = [*column(LEFT, 60, 740), *[(640 - 14 * n, 11, text, x) for n, (x, text) in enumerate(items)]]
        assert written(read(make_pdf([page]), "a.pdf"))[-1] == "\n".join(text for _, text in items)


def test_lines_that_differ_in_more_than_the_page_number_are_no_running_heads(make_pdf, read, written) -> None:
    sums = [412, 97, 1033, 58, 760]
    pages = [
        [(726, 11, f"Paid in quarter {n}: {paid} crowns"), *column(LEFT, 72), (40, 9, f"Ledger, sheet {n + 6}")]
        for n, paid in enumerate(sums, 1)
    ]
    content = read(make_pdf(pages), "a.pdf")
    blocks = " ".join(written(content))
    assert [paid for paid in sums if f": {paid} crowns" not in blocks] == []
    assert "sheet 8" not in blocks
    assert "sheet 8" in content.text


def test_section_heads_at_the_rim_do_not_interrupt_a_sentence(make_pdf, read, written) -> None:
    heads = ["1. BOATS  1.1 OARS", "1. BOATS  1.2 SAILS", "2. NETS  2.1 MESH", "2. NETS  2.2 FLOATS"]
    halves = [
        ["They are kept dry in the long", "shed of the guild and oiled in"],
        ["March by the boys of the", "village."],
    ] * 2
    pages = [[(760, 11, head), *column(half, 72)] for head, half in zip(heads, halves, strict=True)]
    content = read(make_pdf(pages), "a.pdf")
    whole = "They are kept dry in the long\nshed of the guild and oiled in\nMarch by the boys of the\nvillage."
    assert written(content).count(whole) == 2
