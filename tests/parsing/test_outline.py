"""What parsers tell of a file's parts that are not in its text."""

import pytest

from retrieval.model import LeftOut
from retrieval.parsing.outline import left_out_of


@pytest.mark.parametrize(
    ("count", "why", "told"),
    [
        (1, "it is not shown", LeftOut("1 menu", "it is not shown")),
        (2, "it is not shown", LeftOut("2 menus", "they are not shown")),
        (1_200, "it leads through the site", LeftOut("1,200 menus", "they lead through the site")),
        (2, "it has no description", LeftOut("2 menus", "they have no description")),
        (2, "it cannot be read as text", LeftOut("2 menus", "they cannot be read as text")),
        (2, "outside the article", LeftOut("2 menus", "outside the article")),
    ],
)
def test_a_reason_suits_how_much_was_left_out(count: int, why: str, told: LeftOut) -> None:
    assert left_out_of({("menu", "menus", why): count}) == (told,)
