"""Pages of HTML → pieces of text; shared by every format that is made of HTML (HTML, EPUB, mail)."""

from retrieval.parsing.markup.elements import inline_text
from retrieval.parsing.markup.page import parse_html
from retrieval.parsing.markup.walk import compose

__all__ = ["compose", "inline_text", "parse_html"]
