"""Seeds folder → catalog → indexes: new and changed files are parsed, cut and embedded; what is gone is dropped.

``planning`` compares the files with what is indexed, ``parsing_ahead`` parses and cuts those that differ, and ``sync``
embeds them and writes the difference, which ``report`` describes.
"""
