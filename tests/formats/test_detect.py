"""Which files are read at all, and as what."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.time.moments import load_zone
from legdiary.formats import detect
from legdiary.formats.detect import FileNotReadable, NoSuchFile, NotAFile, UnknownFormat, find_format, read_path
from legdiary.formats.files import text_lines
from legdiary.formats.reader_result import BadRow, ReadOptions, TooLarge, locate_errors

if TYPE_CHECKING:
    from pathlib import Path

UTC = load_zone("UTC")


def test_formats_are_called_by_name() -> None:
    assert find_format(" JSON ").module == "legdiary_json.read"
    assert find_format("sleep as android") == find_format("Sleep_as_Android") == detect.FORMATS[4]
    with pytest.raises(UnknownWord, match="write one of: json, csv"):
        find_format("xml")


@pytest.mark.parametrize("each", detect.FORMATS, ids=lambda each: each.name)
def test_every_format_can_be_loaded(each: detect.Format) -> None:
    reader = each.load()
    for data in (b"", b"\x00", b"\xff\xfe\x00", b"{", b"a,b\n1,2\n", os.urandom(100)):
        assert reader.recognises(data, "x") is False
        with pytest.raises(BadRow):
            reader.read(data, "x", ReadOptions(UTC))


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile) as refusal:
        read_path(tmp_path / "none.json", ReadOptions(UTC))
    assert refusal.value.exit_code == 1


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    with pytest.raises(NotAFile, match="can't be imported") as refusal:
        read_path(tmp_path, ReadOptions(UTC))
    assert refusal.value.exit_code == 2
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(NotAFile):
        read_path(tmp_path, ReadOptions(UTC), detect.OWN_JSON)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_file(device: str) -> None:
    from pathlib import Path

    with pytest.raises(NotAFile):
        read_path(Path(device), ReadOptions(UTC))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAFile):
        read_path(tmp_path / "pipe", ReadOptions(UTC))


def test_a_path_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotReadable):
        read_path(tmp_path / ("x" * 300), ReadOptions(UTC))


def test_more_than_the_most_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detect, "MOST_BYTES", 10)
    (tmp_path / "x.json").write_bytes(b"x" * 11)
    with pytest.raises(TooLarge, match="larger than 200 MB"):
        read_path(tmp_path / "x.json", ReadOptions(UTC))


def test_what_nobody_knows(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(
        UnknownFormat, match=r"a table with 2 columns, none of them known by its name; see docs/import\.md"
    ):
        read_path(tmp_path / "x.csv", ReadOptions(UTC))


def test_what_the_domain_refuses_gets_its_place() -> None:
    from legdiary.domain.time.parse import parse_date

    with (
        pytest.raises(BadRow, match=r"^x\.csv, line 7, night: 'soon' is not a date") as refusal,
        locate_errors("x.csv", 7, "night"),
    ):
        parse_date("soon")
    assert (refusal.value.line, refusal.value.column) == (7, "night")
    with pytest.raises(BadRow, match=r"^inner"), locate_errors("x.csv", 7):
        raise BadRow("inner", None, None, "as it was")
    assert text_lines.decode_head(b"\xef\xbb\xbfabc\xff") == "abc\N{REPLACEMENT CHARACTER}"
