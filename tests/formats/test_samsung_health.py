"""Sleep from Samsung Health's personal data: two tables, times in UTC, a comma at the end of every row."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok

from builders import BERLIN, NEW_YORK, day
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.input.tracker_names import SeveralTrackers
from legdiary.domain.time.moments import load_zone
from legdiary.formats.detect import NotAFile, find_format, read_path
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions, TooLarge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.entries.sleep import Sleep
    from legdiary.formats.reader_result import Found

FIXTURES = Path(__file__).parent / "fixtures"
HOME = load_zone(NEW_YORK)
SLEEPS, STAGES = "com.samsung.shealth.sleep.20261122093000.csv", "com.samsung.health.sleep_stage.20261122093000.csv"
#: As errors call it: they cut names off at 40 characters.
SHOWN = "shealth.sleep.20261122093000.csv"
P = "com.samsung.health.sleep."
#: As of 2026; the app's own columns with the table's name before them.
HEADER = (
    f"efficiency,sleep_score,sleep_latency,{P}start_time,{P}time_offset,{P}comment,{P}pkg_name,{P}end_time,{P}datauuid,"
)
STAGE_HEADER = (
    "create_sh_ver,start_time,sleep_id,custom,modify_sh_ver,update_time,create_time,stage,time_offset,deviceuuid,"
    "pkg_name,end_time,datauuid,"
)
OWN, SAA = "com.sec.android.app.shealth", "com.urbandroid.sleep"
AWAKE, LIGHT, DEEP, REM = 40001, 40002, 40003, 40004


def sleep(
    number: int, start: str, end: str, offset: str = "UTC-0500", app: str = OWN, comment: str = "", latency: str = ""
) -> str:
    """A row; `20 04:00` is a day of November 2026 and a time in UTC."""
    first, last = (f"2026-11-{each}:00.000" for each in (start, end))
    return f"88.0,74,{latency},{first},{offset},{comment},{app},{last},uuid-{number},"


def stage(number: int, kind: int, start: str, end: str) -> str:
    first, last = (f"2026-11-{each}:00.000" for each in (start, end))
    return f"6311009,{first},uuid-{number},,,{last},{last},{kind},UTC-0500,device,{OWN},{last},stage,"


def table(name: str, header: str, rows: Sequence[str]) -> str:
    return "\n".join(("\ufeff" + name, header, *rows, ""))


def sleeps_csv(*rows: str, header: str = HEADER) -> str:
    return table("com.samsung.shealth.sleep,6311009,11", header, rows)


def stages_csv(*rows: str) -> str:
    return table("com.samsung.health.sleep_stage,6311009,7", STAGE_HEADER, rows)


def export(folder: Path, sleeps: Sequence[str], stages: Sequence[str] = ()) -> Path:
    """The folder as the phone writes it, called by the account's name."""
    made = folder / "samsunghealth_jane.doe_20261122093000"
    (made / "jsons").mkdir(parents=True)
    (made / SLEEPS).write_text(sleeps_csv(*sleeps), encoding="utf-8")
    (made / STAGES).write_text(stages_csv(*stages), encoding="utf-8")
    (made / "com.samsung.shealth.sleep_combined.20261122093000.csv").write_text("junk\n")
    (made / "com.samsung.shealth.step_daily_trend.20261122093000.csv").write_text("junk\n")
    (made / "jsons" / "com.samsung.shealth.sleep.data.json").write_text("{}")
    return made


def zipped(folder: Path) -> Path:
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
    return target


def read(path: Path, *trackers: str, **more: Any) -> Found:
    of, found = read_path(path, ReadOptions(more.pop("zone", HOME), trackers=trackers, **more))
    assert of.name == "samsung-health"
    return found


def night(folder: Path, sleeps: Sequence[str], stages: Sequence[str] = (), **more: Any) -> Sleep:
    (entry,) = read(export(folder, sleeps, stages), **more).entries
    return entry  # type: ignore[no-any-return]


def refusal(path: Path) -> BadRow:
    with pytest.raises(BadRow) as refused:
        read(path)
    return refused.value


# ---------------------------------------------------------------------- what stands in the tables


def test_the_table_of_sleeps_alone() -> None:
    """04:10–11:35 UTC is 23:10–06:35 in New York."""
    found = read(FIXTURES / "samsung-health.csv")
    first, second = found.entries
    assert (first.night_of, first.typed_frame, first.bed.zone) == (day("2026-11-17"), "23:10-06:35", NEW_YORK)
    assert (sleep_figures(first).tst_at_most_min, first.awake_min, first.latency_min) == (445, None, None)
    assert (second.typed_frame, second.note) == ("23:30-07:00", "restless")
    assert found.not_carried[1:] == (
        "1 time to fall asleep in a unit that the file does not state",
        "17 columns that legdiary does not know",
    )


NIGHT = sleep(1, "20 04:00", "20 12:00")
#: 23:00–07:00 there: awake 23:00–23:20 and 03:00–03:30, asleep until 06:45, then awake.
HYPNOGRAM = (
    stage(1, LIGHT, "20 04:20", "20 08:00"),
    stage(1, AWAKE, "20 04:00", "20 04:20"),
    stage(1, AWAKE, "20 08:00", "20 08:30"),
    stage(1, DEEP, "20 08:30", "20 10:00"),
    stage(1, REM, "20 10:00", "20 11:45"),
    stage(1, AWAKE, "20 11:45", "20 12:00"),
)


def test_a_night_by_hand_from_folder_and_zip(tmp_path: Path) -> None:
    """23:00–06:45 is 465: 20 to fall asleep, 30 awake, 415 asleep; then 15 awake in bed."""
    folder = export(tmp_path, [NIGHT], HYPNOGRAM)
    found = read(folder)
    (made,) = found.entries
    assert (made.typed_frame, made.latency_min, made.awake_min, made.lying_awake_min) == ("23:00-06:45", 20, 30, 15)
    assert sleep_figures(made).tst_min == 415
    assert "the stage (light, deep, REM) of 3 spans of sleep" in found.not_carried
    assert read(zipped(folder)) == found


def test_two_parts_and_a_nap(tmp_path: Path) -> None:
    """23:00–02:00 and 03:30–07:00, and 14:00–14:40 the day before."""
    rows = (sleep(1, "20 04:00", "20 07:00"), sleep(2, "20 08:30", "20 12:00"), sleep(3, "19 19:00", "19 19:40"))
    made = night(tmp_path, rows)
    assert (made.typed_frame, made.awake_least_min, made.nap_min) == ("23:00-07:00", 90, 40)


def test_a_sleep_whose_times_were_changed_keeps_the_stages_within(tmp_path: Path) -> None:
    """The person changed the wake time to 06:00; the stage until 06:45 and the one after it were longer."""
    folder = export(tmp_path, [sleep(1, "20 04:00", "20 11:00")], HYPNOGRAM)
    found = read(folder)
    assert (found.entries[0].typed_frame, found.entries[0].awake_min) == ("23:00-06:00", 30)
    assert "2 stages as far as it does not lie within its sleep" in found.not_carried


def test_stages_of_another_kind_and_of_no_sleep_are_counted(tmp_path: Path) -> None:
    rows = (stage(1, 40009, "20 05:00", "20 06:00"), stage(7, LIGHT, "20 05:00", "20 06:00"))
    found = read(export(tmp_path, [NIGHT, ",,,,UTC-0500,,,,,"], rows))
    assert {
        "1 row without a start or an end",
        "1 stage of no sleep in the export",
        "1 stage of a kind that legdiary does not know",
    } <= set(found.not_carried)


def test_an_older_table_has_milliseconds_and_bare_names(tmp_path: Path) -> None:
    header = "start_time,end_time,time_offset,datauuid"
    path = tmp_path / "old.csv"
    path.write_text(table("com.samsung.health.sleep,2400102,1", header, ["1542690000000,1542715200000,3600000,a"]))
    (made,) = read(path, zone=load_zone(BERLIN)).entries
    assert (made.night_of, made.typed_frame) == (day("2018-11-19"), "06:00-13:00")


# ---------------------------------------------------------------------- zones


def test_a_journey_keeps_the_clock_of_each_night(tmp_path: Path) -> None:
    rows = (
        sleep(1, "19 04:00", "19 12:00"),
        sleep(2, "19 22:00", "20 06:00", "UTC+0100"),
        sleep(3, "21 04:00", "21 12:00", ""),
    )
    found = read(export(tmp_path, rows)).entries
    assert [(each.typed_frame, each.bed.zone) for each in found] == [
        ("23:00-07:00", NEW_YORK), ("23:00-07:00", "UTC+01:00"), ("23:00-07:00", NEW_YORK),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "offset", "minutes"),
    [
        ("2026-10-24 21:00:00.000", "2026-10-25 06:00:00.000", "UTC+0200", 540),
        ("2026-03-28 22:00:00.000", "2026-03-29 05:00:00.000", "UTC+0100", 420),
    ],
    ids=["back", "forward"],
)
def test_both_clock_changes(tmp_path: Path, start: str, end: str, offset: str, minutes: int) -> None:
    """In bed 23:00–07:00 in Berlin; the offset is that of the start."""
    row = f"88.0,74,,{start},{offset},,{OWN},{end},uuid-1,"
    made = night(tmp_path, [row], zone=load_zone(BERLIN))
    assert (made.typed_frame, made.bed and made.bed.zone, sleep_figures(made).tib_min) == (
        "23:00-07:00",
        BERLIN,
        minutes,
    )


# ---------------------------------------------------------------------- apps, later exports


def test_the_same_night_from_two_apps(tmp_path: Path) -> None:
    rows = (NIGHT, sleep(2, "20 04:10", "20 11:50", app=SAA), sleep(3, "21 04:00", "21 12:00", app="jane.doe.app"))
    folder = export(tmp_path, rows)
    with pytest.raises(SeveralTrackers) as refused:
        read(folder)
    assert [each.word for each in refused.value.trackers] == ["samsung-health", "sleep-as-android", "another-app"]
    assert "jane.doe.app" not in refused.value.message
    found = read(folder, "sleep-as-android", "another-app")
    assert [each.typed_frame for each in found.entries] == ["23:10-06:50", "23:00-07:00"]


def test_a_later_export_adds_what_is_new_and_a_folder_of_both_is_taken_once(tmp_path: Path) -> None:
    diary, later = tmp_path / "d.db", tmp_path / "later"
    first = export(tmp_path, [NIGHT], HYPNOGRAM)
    second = export(later, [sleep(2, "21 04:00", "21 12:00"), NIGHT], HYPNOGRAM)
    assert "added 1 sleep" in ok("import", str(first), diary=diary).stdout
    answer = ok("import", str(second), diary=diary).stdout
    assert "added 1 sleep" in answer
    assert "already in the diary: 1 sleep" in answer
    longer = sleeps_csv(sleep(1, "20 04:00", "20 12:30"))
    (second / SLEEPS.replace("1122", "1129")).write_text(longer, encoding="utf-8")
    assert [each.typed_frame for each in read(second).entries] == ["23:00-07:30", "23:00-07:00"]


# ---------------------------------------------------------------------- what cannot be right


@pytest.mark.parametrize(
    ("row", "place", "mistake"),
    [
        (NIGHT.replace("20 04:00", "20 4 am"), f"{SHOWN}, line 3, start_time", "accepted: a time such as"),
        (NIGHT.replace("20 12:00", "20 03:00"), f"{SHOWN}, line 3, end_time", "before its start"),
        (NIGHT.replace("20 12:00", "21 12:00"), f"{SHOWN}, line 3, end_time", "16 h"),
        (NIGHT.replace("UTC-0500", "UTC-4500"), f"{SHOWN}, line 3, time_offset", "'UTC-4500'; accepted"),
        (NIGHT.replace("UTC-0500", "EST"), f"{SHOWN}, line 3, time_offset", "'EST'; accepted"),
        (NIGHT.replace(",,com", ",private\x07,com"), f"{SHOWN}, line 3, comment", "control"),
        (f"{NIGHT}x,", f"{SHOWN}, line 3", "cells; accepted: the 9 of the header"),
    ],
)
def test_rows_that_cannot_be_right_name_their_line(tmp_path: Path, row: str, place: str, mistake: str) -> None:
    folder = export(tmp_path, [row, sleep(2, "21 04:00", "21 12:00")])
    refused = refusal(folder)
    assert refused.place == place
    assert mistake in refused.message
    assert "private" not in refused.message
    skipping = BadRows(skip=True)
    assert len(read(folder, bad=skipping).entries) == 1
    assert [each.place for each in skipping.left_out] == [place]


def test_stages_without_their_sleeps_are_refused(tmp_path: Path) -> None:
    path = tmp_path / STAGES
    path.write_text(stages_csv(*HYPNOGRAM), encoding="utf-8")
    assert "line 1: stages without their sleeps; give the folder of the export, or its zip" in refusal(path).message


def test_a_folder_without_sleeps_is_no_export(tmp_path: Path) -> None:
    (tmp_path / "com.samsung.shealth.sleep_combined.1.csv").write_text("junk\n")
    with pytest.raises(NotAFile):
        read_path(tmp_path, ReadOptions(HOME))
    with pytest.raises(BadRow, match="is in this folder; was another export meant"):
        read_path(tmp_path, ReadOptions(HOME), find_format("samsung-health"))


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(SLEEPS, "w") as file:
        for _ in range(210):
            file.write(b"," * 1_000_000)
    with pytest.raises(TooLarge):
        read_path(bomb, ReadOptions(HOME))
