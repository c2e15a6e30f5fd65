import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.parsing.formats import suffixes
from tests.parsing.mutating import mutated
from tests.parsing.sample_making import sample

ARCHIVES = sorted({".docx", ".epub", ".odt", ".pptx", ".xlsx", ".xlsm"} & {*suffixes()})
IN_PROCESS = [suffix for suffix in suffixes() if suffix != ".pdf"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=300), suffix=st.sampled_from(IN_PROCESS))
def test_random_bytes_are_read_or_refused(data: bytes, suffix: str, read, holds) -> None:
    try:
        holds(read(data, "a" + suffix))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=300), cut=st.integers(0, 700))
def test_random_bytes_in_a_pdf_are_read_or_refused(data: bytes, cut: int, make_pdf, read, holds) -> None:
    whole = make_pdf([[(700, 12, "The quay is long.")]])
    try:
        holds(read(whole[:cut] + data + whole[cut + len(data) :], "a.pdf"))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    part=st.integers(0, 100),
    data=st.binary(max_size=60),
    at=st.integers(0, 2000),
    suffix=st.sampled_from(ARCHIVES),
)
def test_a_damaged_part_of_an_archive_is_read_or_refused(
    part: int, data: bytes, at: int, suffix: str, read, holds
) -> None:
    whole = io.BytesIO(sample(suffix).data)
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        for name in names:
            body = old.read(name)
            new.writestr(name, body[:at] + data + body[at + len(data) :] if name == names[part % len(names)] else body)
    try:
        holds(read(out.getvalue(), "a" + suffix))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017


@pytest.mark.parametrize("suffix", sorted(suffixes()))
def test_a_few_damaged_files_of_each_format_are_read_or_refused(suffix: str, read, holds) -> None:
    for number in range(4):
        try:
            holds(read(mutated(sample(suffix).data, random.Random(number)), f"a{suffix}"))
        except UnreadableFile as refusal:
            assert str(refusal)  # noqa: PT017


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "> " * 5_000 + "deep"),
        ("a.md", "- " * 2_000 + "deep"),
        ("a.md", "[" * 5_000),
        ("a.md", "---\na: " + "[" * 5_000 + "\n---\ntext"),
        ("a.md", "---\na: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ntitle: *c\n---\ntext"),
        ("a.html", "<div>" * 20_000 + "deep"),
        ("a.html", "<ul><li>" * 3_000 + "deep"),
        ("a.txt", "A" * 200_000),
        ("a.txt", "- a\n" * 20_000),
        ("a.txt", "OSLO " * 20_000),
        ("a.txt", "Title: x\n" * 10_000),
    ],
)
def test_depth_and_length_are_survived(name: str, text: str, read, holds) -> None:
    try:
        holds(read(text, name))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017
