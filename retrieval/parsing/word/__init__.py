"""A Word document → drafts of what it shows, in order.

``rewriting`` walks the document, ``runs`` its letters, ``styles`` and ``numbering`` say what its paragraphs are,
``headings`` finds headings by their looks, ``package`` opens the file. pandoc reads the equations and symbols
(``foreign``): of the rest it shows what is hidden, and lacks text boxes, margins and the numbers that are printed.
"""
