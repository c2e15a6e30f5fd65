"""Words around numbers: what is numbered, what is counted or measured, and numbers that are written as words."""

from __future__ import annotations

import re

PLACES = frozenset(
    """
    clause section article paragraph chapter step rule item point part appendix annex figure table page line lines
    room floor gate platform track port error code option question lesson unit level stage
    klausel abschnitt artikel absatz paragraph kapitel schritt regel punkt teil anhang abbildung tabelle seite linie
    raum zimmer stock etage gleis fehler frage stufe ziffer
    clause section article alinéa chapitre étape règle point partie annexe tableau ligne salle étage porte quai erreur
    cláusula sección artículo párrafo capítulo paso regla punto parte anexo tabla página línea sala piso puerta andén
    error pregunta § §§
    """.split()  # noqa: SIM905 - a list of so many strings is no easier to read
)
"""What documents number, so that a number after it is no year and no amount."""

UNIT_WORDS = (
    "km|m|cm|mm|mi|miles?|feet|foot|ft|inch(?:es)?|yards?|kg|g|mg|tons?|tonnes?|lbs?|pounds?|oz|l|ml|lit(?:er|re)s?"
    "|gb|mb|kb|tb|hz|khz|mhz|ghz|watts?|kw|volts?|amps?|mph|kmh|degrees?|percent|per ?cent|prozent|pct"
    "|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|am|pm|a\\.m|p\\.m"
    "|sekunden?|minuten?|stunden?|tagen?|tage|wochen?|monaten?|monate|jahren?|jahre|uhr|heures?|jours?|ans|mois|horas?"
    "|días?|años?|meses|euros?|eur|usd|dollars?|cents?|gbp|chf|pence|bucks|rupees?|yen|hundred|thousand|million|millions"
    "|billion|billions|trillion|millionen|milliarden|times|people|persons|players|men|women|children|kids|members"
    "|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
"""What follows an amount, or the day of a date."""

OTHER_LABELS = frozenset(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août
    septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre monday tuesday wednesday thursday friday saturday sunday spring summer autumn fall winter easter christmas
    about above after all almost and any approximately are around as at be because been before below beside between both
    but by can costs cost could did do does down during each either every exactly except fewer first for from get give
    had has have how if in into is it its just last least less like made make many maximum minimum more most much my
    near nearly next no not of off on once only onto or other our out over own paid pay past per plus price roughly same
    see since so some such take takes than that the their them then there these they this those through till times to
    top toward towards twice under unless until up upon use used want was were what when where which while who why will
    with within without won would year years yes you your age aged ages fy circa ca approx century decade anniversary
    birthday percent percentage and/or vs versus against half quarter third hundred thousand million billion
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety
    eur euro euros usd dollar dollars gbp chf us km kg cm mm am pm
    ab alle als am an auf aus bei bis der die das dem den des ein eine einen einem einer fast für gegen im ist in jahr
    jahre kostet mehr mit nach nur oder seit sind über um und unter vom von vor war weniger wie zu zum zur zwischen
    de des du en et la le les ou par plus pour sur un une vers avec avant après depuis dès jusqu entre environ est
    al con de del desde el en entre es hasta la las los más menos o para por que se sin sobre su tras un una unos y
    """.split()  # noqa: SIM905
)
"""Words before a number that is a date, an amount or a quantity, and words after an ordinal that is none either."""

_ORDINALS = (
    "first|one|erste[nrsm]?|eins|premi(?:er|ère)|primer[oa]?",
    "second|two|zweite[nrsm]?|zwei|deuxième|deux|segund[oa]|dos",
    "third|three|dritte[nrsm]?|drei|troisième|trois|tercer[oa]?|tres",
    "fourth|four|vierte[nrsm]?|vier|quatrième|quatre|cuart[oa]|cuatro",
    "fifth|five|fünfte[nrsm]?|fünf|cinquième|cinq|quint[oa]|cinco",
    "sixth|six|sechste[nrsm]?|sechs|sixième|sext[oa]|seis",
    "seventh|seven|sieb(?:en)?te[nrsm]?|sieben|septième|sept|séptim[oa]|siete",
    "eighth|eight|achte[nrsm]?|acht|huitième|huit|octav[oa]|ocho",
    "ninth|nine|neunte[nrsm]?|neun|neuvième|neuf|noven[oa]|nueve",
    "tenth|ten|zehnte[nrsm]?|zehn|dixième|dix|décim[oa]|diez",
    "eleventh|eleven|elfte[nrsm]?|elf|onzième|onze|once",
    "twelfth|twelve|zwölfte[nrsm]?|zwölf|douzième|douze|doce",
)


def number_words(number: str) -> str:
    """Return a pattern of the words for a number, as a cardinal or an ordinal; one that matches nothing from 13 on."""
    value = int(number) if number.isdigit() else 0
    return _ORDINALS[value - 1] if 1 <= value <= len(_ORDINALS) else r"(?!)"


_RANGE = re.compile(r"(?<![\w.,])(\d{1,6})\s?(?:-|–|to|bis|à|a|and|und)\s?(\d{1,6})(?![\w]|[.,]\d)")


def has_number(text: str, number: str) -> bool:
    """Whether a number stands in a text by itself, in words, or between the ends of a range: "steps 3 to 5"."""
    words = number_words(number)
    if re.search(
        rf"(?<![\w.,]){re.escape(number)}(?:st|nd|rd|th|\.)?(?!\w|[.,]\d)|(?<!\w)(?:{words})(?!\w)", text, re.I
    ):
        return True
    if not number.isdigit():
        return False
    return any(int(low) < int(number) < int(high) for low, high in _RANGE.findall(text))


def counts_something(text: str, end: int) -> bool:
    """Whether a number that ends there is followed by what it counts: "2 guests", but not "fault 318 means"."""
    behind = _NEXT_WORD.match(text, end)
    return behind is not None and behind[1].casefold() not in _NOT_COUNTED


_NEXT_WORD = re.compile(r"\s([^\W\d_]{2,})")
_NOT_COUNTED = frozenset(
    """
    mean means say says show shows is are was were be do does did has have had can could may must should will would stop
    stops go goes run runs leave leaves arrive arrives work works fail fails appear appears come comes use uses need
    needs cost costs fit fits require requires allow allows in on at to for from by of with and or not still also if
    when where after before until than as about bedeutet heißt ist sind hat fährt hält und oder auf im bei für est sont
    et ou dans sur es son en con
    """.split()  # noqa: SIM905
)
"""Words after a number that is not counted with: "what does fault 318 mean"."""

OR_LATER = re.compile(
    r"\+|\s(?:or|and)\s(?:later|newer|above|up|upwards?|higher|earlier|older|below|lower)\b"
    r"|\s(?:oder|und)\s(?:höher|neuer|später|älter|darüber)\b",
    re.IGNORECASE,
)
"""What makes of one number all from it on: "4.2 or later"."""
