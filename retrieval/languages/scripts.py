"""Which script most of a text is written in, and which languages are written in it."""

from __future__ import annotations

from collections import Counter
from functools import cache

from retrieval.languages.writing import Script, scripts_in

_DENSE = {Script.HAN: 4, Script.KANA: 3, Script.HANGUL: 3}
"""A sign of these scripts says as much as so many letters."""

_ONLY = {
    Script.KANA: "ja", Script.HANGUL: "ko", Script.THAI: "th", Script.LAO: "lo", Script.KHMER: "km",
    Script.BURMESE: "my", Script.GREEK: "el", Script.HEBREW: "he", Script.ARMENIAN: "hy", Script.GEORGIAN: "ka",
    Script.TAMIL: "ta", Script.TELUGU: "te", Script.KANNADA: "kn", Script.MALAYALAM: "ml", Script.SINHALA: "si",
    Script.GUJARATI: "gu", Script.GURMUKHI: "pa", Script.ETHIOPIC: "am",
}  # fmt: skip
"""The language of a script, where it is that of nearly everything that is written in it."""

_OTHERS = {(Script.HEBREW, "yi"), (Script.ETHIOPIC, "ti")}
"""Languages that are rarer than the one which their script tells; a file may declare them."""

_SEVERAL = {
    script: frozenset(codes.split())
    for script, codes in {
        Script.CYRILLIC: "ab av az ba be bg ce cv kk kv ky mk mn os ru sr tg tk tt uk uz",
        Script.ARABIC: "ar az fa ks ku ky ps sd ug ur uz",
        Script.DEVANAGARI: "bh hi ks mr ne pi sa sd",
        Script.BENGALI: "as bn",
        Script.HAN: "ja zh",
    }.items()
}
_LATIN_TOO = frozenset({"az", "ku", "kk", "ks", "sr", "tg", "tk", "tt", "ug", "uz"})
_NOT_LATIN = (frozenset(_ONLY.values()) | frozenset().union(*_SEVERAL.values())) - _LATIN_TOO

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
    return _ONLY.get(script) if script is not None else None


def is_written_in(language: str, script: Script) -> bool:
    """Return whether a language is written in a script."""
    if script in _ONLY:
        return language == _ONLY[script] or (script, language) in _OTHERS
    return language in _SEVERAL[script] if script in _SEVERAL else language not in _NOT_LATIN


def han_languages(text: str) -> Counter[str]:
    """Return how many signs of a text are written so in Chinese only, or in Japanese only, by the code of the language.

    Most signs are in both, and tell nothing.
    """
    return Counter(language for sign in text if (language := _language_of_sign(sign)) is not None)


@cache
def _language_of_sign(sign: str) -> str | None:
    """Return the language whose standards have a sign, and the other's have not.

    Those of Japan also have the signs that were in use before the reform of 1946. Of these, all that nobody writes in
    Japanese, but for names, are Chinese.
    """
    if not "\u3400" <= sign <= "\u9fff":
        return None
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
