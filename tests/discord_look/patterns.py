"""What each rule of Discord's Markdown matches, as patterns that are tried where the reader stands."""

from __future__ import annotations

import re

from .nodes import Kind


def compiled(pattern: str) -> re.Pattern[str]:
    r"""A pattern whose ``\d`` and ``\b`` mean ASCII, as in JavaScript."""
    return re.compile(pattern, re.ASCII)


# What \s and \w mean in JavaScript. Python's own classes differ: U+001C is no space there, U+FEFF is one.
S = r" \t\n\v\f\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
W = "A-Za-z0-9_"
BULLET = r"(?:[*+-]|[0-9]+\.)"
ESCAPED = r"\\[\s\S]"

LINE_START = compiled(r"(?:\A|\n *)\Z")
HEADING = compiled(rf" *(\#{{1,3}})[{S}]+([^\n]+?)\#*[{S}]*(?:\n|\Z)")
SUBTEXT = compiled(r" *-\# +([^\n]+)(?:\n|\Z)")
FENCE = compiled(r"```(?:([A-Za-z0-9_+\-.\#]+?)\n)?\n*([^\n][\s\S]*?)\n*```")
QUOTE_REST = compiled(r" *>>> +([\s\S]*)")
QUOTE_LINES = compiled(r" *>(?!>>) [^\n]*(?:\n *>(?!>>) [^\n]*)*\n?")
QUOTE_MARK = re.compile(r"^ *> ?", re.MULTILINE)
LIST = compiled(rf"( *)({BULLET}) [\s\S]+?(?:\n(?! )(?!\1{BULLET} )|\Z)")
ITEM_END = re.compile(r" *\n\Z")

ESCAPE = compiled(rf"\\([^0-9A-Za-z{S}])")
# A client for phones leaves the backslash standing before these, a browser takes it away.
PICTOGRAPH = re.compile(
    r"[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    r"\u2b00-\u2bff\u3030\u303d\u3297\u3299\U00010000-\U0010ffff]"
)
# What a client draws as a picture, roughly.
EMOJI = re.compile(
    r"[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u24c2\u25aa"
    r"\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    r"\U0001f000-\U0001faff]"
)
SHRUG = compiled(r"¯\\_\(ツ\)_/¯")

ANGLE_LINK = compiled(r"<([^: >]+:/[^ >]+)>")
MAIL = compiled(rf"<([^{S}<>@]+@[^{S}<>@]+\.[^{S}<>@]+)>")
PHONE = compiled(r"<((?:(?:tel|sms):\+?|\+)(?:[0-9]|\([0-9]+\))(?:[- ./]?(?:[0-9]|\([0-9]+\)))+)>")
URL = compiled(rf"(?i:https?|steam)://[^{S}<]+[^<.,:;\"'\]{S}]")
# Links into Discord itself are shown as a pill with the channel's or the file's name.
OWN_LINK = compiled(
    r"https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/channels/(?:@me|\d+)[A-Za-z0-9/_-]*"
    r"|https://(?:(?:media|images)\.discordapp\.net|cdn\.discordapp\.com)/[a-z-]*attachments/\d+/\d+/[A-Za-z0-9._-]+"
    r"(?:\?[A-Za-z0-9?&=_-]*)?"
)
# Any other address is shown as the browser rewrites it: host in lower case, "/" after it, escapes decoded.
SHOWN_AS_WRITTEN = compiled(
    r"https?://(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*(?::(?!(?:80|443)/)[1-9][0-9]*)?/(?!(?:[^?\#]*/)?\.)"
    r"[A-Za-z0-9\-._~!$&()*+,;=:@/?\#]*\Z"
)
_LABEL = r"(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*"
_ADDRESS = rf"[{S}]*<?((?:\([^)]*\)|[^{S}\\]|\\.)*?)>?(?:[{S}]+['\"]([\s\S]*?)['\"])?[{S}]*"
MASKED = compiled(rf"\[({_LABEL})\]\({_ADDRESS}\)")
LINKABLE = compiled(rf"(?i:https?://[^{S}/?\#\\%]+(?:[/?\#]|\Z)|(?:discord|tel|sms|mailto|steam):)")
UNESCAPE = re.compile(rf"\\([^0-9A-Za-z{S}])")

_STARRED = rf"(?:\*\*|{ESCAPED}|[{S}]+(?:{ESCAPED}|[^{S}*\\]|\*\*)|[^{S}*\\])+?"
# The longest wins; between equals the one with the greater bonus does.
EMPHASIS: tuple[tuple[Kind, float, re.Pattern[str]], ...] = (
    ("em", 0.2, compiled(rf"\*(?=[^{S}])({_STARRED})\*(?!\*)")),
    ("em", 0.2, compiled(rf"\*(?=[^{S}])({_STARRED}) {{1,2}}\*(?!\*)")),
    ("em", 0.2, compiled(rf"_((?:__|{ESCAPED}|[^\\_])+?)_\b")),
    ("strong", 0.1, compiled(rf"\*\*((?:{ESCAPED}|[^\\])+?)\*\*(?!\*)")),
    ("underline", 0.0, compiled(rf"__((?:{ESCAPED}|[^\\])+?)__(?!_)")),
)
STRIKE = compiled(r"~~([\s\S]+?)~~(?!_)")
SPOILER = compiled(r"\|\|([\s\S]+?)\|\|")
CODE = compiled(r"(`+)([\s\S]*?[^`])\1(?!`)")
CODE_PADDING = re.compile(r"^ (?= *`)|(` *) $")
BREAK = compiled(r" {2,}\n")

# What is shown as something else than it was written.
REPLACED: tuple[tuple[Kind, str, re.Pattern[str]], ...] = (
    ("emoji", "<", compiled(rf"<a?:[{W}]+:[0-9]+>")),
    ("timestamp", "<", compiled(r"<t:-?[0-9]+(?::[A-Za-z])?>")),
    ("mention", "<", compiled(r"<(?:@[!&$]?|\#)[0-9]+>|</[^\n:<>]{1,120}:[0-9]+>|<@time:[^<>\n]*>")),
    ("mention", "<", compiled(r"<(?:id|[0-9]+):[a-z-]+(?::[0-9]+)?>|<sound:[0-9]+:[0-9]+>")),
    ("mention", "@", compiled(r"@(?:everyone|here)")),
    # A name of digits alone is a time of day, but for two.
    ("emoji", ":", re.compile(r":(?!(?!100:|1234:)[0-9]+:)(?=[^:]*[^\W_])[\w+-]+:(?!//)(?::skin-tone-[0-9]:)?")),
)
SILENT = compiled(rf"@silent(?![^{S}])")
_PLACES = (
    "invite|template|gifts|billing|events|channels|quests|store|shop|activities|application-directory|discovery"
    "|guild-discovery"
)
INVITE = compiled(
    rf"(?i:(?<![{W}])(?:(?:www|ptb|canary|promos)\.)?"
    rf"(?:discord\.(?:gg|gift|new)|discord(?:app)?\.com[\\/]+(?:{_PLACES}))[\\/]+[^{S}\\/])"
)
INVITE_REST = compiled(rf"[^{S}<>]*")
TEXT = compiled(
    rf"[\s\S]+?(?=[^0-9A-Za-z{S}\u00c0-\U0010ffff]|\n\n| {{2,}}\n|[{W}]+:[^{S}]|[0-9]+\.|{INVITE.pattern}|\Z)"
)
