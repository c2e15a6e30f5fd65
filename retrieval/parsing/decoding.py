"""Bytes → text, for the formats that are text: an encoding is known, recognised with confidence, or refused."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableFile

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins the same way
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Tab, line ends, form feed, escape and the Ctrl-Z that ended DOS files all occur in real text.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.005
_GUESS_BYTES = 200_000
# What browsers read under these names, each a superset of what the name says (WHATWG, Encoding Standard, "labels").
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Encodings of Western Europe that guesses confuse with each other; cp1252 is by far the most frequent.
_WESTERN = re.compile(
    r"cp(1250|1252|1254|1257|1258|437|775|85\d|86\d)|iso8859_\d+|latin_1|mac_(roman|latin2|iceland|turkish)"
)
_WESTERN_SIGNS = frozenset(
    "àâäáãåçéèêëíìîïñóòôöõøúùûüýÿæœßÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜÆŒ“”‘’„‚«»‹›–—…•€£§°©®·¿¡ª™\xa0½¼¾"
)


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text of a file: byte order mark removed, ``\\r\\n`` as ``\\n``, nothing else touched.

    declared: the encoding that the file itself names (HTML does); a byte order mark and UTF-8 come before it.
    The text holds no NUL and no lone surrogate. Raises UnreadableFile when the encoding cannot be recognised or the
    file is binary.
    """
    text = _decode(data, declared).replace("\r\n", "\n")
    if "\x00" in text:
        raise UnreadableFile("holds NUL bytes: binary data, not text")
    if len(_CONTROLS.findall(text)) > len(text) * _MAX_CONTROL_SHARE:
        raise UnreadableFile("holds control bytes: binary data, not text")
    return text


def _decode(data: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_strictly(data[len(mark) :], encoding)
    if (wide := _wide_encoding(data)) is not None:
        return _decode_strictly(data, wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise UnreadableFile("holds NUL bytes: binary data, not text")
    for encoding in _as_browsers_read(declared) if declared is not None else ():
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            pass
    return _decode_legacy(data)


def _as_browsers_read(declared: str) -> tuple[str, ...]:
    """Return the encodings that a declared name may mean, the likeliest first."""
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return ()
    return (_MEANT[name], name) if name in _MEANT else (name,)


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"damaged {encoding.upper()} text at byte {error.start:,}") from error


def _wide_encoding(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: Latin text has a NUL in every second byte, always on the same side."""
    sample = data[:4096]
    if len(data) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd >= half * 0.4 and even <= half * 0.02:
        return "utf-16-le"
    if even >= half * 0.4 and odd <= half * 0.02:
        return "utf-16-be"
    return None


def _decode_legacy(data: bytes) -> str:
    from charset_normalizer import from_bytes

    try:
        guesses = from_bytes(data[:_GUESS_BYTES])
        best = guesses.best()
        rivals = {str(guess) for guess in guesses if best and _is_rival(best, guess)}
    except Exception as error:  # a guesser that fails has recognised nothing
        raise UnreadableFile("unknown text encoding: save it as UTF-8") from error
    if best is None:
        raise UnreadableFile("unknown text encoding: save it as UTF-8")
    encodings = [best.encoding]
    if _WESTERN.fullmatch(best.encoding) and _reads_as_western(data):
        encodings.insert(0, "cp1252")
    elif best.chaos > 0.1 or (best.coherence == 0 and not best.multi_byte_usage) or len(rivals) > 1:
        raise UnreadableFile(f"uncertain text encoding (perhaps {best.encoding}): save it as UTF-8")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if not re.search("[\ud800-\udfff]", text):
            return text
    raise UnreadableFile(f"damaged text (neither UTF-8 nor {best.encoding}): save it as UTF-8")


def _is_rival(best: CharsetMatch, guess: CharsetMatch) -> bool:
    return guess.chaos <= best.chaos + 0.02 and guess.coherence >= best.coherence - 0.1


def _reads_as_western(data: bytes) -> bool:
    """Whether the characters past ASCII, in cp1252, are a minor part of the text and nearly all common in the West."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    past_ascii = [character for character in text if character >= "\x80"]
    common = sum(character in _WESTERN_SIGNS for character in past_ascii)
    return common >= len(past_ascii) * 0.95 and len(past_ascii) <= len(text) * 0.35
