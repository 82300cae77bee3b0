"""The report as text, of small diaries made for one question each."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from builders import day, dose, magnesium, night, plan
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.render.json.report.report import report as report_json
from legdiary.render.terminal.layout import Page, plain
from legdiary.render.terminal.report.full_report import report_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.screen_report import By
    from legdiary.domain.taper.plan import Plan

KINDS = {"night": "nights", "sleep": "sleeps", "kratom": "doses", "magnesium": "magnesium"}


def report_of(*entries: Any, first: str, before: str, plans: Sequence[Plan] = (), by: By = "step") -> Report:
    """The report over a half-open range of nights."""
    fields: dict[str, Any] = {}
    for number, entry in enumerate(entries, start=1):
        fields.setdefault(KINDS[entry.kind], []).append(Stored(number, entry))
    of = Logged(plans=plans, **fields)
    return build_report(night_records(of, day(first), day(before)), plans, by)


def lines_of(report: Report, width: int = 80) -> list[str]:
    return plain(report_text(report, Page(width))).splitlines()


def scores(first: str, *severities: int | None) -> list[Any]:
    """One night after another; None is a night without an entry."""
    nights = [(day(first) + timedelta(days=n), severity) for n, severity in enumerate(severities)]
    return [night(f"{on}", severity) for on, severity in nights if severity is not None]


class TestUnderFiveNights:
    """A weekly taper: of each step one night is settled, and three cuts lay at most three nights over one another."""

    WEEKLY = plan(("2026-09-07", 4000), ("2026-09-14", 3000), ("2026-09-21", 2000), ("2026-09-28", 1000))

    def weekly(self) -> Report:
        # Four weeks with a score each night, the same every week but for the last two of its first.
        nights = scores("2026-09-07", *([3, 4, 5, 6, 7, 8, 9] * 4))
        return report_of(*nights, first="2026-09-07", before="2026-10-05", plans=[self.WEEKLY])

    def test_a_single_settled_night_is_no_median(self) -> None:
        rows = [line.split() for line in lines_of(self.weekly()) if line.startswith("step ")]
        # Seven nights: 3 4 5 6 7 8 9, quartiles 4.5 and 7.5, three of seven at 7 or more.
        assert [row[-7:-3] for row in rows[:4]] == [["7/7", "6", "(4.5–7.5)", "43"]] * 4
        # Settling: six nights, 3 to 8. Settled: one night, counted and no more.
        assert [row[2:8] for row in rows[4:8]] == [["5.5", "(4.3–6.8),", "6", "–,", "1", "–"]] * 4
        assert "Under 5 nights: no median, only their number." in " ".join(lines_of(self.weekly()))

    def test_the_same_on_a_phone(self) -> None:
        lines = lines_of(self.weekly(), 40)
        assert lines.count("  settled –, n 1") == 4
        assert not [line for line in lines if re.search(r"\bn 1\b", line) and "(" in line]

    def test_three_cuts_show_their_nights_and_no_quartiles(self) -> None:
        report = self.weekly()
        lines = lines_of(report)
        start = lines.index("After each cut")
        # The cuts of 14, 21 and 28 September. Three days before each: 7; on the day itself: 3; ten days after: 6, where
        # the third cut has no night any more.
        assert lines[start + 1] == "   -3    – 7 7 7                        n 3"
        assert lines[start + 4] == "   +0    – 3 3 3                        n 3"
        assert lines[start + 14] == "  +10    – 6 6                          n 2"
        assert "Under 5 nights: each score, earliest cut first." in " ".join(lines)
        json = report_json(report)["after_cuts"]["days"]
        assert [(each["day"], each["n"], each["scores"]) for each in json][::13] == [
            (-3, 3, [7, 7, 7]),
            (10, 2, [6, 6]),
        ]
        assert {(each["median"], each["q1"], each["q3"], each["share_7_plus"]) for each in json} == {(None,) * 4}

    def test_from_the_fifth_cut_on_there_is_a_median(self) -> None:
        steps = [(f"{day('2026-08-31') + timedelta(days=7 * n)}", 9000 - 1000 * n) for n in range(6)]
        nights = scores("2026-08-31", *([3, 4, 5, 6, 7, 8, 9] * 6))
        report = report_of(*nights, first="2026-08-31", before="2026-10-12", plans=[plan(*steps)])
        lines = lines_of(report)
        start = lines.index("After each cut")
        # Five cuts have a night up to day 6; from day 7 on the last one has none.
        assert lines[start + 4] == "   +0    3 ######.............. 3–3     n 5"
        assert lines[start + 11] == "   +7    – 3 3 3 3                      n 4"

    def test_a_week_of_three_nights_shows_them_and_their_number(self) -> None:
        nights = scores("2026-09-07", 4, None, 9, 7)
        lines = lines_of(report_of(*nights, first="2026-09-07", before="2026-09-14", by="week"))
        assert lines[1] == "Severity on 3 of 7 nights: 4, 9, 7."

    def test_amounts_and_magnesium_have_the_same_rule(self) -> None:
        taken = [dose(f"2026-09-0{n}T21:00-04:00", 2000) for n in range(1, 5)]
        salts = [magnesium(f"2026-09-0{n}T22:00-04:00", 200) for n in range(1, 5)]
        (group,) = report_of(*taken, *salts, first="2026-09-01", before="2026-09-08", by="month").groups
        assert (group.figures.kratom_mg, group.figures.doses, group.figures.magnesium_mg) == ((4, None),) * 3
        fifth = dose("2026-09-05T21:00-04:00", 7000), magnesium("2026-09-05T22:00-04:00", 300)
        (group,) = report_of(*taken, *salts, *fifth, first="2026-09-01", before="2026-09-08", by="month").groups
        assert (group.figures.kratom_mg, group.figures.magnesium_mg) == ((5, 2000.0), (5, 200.0))
