"""How Discord shows what is sent to it: its Markdown read anew, and messages drawn as in the client."""

from .markdown import bold_ranges, displayed, kinds, parse, plain, shown
from .nodes import Node, walk
from .page import page
from .shot import NoBrowser, find_browser, screenshot

__all__ = [
    "NoBrowser", "Node", "bold_ranges", "displayed", "find_browser", "kinds", "page", "parse", "plain", "screenshot",
    "shown", "walk",
]  # fmt: skip
