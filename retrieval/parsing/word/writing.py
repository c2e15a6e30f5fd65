"""Drafts → pieces of a ``Composer``."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.parsing.outline import TITLE
from retrieval.parsing.pandoc.blocks import BlockWriter
from retrieval.parsing.word.drafts import Draft, Role


def write_drafts(writer: BlockWriter, written: Sequence[Draft]) -> None:
    """Write drafts in order. The first title is that of the document, any other a heading."""
    before: Role | None = None
    has_title = False
    for draft in written:
        role = Role.TEXT if draft.role is Role.MORE and not writer.is_in_list else draft.role
        if role is Role.TABLE:
            writer.add_table(draft.rows)
        elif role is Role.CODE:
            writer.add_code(draft.inlines, is_new=before is not Role.CODE)
        elif role is Role.NOTE:
            writer.add_note([{"t": "Para", "c": draft.inlines}])
        elif role in (Role.ITEM, Role.MORE):
            writer.add_item(draft.inlines, is_new=role is Role.ITEM)
        elif draft.level == TITLE:
            writer.add_paragraph(draft.inlines, level=1 if has_title else TITLE)
            has_title = True
        else:
            writer.add_paragraph(draft.inlines, level=draft.level)
        before = role
    writer.flush()
