"""Formats that pandoc reads: its tree of a document → ``Content``.

pandoc is a program of its own (GPL, unchanged, from the package ``pypandoc-binary``); Quoth hands it a file's bytes and
reads the tree that it prints. ``running`` starts it, ``blocks`` and ``inlines`` write what it found. Word,
OpenDocument and PowerPoint are read without it, but for equations: their rooms make the same nodes.
"""
