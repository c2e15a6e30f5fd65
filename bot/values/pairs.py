"""Pairs that stand in a setting, each with an equals sign."""

from __future__ import annotations

import unicodedata


def channel_and_frequency(pair: str) -> tuple[int, str]:
    """Return a channel and how often it gets a digest, as in ``123=daily``. Raises ValueError."""
    channel, _, frequency = (part.strip() for part in pair.partition("="))
    if not channel.isdecimal() or frequency not in ("daily", "weekly"):
        raise ValueError(f"{pair!r} is neither channel=daily nor channel=weekly, such as 123=daily")
    return int(channel), frequency


def server_and_folder(pair: str) -> tuple[int, str]:
    """Return a server and a folder that belongs to it, as in ``123=town/rules``. Raises ValueError."""
    server, sign, folder = pair.partition("=")
    parts = unicodedata.normalize("NFC", folder.strip()).removesuffix("/").split("/")
    if not sign or not server.strip().isdecimal():
        raise ValueError(f"{pair!r} is no server=folder, such as 123=club")
    if any(not part or part.startswith(".") or "\\" in part or ":" in part for part in parts):
        raise ValueError(f"{folder.strip()!r} is no folder below SEEDS_DIR, such as club or town/rules")
    return int(server), "/".join(parts)
