"""The reader: it tries the rules at one place of a text after another, in the order of Discord's clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from . import patterns as p
from .nodes import Kind, Node, walk

MAX_NODES = 200
MAX_LIST_DEPTH = 11
IN_LABEL = frozenset({"text", "underline", "strong", "em", "strike", "code", "spoiler", "break", "timestamp"})

Found: TypeAlias = tuple[tuple[Node, ...], int] | None


class TooMuchMarkup(Exception):
    """The text nests deeper than a client reads."""


class Reader:
    """Reads one message; use each reader once.

    A rule that holds only at the start of a line looks at what was matched just before. Inside a pair of delimiters
    that is what stood before the pair: ``**> x**`` at the start of a message is a quote in bold.
    """

    def __init__(self) -> None:
        self.before = ""
        self.depth = 0
        self.lists = 0
        self.quoted = False
        self.in_label = False

    def read(self, source: str) -> tuple[Node, ...]:
        """The nodes of ``source``; raises TooMuchMarkup where a client would give up."""
        self.depth += 1
        if self.depth > MAX_NODES:
            raise TooMuchMarkup
        nodes: list[Node] = []
        at = 0
        while at < len(source):
            for first, rule in RULES:
                if (not first or source[at] in first) and (found := rule(self, source, at)):
                    break
            else:
                raise AssertionError(f"no rule matches {source[at:]!r}")
            new, end = found
            nodes += new
            self.before = source[at:end]
            at = end
        self.depth -= 1
        return joined(nodes)

    def at_line_start(self) -> bool:
        """Whether nothing but spaces stands between the start of the line and here."""
        return p.LINE_START.search(self.before) is not None

    def heading(self, source: str, at: int) -> Found:
        """``# ``, ``## `` or ``### `` and the rest of the line."""
        match = p.HEADING.match(source, at) if self.at_line_start() else None
        if not match:
            return None
        content = self.read(match[2].strip())
        return (Node("heading", children=content, level=len(match[1])),), match.end()

    def subtext(self, source: str, at: int) -> Found:
        """``-# `` and the rest of the line."""
        match = p.SUBTEXT.match(source, at) if self.at_line_start() else None
        return ((Node("subtext", children=self.read(match[1].strip())),), match.end()) if match else None

    def fence(self, source: str, at: int) -> Found:
        """A code block, anywhere in a line."""
        match = p.FENCE.match(source, at)
        return ((Node("codeblock", match[2], source=match[1] or ""),), match.end()) if match else None

    def quote(self, source: str, at: int) -> Found:
        """``> `` for lines, ``>>> `` for all that follows; never one in the other."""
        if self.quoted or not self.at_line_start():
            return None
        match = p.QUOTE_REST.match(source, at)
        if match:
            content = match[1]
        else:
            match = p.QUOTE_LINES.match(source, at)
            if not match:
                return None
            content = p.QUOTE_MARK.sub("", match[0])
        self.quoted = True
        children = self.read(content)
        self.quoted = False
        return (Node("quote", children=children),), match.end()

    def list(self, source: str, at: int) -> Found:
        """Items with one indentation; what is indented further belongs to an item, lists too."""
        match = p.LIST.match(source, at) if self.at_line_start() and self.lists < MAX_LIST_DEPTH else None
        if not match:
            return None
        own = p.compiled(rf" {{{len(match[1])},{len(match[1]) + 1}}}({p.BULLET}) +")
        items: list[tuple[str, list[str]]] = []
        hanging = 0
        for line in match[0].split("\n"):
            bullet = own.match(line) or (None if items else p.compiled(rf" *({p.BULLET}) *").match(line))
            if bullet:
                hanging = hanging or bullet.end()
                if items:
                    items[-1][1].append("")
                items.append((bullet[1], [line[bullet.end() :]]))
            else:
                indent = len(line) - len(line.lstrip(" "))
                items[-1][1].append(line[min(indent, hanging) :])
        before = self.before
        self.lists += 1
        children = []
        for marker, lines in items:
            self.before = before
            children.append(Node("item", children=self.read(p.ITEM_END.sub("", "\n".join(lines))), source=marker))
        self.lists -= 1
        return (Node("list", children=tuple(children)),), match.end()

    def escape(self, source: str, at: int) -> Found:
        """A backslash shows the sign after it, unless that is a letter, digit or space."""
        match = p.ESCAPE.match(source, at)
        if not match or self.in_label:
            return None
        if p.PICTOGRAPH.match(match[1]):
            return (Node("ambiguous", "‹?›", source=match[0]),), match.end()
        return (Node("text", match[1]),), match.end()

    def angle_link(self, source: str, at: int) -> Found:
        """An address in angle brackets, which vanish."""
        for pattern in (p.ANGLE_LINK, p.MAIL, p.PHONE):
            match = pattern.match(source, at)
            if match:
                return (link(match[1]),), match.end()
        return None

    def url(self, source: str, at: int) -> Found:
        """A bare address; one closing bracket that was never opened is left out of it."""
        if match := p.OWN_LINK.match(source, at):
            return (Node("mention", "‹mention›", source=match[0]),), match.end()
        if not (match := p.URL.match(source, at)):
            return None
        address = match[0]
        closing = len(address) - len(address.rstrip(")"))
        if closing > address.count("("):
            address = address[:-1]
        return (link(address),), at + len(address)

    def masked_link(self, source: str, at: int) -> Found:
        """``[label](address "title")``; one that the client mistrusts is shown as written, backslashes and all."""
        match = p.MASKED.match(source, at)
        if not match:
            return None
        raw = (Node("text", match[0]),), match.end()
        label, target, title = match[1], p.UNESCAPE.sub(r"\1", match[2]), match[3]
        if not label.strip() or not p.LINKABLE.match(target) or p.INVITE.search(label + " " + (title or "")):
            return raw
        outer, self.in_label = self.in_label, True
        children = self.read(label)
        self.in_label = outer
        if any(node.kind not in IN_LABEL for node in walk(children)):
            return raw
        return (Node("link", children=children, source=target),), match.end()

    def emphasis(self, source: str, at: int) -> Found:
        """Italics, bold and underline, of which the longest counts."""
        best: tuple[float, Kind, str, int] | None = None
        for kind, bonus, pattern in p.EMPHASIS:
            match = pattern.match(source, at)
            if match and (best is None or len(match[0]) + bonus > best[0]):
                best = len(match[0]) + bonus, kind, match[1], match.end()
        if best is None:
            return None
        return (Node(best[1], children=self.read(best[2])),), best[3]

    def strike(self, source: str, at: int) -> Found:
        """``~~`` on both sides; a backslash inside protects nothing."""
        match = p.STRIKE.match(source, at)
        return ((Node("strike", children=self.read(match[1])),), match.end()) if match else None

    def code(self, source: str, at: int) -> Found:
        """As many backticks at the end as at the start, and nothing inside means anything."""
        match = p.CODE.match(source, at)
        return ((Node("code", p.CODE_PADDING.sub(r"\1", match[2])),), match.end()) if match else None

    def line_break(self, source: str, at: int) -> Found:
        """Two spaces or more before the end of a line go with it."""
        match = p.BREAK.match(source, at)
        return ((Node("break", "\n"),), match.end()) if match else None

    def spoiler(self, source: str, at: int) -> Found:
        """``||`` on both sides; a backslash inside protects nothing."""
        match = p.SPOILER.match(source, at)
        return ((Node("spoiler", children=self.read(match[1])),), match.end()) if match else None

    def replaced(self, source: str, at: int) -> Found:
        """Mentions, emoji and timestamps: the person sees something else."""
        for kind, first, pattern in p.REPLACED:
            if source[at] == first and (match := pattern.match(source, at)):
                return (Node(kind, f"‹{kind}›", source=match[0]),), match.end()
        match = p.SILENT.match(source, at) if not self.before else None
        return ((Node("mention", "‹silent›", source=match[0]),), match.end()) if match else None

    def shrug(self, source: str, at: int) -> Found:
        """The one face that keeps its arm."""
        match = p.SHRUG.match(source, at)
        return ((Node("text", match[0]),), match.end()) if match else None

    def invite(self, source: str, at: int) -> Found:
        """An invite needs no scheme to get its card."""
        match = p.INVITE.match(source, at)
        if not match:
            return None
        end = p.INVITE_REST.match(source, match.end())
        stop = end.end() if end else match.end()
        return (Node("invite", "‹invite›", source=source[at:stop]),), stop

    def text(self, source: str, at: int) -> Found:
        """Plain text, up to where another rule might match."""
        match = p.TEXT.match(source, at)
        return ((Node("text", match[0]),), match.end()) if match else None


RULES: tuple[tuple[str, Callable[[Reader, str, int], Found]], ...] = (
    (" #", Reader.heading),
    (" -", Reader.subtext),
    ("`", Reader.fence),
    (" >", Reader.quote),
    (" *+-0123456789", Reader.list),
    ("\\", Reader.escape),
    ("<", Reader.replaced),
    ("<", Reader.angle_link),
    ("hHsS", Reader.url),
    ("[", Reader.masked_link),
    ("*_", Reader.emphasis),
    ("~", Reader.strike),
    ("`", Reader.code),
    (" ", Reader.line_break),
    ("@:", Reader.replaced),
    ("¯", Reader.shrug),
    ("|", Reader.spoiler),
    ("", Reader.invite),
    ("", Reader.text),
)


def link(address: str) -> Node:
    """A link that shows its own address, as far as that is certain."""
    if p.INVITE.search(address):
        return Node("invite", "‹invite›", source=address)
    certain = p.SHOWN_AS_WRITTEN.match(address) or "://" not in address
    return Node("link", children=(Node("text", address if certain else "‹link›"),), source=address)


def joined(nodes: list[Node]) -> tuple[Node, ...]:
    """The nodes, neighbouring texts made one."""
    result: list[Node] = []
    for node in nodes:
        if result and node.kind == result[-1].kind == "text":
            result[-1] = Node("text", result[-1].text + node.text)
        else:
            result.append(node)
    return tuple(result)
