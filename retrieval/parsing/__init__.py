"""Parsing: the bytes of a seed file → its ``Content``.

A file takes this way:

=================  ====================================================================================
``folder``         lists the files of the seeds folder, and what is skipped and why
``opening``        opens one of them, which must lie inside the folder, and reads its bytes
``workers/``       ``pool`` hands the bytes to a process, which parses them within limits
``options``        those limits, and which formats are parsed
``files``          runs the parser that fits the file's name, and says why a file is refused
``formats/``       the parsers, one module each, and their registry ``PARSERS``
``suspicion``      looks at what was found for signs that it is not all of the document
=================  ====================================================================================

Parsers are made of these:

=================  ====================================================================================
``parser``         what a parser has to do
``decoding``       bytes → text
``archive``        bytes → the parts of a ZIP file
``dates``          dates as documents write them
``signs``          how text is written that plain text has no letters for
``outline``        pieces of text → blocks and headings; its ``Composer`` puts a canonical text together
``plain/``         records, headings, comments and front matter of the text formats
``markup/``        HTML, for pages, books and mail
``pdf/``           the layout of pages
``word/``          Word documents; OpenDocument texts and slides share its drafts
``opendocument/``  OpenDocument texts
``spreadsheets/``  workbooks
``pandoc/``        the tree that pandoc makes of a document, and how its blocks are written
=================  ====================================================================================
"""
