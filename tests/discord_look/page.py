"""Messages as they are sent to Discord, drawn as its client shows them: one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, TypeAlias

from .drawing import icon, markdown_html, one_line, text_html

Message: TypeAlias = Mapping[str, Any]

EPHEMERAL = 1 << 6
PREVIEW_LINES = 6
BUTTONS = {1: "blurple", 2: "grey", 3: "green", 4: "red", 5: "grey", 6: "blurple"}
COLOURS = ("#5865f2", "#3ba55c", "#eb459e", "#ed4245", "#faa61a", "#747f8d")


def page(messages: Sequence[Message], *, title: str) -> str:
    """A channel with these messages.

    A message has ``author`` {"name", "bot", "colour"} and any of ``content``, ``components``, ``flags``,
    ``attachments`` [{"filename", "size", "text"}], ``timestamp``, ``reply`` {"author", "text"}, ``command`` {"user",
    "name"}, ``ephemeral`` and ``thread`` {"name", "count"}. A person is a name or a mapping like ``author``.
    ``components`` are as sent. ValueError for what is not drawn: embeds, and components that no message has.
    """
    drawn = []
    last: tuple[Any, bool] | None = None
    for message in messages:
        who = message["author"].get("name"), is_ephemeral(message)
        heads = who != last or bool(message.get("reply") or message.get("command"))
        drawn.append(message_html(message, heads=heads))
        last = who
    css = Path(__file__).with_name("discord.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{css}</style></head>\n<body><div class=top>{icon('hash', 24)}<b>{escape(title)}</b></div>"
        f"<main class=chat>{''.join(drawn)}</main></body></html>\n"
    )


def message_html(message: Message, *, heads: bool) -> str:
    """One row of the chat, with avatar and name if it ``heads`` a group."""
    if message.get("embeds"):
        raise ValueError("embeds are not drawn here: send components, or content")
    author = message["author"]
    private = is_ephemeral(message)
    parts = [above_html(message)]
    if heads:
        tag = '<span class="app">APP</span>' if author.get("bot") else ""
        parts.append(
            f'<div class="avatar" style="background:{colour(author)}">{escape(initial(author["name"]))}</div>'
            f'<div class="head"><span class="name">{escape(author["name"])}</span>{tag}'
            f'<span class="when">{escape(when(message.get("timestamp")))}</span></div>'
        )
    if message.get("content"):
        parts.append(markdown_html(message["content"]))
    files = list(message.get("attachments") or ())
    components = message.get("components") or ()
    if components:
        parts.append(f'<div class="parts">{components_html(components, files)}</div>')
    parts.append(
        attachments_html([file for file in files if f"attachment://{file['filename']}" not in urls(components)])
    )
    if thread := message.get("thread"):
        count = f"{thread.get('count', 0)} Messages ›"
        parts.append(f'<div class="thread"><b>{text_html(thread["name"])}</b><a>{count}</a></div>')
    if private:
        parts.append(f'<div class="note">{icon("eye", 16)} Only you can see this • <a>Dismiss message</a></div>')
    classes = "message" + " private" * private + " next" * (not heads) + " threaded" * bool(message.get("thread"))
    return f'<article class="{classes}">{"".join(parts)}</article>\n'


def above_html(message: Message) -> str:
    """The line above a message: what it replies to, or who used which command."""
    if reply := message.get("reply"):
        author = person(reply["author"])
        tag = '<span class="app">APP</span>' if author.get("bot") else ""
        text = text_html(one_line(reply.get("text") or ""))
        return (
            f'<div class="above"><i style="background:{colour(author)}">{escape(initial(author["name"]))}</i>'
            f'{tag}<b>{escape(author["name"])}</b><span class="cut">{text}</span></div>'
        )
    if command := message.get("command"):
        user = person(command["user"])
        return (
            f'<div class="above"><i style="background:{colour(user)}">{escape(initial(user["name"]))}</i>'
            f"<b>{escape(user['name'])}</b> used <a>{icon('slash', 14)} {escape(command['name'].lstrip('/'))}</a></div>"
        )
    return ""


def components_html(components: Sequence[Mapping[str, Any]], files: Sequence[Mapping[str, Any]]) -> str:
    """Components one below the other."""
    return "".join(component_html(component, files) for component in components)


def component_html(part: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> str:
    """One component, by its type number."""
    match part["type"]:
        case 1:
            return f'<div class="row">{components_html(part["components"], files)}</div>'
        case 2:
            return button_html(part)
        case 3 | 5 | 6 | 7 | 8:
            chosen = [option["label"] for option in part.get("options") or () if option.get("default")]
            label = ", ".join(chosen) or part.get("placeholder") or "Make a selection"
            return (
                f'<div class="select{" off" * bool(part.get("disabled"))}">{text_html(label)}{icon("down", 20)}</div>'
            )
        case 9:
            texts = components_html(part["components"], files)
            return f'<div class="section"><div>{texts}</div><div>{component_html(part["accessory"], files)}</div></div>'
        case 10:
            return markdown_html(part["content"])
        case 11:
            return f'<div class="thumb">{escape(part.get("description") or "")}</div>'
        case 12:
            tiles = (f'<div class="thumb">{escape(item.get("description") or "")}</div>' for item in part["items"])
            return f'<div class="gallery">{"".join(tiles)}</div>'
        case 13:
            return file_html(part, files)
        case 14:
            classes = " line" * (part.get("divider") is not False) + " wide" * (part.get("spacing") == 2)
            return f'<div class="separator{classes}"></div>'
        case 17:
            accent = part.get("accent_color")
            style = "" if accent is None else f' style="--accent:#{accent:06x}"'
            classes = "box" + " accent" * (accent is not None) + " hidden" * bool(part.get("spoiler"))
            return f'<div class="{classes}"{style}>{components_html(part["components"], files)}</div>'
        case unknown:
            raise ValueError(f"component type {unknown!r} has no place in a message")


def button_html(part: Mapping[str, Any]) -> str:
    """A button: an emoji, a label, and for a link the arrow that leads outside."""
    emoji = part.get("emoji") or {}
    face = ""
    if emoji.get("id"):
        face = f'<span class="custom">{escape(initial(emoji.get("name") or ""))}</span>'
    elif emoji.get("name"):
        face = f'<span class="emoji">{escape(emoji["name"])}</span>'
    label = f"<span>{escape(part['label'])}</span>" if part.get("label") else ""
    arrow = icon("out", 16) if part["style"] == 5 else ""
    off = " off" if part.get("disabled") else ""
    return f'<span class="button {BUTTONS[part["style"]]}{off}">{face}{label}{arrow}</span>'


def file_html(part: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> str:
    """A file component: only its name is in the payload, its size with the attachment."""
    name = part["file"]["url"].removeprefix("attachment://")
    size = next((file.get("size") for file in files if file["filename"] == name), part.get("size"))
    return card_html(name, size)


def attachments_html(files: Sequence[Mapping[str, Any]]) -> str:
    """Attachments that no component shows: text with a preview, the rest as cards."""
    if not files:
        return ""
    drawn = (
        preview_html(file) if file.get("text") else card_html(file["filename"], file.get("size")) for file in files
    )
    return f'<div class="files">{"".join(drawn)}</div>'


def preview_html(file: Mapping[str, Any]) -> str:
    """The first lines of a text file, above its name."""
    lines = file["text"].split("\n")
    head = "\n".join(lines[:PREVIEW_LINES])
    rest = f"<span>… {len(lines) - PREVIEW_LINES} more lines</span>" if len(lines) > PREVIEW_LINES else ""
    return (
        f'<div class="preview"><pre>{escape(head)}</pre><p>{icon("down", 18)}{rest}<b>{escape(file["filename"])}</b>'
        f"<span>{sized(file.get('size'))}</span>{icon('save', 18)}</p></div>"
    )


def card_html(name: str, size: int | None) -> str:
    """A file's card."""
    return (
        f'<div class="file">{icon("file", 30)}<span><b>{escape(name)}</b><em>{sized(size)}</em></span>'
        f"{icon('save', 20)}</div>"
    )


def urls(components: Sequence[Mapping[str, Any]]) -> set[str]:
    """The attachments that file components show."""
    found: set[str] = set()
    for part in components:
        if part["type"] == 13:
            found.add(part["file"]["url"])
        found |= urls(part.get("components") or ())
    return found


def person(value: Mapping[str, Any] | str) -> Mapping[str, Any]:
    """Somebody of whom perhaps only the name is given."""
    return {"name": value} if isinstance(value, str) else value


def is_ephemeral(message: Message) -> bool:
    """Whether only one person sees the message."""
    return bool(message.get("ephemeral")) or bool((message.get("flags") or 0) & EPHEMERAL)


def sized(size: int | None) -> str:
    """A number of bytes as the client writes it."""
    if size is None:
        return ""
    if size < 1024:
        return f"{size} bytes"
    return f"{size / 1024:.2f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.2f} MB"


def when(timestamp: object) -> str:
    """An ISO timestamp as the client writes it; anything else as it is."""
    try:
        return f"{datetime.fromisoformat(str(timestamp)):%d/%m/%Y, %H:%M}"
    except ValueError:
        return str(timestamp or "")


def colour(author: Mapping[str, Any]) -> str:
    """The avatar's colour: the author's own, a number or CSS, or one of the client's by the name."""
    own = author.get("colour")
    if isinstance(own, int):
        return f"#{own:06x}"
    return escape(own) if own else COLOURS[sum(author["name"].encode()) % len(COLOURS)]


def initial(name: str) -> str:
    """The letter on an avatar."""
    return name[:1].upper()
