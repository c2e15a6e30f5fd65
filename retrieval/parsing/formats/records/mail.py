"""Mail: the text of a message, with its subject, sender and date; attachments are named, not read."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import PurePosixPath

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind, Content, LeftOut
from retrieval.parsing.dates import date_in_name, iso_date
from retrieval.parsing.decoding import decode
from retrieval.parsing.formats.html import HtmlParser
from retrieval.parsing.formats.text import content_of_text
from retrieval.parsing.outline import Composer, label
from retrieval.parsing.parser import VERSIONS

_HEADERS = ("from", "to", "subject", "date", "received", "message-id", "sender", "mime-version")
_MAX_PARTS = 500
_STUB_CHARS = 200
"""A plain text as short as this beside a page of three times its length only says that there is a page."""


class MailParser:
    """Parses ``.eml``: the canonical text is that of the message."""

    name = "e-mail"
    suffixes: tuple[str, ...] = (".eml",)
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return the paragraphs of a message, quoted ones included; see ``Parser.parse``."""
        message = email.message_from_bytes(data, policy=email.policy.default)
        if not isinstance(message, EmailMessage) or not any(name in message for name in _HEADERS):
            raise UnreadableFile("damaged, or not an e-mail: it has no header")
        composer = Composer()
        left_out: list[LeftOut] = []
        for part in _texts(message, composer, path):
            _append(composer, part)
            left_out += part.left_out
        content = composer.content(
            title=_header(message, "subject"), date=_date(message) or date_in_name(path), author=_author(message)
        )
        return replace(content, left_out=(*left_out, *content.left_out))


def _texts(message: EmailMessage, composer: Composer, path: PurePosixPath) -> Iterator[Content]:
    """Yield the parts that are the message's text. Raises UnreadableFile when it is encrypted."""
    queue: list[EmailMessage] = [message]
    parts = 0
    while queue:
        part = queue.pop(0)
        parts += 1
        if parts > _MAX_PARTS:
            composer.warn(f"It has more than {_MAX_PARTS} parts, and the rest is not read.")
            return
        kind = part.get_content_type()
        if kind in ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"):
            raise UnreadableFile("encrypted")
        if _is_attached(part):
            composer.leave_out("attachment", "only the text of a message is read")
        elif kind == "multipart/alternative":
            yield from _best(part, path, queue)
        elif part.is_multipart() and part.get_content_maintype() == "multipart":
            queue[:0] = [each for each in part.iter_parts() if isinstance(each, EmailMessage)]
        elif kind in ("text/plain", "text/html"):
            yield _content_of(part, path)
        elif kind not in ("application/pgp-signature", "application/pkcs7-signature"):
            composer.leave_out("attachment", "only the text of a message is read")


def _best(part: EmailMessage, path: PurePosixPath, queue: list[EmailMessage]) -> Iterator[Content]:
    """Yield the plain text of alternatives, or else their page."""
    offered = {each.get_content_type(): each for each in part.iter_parts() if isinstance(each, EmailMessage)}
    plain, page = offered.get("text/plain"), offered.get("text/html")
    content = _content_of(plain, path) if plain is not None else None
    if content is not None and len(content.text.strip()) > _STUB_CHARS:
        yield content
    elif page is not None:
        shown = _content_of(page, path)
        is_stub = content is None or not content.blocks or len(shown.text) > 3 * len(content.text)
        yield shown if is_stub or content is None else content
    elif content is not None and content.blocks:
        yield content
    else:
        queue[:0] = [each for each in part.iter_parts() if isinstance(each, EmailMessage)]


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or (
        part.get_filename() is not None and part.get_content_maintype() != "multipart"
    )


def _content_of(part: EmailMessage, path: PurePosixPath) -> Content:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    if part.get_content_type() == "text/html":
        try:
            data = decode(data, charset).encode()
            return HtmlParser().parse(data, path)
        except UnreadableFile:
            return Content("", ())
    return content_of_text(decode(data, charset), path, has_head=False)


def _append(composer: Composer, content: Content) -> None:
    """Append the blocks and headings of one part, in order."""
    pieces: dict[tuple[int, int], tuple[BlockKind, int | None]] = {
        (block.start, block.end): (block.kind, None) for block in content.blocks
    }
    pieces |= {(each.start, each.end): (BlockKind.PARAGRAPH, max(each.level, 1)) for each in content.headings}
    for (start, end), (kind, level) in sorted(pieces.items()):
        composer.add(content.text[start:end], kind, level=level)


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message[name]
    except Exception:  # the standard library fails in many ways on headers that break the rules
        return None
    return label(str(value)) if value is not None else None


def _date(message: EmailMessage) -> str | None:
    try:
        moment = message["date"].datetime
    except Exception:  # as above: also when there is no such header
        moment = None
    return moment.date().isoformat() if moment is not None else iso_date(_header(message, "date") or "")


def _author(message: EmailMessage) -> str | None:
    try:
        senders = message["from"].addresses
        return label(", ".join(sender.display_name or sender.addr_spec for sender in senders))
    except Exception:  # as above
        return _header(message, "from")
