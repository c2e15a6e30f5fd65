"""Which script most of a text is written in, and which languages are written in it."""

from __future__ import annotations

from collections import Counter
from functools import cache

from retrieval.languages.writing import Script, scripts_in

_DENSE = {Script.HAN: 4, Script.KANA: 3, Script.HANGUL: 3}
"""A sign of these scripts says as much as so many letters."""

_LANGUAGES = {
    script: tuple(codes.split())
    for script, codes in {
        Script.LATIN: "en", Script.KANA: "ja", Script.HANGUL: "ko", Script.THAI: "th", Script.LAO: "lo",
        Script.KHMER: "km", Script.BURMESE: "my", Script.GREEK: "el", Script.HEBREW: "he yi", Script.ARMENIAN: "hy",
        Script.GEORGIAN: "ka", Script.TAMIL: "ta", Script.TELUGU: "te", Script.KANNADA: "kn", Script.MALAYALAM: "ml",
        Script.SINHALA: "si", Script.GUJARATI: "gu", Script.GURMUKHI: "pa", Script.ETHIOPIC: "am ti",
        Script.TIBETAN: "bo dz", Script.THAANA: "dv", Script.BENGALI: "bn as", Script.HAN: "zh ja",
        Script.CYRILLIC: "ru ab av az ba be bg ce cv kk kv ky mk mn os sr tg tk tt uk uz",
        Script.ARABIC: "ar az fa ks ku ky ps sd ug ur uz",
        Script.DEVANAGARI: "hi bh ks mr ne pi sa sd",
    }.items()
}  # fmt: skip
"""The languages that are written in a script, first the one whose rules hold where nothing else is known. All that
stand for no other script are written in Latin letters."""

_TELLING = frozenset(_LANGUAGES) - {
    Script.LATIN, Script.TIBETAN, Script.BENGALI, Script.HAN, Script.CYRILLIC, Script.ARABIC, Script.DEVANAGARI,
}  # fmt: skip
"""Scripts in which nearly everything is written in their first language; a file may declare another one."""

_LATIN_TOO = frozenset({"az", "ku", "kk", "ks", "sr", "tg", "tk", "tt", "ug", "uz"})
_NOT_LATIN = frozenset().union(*_LANGUAGES.values()) - _LATIN_TOO - {"en"}

_KANA_SHARE = 0.12
"""Of the signs of a Japanese text, more than this share are kana; a Chinese one at most quotes some."""


def main_script(text: str) -> tuple[Script | None, int]:
    """Return the script that most of a text is written in, and how many letters of it there are; (None, 0) if none.

    A sign that stands for a syllable or a word counts as several letters.
    """
    letters = {script: count * _DENSE.get(script, 1) for script, count in scripts_in(text).items()}
    kana, han = letters.pop(Script.KANA, 0), letters.pop(Script.HAN, 0)
    if kana or han:
        letters[Script.KANA if kana > _KANA_SHARE * (kana + han) else Script.HAN] = kana + han
    return max(letters.items(), key=lambda each: each[1], default=(None, 0))


def language_of_script(script: Script | None) -> str | None:
    """Return the language that a script alone tells, or None where several are written in it."""
    return default_language(script) if script in _TELLING else None


def default_language(script: Script | None) -> str | None:
    """Return the language whose rules hold for a script where nothing else is known; None where there is none."""
    return _LANGUAGES[script][0] if script in _LANGUAGES else None


def is_written_in(language: str, script: Script) -> bool:
    """Return whether a language is written in a script."""
    return language not in _NOT_LATIN if script is Script.LATIN else language in _LANGUAGES.get(script, ())


def han_languages(text: str) -> Counter[str]:
    """Return how many signs of a text are written so in Chinese only, or in Japanese only, by the code of the language.

    Most signs are in both, and tell nothing.
    """
    signs = (sign for sign in text if "\u3400" <= sign <= "\u9fff")
    return Counter(language for sign in signs if (language := _language_of_sign(sign)) is not None)


@cache
def _language_of_sign(sign: str) -> str | None:
    """Return the language whose standards have a sign, and the other's have not.

    Those of Japan also have the signs that were in use before the reform of 1946. Of these, all that nobody writes in
    Japanese, but for names, are Chinese.
    """
    is_chinese = _is_in("gb2312", sign) or _is_in("big5", sign)
    is_japanese = _is_in("shift_jis", sign) and sign not in _BEFORE_REFORM
    return None if is_chinese == is_japanese else "zh" if is_chinese else "ja"


def _is_in(standard: str, sign: str) -> bool:
    try:
        sign.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


_BEFORE_REFORM = frozenset(
    "亞惡壓圍醫榮營衞驛圓鹽奧歐毆穩價畫會壞懷繪擴殼覺學樂勸歡觀關顏歸氣僞戲犧舊據擧峽挾曉驅勳徑經繼莖螢輕藝儉劍檢權獻"
    "縣險顯驗嚴恆鑛號國濟劑雜參慘棧蠶贊殘絲齒兒辭濕實寫釋從澁獸縱肅處敍奬將燒稱證淨疊讓釀囑觸寢圖隨數樞聲靜齊攝竊專戰"
    "淺潛纖踐錢禪雙壯爭總聰莊裝騷臟屬續墮對帶滯體臺單團彈斷癡晝蟲鑄廳聽鎭遞鐵轉點傳黨盜燈當鬪獨讀屆繩惱腦廢賣麥發髮蠻"
    "變寶豐襃萬滿譯藥與餘譽搖樣謠來亂覽兩獵壘勵禮隸靈齡戀爐勞樓灣沒什麼怎這們个它"
)
