"""The codes of languages (ISO 639-1), and what a file declares → such a code."""

from __future__ import annotations

import re

_OTHERS = """
aa aar, ab abk, ae ave, af afr, ak aka twi tw, am amh, an arg, ar ara arb arz ary apc ajp acm afb, as asm, av ava
ay aym ayr, az aze azj azb, ba bak, be bel, bg bul, bh bho mai mag, bi bis, bm bam, bn ben, bo bod tib, br bre, bs bos
ca cat, ce che, ch cha, co cos, cr cre, cs ces cze, cu chu, cv chv, cy cym wel, da dan, de deu ger gsw, dv div, dz dzo
ee ewe, el ell gre grc, en eng pcm, eo epo, es spa, et est ekk, eu eus baq, fa fas per pes prs, ff ful, fi fin, fj fij
fo fao, fr fra fre, fy fry, ga gle, gd gla, gl glg, gn grn gug, gu guj, gv glv, ha hau, he heb iw hbo, hi hin, ho hmo
hr hrv scr, ht hat, hu hun, hy hye arm hyw, hz her, ia ina, id ind in, ie ile, ig ibo, ii iii, ik ipk, io ido
is isl ice, it ita, iu iku, ja jpn, jv jav jw, ka kat geo, kg kon, ki kik, kj kua, kk kaz, kl kal, km khm, kn kan
ko kor, kr kau, ks kas, ku kur kmr ckb sdh, kv kom, kw cor, ky kir, la lat, lb ltz, lg lug, li lim, ln lin, lo lao
lt lit, lu lub, lv lav lvs ltg, mg mlg plt, mh mah, mi mri mao, mk mkd mac, ml mal, mn mon khk, mr mar, ms msa may zsm
mt mlt, my mya bur, na nau, nd nde, ne nep npi, ng ndo, nl nld dut vls, no nor nb nob nn nno, nr nbl, nv nav, ny nya
oc oci, oj oji, om orm gaz, or ori ory, os oss, pa pan pnb, pi pli, pl pol, ps pus pbu, pt por, qu que quz, rm roh
rn run, ro ron rum mo mol, ru rus, rw kin, sa san, sc srd, sd snd, se sme, sg sag, si sin, sk slk slo, sl slv, sm smo
sn sna, so som, sq sqi alb als, sr srp scc sh hbs cnr, ss ssw, st sot, su sun, sv swe, sw swa swh, ta tam, te tel
tg tgk, th tha, ti tir, tk tuk, tl tgl fil, tn tsn, to ton, tr tur, ts tso, tt tat, ty tah, ug uig, uk ukr, ur urd
uz uzb uzn uzs, ve ven, vi vie, vo vol, wa wln, wo wol, xh xho, yi yid ydd ji, yo yor, za zha
zh zho chi cmn yue wuu nan lzh hsn hak, zu zul
"""
"""Each code of ISO 639-1, and behind it the others for the same language (ISO 639-2 and 639-3), or for a variety that
is written so much alike that the same words are found in it."""

_BY_CODE = {code: others for code, *others in (line.split() for line in re.split(r"[,\n]", _OTHERS.strip()))}

CODES = frozenset(_BY_CODE)
"""The codes of ISO 639-1, one for each language."""

_SAME = {other: code for code, others in _BY_CODE.items() for other in others}

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
        "da no sv", "hr bs sr sl", "cs sk pl", "id ms jv", "es pt gl ca an oc", "nl af", "de lb", "ru uk be bg mk",
        "hi mr ne sa", "tr az", "zh ja", "ar fa ur ps",
    )
)  # fmt: skip


def relatives(language: str | None) -> frozenset[str]:
    """Return the languages that are taken for each other in short texts, itself among them; empty where none are."""
    return next((group for group in _RELATIVES if language in group), frozenset())
