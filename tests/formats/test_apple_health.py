"""Sleep from Apple Health's export, as iOS writes it: stages, sources, zones, and files that are broken or hostile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run
from unseen import typed

from builders import BERLIN, NEW_YORK, day
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.input.tracker_names import SeveralTrackers
from legdiary.domain.time.moments import load_zone
from legdiary.formats.detect import read_data, read_path
from legdiary.formats.phone_health import apple_health
from legdiary.formats.phone_health.apple_sources import kind_of_source
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions

if TYPE_CHECKING:
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.formats.reader_result import Found

FIXTURES = Path(__file__).parent / "fixtures"
HOME = load_zone(NEW_YORK)
WATCH = (
    "Jane’s Apple Watch",
    (
        "&lt;&lt;HKDevice: 0x3000a1c80&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,1, "
        "software:11.1&gt;"
    ),
)
PHONE = (
    "Jane’s iPhone",
    (
        "&lt;&lt;HKDevice: 0x3000a1b20&gt;, name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:iPhone14,5, "
        "software:18.1&gt;"
    ),
)
#: An app has no device.
OURA = "Oura", ""
DTD = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
"""
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n{DTD}<HealthData locale="en_US">\n'
STEPS = (
    ' <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Jane’s iPhone" unit="count" '
    'startDate="2026-11-19 17:50:00 -0500" endDate="2026-11-19 18:00:00 -0500" value="512"/>\n'
)


def record(
    value: str,
    start: str,
    end: str,
    source: tuple[str, str] = WATCH,
    zone: str | None = NEW_YORK,
    offset: str = "-0500",
) -> str:
    """One record; `19 23:10` is a day of November 2026 and a clock time."""
    first, last = (f"2026-11-{each}{'' if each.count(':') > 1 else ':00'} {offset}" for each in (start, end))
    begins = (
        f' <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="{source[0]}" sourceVersion="11.1" '
        f'device="{source[1]}" creationDate="{last}" startDate="{first}" endDate="{last}" '
        f'value="HKCategoryValueSleepAnalysis{value}"'
    )
    if zone is None:
        return f"{begins}/>\n"
    return f'{begins}>\n  <MetadataEntry key="HKTimeZone" value="{zone}"/>\n </Record>\n'


def export(*records: str) -> bytes:
    return f"{HEAD}{''.join(records)}</HealthData>\n".encode()


def zipped(xml: bytes, name: str = "apple_health_export/export.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export_cda.xml", b'<?xml version="1.0"?>\n<ClinicalDocument/>\n')
        archive.writestr("apple_health_export/workout-routes/route_2026-11-19_5.31pm.gpx", b"<gpx/>")
        archive.writestr(name, xml)
    return made.getvalue()


def read(content: bytes, *trackers: str, **more: Any) -> Found:
    of, found = read_data(content, "export.xml", ReadOptions(HOME, trackers=trackers, **more))
    assert of.name == "apple-health"
    return found


def night(*records: str) -> Sleep:
    (entry,) = read(export(*records)).entries
    return entry  # type: ignore[no-any-return]


def refusal(content: bytes) -> BadRow:
    with pytest.raises(BadRow) as refused:
        apple_health.read(content, "export.xml", ReadOptions(HOME))
    return refused.value


# ---------------------------------------------------------------------- what the stages say


def test_a_night_of_a_watch_by_hand() -> None:
    """23:10:30–06:20 is 429.5 minutes, 25 of them awake: 404.5 asleep at most. No time to fall asleep is stated."""
    found = read((FIXTURES / "apple-health.xml").read_bytes())
    first, second = found.entries
    assert (first.night_of, first.typed_frame, first.awake_min) == (day("2026-11-17"), "22:45-06:30", None)
    assert (second.night_of, second.typed_frame) == (day("2026-11-18"), "23:10-06:20")
    assert (second.latency_min, second.awake_min, second.times) == (None, 25, None)
    assert sleep_figures(second).tst_at_most_min == 404
    assert found.trackers == ("iPhone", "Apple Watch")
    assert [each.line for each in found.where] == [25, 28]


def test_awake_before_the_first_sleep_is_falling_asleep_and_after_the_last_lying_awake() -> None:
    """Awake 22:45–23:10 is 25, 02:40–03:00 is 20, 06:20–06:35 is 15. 22:45–06:20 is 455, and 455 − 45 asleep."""
    found = night(
        record("Awake", "19 22:45", "19 23:10"),
        record("AsleepCore", "19 23:10", "20 02:40"),
        record("Awake", "20 02:40", "20 03:00"),
        record("AsleepDeep", "20 03:00", "20 06:20"),
        record("Awake", "20 06:20", "20 06:35"),
    )
    assert (found.typed_frame, found.latency_min, found.awake_min, found.lying_awake_min) == ("22:45-06:20", 25, 20, 15)
    figures = sleep_figures(found)
    assert (figures.tst_min, figures.tib_min) == (410, 470)


def test_in_bed_is_neither_awake_nor_asleep() -> None:
    """In bed 22:45–06:50, asleep 23:10–02:00 and 02:20–06:30: 170 + 250 asleep, of 465 until the last waking."""
    found = night(
        record("InBed", "19 22:45", "20 06:50", OURA, None),
        record("AsleepUnspecified", "19 23:10", "20 02:00", OURA, None),
        record("AsleepUnspecified", "20 02:20", "20 06:30", OURA, None),
    )
    assert found.typed_frame == "22:45-06:30"
    assert found.up is not None
    assert f"{found.up.local:%H:%M}" == "06:50"
    assert (found.latency_min, found.awake_min, found.awake_least_min, found.unslept_least_min) == (
        None,
        None,
        None,
        45,
    )
    assert sleep_figures(found).tst_at_most_min == 420
    assert sleep_figures(found).tib_min == 485


def test_stages_without_any_time_awake_say_none_and_an_unstaged_sleep_says_nothing() -> None:
    assert night(record("AsleepCore", "19 23:00", "20 07:00")).awake_min == 0
    assert night(record("Asleep", "19 23:00", "20 07:00")).awake_min is None


def test_in_bed_alone_is_the_night_at_most() -> None:
    found = night(record("InBed", "19 23:00", "20 07:00", PHONE))
    assert (found.typed_frame, sleep_figures(found).tst_at_most_min, found.awake_min) == ("23:00-07:00", 480, None)


def test_a_night_in_two_parts_and_a_nap() -> None:
    """Up 02:00–03:30 with nothing recorded: awake at least 90 + 10 stated. The nap by day is 40 minutes."""
    found = night(
        record("AsleepCore", "19 23:00", "20 01:00"),
        record("Awake", "20 01:00", "20 01:10"),
        record("AsleepREM", "20 01:10", "20 02:00"),
        record("AsleepCore", "20 03:30", "20 07:00"),
        record("AsleepCore", "20 11:00", "20 11:40"),
    )
    assert (found.typed_frame, found.awake_min, found.awake_least_min, found.nap_min) == ("23:00-07:00", None, 100, 40)
    assert found.note == "tracked 23:00–02:00, 03:30–07:00"


def test_awake_alone_and_what_apple_adds_one_day_are_counted() -> None:
    found = read(
        export(
            record("Awake", "18 12:00", "18 12:30"),
            record("AsleepSomehow", "19 23:00", "20 07:00"),
            record("AsleepCore", "20 23:00", "21 07:00"),
        )
    )
    assert len(found.entries) == 1
    assert "1 time awake with no sleep beside it" in found.not_carried
    assert "1 record of sleep of a kind that legdiary does not know" in found.not_carried
    assert "the stage (light, deep, REM) of 1 record of sleep" in found.not_carried


def test_nothing_of_steps_hearts_and_workouts_is_counted() -> None:
    found = read(export(STEPS, record("AsleepCore", "20 23:00", "21 07:00"), STEPS))
    assert found.not_carried == (
        "minutes to fall asleep of 1 night: the file does not say, so the time slept is known only at most",
        "the stage (light, deep, REM) of 1 record of sleep",
    )
    assert read(export(STEPS)).entries == ()


# ---------------------------------------------------------------------- zones


def test_a_journey_keeps_the_clock_of_each_night() -> None:
    """iOS writes all times with the offset of the phone at the export; the zone beneath says where one was."""
    found = read(
        export(
            record("Asleep", "18 23:00", "19 06:00"),
            record("Asleep", "19 17:30", "20 00:30", zone=BERLIN),
            record("Asleep", "20 23:00", "21 06:00", zone=None),
        )
    )
    assert [(f"{each.night_of:%d}", each.typed_frame, each.bed.zone) for each in found.entries] == [
        ("18", "23:00-06:00", NEW_YORK),
        ("19", "23:30-06:30", BERLIN),
        ("20", "23:00-06:00", NEW_YORK),
    ]


def test_a_zone_that_is_not_known_is_said() -> None:
    found = read(
        export(*(record("Asleep", f"{each} 23:00", f"{each + 1} 06:00", zone="Mars/Olympus") for each in (17, 18)))
    )
    assert {each.bed.zone for each in found.entries} == {NEW_YORK}
    assert "the time zone of 2 records, which is not known here" in found.not_carried


def test_the_offset_is_that_of_the_phone_at_the_export_so_it_moves_nothing() -> None:
    """Exported in Berlin: the instants are right, and the clock is the person's."""
    found = read(export(record("Asleep", "20 05:00", "20 12:00", zone=None, offset="+0100")))
    assert [(each.typed_frame, each.bed.zone) for each in found.entries] == [("23:00-06:00", NEW_YORK)]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        # The clocks went back at 03:00, to 02:00: 23:00–07:00 is 9 h.
        ("2026-10-24 23:00:00 +0200", "2026-10-25 07:00:00 +0100", 540),
        # They went forward: 7 h.
        ("2026-03-28 23:00:00 +0100", "2026-03-29 07:00:00 +0200", 420),
        # iOS may write both with the offset of the day of the export.
        ("2026-10-24 22:00:00 +0100", "2026-10-25 07:00:00 +0100", 540),
    ],
)
def test_both_clock_changes(start: str, end: str, minutes: int) -> None:
    made = record("AsleepCore", "19 23:00", "20 07:00", zone=BERLIN)
    made = made.replace("2026-11-19 23:00:00 -0500", start).replace("2026-11-20 07:00:00 -0500", end)
    found = night(made)
    assert (found.typed_frame, sleep_figures(found).tib_min) == ("23:00-07:00", minutes)


# ---------------------------------------------------------------------- sources


@pytest.mark.parametrize(
    ("name", "device", "kind"),
    [
        (*WATCH, "Apple Watch"),
        (*PHONE, "iPhone"),
        (
            "Clock",
            "<<HKDevice: 0x283704280>, name:iPhone, manufacturer:Apple, model:iPhone, hardware:iPhone9,4>",
            "iPhone",
        ),
        ("Jane’s Apple\xa0Watch", "", "Apple Watch"),
        ("Oura", "", "Oura"),
        ("AutoSleep", "<<HKDevice: 0x1>, name:Apple Watch, model:Watch>", "AutoSleep"),
        ("Connect", "", "Garmin Connect"),
        ("Jane Doe’s ring", "<<HKDevice: 0x1>, name:Jane, model:Jane>", "another app"),
    ],
)
def test_a_source_is_shown_by_its_kind(name: str, device: str, kind: str) -> None:
    assert kind_of_source(name, device) == kind


BOTH = (
    record("InBed", "19 22:40", "20 06:55", PHONE),
    record("AsleepCore", "19 23:10", "20 06:20", WATCH),
    record("AsleepCore", "20 23:00", "21 06:00", WATCH),
    record("Asleep", "20 23:05", "21 06:10", ("Jane’s first app", "")),
    record("Asleep", "20 23:06", "21 06:11", ("Jane’s other app", "")),
)


def test_the_same_night_from_several_sources() -> None:
    with pytest.raises(SeveralTrackers) as refused:
        read(export(*BOTH))
    assert "Jane" not in refused.value.message
    assert [str(each) for each in refused.value.trackers] == [
        "iPhone (1 night, 2026-11-19)",
        "Apple Watch (2 nights, 2026-11-19 to 2026-11-20)",
        "another app (1 night, 2026-11-20)",
        "another app 2 (1 night, 2026-11-20)",
    ]
    found = read(export(*BOTH), "iphone", "another-app-2")
    assert [each.typed_frame for each in found.entries] == ["22:40-06:55", "23:06-06:11"]
    assert "2 nights of Apple Watch, which another source has as well" in found.not_carried


def test_it_is_asked_at_a_terminal_and_refused_without_one(tmp_path: Path) -> None:
    file, diary = tmp_path / "export.zip", tmp_path / "d.db"
    file.write_bytes(zipped(export(*BOTH)))
    refused = run("import", str(file), diary=diary)
    assert refused.code == 1
    assert "--source iphone or --source apple-watch" in refused.stderr
    assert "Jane" not in refused.stdout + refused.stderr
    assert not diary.exists()
    shown, code = typed("import", str(file), answers=("5", "2,1"), diary=diary)
    assert code == 0
    assert "  2 Apple Watch (2 nights, 2026-11-19 to 2026-11-20)" in shown
    assert "added 2 sleeps" in shown
    assert "Jane" not in shown
    assert "added nothing" in ok("import", str(file), "--source", "Apple Watch", diary=diary).stdout


def test_a_later_export_adds_what_is_new(tmp_path: Path) -> None:
    earlier, later, diary = tmp_path / "a.xml", tmp_path / "b.xml", tmp_path / "d.db"
    first, second = record("AsleepCore", "19 23:10", "20 06:20"), record("AsleepCore", "20 23:10", "21 06:20")
    earlier.write_bytes(export(first))
    later.write_bytes(export(STEPS, second, first))
    assert "added 1 sleep" in ok("import", str(earlier), diary=diary).stdout
    answer = ok("import", str(later), diary=diary).stdout
    assert "added 1 sleep" in answer
    assert "already in the diary: 1 sleep" in answer


# ---------------------------------------------------------------------- files


@pytest.mark.parametrize("name", ["apple_health_export/export.xml", "apple_health_export/导出.xml", "exportar.xml"])
def test_the_zip_is_told_by_what_is_in_it(name: str) -> None:
    content = zipped(export(record("AsleepCore", "19 23:10", "20 06:20")), name)
    assert apple_health.recognises(content, "x.zip")
    assert len(read(content).entries) == 1


def test_other_xml_and_other_zips_are_not_apples() -> None:
    assert not apple_health.recognises(b'<?xml version="1.0"?>\n<ClinicalDocument/>\n', "export.xml")
    assert not apple_health.recognises(zipped(b"<gpx/>"), "export.zip")


@pytest.mark.parametrize("cut", [b"<Record type", b"endDate", b"\n </Record>"])
def test_a_file_broken_off_gives_what_is_whole_and_says_so(cut: bytes) -> None:
    whole = export(*(record("AsleepCore", f"{night} 23:10", f"{night + 1} 06:20") for night in (17, 18, 19)))
    broken = whole[: whole.rindex(cut) + 4]
    found = read(broken)
    assert len(found.entries) == 2 + (cut == b"\n </Record>")
    line = broken.count(b"\n") + 1
    assert f"what stands behind line {line}: the file is broken there; export it once more for the rest" in (
        found.not_carried
    )


@pytest.mark.parametrize("encoding", ["Factory", "hex", "utf-7", "shift_jis", ""])
def test_a_file_that_names_an_encoding_is_read_as_what_apple_writes(encoding: str) -> None:
    """One that nobody knows, or that is no encoding of letters, ended with a fault."""
    content = export(record("AsleepCore", "19 23:10", "20 06:20"))
    named = content.replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode())
    if encoding:
        assert read(named).entries == read(content).entries
    else:
        assert "line 1: the XML is broken here" in refusal(named).message


def test_a_file_broken_before_any_sleep_is_refused_with_its_line() -> None:
    assert refusal(export(STEPS)[:-20]).message == (
        "export.xml, line 10: the XML is broken here, and no sleep stands before it"
    )


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "b">',
        '<!ENTITY % a SYSTEM "file:///etc/passwd">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!-- harmless --><!ENTITY a "ha"><!ENTITY b "&a;&a;">',
    ],
)
def test_a_declared_entity_is_refused(declared: str) -> None:
    content = export(record("AsleepCore", "19 23:10", "20 06:20")).replace(b"]>", f"{declared}\n]>".encode(), 1)
    assert "declares an XML entity" in refusal(content).message


def test_an_inline_dtd_that_no_parser_accepts_does_no_harm() -> None:
    """iOS 16 wrote one with an attribute list that is not closed; an entity in a comment is none."""
    content = export(record("AsleepCore", "19 23:10", "20 06:20"))
    odd = b"<!ATTLIST VisionPrescription\n  type CDATA #REQUIRED\n<!-- <!ENTITY --> \n<!ELEMENT Prescription EMPTY>\n"
    found = read(content.replace(b"]>", odd + b"]>", 1))
    assert [each.line for each in found.where] == [14]


def test_an_entity_that_is_not_declared_breaks_the_file() -> None:
    content = export(record("AsleepCore", "19 23:10", "20 06:20")).replace(b"Jane", b"&jane;")
    assert "line 10: the XML is broken here" in refusal(content).message


@pytest.mark.parametrize(
    ("typed", "column", "mistake"),
    [
        (("19 23:10:00 -0500", "19 23:10:00"), "startDate", "accepted: a time such as"),
        (("20 06:20:00", "19 06:20:00"), "endDate", "before its start"),
        (("20 06:20:00", "20 18:20:00"), "endDate", "up to 16 h"),
        (("2026-11-19 23:10", "1925-11-19 23:10"), "startDate", "not a moment from 1990"),
    ],
)
def test_records_that_cannot_be_right_name_their_line(typed: tuple[str, str], column: str, mistake: str) -> None:
    good, bad = record("AsleepCore", "18 23:10", "19 06:20"), record("AsleepCore", "19 23:10", "20 06:20")
    content = export(good, bad.replace(*typed))
    assert refusal(content).place == f"export.xml, line 13, {column}"
    assert mistake in refusal(content).message
    skipping = BadRows(skip=True)
    assert len(read(content, bad=skipping).entries) == 1
    assert [each.place for each in skipping.left_out] == [f"export.xml, line 13, {column}"]


def test_a_zip_bomb_is_refused_soon() -> None:
    bomb = zipped(HEAD.encode() + b" " * 60_000_000)
    assert len(bomb) < 100_000
    assert refusal(bomb).message == "export.xml: the zip unpacks to more than 100 times its size"


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (b"<Record>" * 3000, "elements within each other, more than 1000 deep"),
        (b'<Record value="' + b"x" * 3_000_000, "larger than 1 MB in one cell"),
        (b"<!-- " + b"x" * 3_000_000, "larger than 1 MB in one cell"),
    ],
    ids=["depth", "attribute", "comment"],
)
def test_what_would_fill_the_memory_is_refused(hostile: bytes, why: str) -> None:
    assert why in refusal(HEAD.encode() + hostile).message


def test_a_damaged_zip_is_told() -> None:
    """Its list is at the end, so a zip that is not whole cannot be opened."""
    whole = zipped(export(record("AsleepCore", "19 23:10", "20 06:20")))
    assert refusal(whole[:-30]).message == "export.xml: this zip is damaged; export it once more"


def test_an_unpacked_zip_is_taken_as_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "apple_health_export"
    (folder / "workout-routes").mkdir(parents=True)
    (folder / "export_cda.xml").write_text("<ClinicalDocument/>")
    (folder / "exportar.xml").write_bytes(export(record("AsleepCore", "19 23:10", "20 06:20")))
    of, found = read_path(folder, ReadOptions(HOME))
    assert (of.name, len(found.entries)) == ("apple-health", 1)
