"""The report on one screen: made-up diaries of every kind, each within its lines and columns, and true.

`LEGDIARY_UPDATE_GOLDEN=1 pytest tests/render/test_one_screen.py` writes the golden files anew; read the difference.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, sleep
from legdiary import humanize, wording
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
from legdiary.domain.reports.events import EventInputs
from legdiary.domain.reports.night_record import NightRecord
from legdiary.domain.reports.report import build_report
from legdiary.domain.taper.plan import Plan, Step, target_on
from legdiary.domain.taper.plan_changes import end
from legdiary.render.json.report.report import report as report_json
from legdiary.render.one_screen import MOST_LINES, MOST_LINES_NARROW, screen_text
from legdiary.render.terminal.layout import PLAIN_GLYPHS, RICH_GLYPHS, Page, fits, plain, table
from legdiary.render.terminal.report import comparisons, full_report
from legdiary.render.terminal.report.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.screen_report import By
    from legdiary.render.terminal.layout import Column, DotKind

GOLDEN = Path(__file__).parents[1] / "golden" / "one-screen"
UPDATE = os.environ.get("LEGDIARY_UPDATE_GOLDEN") == "1"
FIRST = day("2026-08-03")
KINDS: tuple[DotKind, ...] = ("braille", "blocks", "ascii")
SEVEN = "7-oh"


def page(width: int = 80, kind: DotKind = "braille") -> Page:
    return Page(width, PLAIN_GLYPHS if kind == "ascii" else RICH_GLYPHS, kind)


def record(
    number: int, severity: int | None, kratom: DoseDay | None = None, *, slept_min: int | None = None,
    onset_min: int | None = None, symptoms: Sequence[tuple[str, int]] = (),
) -> NightRecord:  # fmt: skip
    on = FIRST + timedelta(days=number)
    rating = None if severity is None else Night(on, severity, onset_min=onset_min)
    slept = None if slept_min is None else sleep(f"{on}", None, total_min=slept_min)
    figures = None if slept is None else sleep_figures(slept)
    return NightRecord(
        on, rating, slept, figures, kratom or DoseDay(), None, None, recalled=False, symptoms=tuple(symptoms)
    )


def leaf(total: int | None, target: int | None = None) -> DoseDay:
    return DoseDay(total, None if total is None else 4 if total else 0, None, target)


def tablets(total: int | None, target: int | None = None, leaf_mg: int | None = None) -> DoseDay:
    doses = None if total is None else 3 if total else 0
    other = OtherSubstanceDay(SEVEN, total, doses, target_ug=target)
    return DoseDay(leaf_mg, None if leaf_mg is None else 4, None, None, apart=(other,))


def steps(*targets: int, length: int = 14, first: int = 0, substance: str | None = None, name: str = "down") -> Plan:
    made = tuple(Step(FIRST + timedelta(days=first + length * n), target) for n, target in enumerate(targets))
    return Plan(name, made, substance=substance, scale_ug=500 if substance else None)


def report_of(records: Sequence[NightRecord], *plans: Plan, by: By = "step", of: str | None = None) -> Report:
    past = EventInputs(kept=[each.night_of for each in records], plans=[(plan, ()) for plan in plans])
    return build_report(records, plans, by, past, of=of)


def screen(report: Report, width: int = 80, kind: DotKind = "braille", *, grouped: bool = False) -> str:
    return plain(screen_text(report, page(width, kind), grouped=grouped))


# ------------------------------------------------------------------ a story, worked out by hand


#: A baseline of 28 nights at 4 g's worth of rest, then 10, 8 and 6 g of 14 nights each.
STORY_PLAN = steps(10_000, 8000, 6000, first=28)


def story(by: By = "step") -> Report:
    """Legs 4, then 5, 8 and 7; sleep 6:30, then 6, 5 and 5:30 h; gaps every fifth night, every tenth day."""
    nights = []
    for n in range(70):
        part = 0 if n < 28 else 1 + (n - 28) // 14
        severity, slept = ((4, 390), (5, 360), (8, 300), (7, 330))[part]
        target = target_on(STORY_PLAN, FIRST + timedelta(days=n))
        taken = None if n % 10 == 9 else (12_000 if target is None else target) + (800 if n in {45, 46} else 0)
        nights.append(
            record(
                n, None if n % 5 == 4 else severity, leaf(taken, target), slept_min=slept, onset_min=1260,
                symptoms=[("nausea", 2), ("sweating", 1)] if n % 2 else [],
            )
        )  # fmt: skip
    return report_of(nights, STORY_PLAN, by=by)


class TestTheStory:
    """28 baseline nights and 42 of three steps; the latest 14 are the third step, the hardest 14 the second."""

    def test_the_verdicts(self) -> None:
        lines = screen(story()).splitlines()
        assert lines[0] == "Report 3 Aug–11 Oct 2026, 70 nights: 28 of baseline, 42 after it"
        assert lines[2] == "Target   6 g a day (began at 10), step 3 of 3; median taken 6 g"
        # 23 scored nights of 28 at 4, 11 of the latest 14 at 7: apart by 3, and none overlaps.
        assert lines[3].startswith("Legs     More restless: 4 → 7; line up ")
        assert lines[4].startswith("Sleep    Shorter: 6:30 → 5:30; leans down 1:39 (")
        # The same sum of 3 on every other night: 14 of the first 28, 7 of the latest 14.
        assert lines[5].startswith("Symptoms About the same: 3 → 3 (n 14 and 7)")
        # Of 42 days 5 are not logged: 29, 39, 49, 59 and 69, counted from the first night. 17 and 18 Sep are over.
        assert lines[6] == "Days     35 on target (within 0.1 g), 0 under, 2 over, 5 not logged"

    def test_the_columns(self) -> None:
        lines = screen(story()).splitlines()
        assert lines[8].split() == ["baseline", "hardest", "14", "now"]
        told = {each[:11].strip(): re.sub(" {2,}", "|", each[11:].strip()) for each in lines[8:14]}
        assert told[""] == "3–30 Aug|14–27 Sep|28 Sep–11 Oct"
        # Nights 42 to 55 without 44, 49 and 54: 11 scored; 56 to 69 without 59, 64 and 69: 11.
        assert told["legs 0–10"] == "4 (n 23)|8 (n 11)|7 (n 11)"
        assert told["sleep h:min"] == "6:30 (n 28)|5:00 (n 14)|5:30 (n 14)"
        assert told["legs began"] == "21:00 (n 23)|21:00 (n 11)|21:00 (n 11)"
        # Days 9 and 19, 49, 59 and 69 are not logged.
        assert told["doses a day"] == "4 (n 26)|4 (n 13)|4 (n 12)"

    def test_what_changed_and_what_is_missing(self) -> None:
        lines = screen(story()).splitlines()
        assert lines[-2:] == ["Changed: (a) plan 31 Aug", "Not logged: legs 14, doses 7 of 70 nights"]
        # The letter stands below the 29th night: a night is two dots, a column.
        assert lines[-3].index("a") == 9 + 28

    def test_on_a_phone(self) -> None:
        lines = screen(story(), 40).splitlines()
        assert lines[0] == "Report 3 Aug–11 Oct 2026, 70 nights"
        assert lines[2] == "Target 6 g (began at 10), step 3/3"
        assert lines[3] == "Legs   More restless: 4 → 7; line up 4.7"
        assert lines[4] == "Sleep  Shorter: 6:30 → 5:30; leans down"
        assert lines[6] == "Days   35 on target, 0 under, 2 over"
        assert "base hardest    now" in " ".join(lines)
        assert "legs (n) 4 (23)  8 (11) 7 (11)" in lines

    def test_the_json_has_every_figure_of_it(self) -> None:
        made = report_json(story())
        told = made["summary"]
        assert (told["target"]["target_g"], told["target"]["first_target_g"], told["target"]["step"]) == (6, 10, 3)
        assert (told["legs"]["before"]["median"], told["legs"]["now"]["median"]) == (4, 7)
        assert told["legs"]["difference"]["result"] == "higher"
        days = told["target_days"][0]
        assert (days["on"], days["under"], days["over"], days["not_logged"]) == (35, 0, 2, 5)
        assert [each["severity"]["median"] for each in made["stretches"]] == [4, 8, 7]
        assert [each["tst_min"]["median"] for each in made["stretches"]] == [390, 300, 330]
        assert [each["doses_per_day"]["n"] for each in made["stretches"]] == [26, 13, 12]
        assert made["overall"]["severity"]["missing"] == 14
        assert made["not_logged"] == {"legs": 14, "sleep": 0, "doses": 7}

    def test_by_group_the_columns_are_the_latest_groups(self) -> None:
        lines = screen(story(), grouped=True).splitlines()
        assert re.split(" {2,}", lines[8].strip()) == ["baseline", "step 1", "step 2", "step 3"]
        assert re.split(" {2,}", lines[10].strip()) == ["legs 0–10", "4 (n 23)", "5 (n 11)", "8 (n 11)", "7 (n 11)"]


class TestNarrowVerdicts:
    """Of a part that does not fit a shorter one is told; the parts after one that has none are left out."""

    SLEEP = Verdict("Sleep", "Sleep", "Longer: 5:00 → 6:10", (("; line up 0:55 (0:20 to 1:30)", "; line up"), ", n 40"))

    @pytest.mark.parametrize(
        ("room", "told"),
        [
            (80, "Longer: 5:00 → 6:10; line up 0:55 (0:20 to 1:30), n 40"),
            (49, "Longer: 5:00 → 6:10; line up 0:55 (0:20 to 1:30)"),
            (40, "Longer: 5:00 → 6:10; line up, n 40"),
            (30, "Longer: 5:00 → 6:10; line up"),
            (20, "Longer: 5:00 → 6:10"),
            (6, "Longer"),
        ],
    )
    def test_by_room(self, room: int, told: str) -> None:
        assert self.SLEEP.text(room) == told

    @pytest.mark.parametrize(
        ("strength", "change", "interval", "capped", "told"),
        [
            ("clear", 2.57, (0.2, 4.94), False, "line up 2.6 (0.2 to 4.9)"),
            ("clear", -2.94, (-3.82, -2.06), False, "line down 2.9 (2.1 to 3.8)"),
            ("leaning", -1.64, (-3.32, 0.2), False, "leans down 1.6 (-3.3 to +0.2)"),
            ("none", 0.6, (-2.2, 3.5), False, "no clear line (-2.2 to +3.5)"),
            ("none", 0.0, (0.0, 0.0), False, "no clear line (0 to 0)"),
            ("leaning", -5.0, (-6.0, -4.0), True, "leans down 5 (4 to 6)"),
        ],
    )
    def test_a_line(
        self, strength: str, change: float, interval: tuple[float, float], capped: bool, told: str
    ) -> None:  # fmt: skip
        assert wording.line_in_short(strength, change, interval, humanize.number, capped=capped) == told


# ------------------------------------------------------------------ diaries of every kind


def one_night(by: By = "week") -> Report:
    return report_of([record(0, 6)], by=by)


def no_plan(by: By = "week") -> Report:
    return report_of([record(n, 3 + n % 4, leaf(6000)) for n in range(40)], by=by)


def tablets_only(by: By = "step") -> Report:
    plan = steps(50_500, 38_000, 25_000, first=28, substance=SEVEN)
    nights = []
    for n in range(70):
        target = target_on(plan, FIRST + timedelta(days=n))
        nights.append(record(n, 3 + n // 20, tablets(60_000 if target is None else target, target)))
    return report_of(nights, plan, by=by)


def two_tapers(by: By = "step") -> Report:
    of_leaf, of_tablets = steps(8000, 6000, 4000, first=14), steps(50_500, 38_000, first=21, substance=SEVEN)
    nights = []
    for n in range(56):
        on = FIRST + timedelta(days=n)
        target, other = target_on(of_leaf, on), target_on(of_tablets, on)
        day_of = tablets(60_000 if other is None else other, other, 9000 if target is None else target)
        nights.append(record(n, 4 + n % 3, day_of._replace(target_mg=target)))
    return report_of(nights, of_leaf, of_tablets, by=by)


def ended(by: By = "step") -> Report:
    plan = end(steps(8000, 4000, 0, first=14), FIRST + timedelta(days=50), FIRST + timedelta(days=56))
    nights = [
        record(n, 5, leaf(0 if n > 42 else 8000, target_on(plan, FIRST + timedelta(days=n))), slept_min=400)
        for n in range(80)
    ]
    return report_of(nights, plan, by=by)


def not_begun(by: By = "step") -> Report:
    return report_of([record(n, 4, leaf(9000)) for n in range(20)], steps(8000, 6000, first=30), by=by)


def nothing_but_sleep(by: By = "week") -> Report:
    return report_of([record(n, None, slept_min=390 if n % 3 else None) for n in range(30)], by=by)


def nothing_at_all(by: By = "month") -> Report:
    return report_of([record(n, None) for n in range(30)], by=by)


def two_plans_of_leaf(by: By = "step") -> Report:
    """One plan after the other, each with a step 1 and a step 2."""
    first = end(steps(9000, 7000, first=7, name="first try"), FIRST + timedelta(days=30), FIRST + timedelta(days=31))
    second = steps(8000, 6000, first=42, name="second try")
    nights = []
    for n in range(70):
        on = FIRST + timedelta(days=n)
        target = target_on(first, on) if n < 31 else target_on(second, on)
        nights.append(record(n, 5, leaf(9000, target)))
    return report_of(nights, first, second, by=by)


def ten_years(by: By = "month") -> Report:
    """Ten years with a plan of fifty weekly steps in each of the last two."""
    plans = [
        steps(*range(10_000, 0, -200), length=7, first=first, name=f"year {first}") for first in (2900, 3265)
    ]  # fmt: skip
    plans[0] = end(plans[0], FIRST + timedelta(days=3249), FIRST + timedelta(days=3250))
    nights = []
    for n in range(3650):
        on = FIRST + timedelta(days=n)
        target = target_on(plans[0], on) or target_on(plans[1], on)
        nights.append(record(n, None if n % 7 == 6 else n // 200 % 9, leaf(9000 - n, target)))
    return report_of(nights, *plans, by=by)


DIARIES: dict[str, Callable[..., Report]] = {
    "story": story, "one-night": one_night, "no-plan": no_plan, "tablets-only": tablets_only, "two-tapers": two_tapers,
    "two-plans-of-leaf": two_plans_of_leaf, "ended": ended, "not-begun": not_begun,
    "nothing-but-sleep": nothing_but_sleep, "nothing-at-all": nothing_at_all, "ten-years": ten_years,
}  # fmt: skip


def check_bounds(report: Report, width: int, kind: DotKind, *, grouped: bool) -> None:
    on = page(width, kind)
    lines = screen_text(report, on, grouped=grouped)
    assert fits(lines, on), plain(lines)
    assert len(lines) <= (MOST_LINES_NARROW if on.narrow else MOST_LINES), plain(lines)
    assert all(len(plain([each]).splitlines()) <= 1 for each in lines)


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("name", DIARIES)
def test_every_kind_of_diary_looks_as_it_did(name: str, width: int) -> None:
    """The story in each kind of dots, the others in braille."""
    report = DIARIES[name]()
    for kind in KINDS if name == "story" else KINDS[:1]:
        text = screen(report, width, kind)
        path = GOLDEN / f"{name}-{width}-{kind}.txt"
        if UPDATE:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), "LEGDIARY_UPDATE_GOLDEN=1 writes it anew"


GROUPINGS: tuple[By, ...] = ("step", "week", "month")


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("name", DIARIES)
def test_every_kind_of_diary_in_every_grouping(name: str, by: By, monkeypatch: pytest.MonkeyPatch) -> None:
    """One screen, no two columns called the same, and no row of the full report wraps."""
    made = DIARIES[name](by)
    widths: tuple[tuple[int, DotKind], ...] = ((80, "braille"), (40, "ascii"), (57, "blocks"), (120, "braille"))
    for width, kind in widths:
        check_bounds(made, width, kind, grouped=True)
        check_bounds(made, width, kind, grouped=False)
    for grouped in (True, False):
        heads = next(each for each in screen(made, grouped=grouped).splitlines()[5:] if each.startswith("   "))
        names = re.split(" {2,}", heads.strip())
        assert len(set(names)) == len(names), heads
    headings: list[list[str]] = []

    def spy(columns: Sequence[Column], *more: Any, **how: Any) -> Any:
        headings.append([column.heading for column in columns])
        return table(columns, *more, **how)

    for module in (full_report, comparisons):
        monkeypatch.setattr(module, "table", spy)
    full = full_report.report_text(made, page())
    assert fits(full, page()), plain([each for each in full if not fits([each], page())])
    assert headings
    assert all(len(set(names)) == len(names) for names in headings), headings


# ------------------------------------------------------------------ any diary


SCORES = st.one_of(st.none(), st.integers(0, 10))


AMOUNTS = st.one_of(st.none(), st.integers(0, 200_000))
#: A made-up night: its score, leaf, another substance, minutes asleep, symptoms.
NIGHT = st.tuples(SCORES, AMOUNTS, AMOUNTS, st.one_of(st.none(), st.integers(0, 900)), st.integers(0, 2))
#: A made-up plan: the days on which its steps begin, with their targets, and how long it is open.
PLAN = st.tuples(
    st.dictionaries(st.integers(-30, 500), st.integers(0, 200_000), min_size=1, max_size=20),
    st.one_of(st.none(), st.integers(1, 300)),
)
SUBSTANCES = st.sampled_from([(), (None,), (SEVEN,), (None, SEVEN), (None, "medicine:gabapentin")])


def made_up(
    count: int, nights: Sequence[Any], substances: Sequence[str | None], drawn: Sequence[Any], by: By
) -> Report:
    """The report of nights that repeat a few made-up ones, with no plan, one or two."""
    plans = []
    for substance, (targets, last) in zip(substances, drawn, strict=False):
        made = tuple(Step(FIRST + timedelta(days=n), targets[n]) for n in sorted(targets))
        plan = Plan("a plan with a rather long name", made, substance=substance, scale_ug=500 if substance else None)
        plans.append(plan if last is None else replace(plan, ended_on=plan.starts_on + timedelta(days=last)))
    records = []
    for n in range(count):
        severity, taken, other, slept, symptoms = nights[n % len(nights)]
        targets_of = {plan.of: target_on(plan, FIRST + timedelta(days=n)) for plan in plans}
        words = dict.fromkeys([*(word for word in targets_of if word != "leaf"), *([SEVEN] if other else [])])
        apart = tuple(
            OtherSubstanceDay(word, other, None if other is None else 2, target_ug=targets_of.get(word))
            for word in words
        )
        kratom = DoseDay(taken, None if taken is None else 3, None, targets_of.get("leaf"), apart=apart)
        records.append(record(n, severity, kratom, slept_min=slept, symptoms=[("nausea", 1)] * symptoms))
    return report_of(records, *plans, by=by)


DIARY = (
    st.one_of(st.integers(1, 40), st.integers(41, 500)), st.lists(NIGHT, min_size=1, max_size=9), SUBSTANCES,
    st.lists(PLAN, min_size=2, max_size=2), st.sampled_from(["step", "week", "month"]),
)  # fmt: skip


@given(*DIARY, st.integers(40, 120), st.sampled_from(KINDS), st.booleans())
def test_any_diary_is_one_screen(
    count: int, nights: Any, substances: Any, drawn: Any, by: By, width: int, kind: DotKind, grouped: bool
) -> None:
    check_bounds(made_up(count, nights, substances, drawn, by), width, kind, grouped=grouped)


@given(*DIARY, st.sampled_from([80, 100]))
def test_no_row_of_the_full_report_wraps(
    count: int, nights: Any, substances: Any, drawn: Any, by: By, width: int
) -> None:
    on = page(width)
    lines = full_report.report_text(made_up(count, nights, substances, drawn, by), on)
    assert fits(lines, on), plain([each for each in lines if not fits([each], on)])


def test_every_golden_file_is_used() -> None:
    used = {f"{name}-{width}-{KINDS[0]}.txt" for name in DIARIES for width in (80, 40)}
    used |= {f"story-{width}-{kind}.txt" for width in (80, 40) for kind in KINDS}
    assert {each.name for each in GOLDEN.iterdir()} == used
