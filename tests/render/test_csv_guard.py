"""The formula guard: what a spreadsheet could run is text, and comes back exactly as it was."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from legdiary.formats.legdiary_csv.formula_guard import guard, unguard
from legdiary.formats.legdiary_csv.tables import as_csv

#: Text that is mostly made of what matters here.
NASTY = st.text(st.sampled_from("=+-@\t\r\n' \xa0\u200b\ufeff\u3000\uff1d1a,\"\u2028\u202e\U0001f9b5"), max_size=24)

GUARDED = {
    "=1+1": "'=1+1",
    "+49 30 1234": "'+49 30 1234",
    "-0.14": "'-0.14",
    "@SUM(A1)": "'@SUM(A1)",
    "\tx": "'\tx",
    "\rx": "'\rx",
    "  =1+1": "'  =1+1",
    "\xa0=1+1": "'\xa0=1+1",
    "\u3000\u200b\ufeff@x": "'\u3000\u200b\ufeff@x",
    "\uff1d1+1": "'\uff1d1+1",
    "fine\n=1+1": "fine\n'=1+1",
    "fine\r\n \xa0-1": "fine\r\n' \xa0-1",
    "=1\n=2\n\n=3": "'=1\n'=2\n\n'=3",
    "'=1+1": "''=1+1",
    "''  @x": "'''  @x",
    "- one\n- two": "'- one\n'- two",
}
LEFT_ALONE = (
    "",
    "6",
    "calm, 3-4 times",
    "a=b",
    "'tis quiet",
    "'",
    " ",
    "née 日記",
    '"=1+1"',
    "x\ty",
    "a\n b\n",
    "' x=1",
)


@pytest.mark.parametrize(("written", "guarded"), GUARDED.items())
def test_an_apostrophe_stands_before_every_line_that_could_run(written: str, guarded: str) -> None:
    assert guard(written) == guarded
    assert unguard(guarded) == written


@pytest.mark.parametrize("written", LEFT_ALONE)
def test_other_text_is_left_alone_both_ways(written: str) -> None:
    assert guard(written) == written
    assert unguard(written) == written


@given(st.one_of(NASTY, st.text()))
@example("\r\r=")
@example("\r\n'\r'=")
@example("'\xa0'=")
def test_the_way_back_is_exact(text: str) -> None:
    assert unguard(guard(text)) == text
    assert unguard(guard(guard(text))) == guard(text)


@given(NASTY)
def test_no_line_of_guarded_text_begins_with_what_runs(text: str) -> None:
    for line in re.split(r"[\n\r]", guard(text)):
        trimmed = line.lstrip(" \xa0\u200b\ufeff\u3000\u2028")
        assert not trimmed.startswith(("=", "+", "-", "@", "\t", "\uff1d"))


@given(st.lists(st.lists(st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs"]))), min_size=2, max_size=4)))
def test_any_cells_survive_the_file(rows: list[list[str]]) -> None:
    written = as_csv([[guard(cell) for cell in row] for row in rows])
    read = list(csv.reader(io.StringIO(written, newline="")))
    assert [[unguard(cell) for cell in row] for row in read] == rows


def test_lines_end_as_rfc_4180_says() -> None:
    assert as_csv([["a", None, 'say "hi"', "x,y", "one\ntwo"], [1, 0.5, "", "", ""]]) == (
        'a,,"say ""hi""","x,y","one\ntwo"\r\n1,0.5,,,\r\n'
    )
