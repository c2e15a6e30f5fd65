"""Excel and OpenDocument workbooks: sheets with their cells as they are shown; what is hidden is named, not read."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.archive import open_archive, open_opendocument, read_member
from retrieval.parsing.dates import date_in_name, iso_date
from retrieval.parsing.outline import Composer, label
from retrieval.parsing.parser import VERSIONS
from retrieval.parsing.spreadsheets.ods import read_opendocument
from retrieval.parsing.spreadsheets.sheets import add_sheets
from retrieval.parsing.spreadsheets.xlsx import read_workbook

_OLD_SIGNATURE = b"\xd0\xcf\x11\xe0"
_PROGRAMS = """
    openpyxl xlsxwriter phpspreadsheet phpexcel sheetjs excelize epplus closedxml aspose unknown user author admin
    administrator
"""
_NOBODY = re.compile(
    rf"(?:{'|'.join(_PROGRAMS.split())}|apache poi|microsoft\b.*|unknown creator|windows user)\Z", re.I
)
_TEMPLATE_DATES = ("2006-09-16", "2015-06-05")
"""When the empty workbooks were made that Excel begins with."""


class WorkbookParser:
    """Parses ``.xlsx`` and ``.xlsm``: the canonical text is that of the cells, row by row."""

    name = "Excel"
    suffixes: tuple[str, ...] = (".xlsx", ".xlsm")
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return a table for each run of rows; see ``Parser.parse``."""
        if data.startswith(_OLD_SIGNATURE):
            raise UnreadableFile("encrypted, or a workbook of before 2007: save it as .xlsx without a password")
        archive = open_archive(data, "Excel")
        composer = Composer()
        add_sheets(composer, read_workbook(archive, composer))
        names = archive.namelist()
        for name in names:
            if re.fullmatch(r"xl/comments\w*/?\w*\.xml", name):
                comments = len(re.findall(rb"<(?:\w+:)?comment\b", read_member(archive, name) or b""))
                composer.leave_out("comment", "it is not shown in the cells", count=comments)
            elif re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
                boxes = len(re.findall(rb"<(?:\w+:)?txBody\b", read_member(archive, name) or b""))
                if boxes:
                    composer.leave_out("text box", "only cells are read", things="text boxes", count=boxes)
        drawings = sum(re.fullmatch(r"xl/(?:media/.+|charts/chart\d+\.xml)", name) is not None for name in names)
        if drawings:
            composer.leave_out("picture or chart", "only cells are read", things="pictures or charts", count=drawings)
        title, author, date = _properties(read_member(archive, "docProps/core.xml"))
        return composer.content(title=title, date=date or date_in_name(path), author=author)


class OpenDocumentSheetParser:
    """Parses ``.ods``: the canonical text is that of the cells, row by row."""

    name = "OpenDocument spreadsheet"
    suffixes: tuple[str, ...] = (".ods",)
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return a table for each run of rows; see ``Parser.parse``."""
        archive = open_opendocument(data, self.name)
        composer = Composer()
        add_sheets(composer, read_opendocument(archive, composer))
        title, author, date = _properties(read_member(archive, "meta.xml"))
        return composer.content(title=title, date=date or date_in_name(path), author=author)


def _properties(data: bytes | None) -> tuple[str | None, str | None, str | None]:
    """Return title, author and date of creation, unless a program wrote them by itself."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data, parser) if data else None
    if root is None:
        return None, None, None
    stated = {str(each.tag).rpartition("}")[2]: label(each.text) for each in root.iter(etree.Element)}
    author = stated.get("initial-creator") or stated.get("creator")
    is_nobody = author is not None and _NOBODY.match(author) is not None
    date = iso_date(stated.get("created") or stated.get("creation-date") or "")
    if is_nobody or date in _TEMPLATE_DATES:
        date = None  # the moment at which the program ran, or its template was made
    return stated.get("title"), None if is_nobody else author, date
