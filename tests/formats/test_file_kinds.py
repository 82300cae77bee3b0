"""What an unknown file is answered with: what it looks like, what could take it, and nothing that a person wrote."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.formats.detect import UnknownFormat
from legdiary.formats.files.file_kinds import LINES, TABLE, file_kind
from legdiary.formats.table.names import suggest_field

if TYPE_CHECKING:
    from legdiary.formats.files.file_kinds import FileKind


def known(header: str) -> str | None:
    field = suggest_field(header)
    return None if field is None or not field.is_sure else field.name or field.field


def kind(content: bytes) -> FileKind:
    return file_kind(io.BytesIO(content), known)


def packed(*names: str, **texts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name, text in (*texts.items(), *((each, b"x") for each in names)):
            file.writestr(name, text)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b"\n \n", "an empty file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
        (b"GIF89a", "a picture (GIF)"),
        (b"\0\0\0\x18ftypheic\0\0", "a picture (HEIC)"),
        (b"\0\0\0\x18ftypmp42\0\0", "a video"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a picture (WebP)"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"{\\rtf1\\ansi", "a text document (RTF)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "an old Excel or Word file (.xls, .doc)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a file that is locked with a password",
        ),
        (b"\x1f\x8b\x08\0", "a packed file (gzip)"),
        (packed("[Content_Types].xml", "word/document.xml"), "a Word document (.docx)"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook (.xlsx)"),
        (packed("Index/Document.iwa", "preview.jpg"), "an Apple Numbers or Pages file"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "a spreadsheet (.ods)"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text"), "a text document (.odt)"),
        (packed("mine.txt"), "this zip file: nothing in it is known"),
        (b"PK\x03\x04 and then nothing", "a zip file that cannot be opened"),
        (b"<!DOCTYPE html>\n<html>", "a web page (HTML)"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML of a program that it does not know"),
        (b'{"mine": 1}', "JSON of an app that it does not know"),
        (b"BEGIN:VCALENDAR\r\n", "a calendar (iCalendar)"),
        (b"Dear diary\nlast night was bad\n", "a text without columns"),
        (bytes(range(256)) * 4, "this kind of file"),
        (b"\x01\x02\x03\x04\x05\x06", "this kind of file"),
    ],
)
def test_a_file_is_told_by_its_content(content: bytes, what: str) -> None:
    assert kind(content).what == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("date,legs,bed\n2026-11-01,3,22:30\n", "a table with 3 columns: date, severity, bed"),
        (
            "Datum;Beine (0-10);Kratom (g);Oma Erna\n1.2.2026;3;2,5;x\n2.2.2026;4;2,5;y\n",
            "a table with 4 columns: date, severity, dose, …",
        ),
        ("Nights\tSchokolade\n1\t2\n", "a table with 2 columns, none of them known by its name"),
        ("quando|onde foi\na|b\nc|d\n", "a table with 2 columns, none of them known by its name"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_names_its_columns_by_our_words(text: str, what: str, encoding: str) -> None:
    found = kind(text.encode(encoding))
    assert (found.what, found.could_be) == (what, (TABLE,))


def test_more_columns_than_fit_a_line_are_cut() -> None:
    header = "date,legs,bed,wake,latency,awakenings,quality,nap"
    assert kind(f"{header}\n,,,,,,,\n".encode()).what == (
        "a table with 8 columns: date, severity, bed, wake, latency, times, …"
    )


def test_lines_that_begin_with_a_moment_are_typed_lines() -> None:
    found = kind(b"2026-11-22T02:10-05:00 night 6\n2026-11-22T02:20-05:00 kratom 2,5g\n")
    assert (found.what, found.could_be) == ("a text whose lines begin with a time", (LINES,))


def test_a_name_that_a_person_typed_is_never_told() -> None:
    told = UnknownFormat("t.csv", kind(b"date,legs,Erna's pills,secret\n1,2,3,4\n"), "my folder/t.csv")
    assert "Erna" not in told.message
    assert "secret" not in told.message


@given(st.binary(max_size=300))
def test_whatever_stands_in_a_file_it_is_answered(content: bytes) -> None:
    found = kind(content)
    assert found.what
    assert found.what.isprintable()


@given(st.lists(st.text(max_size=8), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_no_word_of_a_header_comes_back_unless_it_is_ours(cells: list[str], separator: str) -> None:
    ours = {word for cell in cells if (word := known(cell))}
    line = separator.join(cells)
    told = kind(f"{line}\n{line}\n".encode("utf-8", "replace")).what
    for word in told.partition(": ")[2].split(", ") if ": " in told else []:
        assert word in {*ours, "…"} or known(word) is not None
