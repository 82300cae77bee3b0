"""The clinician's page of the five months beside the calculation (see `test_five_months_nights`)."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from five_months import A_DAY
from five_months_reckoning import AFTER, AUTUMN, BASELINE, BREAK, PHASES, WINTER, figures, within
from five_months_views import (
    OVER,
    at_most_words,
    at_seven,
    clock,
    grams,
    legs,
    look,
    num,
    onset,
    pct,
    plan_of,
    short,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from five_months_reckoning import Phase


class Page(HTMLParser):
    """The tables of a page by their caption, and all its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.text = ""
        self._caption: str | None = None
        self._within: list[str] = []
        self._silent = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in {"style", "svg"}:
            self._silent += 1
        elif tag == "caption":
            self._caption = ""
            self._within.append(tag)
        elif tag == "tr" and self._caption is not None:
            self.tables.setdefault(self._caption, []).append([])
        elif tag in {"td", "th"} and self._caption is not None:
            self.tables[self._caption][-1].append("")
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "svg"}:
            self._silent -= 1
        elif tag in {"caption", "td", "th"} and self._within:
            self._within.pop()
        elif tag == "table":
            self._caption = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self.text += data
        if self._within == ["caption"]:
            self._caption = (self._caption or "") + data
        elif self._within:
            assert self._caption is not None
            self.tables[self._caption][-1][-1] += data

    @property
    def plain(self) -> str:
        return " ".join(self.text.split())


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(look("export", "html", "--output", "-"))


class TestThePage:
    def test_step_by_step(self, page: Page) -> None:
        (rows,) = (table for caption, table in page.tables.items() if caption.startswith("Medians of each step"))
        assert [[" ".join(cell.split()) for cell in row] for row in rows[2:]] == under_plans(page_cells)

    def test_where_it_was(self, page: Page) -> None:
        told = [f"{named(phase)} {parts}" for phase in PHASES if (parts := where(phase))]
        assert f"By step: {'; '.join(told)}." in page.plain

    def test_the_chart_in_words(self) -> None:
        text = " ".join(look("export", "html", "--output", "-").split())
        medians = "; ".join(chart_words(phase) for phase in PHASES)
        assert f"145 of 153 nights with a score from 0 to 10. Medians: {medians}." in text

    def test_magnesium(self, page: Page) -> None:
        of = figures(OVER)
        above = sum((night.magnesium or 0) > 350 for night in OVER)
        assert f"{num(of.magnesium[1])} mg elemental a day, median of {of.magnesium[0]} of 153 days." in page.plain
        assert f"Days above it: {above} of {of.magnesium[0]}." in page.plain
        assert "On the skin on 5 days." in page.plain
        assert "gabapentin 5 times." in page.plain

    def test_sleep_known_only_at_most(self, page: Page) -> None:
        of = figures(OVER)
        assert f"Sleep is known only at most (≤) on {of.at_most[0]} nights: {at_most_words(of)}" in page.plain
        assert f"Total sleep is known only at most on {of.at_most[0]} more nights: {at_most_words(of)}" in page.plain

    def test_what_it_rests_on(self, page: Page) -> None:
        severity = figures(OVER).severity
        assert f"Of 153 nights: severity known on {severity.n}, total sleep on" in page.plain
        assert "Severity is missing on 8 of 153 nights: asleep 2, away 2, forgot 1, nothing entered 3." in page.plain
        assert "3 nights entered more than 36 h after waking" in page.plain
        # By hand: one score, one dose changed and one deleted, a day without taken back, a factor moved, a taking of
        # magnesium undone and one changed and changed back, a medicine, a symptom. A sleep told in two steps is none.
        assert "9 entries of this range were changed or deleted" in page.plain

    def test_the_headline(self, page: Page) -> None:
        before, latest = within(OVER, BASELINE.first, BASELINE.last), OVER[-14:]
        was, now = figures(before), figures(latest)
        assert f"{num(was.severity.median)} at baseline, {num(now.severity.median)} now: " in page.plain
        assert f"Medians of {was.severity.n} and {now.severity.n} nights." in page.plain
        assert f"{clock(was.total[1])} h at baseline, {clock(now.total[1])} h now: " in page.plain
        begins = WINTER[4].first
        early = within(latest, begins, begins + 5 * A_DAY)
        settling = sum(night.severity is not None for night in early)
        said = f"{settling} of the latest {now.severity.n} nights with a score are in days 1–6 of a step."
        assert said in page.plain
        (legs_rows,) = (table for caption, table in page.tables.items() if caption.startswith("Severity of the legs"))
        ((_, base, *_, latest_share),) = (row for row in legs_rows if row[0] == "nights at 7 or more")
        assert (base, latest_share) == (at_seven(was.severity), at_seven(now.severity))

    def test_corrections_are_those_of_the_table(self) -> None:
        rows = csv.DictReader(io.StringIO(look("export", "csv", "--table", "corrections", "--output", "-")))
        assert len({row["entry_id"] for row in rows if row["night"]}) == 9


def under_plans(cells: Callable[[Phase], list[str]]) -> list[list[str]]:
    """A row a group; each plan's name stands above its first step."""
    rows: list[list[str]] = []
    for phase in PHASES:
        if phase in {AUTUMN[0], WINTER[0]}:
            rows.append([f"Plan “{plan_of(phase)}”"])
        rows.append(cells(phase))
    return rows


def page_name(phase: Phase) -> str:
    return "between plans" if phase == BREAK else phase.name


def chart_words(phase: Phase) -> str:
    """A group as the chart's description has it."""
    name = phase.name
    if phase.target is not None:
        name = f"step {name} of “{plan_of(phase)}” ({grams(phase.target)} g)"
    elif phase == BREAK:
        name = "days between “autumn” and “winter”"
    elif phase == AFTER:
        name = "follow-up of “winter”"
    of = figures(within(OVER, phase.first, phase.last)).severity
    return f"{name} {num(of.median)} (n {of.n})"


def page_cells(phase: Phase) -> list[str]:
    of = figures(within(OVER, phase.first, phase.last))
    dates = f"{phase.first.day}–{short(phase.last)}"
    if phase.first.month != phase.last.month:
        dates = f"{short(phase.first)}–{short(phase.last)}"
    return [
        page_name(phase), dates, "" if phase.target is None else grams(phase.target),
        grams(of.leaf[1]), num(of.doses[1]), clock(of.gap), f"{of.leaf[0]}/{of.nights}",
        legs(of.severity), at_seven(of.severity), f"{of.severity.n}/{of.nights}",
        f"{onset(of) or '–'} ({of.onset[0]})" if of.onset[0] else "–",
        clock(of.total[1]), num(of.latency[1], 0), num(of.awake[1], 0), num(of.pacing[1], 0), pct(of.efficiency[1]),
        f"{of.total[0]}/{of.nights}",
    ]  # fmt: skip


def where(phase: Phase) -> str:
    """The body parts named, each with its nights."""
    parts: dict[str, int] = {}
    for night in within(OVER, phase.first, phase.last):
        for part in night.where:
            parts[part] = parts.get(part, 0) + 1
    return ", ".join(f"{part} {n}" for part, n in sorted(parts.items(), key=lambda each: (-each[1], each[0])))


def named(phase: Phase) -> str:
    """A group by its name, with its plan's where there are several."""
    if phase.target is not None:
        return f"step {phase.name} of “{plan_of(phase)}”"
    return {BREAK: "days between “autumn” and “winter”", AFTER: "follow-up of “winter”"}.get(phase, phase.name)
