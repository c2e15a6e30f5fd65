"""A Word document → drafts of what it shows, in order.

``rewriting`` walks the document, ``runs`` its letters, ``styles`` and ``numbering`` say what its paragraphs are,
``headings`` finds headings by their looks, ``package`` opens the file. pandoc reads only the equations and symbols
(``foreign``): of a whole document it shows hidden text, and leaves out text boxes in VML, headers, footers and the
automatic numbers of headings.
"""
