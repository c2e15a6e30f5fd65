"""An OpenDocument text → drafts: what its paragraphs, lists, tables and notes show, with the numbers that are printed.

pandoc by itself shows the hidden text of these files, takes their title for a paragraph, leaves out headers and
footers, and begins the numbers of a list again that goes on after a break.
"""
