"""The plain ways of a nightly command, held against the modules of the standard library that it does without."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.input.amounts import UnitMissing, parse_amount, parse_exact
from legdiary.domain.input.day_counts import read_day_count
from legdiary.domain.input.typed_number import split_number
from legdiary.errors import BadValue
from legdiary.store.backups.file_names import BACKUPS, copy_is_due, dated_copies, unfinished_folders
from legdiary.util.json_text import object_text
from legdiary.util.paths import folder_of, path_text

# ---------------------------------------------------------------------- JSON

PLAIN = st.none() | st.booleans() | st.integers() | st.text()
VALUES = st.recursive(PLAIN, st.lists, max_leaves=6)


def test_a_ledger_line_by_hand() -> None:
    fields = {"amount_mg": 2500, "says_none": False, "product": None, "note": 'café "x"\n\\', "where": ["legs", "arms"]}
    assert object_text(fields) == (
        '{"amount_mg":2500,"says_none":false,"product":null,"note":"café \\"x\\"\\n\\\\","where":["legs","arms"]}'
    )


@given(st.dictionaries(st.text(), VALUES))
def test_json_is_written_as_the_standard_library_does(fields: dict[str, Any]) -> None:
    assert object_text(fields) == json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("control", [*map(chr, range(0x20)), "\x7f", "\u2028", "\ud800"])
def test_every_control_character_is_escaped_alike(control: str) -> None:
    assert object_text({"note": control}) == json.dumps({"note": control}, ensure_ascii=False, separators=(",", ":"))


def test_what_no_entry_holds_is_a_fault() -> None:
    with pytest.raises(TypeError):
        object_text({"amount": 2.5})


# ---------------------------------------------------------------------- paths

PATHS = [
    "diary.db", "/home/ann/diary.db", "./diary.db", "a//b/diary.db", "//server/diary.db", "///a", "a/./b", "a/../b",
    "a/", "a/.", "/", "//", "", ".", "..", "./", "../x", ".diary", "a/.diary", " a", "~/x", "a/ /b",
]  # fmt: skip


@pytest.mark.parametrize("typed", PATHS)
def test_a_path_is_written_as_pathlib_does(typed: str) -> None:
    assert path_text(typed) == str(Path(typed))
    assert folder_of(path_text(typed)) == str(Path(typed).parent) or Path(typed).name == ""


@given(st.text("/.ab ", max_size=8))
def test_any_path_is(typed: str) -> None:
    assert path_text(typed) == str(Path(typed))


# ---------------------------------------------------------------------- copies by their names

NAMES = [
    "diary-20261122T013000Z-v6.db", "diary-20261122T013000Z-v6-2.db", "diary-20261122T013000Z-v16-12.db",
    "diary-20261122T013000Z-v6-.db", "diary-20261122T013000Z-v.db", "diary-20261122T013000Z-v6-2-3.db",
    "diary-20261122T013000Z-v-6.db", "diary-20261122T013000Z.db", "diary-20261322T013000Z-v6.db",
    "diary-2026-W47T013000Z-v6.db", "diary-20261122 013000Z-v6.db", "diary-20261122T013000z-v6.db",
    "diary-20261122T0130000Z-v6.db", "diary-2026112T013000Z-v6.db", "diary-２0261122T013000Z-v6.db",
    "diary-20261122T013000Z-v６.db", "diary-2-20261122T013000Z-v6.db", "other-20261122T013000Z-v6.db",
    "diary-20261122T013000Z-v6.db.age", "diary-20261122T013000Z-v6.dbx", "diary-v6.db", "diary-.db", "diary.db",
]  # fmt: skip
DIARIES = ("diary.db", "diary", "diary-2.db", ".db", "diary.", "di.ary.db", "..db")


@pytest.mark.parametrize("diary", DIARIES)
@pytest.mark.parametrize("ending", ["", ".age"])
def test_copies_are_found_as_by_a_regular_expression(diary: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / diary
    stem, suffix = {".db": (".db", ""), "diary.": ("diary.", "")}.get(diary, (path.stem, path.suffix))
    folder = tmp_path / BACKUPS
    folder.mkdir()
    parts = [name.partition(".db") for name in NAMES]
    made = NAMES + [
        f"{head.replace('diary', stem, 1)}{suffix + ending if end else ''}{rest}" for head, end, rest in parts
    ]
    for name in made:
        (folder / name).touch()
    told = re.compile(rf"{re.escape(stem)}-(\d{{8}}T\d{{6}}Z)-v\d+(?:-\d+)?{re.escape(suffix + ending)}", re.ASCII)
    found = {name: match[1] for name in made if (match := told.fullmatch(name)) and "20261322" not in name}
    assert len(found) >= 3
    assert dated_copies(path, ending) == dated_copies(f"{path}", ending) == found


def test_a_diary_named_by_text_has_the_same_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from builders import present

    (tmp_path / BACKUPS).mkdir()
    (tmp_path / BACKUPS / ".legdiary-0123456789ab.part").touch()
    monkeypatch.chdir(tmp_path)
    assert unfinished_folders("diary.db") == ["./backups"]
    assert unfinished_folders(tmp_path / "diary.db") == [f"{tmp_path}/backups"]
    now = present("2026-11-22T01:30-05:00").now
    assert copy_is_due("diary.db", now)
    (tmp_path / BACKUPS / "diary-20261120T013000Z-v6.db").touch()
    assert not copy_is_due("diary.db", now)


# ---------------------------------------------------------------------- amounts and numbers of days

GRAMS = "milligrams?|grammes?|grams?|mg|g"
AMOUNT = re.compile(rf"(?i)([0-9]{{1,7}})(?:([.,])([0-9]{{1,6}}))?\s?({GRAMS})")
EXACT = re.compile(rf"(?i)([0-9]{{1,9}})(?:([.,])([0-9]{{1,6}}))?\s?(micrograms?|{GRAMS}|mcg|[uµμ]g)")
BARE = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,6})?")
DAYS = re.compile(r"(?ai)([0-9]{1,5}) ?(weeks|days|week|day|wks|wk|d|w)")
BLANKS = st.sampled_from(["", "", " ", "  ", "\u00a0", "\t", "\x1c", "\u200b"])
DIGITS = st.text("0123456789", max_size=10) | st.sampled_from(["٣", "２", "²", "1٣"])
WORDS = st.sampled_from([
    "g", "G", "gram", "Grams", "gramme", "grammes", "gramſ", "mg", "MG", "mılligram", "mİlligrams", "milligrams", "mcg",
    "ug", "µg", "μg", "Μg", "microgram", "MICROGRAMS", "d", "Days", "w", "wK", "wk", "weeks", "day", "gr", "", ".",
])  # fmt: skip
TYPED = st.builds("".join, st.tuples(BLANKS, DIGITS, st.sampled_from(["", ".", ",", "/", ".."]), DIGITS, BLANKS, WORDS))


@given(TYPED)
def test_an_amount_is_read_as_by_regular_expressions(typed: str) -> None:
    for pattern, read in ((AMOUNT, parse_amount), (EXACT, lambda text: parse_exact(text, leaf=False))):
        found = pattern.fullmatch(typed.strip())
        try:
            read(typed)
            refused = ""
        except BadValue as error:
            refused = type(error).__name__
        is_bare = BARE.fullmatch(typed.strip()) is not None
        assert (refused == UnitMissing.__name__) == is_bare
        if refused in {"", "FinerThanAMilligram", "TwoReadings"}:
            assert found is not None
            whole, mark, fraction, word = split_number(typed.strip())
            assert (whole, mark or None, fraction or None, word) == found.groups()
        elif not is_bare:  # letters that only look like those of a unit match the pattern, and name none
            assert found is None or not found[4].isascii()


@given(TYPED)
def test_days_are_counted_as_by_a_regular_expression(typed: str) -> None:
    found = DAYS.fullmatch(typed.strip())
    in_weeks = found is not None and found[2].lower().startswith("w")
    assert read_day_count(typed) == (None if found is None else int(found[1]) * (7 if in_weeks else 1))


@pytest.mark.parametrize(
    ("typed", "days"),
    [("7d", 7), ("2w", 14), ("14 days", 14), ("2weeks", 14), ("0d", 0), (" 1 Week ", 7), ("99999d", 99999)],
)
def test_days_by_hand(typed: str, days: int) -> None:
    assert read_day_count(typed) == days


@pytest.mark.parametrize("typed", ["", "d", "7", "7  d", "7\td", "-7d", "7.5d", "100000d", "7 days.", "٧d", "2w\u212a"])
def test_what_is_no_number_of_days(typed: str) -> None:
    assert read_day_count(typed) is None
