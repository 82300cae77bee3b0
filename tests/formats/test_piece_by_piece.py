"""Files are read piece by piece: what is read does not depend on where the pieces end, and all of it has a bound."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import night
from legdiary.domain.time.moments import load_zone
from legdiary.formats import reader_result
from legdiary.formats.files import foreign_json, strict_json, text_lines, zip_files
from legdiary.formats.files.foreign_json import JsonFile
from legdiary.formats.files.strict_json import Walk, document
from legdiary.formats.files.text_lines import Lines, NotText, check_text, decode_text
from legdiary.formats.files.zip_files import open_member, open_zip
from legdiary.formats.legdiary_csv import read
from legdiary.formats.legdiary_csv.cells import read_table
from legdiary.formats.reader_result import STRICT, BadRow, BadRows, ReadOptions, Row, Rows, TooLarge, Where
from legdiary.formats.sleep_trackers import plees_tracker, tracked_sleeps

if TYPE_CHECKING:
    from collections.abc import Callable

UTC = load_zone("UTC")
PIECES = st.integers(1, 9)
TEXTS = st.text(st.sampled_from('ab,"\r\n\té日\U0001f4a4'), max_size=60)


@given(TEXTS, PIECES, st.booleans())
def test_the_lines_are_those_of_the_whole(text: str, piece: int, bom: bool) -> None:
    data = text.encode("utf-8-sig" if bom else "utf-8")
    with mock.patch.object(text_lines, "_PIECE", piece):
        check_text(data, "x")
        assert list(Lines(data, "x")) == list(io.StringIO(text, newline=""))
        assert list(Lines(io.BytesIO(data), "x")) == list(io.StringIO(text, newline=""))


@given(TEXTS, st.binary(min_size=1, max_size=3), TEXTS, PIECES)
def test_what_is_no_text_is_refused_at_the_same_line(before: str, spoilt: bytes, after: str, piece: int) -> None:
    data = before.encode() + spoilt + after.encode()
    with mock.patch.object(text_lines, "_PIECE", piece):
        expected, found = refusal(decode_text, data), refusal(check_text, data)
    if b"\0" in data:  # of several faults, the first is told
        assert found is not None
    else:
        assert found == expected


def refusal(of: Callable[[bytes, str], object], data: bytes) -> str | None:
    """What is said of what is no text."""
    try:
        of(data, "x")
    except NotText as error:
        return error.message
    return None


class TestLimits:
    def test_of_a_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(text_lines, "MOST_CELL", 10)
        assert list(Lines(b"123456789\n123456789\n", "x")) == ["123456789\n"] * 2
        with pytest.raises(TooLarge, match="x, line 2: larger than 1 MB in one cell"):
            list(Lines(b"a\n12345678901\n", "x"))

    def test_of_a_record_over_many_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(text_lines, "_MOST_RECORD", 20)
        table = b'a,b\n1,"x\n y\n z"\n2,"' + b"\n".join([b"long"] * 9) + b'"\n'
        _, found = read_table(table, "x", ("a",), ())
        assert next(found).cells == {"a": "1", "b": "x\n y\n z"}
        with pytest.raises(TooLarge, match="x, line 8"):
            next(found)

    def test_of_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(text_lines, "MOST_LINES", 3)
        check_text(b"a\nb\nc\n", "x")
        with pytest.raises(BadRow, match="more than 3 lines"):
            check_text(b"a\nb\nc\nd\n", "x")

    def test_of_tracked_sleeps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tracked_sleeps, "MOST_ENTRIES", 2)
        rows = [f"{n},{1_700_000_000_000 + n * 86_400_000},{1_700_020_000_000 + n * 86_400_000}" for n in range(3)]
        header = "sid,start,stop\n"
        assert len(plees_tracker.read((header + "\n".join(rows[:2])).encode(), "x", ReadOptions(UTC)).entries) == 2
        for bad in (STRICT, BadRows(skip=True)):
            with pytest.raises(BadRow, match=r"^x: more than 2 tracked sleeps"):
                plees_tracker.read((header + "\n".join(rows)).encode(), "x", ReadOptions(UTC, bad))

    def test_of_rows_that_are_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reader_result, "MOST_LEFT_OUT", 2)
        rows = "".join(f"{number},rubbish,1700000000000\n" for number in range(3))
        bad = BadRows(skip=True)
        with pytest.raises(BadRow, match=r"^x: more than 2 rows cannot be right; is it the format that was meant\?$"):
            plees_tracker.read(f"sid,start,stop\n{rows}".encode(), "x", ReadOptions(UTC, bad))
        assert [each.place for each in bad.left_out][:2] == ["x, line 2, start", "x, line 3, start"]
        assert all(each.__traceback__ is None for each in bad.left_out)

    def test_of_entries(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reader_result, "MOST_ENTRIES", 3)
        monkeypatch.setattr(reader_result, "MOST_A_DAY", 2)
        rows = Rows()
        rows.add(Row(night("2026-11-10"), Where("x", 2)))
        rows.add(Row(night("2026-11-10"), Where("x", 3)))
        with pytest.raises(BadRow, match=r"^x: more than 2 entries of one day"):
            rows.add(Row(night("2026-11-10"), Where("x", 4)))
        rows.add(Row(night("2026-11-12"), Where("x", 5)))
        with pytest.raises(BadRow, match=r"^x: more than 3 entries"):
            rows.add(Row(night("2026-11-13"), Where("x", 6)))

    @pytest.mark.parametrize(
        ("limit", "most", "text", "said"),
        [
            ("_MOST_ELEMENTS", 2, '{"records": [1, 2, 3]}', "more than 2 records"),
            ("_MOST_MEMBERS", 1, '{"a": 1, "b": 2}', "more than 1 members"),
            ("_LENGTHS", (4, 8), '{"a": {"b": [1, 2, 3, 4, 5]}}', "a value larger than 0 MB"),
        ],
    )
    def test_of_json_of_other_programs(
        self, limit: str, most: Any, text: str, said: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        JsonFile(text.encode(), "x").read("records", ())
        monkeypatch.setattr(foreign_json, limit, most)
        with pytest.raises(BadRow, match=said):
            JsonFile(text.encode(), "x").read("records", ())


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
LAYOUT = st.sampled_from([None, 0, 2, "\r\n"])


@given(JSONS, LAYOUT, PIECES, st.sampled_from([32, 64, 2048]), st.sampled_from(["", "\n", " \n\n"]))
def test_json_is_the_same_wherever_its_pieces_end(value: Any, indent: Any, piece: int, short: int, blank: str) -> None:
    text = blank + json.dumps(value, ensure_ascii=False, indent=indent) + blank
    lengths = (short, short * 4, 1_000_000)
    with (
        mock.patch.multiple(strict_json, _PIECE=piece, _LENGTHS=lengths),
        mock.patch.object(text_lines, "_PIECE", piece),
    ):
        assert document(text.encode(), "x") == value


@given(st.lists(st.dictionaries(TEXTS, st.integers(0, 9), max_size=3), max_size=6), LAYOUT, PIECES)
def test_items_have_the_places_that_they_have_in_the_whole(items: list[Any], indent: Any, piece: int) -> None:
    data = json.dumps({"items": items}, ensure_ascii=False, indent=indent).encode()

    def places() -> list[tuple[Any, str]]:
        walk = Walk(data, "x")
        return [(item, str(at)) for _ in walk.members() for item, at, _ in walk.items()]

    expected = places()
    with mock.patch.multiple(strict_json, _PIECE=piece), mock.patch.object(text_lines, "_PIECE", piece):
        assert places() == expected


@given(JSONS, LAYOUT, st.integers(0, 60), st.text(max_size=2), PIECES)
def test_a_fault_has_the_place_that_it_has_in_the_whole(
    value: Any, indent: Any, at: int, slip: str, piece: int
) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    data = (text[:at] + slip + text[at + 1 :]).encode(errors="ignore")

    def said() -> str:
        try:
            return repr(document(data, "x"))
        except BadRow as error:
            return error.message

    expected = said()
    with mock.patch.multiple(strict_json, _PIECE=piece), mock.patch.object(text_lines, "_PIECE", piece):
        assert said() == expected


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


class TestAZip:
    def test_is_opened(self) -> None:
        with open_zip(zipped(a=b"x")) as archive:
            assert archive.namelist() == ["a"]

    @pytest.mark.parametrize("comment", [b"", b"mine", b"PK\x05\x06" + bytes(18), b"x" * 65_535])
    def test_with_a_comment(self, comment: bytes) -> None:
        packed = io.BytesIO(zipped(a=b"x"))
        with zipfile.ZipFile(packed, "a") as archive:
            archive.comment = comment
        try:
            expected = zipfile.ZipFile(packed).namelist()
        except zipfile.BadZipFile:
            expected = []
        try:
            found = open_zip(packed.getvalue()).namelist()
        except zipfile.BadZipFile:
            found = []
        assert found == expected

    def test_with_a_long_list_is_refused_unread(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = zipped(**{f"file{number}": b"" for number in range(50)})
        open_zip(data)
        monkeypatch.setattr(zip_files, "_MOST_LIST", 1000)
        with pytest.raises(zipfile.BadZipFile):
            open_zip(data)

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06", b"PK\x05\x06" + bytes(18), b"x" * 100])
    def test_that_is_none_is_refused_or_empty(self, data: bytes) -> None:
        with suppress(zipfile.BadZipFile):
            assert open_zip(data).namelist() == []

    def test_of_the_larger_kind_is_opened_if_its_list_is_short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
        data = zipped(**{f"file{number}": b"" for number in range(50)})
        assert b"PK\x06\x06" in data
        assert len(open_zip(data).namelist()) == 50
        with pytest.raises(zipfile.BadZipFile):
            open_zip(data, most_list=1000)

    def test_of_the_larger_kind_says_in_one_place_how_long_its_list_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its record at the end could say another length than the one that is read."""
        data = zipped(a=b"x")
        at = data.rindex(b"PK\x05\x06")
        with pytest.raises(zipfile.BadZipFile):
            open_zip(data[:at] + b"PK\x06\x07" + bytes(16) + data[at:])
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
        larger = bytearray(zipped(a=b"x", b=b"x", c=b"x"))
        place = larger.rindex(b"PK\x06\x07") + 8
        larger[place] ^= 0x01
        with pytest.raises(zipfile.BadZipFile):
            open_zip(bytes(larger))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_unpacks_to_any_length_at_once_is_not_opened(method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("manifest.json", bytes(5_000_000))
    with open_zip(packed.getvalue()) as archive, pytest.raises(NotImplementedError):
        open_member(archive, "manifest.json")
    with pytest.raises(BadRow, match="packed in a rare way; unpack it first"):
        read.read(packed.getvalue(), "x.zip", ReadOptions(UTC))


def test_a_history_of_any_length_is_followed_in_a_moment() -> None:
    """Whether an undo names an earlier change was looked for among all of them, line by line."""
    from legdiary.formats.legdiary_json.read_history import History

    history = History("x")
    line: dict[str, Any] = {
        "made_utc_ms": 1, "made_offset_min": 0, "made_zone": "UTC", "action": "add", "kind": "night",
    }  # fmt: skip
    for number in range(1, 6001):
        new = {"night_of": "2026-11-20", "severity": number % 10}
        history.tell({**line, "id": number, "change_id": number, "entry_id": number, "new": new}, number)
    assert history.next_id == 6001
    with pytest.raises(BadRow, match="an undo names an earlier change"):
        history.tell(
            {**line, "id": 6001, "change_id": 6001, "entry_id": 1, "action": "undo", "undoes": 6001, "old": new}, 6001
        )
