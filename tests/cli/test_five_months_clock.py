"""The typical days of the five months, and what went on beside the nights: each beside `five_months_clock`."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from five_months import A_DAY, READ_AT
from five_months_clock import CLOCK_CHANGES, STAYS, mitragynine_days, spans, spread, typed_ratings, typical
from five_months_reckoning import BASELINE, median, within
from five_months_views import EVERY, FIRST, LAST, diary, look_json, near

from builders import context, present
from legdiary.app.night_range import Span
from legdiary.app.reports import MakeReport, gather, load_report, load_screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from five_months_clock import Spread

#: The flags of a report, and its latest 14 nights; beside them stands the diary's baseline, wherever the range begins.
#: The clocks went back in the baseline.
STRETCHES: dict[str, tuple[str, date]] = {
    "taper": ("--taper", LAST),  # the clocks went forward on 8 March; days without
    "there": ("--from 2025-12-15 --to 2025-12-28", date(2025, 12, 28)),  # the flight to Berlin
    "back": ("--from 2025-12-15 --to 2026-01-11", date(2026, 1, 11)),  # Berlin, the flight back, days without a word
    "autumn": ("--from 2025-11-10 --to 2025-11-29", date(2025, 11, 29)),
}


def check_spread(told: Mapping[str, Any], right: Spread, value: Callable[[Fraction], Any] = float) -> None:
    assert told["n"] == right.n
    for key in ("median", "q1", "q3"):
        of = getattr(right, key)
        assert told[key] == (None if of is None else value(of)), key


def wall(after_noon: Fraction) -> str:
    minutes = int(after_noon + 720 + Fraction(1, 2)) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


class TestTheClock:
    @pytest.mark.parametrize("name", STRETCHES)
    def test_typical_days(self, name: str) -> None:
        flags, last = STRETCHES[name]
        stretches = [(FIRST, BASELINE.last), (last - 13 * A_DAY, last)]
        told = look_json("report", *flags.split())["typical_days"]
        assert [(each["from"], each["to"]) for each in told] == [(f"{a}", f"{b}") for a, b in stretches]
        for each, (first, until) in zip(told, stretches, strict=True):
            right = typical(first, until)
            check_spread(each["doses_per_day"], right.doses)
            assert each["usual_doses"] == right.usual
            for slot, (at, amount) in zip(each["doses"], right.slots, strict=True):
                check_spread(slot["at"], at, wall)
                check_spread(slot["amount"], amount, lambda mg: float(mg / 1000))
            for key, of in (("onset", right.onset), ("bed", right.bed), ("wake", right.wake)):
                check_spread(each[key], of, wall)
            assert each["asleep"]["n"] == right.asleep_n
            assert each["asleep"]["share"] == [round(float(share), 4) for share in right.asleep or ()]
            gaps = spread(night.gap for night in within(EVERY, first, until))
            check_spread(each["longest_gap_h"], gaps, lambda minutes: round(float(minutes / 60), 2))
            check_spread(each["last_dose_to_onset_h"], right.since_last, lambda minutes: round(float(minutes / 60), 2))

    def test_they_do_not_depend_on_the_window(self) -> None:
        whole = look_json("report", "--taper")["typical_days"]
        assert look_json("report", "--last", "8w")["typical_days"][1] == whole[1]
        assert look_json("report", "--last", "8w", "--by", "month")["typical_days"][1] == whole[1]
        early = look_json("report", "--from", f"{FIRST}", "--to", "2025-11-30")["typical_days"]
        assert early[0] == whole[0]

    def test_the_page_has_the_same(self) -> None:
        """A page reads every dose in full, a report only those of the typical days."""
        with context(diary(), READ_AT).open_for_reading() as opened:
            long, short = (
                gather(opened, present(READ_AT), MakeReport(Span(), taper=True), in_short=in_short).report(None)
                for in_short in (False, True)
            )
        assert long.typical_days == short.typical_days
        assert long.timelines == short.timelines

    @pytest.mark.parametrize(
        "request_", [MakeReport(Span(), taper=True), MakeReport(Span(last="8w")), MakeReport(Span("20w"), by="month")]
    )
    def test_one_screen_reads_less_and_tells_the_same(self, request_: MakeReport) -> None:
        reader = context(diary(), READ_AT)
        short, whole = load_screen(reader, request_), load_report(reader, request_)
        assert [replace(night, factors=()) for night in whole.records] == list(short.records)
        for part in ("from_night", "before_night", "by", "overall", "events", "also_in_force", "not_logged"):
            assert getattr(short, part) == getattr(whole, part), part
        for part in ("headlines", "substances", "target_days", "stretches"):
            assert getattr(short.summary, part) == getattr(whole.summary, part), part
        for row, group in zip(short.groups, whole.groups, strict=True):
            assert all(getattr(row, field.name) == getattr(group, field.name) for field in fields(row))

    def test_courses(self) -> None:
        told = look_json("report", "--taper")["timelines"]["courses"]
        found = [
            (each["name"], *(span[key] for key in ("from", "to", "begins", "ends", "amount", "form", "days_logged")))
            for each in told
            for span in each["spans"]
        ]
        assert sorted(found, key=str) == sorted(spans(), key=str)

    def test_a_course_begun_before_the_range(self) -> None:
        told = look_json("report", "--from", "2026-01-25", "--to", "2026-02-07")["timelines"]["courses"]
        assert [(each["name"], each["spans"][0]["from"], each["days_logged"]) for each in told] == [
            ("by mouth", "2026-01-16", 12),  # not on 2 and 5 February
            ("gabapentin", "2026-01-20", 9),  # not on 29 and 31 January, nor on 3, 5 and 7 February
        ]

    def test_places_and_clock_changes(self) -> None:
        told = look_json("report", "--taper")["timelines"]
        assert [(each["zone"], each["from"], each["to"]) for each in told["stays"]] == STAYS
        assert [
            (each["night_of"], each["zone"], each["forward_min"]) for each in told["clock_changes"]
        ] == CLOCK_CHANGES
        inside = look_json("report", "--from", "2025-12-27", "--to", "2026-01-02")["timelines"]
        assert inside["stays"] == [{"zone": "Europe/Berlin", "from": "2025-12-27", "to": "2026-01-02"}]

    def test_what_was_rated(self) -> None:
        told = look_json("report", "--taper")["timelines"]["helped"]
        assert [(each["name"], each["nights"], each["ratings"], each["median"]) for each in told] == [
            (name, len({on for on, _ in of}), len(of), median(helped for _, helped in of))
            for name, of in typed_ratings().items()
        ]

    def test_mitragynine(self) -> None:
        report = look_json("report", "--taper")
        leaf, extract, seven_oh = report["timelines"]["potency"]
        assert [each["substance"] for each in (leaf, extract, seven_oh)] == ["leaf", "extract", "7-oh"]
        parts = [
            (report, leaf["overall"]),
            *zip(report["groups"], leaf["groups"], strict=True),
            *zip(report["stretches"], leaf["stretches"], strict=True),
        ]
        for of, told in parts:
            some = within(EVERY, date.fromisoformat(of["from"]), date.fromisoformat(of["to"]))
            known = mitragynine_days(some)
            for key in ("mitragynine_low_mg", "mitragynine_high_mg"):
                assert told[key]["n"] == len(known)
                assert near(told[key]["median"], median(known), 0.000001)
            assert told["amount"]["n"] == sum(night.leaf is not None for night in some)
        # 20 30 20 30 mg of tablets: on four days, too few for a median.
        assert seven_oh["overall"]["amount"] == {"n": 3, "median": None}
