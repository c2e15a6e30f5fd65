"""Parsing: the bytes of a seed file → its ``Content``.

``folder`` finds the files, ``files`` parses one of them, and ``formats`` holds the parsers.
"""
