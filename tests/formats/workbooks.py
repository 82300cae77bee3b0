"""Spreadsheet files for tests: XLSX as Excel writes them, ODS as LibreOffice does, made by hand."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
_ROOT = "office:document-content " + " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items())
_MANIFEST = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_HIDDEN = (
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
)
EMPTY = "<table:table-cell/>"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def xlsx(fill: Callable[[Any], None], **options: object) -> bytes:
    """Return a workbook.

    Args:
        fill: is given the new workbook.
        options: of xlsxwriter, such as `date_1904`.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    fill(book)
    book.close()
    return file.getvalue()


def cell(kind: str, value: str = "", text: str = "", more: str = "") -> str:
    """Return a cell of an ODS file.

    Args:
        kind: its type: string, float, date, time, percentage, boolean.
        value: its attribute with the value, such as `value="2.5"`.
        text: the text that is shown.
        more: further attributes.
    """
    value = f"office:{value}" if value else ""
    return f'<table:table-cell office:value-type="{kind}" {value} {more}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    """Return a row of an ODS file."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, name: str = "Sheet1", hidden: bool = False) -> str:
    """Return a sheet of an ODS file."""
    style = 'table:style-name="ta2"' if hidden else ""
    return f'<table:table table:name="{name}" {style}>{"".join(rows)}</table:table>'


def ods(*sheets: str, before: str = "", manifest: str = _MANIFEST) -> bytes:
    """Return an ODS file.

    Args:
        sheets: its sheets.
        before: what stands before the content, such as a document type.
        manifest: the list of its parts.
    """
    body = f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
    styles = f"<office:automatic-styles>{_HIDDEN}</office:automatic-styles>"
    content = f'<?xml version="1.0" encoding="UTF-8"?>{before}<{_ROOT}>{styles}{body}</office:document-content>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": content,
        }
    )


HEADER = row(*(cell("string", text=name) for name in ("Date", "Bed", "Slept", "Grams")))
