"""Mail."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile

BODY = "Hello Ana,\n\nthe gate opens at nine.\n\n> When does it open?\n\nVet: Dr. Salo\nPhone: 555-0143\n"


def message(text: str | None = BODY, page: str | None = None, **headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "Bo Vik <bo@example.org>", "Subject": "Gate — hours", **headers}.items():
        made[name] = value
    if text is not None:
        made.set_content(text, cte="base64")
        if page is not None:
            made.add_alternative(page, subtype="html")
    elif page is not None:
        made.set_content(page, subtype="html")
    return made


def test_the_text_of_a_message_is_read_with_what_it_quotes(read, written) -> None:
    content = read(message(Date="Tue, 03 Feb 2026 23:30:00 +0100").as_bytes(), "a.eml")
    assert (content.title, content.author, content.date) == ("Gate — hours", "Bo Vik", "2026-02-03")
    assert written(content) == [
        "Hello Ana,",
        "the gate opens at nine.",
        "> When does it open?",
        "Vet: Dr. Salo\nPhone: 555-0143",
    ]
    assert "bo@example.org" not in content.text


def test_plain_text_is_preferred_to_the_page(read) -> None:
    content = read(message(BODY * 5, "<p>The page.</p>").as_bytes(), "a.eml")
    assert "The page." not in content.text


@pytest.mark.parametrize("text", [None, "This message is a page."])
def test_the_page_is_read_where_the_text_says_nothing(text: str | None, read, written) -> None:
    page = f"<h1>Gate</h1><p>It opens at <b>nine</b>, {'and it is wide ' * 20}.</p>"
    content = read(message(text, page).as_bytes(), "a.eml")
    assert written(content)[0].startswith("It opens at nine")


def test_attachments_are_named_and_not_read(read) -> None:
    made = message()
    made.add_attachment("secret list", filename="list.txt")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    content = read(made.as_bytes(), "a.eml")
    assert "secret" not in content.text
    assert [(left.what, left.why) for left in content.left_out] == [
        ("2 attachments", "only the text of a message is read")
    ]


def test_an_encrypted_message_is_refused(read) -> None:
    data = b"Subject: x\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n"
    with pytest.raises(UnreadableFile, match="encrypted"):
        read(data, "a.eml")


def test_what_is_no_mail_is_refused(read) -> None:
    with pytest.raises(UnreadableFile, match="not an e-mail"):
        read("The gate opens at nine.", "a.eml")


@given(data=st.binary(max_size=200), name=st.sampled_from(["From", "Date", "Subject", "Content-Type"]))
def test_headers_that_break_the_rules_are_survived(data: bytes, name: str, read, holds) -> None:
    try:
        holds(read(b"Subject: Gate\n%s: %s\n\nIt opens at nine.\n" % (name.encode(), data), "a.eml"))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017


def test_many_nested_parts_are_survived(read, holds) -> None:
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(60)
    )
    try:
        holds(read(b"Subject: x\n" + parts + b"\nIt opens at nine.\n", "a.eml"))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017
