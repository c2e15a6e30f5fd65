"""The layout of a PDF's pages: words, lines, columns, tables, paragraphs, running heads, notes and headings."""
