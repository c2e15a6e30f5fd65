"""A Word document → a plainer one that pandoc reads in full.

pandoc shows hidden text and lacks text boxes, headers, automatic numbers and headings that are none by style. So the
document is written anew with what it shows: ``rewriting`` walks it, ``styles`` and ``numbering`` say what its
paragraphs are, ``headings`` finds headings by their looks, ``package`` opens and makes the files.
"""
