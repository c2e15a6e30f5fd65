"""The codes of languages (ISO 639-1), and what a file declares → such a code."""

from __future__ import annotations

import re

_ALL = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
CODES = frozenset(_ALL.split())
"""Every code of ISO 639-1."""

_SAME = {
    "nb": "no", "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "fil": "tl",
    "arz": "ar", "ary": "ar", "arb": "ar", "cmn": "zh", "yue": "zh", "wuu": "zh", "sdh": "ku", "ckb": "ku", "uzs": "uz",
    "ltg": "lv", "hbo": "he", "grc": "el", "pcm": "en",
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "ita": "it", "por": "pt", "dut": "nl",
    "nld": "nl", "pol": "pl", "rus": "ru", "ukr": "uk", "tur": "tr", "ara": "ar", "hin": "hi", "chi": "zh", "zho": "zh",
    "jpn": "ja", "kor": "ko", "tha": "th", "vie": "vi", "gre": "el", "ell": "el", "heb": "he", "swe": "sv", "dan": "da",
    "nor": "no", "fin": "fi", "cze": "cs", "ces": "cs", "hun": "hu", "rum": "ro", "ron": "ro", "ind": "id", "cat": "ca",
    "per": "fa", "fas": "fa", "bul": "bg",
}  # fmt: skip
"""Other codes for a language, or for a variety that is written so much alike that the same words are found in it."""

_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_.@][\w.@-]*)?\s*")


def plain_code(code: str) -> str | None:
    """Return the code of ISO 639-1 for any code of a language, or None when the language has none."""
    code = _SAME.get(code, code)
    return code if code in CODES else None


def declared_code(tag: object) -> str | None:
    """Return the code that a file's own tag means (``"de-AT"``, ``"pt_BR"``, ``"ger"``), or None when it means none."""
    match = _TAG.fullmatch(tag) if isinstance(tag, str) and len(tag) <= 40 else None
    return plain_code(match[1].lower()) if match is not None else None


_RELATIVES = tuple(
    frozenset(codes.split())
    for codes in (
        "da no nn sv", "hr bs sr sl", "cs sk pl", "id ms jv", "es pt gl ca an oc", "nl af", "de lb", "ru uk be bg mk",
        "hi mr ne sa", "tr az", "zh ja", "ar fa ur ps",
    )
)  # fmt: skip


def relatives(language: str | None) -> frozenset[str]:
    """Return the languages that are taken for each other in short texts, itself among them; empty where none are."""
    return next((group for group in _RELATIVES if language in group), frozenset())
