"""What a confidence means does not depend on the encoder: one threshold parts what is answered from what is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Library
from retrieval.encoding.encoder import Encoder
from retrieval.encoding.model_files import find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import ModelError
from retrieval.reader import NONE

GARDEN = {
    "bees.md": "# The hive\n\nThe hive stands on four stones behind the orchard, and faces south.\n\n"
    "A strong colony holds fifty thousand workers in June, and a few hundred drones.\n\n"
    "The honey is taken at the end of July, when two thirds of the cells are sealed.\n",
    "pond.md": "# The pond\n\nThe pond was dug by hand in 1987 and lined with clay from the brickyard.\n\n"
    "Three old carp and about sixty newts live in it; the frogs come back in March.\n\n"
    "In winter a bundle of straw keeps a hole in the ice open.\n",
    "roses.md": "# The roses\n\nClimbing roses are cut back in February, before the buds swell.\n\n"
    "Against greenfly they are sprayed with soapy water, never with poison.\n",
}

ON_THE_SUBJECT = {
    "When is the honey taken from the sealed cells?": "end of July",
    "In what year was the pond dug by hand and lined with clay?": "1987",
    "What are the roses sprayed with against greenfly?": "soapy water",
}
"""In the words of the documents, because a random encoder knows no others."""

ON_OTHERS = [
    "How do I reset my password?",
    "Who won the championship in 1998?",
    "What is the tallest mountain in Africa?",
    "Which bus goes to the airport?",
    "how much tax do I pay on a lottery prize",
]


@pytest.fixture(params=["reference", "multilingual", "random"])
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "multilingual":
        try:
            return SentenceTransformerEncoder(find_model("multilingual"))
        except ModelError as error:
            pytest.skip(str(error))
    found: Encoder = request.getfixturevalue("encoder" if request.param == "reference" else "tiny_encoder")
    return found


def test_one_threshold_serves_every_encoder(
    open_library: Callable[..., Library], any_encoder: Encoder, seeds: Path, tmp_path: Path
):
    for name, text in GARDEN.items():
        (seeds / name).write_text(text, encoding="utf-8")
    library = open_library(seeds, tmp_path / "index", encoder=any_encoder, reader=NONE)
    library.sync()
    sure = {question: library.ask(question, access=UNLIMITED).confidence for question in (*ON_THE_SUBJECT, *ON_OTHERS)}
    for question, expected in ON_THE_SUBJECT.items():
        answer = library.ask(question, access=UNLIMITED)
        assert answer.answered, (question, sure)
        assert expected in answer.quotes[0].text
    assert [question for question in ON_OTHERS if library.ask(question, access=UNLIMITED).answered] == [], sure
