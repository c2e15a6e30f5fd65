"""An OpenDocument text → drafts: what its paragraphs, lists, tables and notes show, with the numbers that are printed.

pandoc shows hidden text and comments of these files, and lacks titles, margins, and lists that go on after a break.
"""
