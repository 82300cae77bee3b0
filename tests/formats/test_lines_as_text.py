"""Files of typed lines as text: their encodings and ends, and how they are told from other files."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from legdiary.domain.time.moments import load_zone
from legdiary.formats import typed_lines
from legdiary.formats.detect import LINES, recognise
from legdiary.formats.reader_result import ReadOptions, TooLarge
from legdiary.formats.typed_lines import Line, NoTypedLines, read_lines

FIXTURES = Path(__file__).with_name("fixtures")
ONE, TWO = "2026-11-22T02:10-05:00 night 6", "2026-11-22T07:00-05:00 kratom 2g --note 'ça va'"
BOTH = [Line(1, ONE), Line(2, TWO)]


@pytest.mark.parametrize(
    "data",
    [
        f"{ONE}\n{TWO}\n".encode(),
        f"{ONE}\r\n{TWO}\r\n".encode(),
        codecs.BOM_UTF8 + f"{ONE}\n".encode() + codecs.BOM_UTF8 + f"  {TWO}  \n".encode(),
        codecs.BOM_UTF16_LE + f"{ONE}\r\n{TWO}\r\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + f"{ONE}\n{TWO}\n".encode("utf-16-be"),
    ],
    ids=["unix", "windows", "a mark with each append", "utf-16", "utf-16-be"],
)
def test_the_same_lines_however_they_are_written(data: bytes) -> None:
    assert list(read_lines(data)) == BOTH


def test_blank_lines_and_comments_count_and_say_nothing() -> None:
    assert list(read_lines(f"# mine\n\n  \n{ONE}\n  # {TWO}\n\n{TWO}\n".encode())) == [Line(4, ONE), Line(7, TWO)]


def test_a_line_without_its_end_is_still_being_written() -> None:
    assert list(read_lines(f"{ONE}\n{TWO}".encode())) == [Line(1, ONE), Line(2, TWO, is_ended=False)]
    assert list(read_lines(codecs.BOM_UTF16_LE + f"{ONE}\n{TWO}".encode("utf-16-le"))) == [
        Line(1, ONE), Line(2, TWO, is_ended=False),
    ]  # fmt: skip
    assert list(read_lines(f"{ONE}\n\n  ".encode())) == [Line(1, ONE)]


def test_a_line_that_is_no_text_is_alone_in_it() -> None:
    latin, nul, long = (
        TWO.encode("cp1252"),
        b"2026-11-22T02:10-05:00 night \x00",
        b"2026-11-22T02:10-05:00 " + b"x" * 20_000,
    )
    found = list(read_lines(b"\n".join((latin, ONE.encode(), nul, long, b""))))
    assert found == [Line(1, None), Line(2, ONE), Line(3, None), Line(4, None)]


def test_lines_are_known_by_what_stands_in_them() -> None:
    assert recognise((FIXTURES / "inbox.txt").read_bytes(), "anything.csv") == LINES
    assert recognise(f"{ONE}\n{TWO}".encode(), "") == LINES
    table = b"2026-11-22T02:10-05:00,2.5\n2026-11-22T07:00-05:00,2\n"
    for other in (b"", b"# nothing yet\n", f"{ONE}\nkratom 2g\n".encode(), table, b"at,mg\n" + table):
        assert recognise(other, "inbox.txt") is None


def test_no_file_of_another_program_is_taken_for_lines() -> None:
    for path in sorted(FIXTURES.iterdir()):
        if path.is_file() and path.name != "inbox.txt":
            assert not typed_lines.recognises(path.read_bytes(), path.name), path.name


def test_a_file_longer_than_the_first_look_is_known_by_its_whole_lines() -> None:
    many = "".join(f"{ONE} --note {number}\n" for number in range(3000)).encode()
    assert typed_lines.recognises(many, "")
    assert len(typed_lines.read(many, "x", ReadOptions(load_zone("UTC"))).data) == len(many)  # type: ignore[attr-defined]


def test_what_holds_no_line_is_refused() -> None:
    options = ReadOptions(load_zone("UTC"))
    for data in (b"", b"# only a comment\n", b"kratom 2g\n", bytes(range(256))):
        with pytest.raises(NoTypedLines, match="no line begins with a date and time"):
            typed_lines.read(data, "x", options)
    with pytest.raises(TooLarge, match="larger than 16 MB"):
        typed_lines.read(b"x" * 16_000_001, "x", options)
