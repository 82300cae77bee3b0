"""A table in a text file is read in the encoding and with the separator that it has, or refused, or asked about."""

from __future__ import annotations

import codecs
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.formats.reader_result import BadRow, BadRows
from legdiary.formats.table.read import read_sheets
from legdiary.formats.table.text.encoding import FREQUENT, Encoding, UnclearText

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.formats.table.sheets import Sheet, Value
    from legdiary.formats.table.text.encoding import TextForm

PLAIN = "Date,Grams,Hours\r\n2026-11-22,2.5,7\r\n2026-11-23,,6.5\r\n"
READ = [(2, ("2026-11-22", "2.5", "7")), (3, ("2026-11-23", None, "6.5"))]


def one(data: bytes | str, form: TextForm | None = None) -> Sheet:
    content = data.encode() if isinstance(data, str) else data
    (sheet,) = read_sheets(content, "my.csv") if form is None else read_sheets(content, "my.csv", form=form)
    return sheet


def rows(sheet: Sheet) -> list[tuple[int, tuple[Value, ...]]]:
    return [(row.number, row.cells) for row in sheet.rows]


def refusal(data: bytes | str) -> str:
    with pytest.raises(BadRow) as refused:
        one(data)
    return refused.value.message


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.rstrip().encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace(",", " , ").encode(),
        PLAIN.replace("2026-11-22", '"2026-11-22"').encode(),
    ],
)
def test_the_same_table_in_every_usual_writing(data: bytes) -> None:
    sheet = one(data)
    assert (sheet.name, sheet.header, sheet.header_row) == ("", ("Date", "Grams", "Hours"), 1)
    assert rows(sheet) == READ


def test_a_decimal_comma_is_no_separator_where_the_header_shows_another() -> None:
    sheet = one("Datum;Gramm;Stunden\r\n22.11.2026;2,5;7,5\r\n23.11.2026;2,25;6,5\r\n")
    assert rows(sheet)[1] == (3, ("23.11.2026", "2,25", "6,5"))


def test_the_line_of_excel_names_the_separator() -> None:
    sheet = one("sep=;\r\nDate;a,b\r\n2026-11-22;1\r\n2026-11-23;1,5\r\n")
    assert (sheet.header, sheet.header_row, rows(sheet)[0][0]) == (("Date", "a,b"), 2, 3)


def test_two_marks_that_both_separate_are_asked_about() -> None:
    with pytest.raises(UnclearText, match="both comma and semicolon separate the rows into columns") as asked:
        one("Date,a;b\n2026-11-22,1;3\n")
    assert [choice.label for choice in asked.value.choices] == ["comma: Date · a;b", "semicolon: Date,a · b"]
    assert one("Date,a;b\n2026-11-22,1;3\n", asked.value.choices[0].finding).header == ("Date", "a;b")


def test_texts_may_hold_lines_marks_quotes_and_what_looks_like_formulas() -> None:
    sheet = one('Date,Note\n2026-11-22,"a, ""b""\r\nc"\n2026-11-23,=1+1\n2026-11-24, \N{ZERO WIDTH NO-BREAK SPACE}x \n')
    assert [cells[1] for _, cells in rows(sheet)] == ['a, "b"\nc', "=1+1", "x"]
    assert [number for number, _ in rows(sheet)] == [2, 3, 4]  # as a spreadsheet counts, not as an editor


# ---------------------------------------------------------------------- encodings

WORDS = {
    "cp1252": (
        "Müdigkeit Übelkeit größer für Schläfrigkeit", "sévérité légère réveil à où fatigué nausée être",
        "sueño mañana año dolor más síntomas", "náusea não até mãe constipação", "più così caffè perché",
        "søvn på går ørken", "sömn trött mår över på",
    ),
    "cp1250": (
        "zmęczenie ból nóg żołądek", "únava závažnost řádný čas lék č né", "fáradtság fölött fűz óra", "noć čaj žena",
        "să fără oră noapte înainte",
    ),
    "cp1251": ("дата усталость боль", "втома біль їжа"),
    "cp1253": ("ημερομηνία πόνος",),
    "cp1254": ("yorgunluk ağrı şiddet uyku saat ışık",),
    "mac-roman": ("Müdigkeit Übelkeit größer", "sévérité réveil à fatigué"),
    "cp850": ("Müdigkeit Übelkeit größer", "sévérité réveil à fatigué"),
}  # fmt: skip


@given(st.data(), st.sampled_from(sorted(WORDS)))
def test_an_older_encoding_is_read_as_written_or_asked_about_or_refused(data: st.DataObject, encoding: str) -> None:
    language = data.draw(st.sampled_from(WORDS[encoding])).split()
    words = data.draw(st.lists(st.sampled_from(language), min_size=1, max_size=6))
    text = "Datum;Wort\n" + "".join(f"2026-11-{day:02d};{word}\n" for day, word in enumerate(words, start=1))
    content = text.encode(encoding)
    try:
        sheet = one(content)
    except UnclearText as asked:
        finding = next(choice.finding for choice in asked.choices if content.decode(choice.finding.encoding) == text)
        sheet = one(content, finding)
    except BadRow:
        assert encoding in {"cp1254", "mac-roman", "cp850", "cp1253"}
        return
    assert [cells[1] for _, cells in rows(sheet)] == words


@pytest.mark.parametrize("words", WORDS["cp1252"])
def test_a_usual_western_table_is_read_without_a_question(words: str) -> None:
    header = ";".join(words.split())
    sheet = one(f"{header}\n".encode("cp1252") + b"2026-11-22;" + b"1;" * (header.count(";") - 1) + b"3\n")
    assert sheet.header == tuple(words.split())


def test_frequent_words_tell_western_from_central_european() -> None:
    """A word whose letters stand at the same places in both would tell nothing."""
    assert [word for word in FREQUENT if word.encode("cp1252").decode("cp1250") == word] == []


def test_an_unclear_encoding_is_asked_about_by_a_word() -> None:
    with pytest.raises(UnclearText, match="not UTF-8, and more than one older encoding fits") as asked:
        one("Datum;Señal\n2026-11-22;3\n2026-11-23;ñoño\n".encode("cp1252"))
    labels = {choice.finding.encoding: choice.label for choice in asked.value.choices}
    assert labels[Encoding.WESTERN] == "Western European (Windows): Señal"
    assert labels[Encoding.CENTRAL] == "Central European (Windows): Seńal"


@pytest.mark.parametrize(
    ("data", "mistake"),
    [
        ("Tag;Müde\n1;2\n".encode() + "3;müde\n".encode("cp1252"), "the file is UTF-8, and from there on it is not"),
        (PLAIN.encode("utf-32"), "my.csv, line 1: this is UTF-32"),
        (b"Date,a\n1,\0\n", "my.csv, line 2: a NUL byte is not accepted"),
        (codecs.BOM_UTF8 + b"Date,a\n1,\xff\n", "my.csv, line 2: a byte that is not UTF-8"),
        (codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le")[:-1], "from there on a byte is not UTF-16"),
        (b"Date,\x81\x8d\x8f\n1,2\n", "my.csv, line 1: a byte that is not UTF-8 is not accepted; save it"),
    ],
)  # fmt: skip
def test_what_is_no_text_of_one_encoding_is_refused_with_its_line(data: bytes, mistake: str) -> None:
    assert mistake in refusal(data)


# ---------------------------------------------------------------------- headers and rows


def test_titles_and_empty_rows_stand_above_the_header() -> None:
    sheet = one("My diary,,\n,,\nDate,Severity,Note\n,,\n2026-11-22,3,x\n")
    assert (sheet.header, sheet.header_row, rows(sheet)) == (
        ("Date", "Severity", "Note"),
        3,
        [(5, ("2026-11-22", "3", "x"))],
    )


def test_two_header_rows_are_joined() -> None:
    sheet = one(",Sleep,,Kratom,\nDate,bed,wake,g,time\n2026-11-22,22:30,7:10,2.5,20:00\n")
    assert sheet.header == ("Date", "Sleep / bed", "Sleep / wake", "Kratom / g", "Kratom / time")
    sheet = one("Date,Kratom,Sleep\n,(g),h\n2026-11-22,2.5,7\n")
    assert (sheet.header, sheet.header_row) == (("Date", "Kratom / (g)", "Sleep / h"), 2)


def test_names_may_be_times_where_one_stands_over_the_dates() -> None:
    sheet = one("Date,8 am,2 pm\n2026-11-22,2.5,2\n2026-11-23,2,2\n")
    assert (sheet.header, len(sheet.rows)) == (("Date", "8 am", "2 pm"), 2)


def test_empty_columns_in_front_and_repeated_headers_are_left_out() -> None:
    sheet = one(",Date,x,\n,2026-11-22,1,\n,Date,x,\n,2026-11-23,2,\n,,,\n")
    assert sheet.header == ("Date", "x")
    assert [number for number, _ in rows(sheet)] == [2, 4]
    assert (sheet.letter(0), sheet.letter(1), sheet.column_name(1)) == ("B", "C", "column C (x)")
    assert list(sheet.column(1)) == ["1", "2"]


def test_an_error_names_the_row_the_column_and_its_header() -> None:
    sheet = one("Date,Grams\n2026-11-22,a lot\n")
    assert str(sheet.bad(2, 1, "no amount")) == "my.csv, row 2, column B (Grams): no amount"


@pytest.mark.parametrize(
    ("data", "mistake"),
    [
        ("Date,a\n2026-11-22,1\n2026-11-23,1,2\n", "my.csv, row 3: 3 cells; accepted: the 2 of the header"),
        ("Date,a\n2026-11-22,1\n2026-11-23\n", "my.csv, row 3: 1 cell; accepted: the 2 of the header"),
        ('Date,a\n2026-11-22,"1\n', "my.csv, row 2: a quotation mark is open"),
        ("2026-11-22,1\n2026-11-23,2\n", "my.csv, row 1: no row names the columns"),
        ("Date,a\n", "my.csv: no table"),
        ("hello\nworld\n", "my.csv: no table"),
        ("", "my.csv: no table"),
        ("\n\n", "my.csv: no table"),
        ("<html><table>", "my.csv: legdiary can't import a web page (HTML); copy the table in it into a spreadsheet"),
        ("%PDF-1.4", "my.csv: legdiary can't import a PDF; save the table that it was made of as CSV or .xlsx"),
    ],
)
def test_what_is_no_table_is_refused_with_its_row(data: str, mistake: str) -> None:
    assert refusal(data).startswith(mistake)


def test_rows_of_other_lengths_are_left_out_where_the_person_said_so() -> None:
    bad = BadRows(skip=True)
    (sheet,) = read_sheets(b"Date,a\n2026-11-22,1\n2026-11-23,1,2\n2026-11-24,3\n", "my.csv", bad=bad)
    assert [number for number, _ in rows(sheet)] == [2, 4]
    assert [error.place for error in bad.left_out] == ["my.csv, row 3"]


def test_a_long_table_takes_little_memory(tmp_path: Path) -> None:
    """Fifteen thousand rows of 0.7 MB; as tuples of texts they would take ten times as much."""
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("Date,Time,Grams,Note\n")
        file.writelines(f"2026-11-22,23:40,{n % 7}.5,the same words every night\n" for n in range(15_000))
    tracemalloc.start()
    try:
        with path.open("rb") as content:
            (sheet,) = read_sheets(content, "long.csv")
        assert len(sheet.rows) == 15_000
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
