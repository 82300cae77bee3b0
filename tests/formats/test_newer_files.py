"""Files that an app's newer version wrote, or a spreadsheet saved: more columns, one line, rounded numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from builders import BERLIN
from legdiary.domain.time.moments import load_zone
from legdiary.formats.dose_apps import herbal_tracker
from legdiary.formats.legdiary_json.read import read as read_own
from legdiary.formats.reader_result import BadRow, ReadOptions
from legdiary.formats.sleep_trackers import plees_tracker, sleep_as_android, sleepdiary

if TYPE_CHECKING:
    from types import ModuleType

    from legdiary.formats.reader_result import Found

HOME = load_zone(BERLIN)
START, STOP = 1772489400000, 1772514330000  # 2026-03-02 23:10 to 2026-03-03 06:05:30 in Berlin
PLEES = f"sid,start,stop,rating,comment,wakes\n1,{START},{STOP},3,paced,2\n"
HERBAL = (
    "date,time,iso_timestamp,strain_code,strain_name,amount_g,notes\n"
    "2026-06-01,08:30,2026-06-01T08:30:00.000,RB,Red Bali,2.5,with food\n"
)
ANDROID = (
    "Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,Snore,Noise,Cycles,DeepSleep,LenAdjust,Geo\n"
    f'"{START}","Europe/Berlin","x","x","x","6.925","3.0","paced","10000","-1","-1.0","-1","-1.0","0",""\n'
)
CSVS = [(plees_tracker, PLEES), (herbal_tracker, HERBAL), (sleep_as_android, ANDROID)]


def read(module: ModuleType, text: str) -> Found:
    assert module.recognises(text.encode(), "x")
    found: Found = module.read(text.encode(), "x.csv", ReadOptions(HOME))
    return found


def refusal(module: ModuleType, text: str) -> BadRow:
    with pytest.raises(BadRow) as caught:
        module.read(text.encode(), "x", ReadOptions(HOME))
    return caught.value


def with_columns(text: str, *columns: tuple[str, str]) -> str:
    header, row = text.splitlines()
    return f"{header}{''.join(f',{name}' for name, _ in columns)}\n{row}{''.join(f',{cell}' for _, cell in columns)}\n"


# ---------------------------------------------------------------------- columns


@pytest.mark.parametrize(("module", "text"), CSVS, ids=lambda value: getattr(value, "__name__", ""))
def test_columns_of_a_newer_version_are_counted_and_left_out(module: ModuleType, text: str) -> None:
    plain, newer = read(module, text), read(module, with_columns(text, ("dreams", "3"), ("device", "=phone")))
    assert newer.entries == plain.entries
    assert newer.not_carried == (*plain.not_carried, "2 columns that legdiary does not know")
    assert read(module, with_columns(text, ("dreams", "3"))).not_carried[-1] == "1 column that legdiary does not know"


def test_a_new_column_may_stand_between_those_that_are_known() -> None:
    newer = f"sid,start,stop,mood,rating,comment,tags,wakes\n1,{START},{STOP},9,3,paced,#hot,2\n"
    (one,), (other,) = read(plees_tracker, newer).entries, read(plees_tracker, PLEES).entries
    assert one == other
    assert (one.quality, one.times, one.note) == (3, 2, "paced")


def test_a_column_that_is_known_stands_once() -> None:
    assert "accepted: the header" in refusal(plees_tracker, with_columns(PLEES, ("rating", "5"))).message
    assert "accepted: the header" in refusal(herbal_tracker, with_columns(HERBAL, ("amount_g", "5"))).message


def test_a_row_that_does_not_fit_its_header_is_still_refused() -> None:
    newer = with_columns(PLEES, ("dreams", "3"), ("device", "phone"))
    assert "line 2: 9 cells; accepted: the 8" in refusal(plees_tracker, newer.replace("paced", "paced,up")).message


def test_a_name_after_the_clock_times_of_sleep_as_android_is_no_reason_to_forget_the_others() -> None:
    text = with_columns(ANDROID, ("23:12", "0.5"), ("Spo2", "97"))
    assert read(sleep_as_android, text).not_carried[-1] == "1 column that legdiary does not know"
    adjusted = text.replace('"-1.0","0",""', '"-1.0","-25",""')
    assert any("LenAdjust" in each or "awake" in each for each in read(sleep_as_android, adjusted).not_carried)


# ---------------------------------------------------------------------- rounded numbers


@pytest.mark.parametrize("rounded", ["1.77249E+12", "1.772489e12", '"1,77249E+12"', "2E+12"])
@pytest.mark.parametrize(
    ("module", "text", "column", "line"),
    [(plees_tracker, PLEES, "start", 2), (sleep_as_android, ANDROID.replace(f'"{START}"', f"{START}"), "Id", 2)],
    ids=["plees", "android"],
)
def test_a_number_that_a_spreadsheet_rounded_is_told_as_one(
    module: ModuleType, text: str, column: str, line: int, rounded: str
) -> None:
    error = refusal(module, text.replace(str(START), rounded))
    assert (error.column, error.line) == (column, line)
    assert error.mistake == (
        f"a spreadsheet has rounded {rounded.strip(chr(34))}; accepted: whole milliseconds since 1970-01-01, "
        "as the app wrote them"
    )


def test_a_rounded_number_in_json() -> None:
    text = (
        '{"file_format": "Standard", "records": [\n{"status": "asleep", "start": 1.77249E+12, "end": 1772514330000}]}'
    )
    assert "line 2, start: a spreadsheet has rounded 1.77249E+12" in refusal(sleepdiary, text).message


# ---------------------------------------------------------------------- files of one line


def sleeps(*starts: object) -> list[dict[str, object]]:
    return [{"status": "asleep", "start": start, "end": STOP} for start in starts]


def test_in_a_file_of_one_line_the_record_is_named() -> None:
    text = json.dumps({"file_format": "Standard", "records": sleeps(START, START, "x", START)})
    assert "\n" not in text
    for whole in (text, f"{text}\n", f"\n{text}"):
        assert refusal(sleepdiary, whole).message.startswith("x, record 3, start:")
    assert refusal(sleepdiary, text.replace('"x"', "1.5.5")).message.startswith(
        "x, record 3: this is not complete JSON"
    )
    found = sleepdiary.read(
        json.dumps({"file_format": "Standard", "records": sleeps(START)}).encode(), "x", ReadOptions(HOME)
    )
    assert str(found.where[0]) == "x, record 1"


def test_where_several_records_share_a_line_the_record_is_named() -> None:
    records = ",".join(json.dumps(each) for each in sleeps(START, "x"))
    text = f'{{"file_format": "Standard",\n"records": [\n{records},\n{json.dumps(sleeps("y")[0])}]}}'
    assert refusal(sleepdiary, text).message.startswith("x, record 2, start:")
    assert refusal(sleepdiary, text.replace('"x"', str(START))).message.startswith("x, line 4, start:")


def test_legdiarys_own_json_in_one_line() -> None:
    head = '"format": "legdiary-json", "format_version": 1, "schema_version": 1, "written_by": "x"'
    night = '{"id": 1, "kind": "night", "night_of": "2026-11-20", "severity": %s}'
    with pytest.raises(BadRow, match=r"^x, record 2: 1.5 is not accepted"):
        read_own(f'{{{head}, "entries": [{night % 6}, {night % 1.5}]}}'.encode(), "x", ReadOptions(HOME))
    ledger = '"ledger": [{"id": 1, "change_id": 1, "entry_id": 1}]'
    with pytest.raises(BadRow, match=r"^x, record 1 of the ledger, made_utc_ms: "):
        read_own(f'{{{head}, "entries": [{night % 6}], {ledger}}}'.encode(), "x", ReadOptions(HOME))
