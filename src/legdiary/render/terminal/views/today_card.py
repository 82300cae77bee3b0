"""Today's card on a terminal: what is left, last night, what is not logged, and what comes next; one thought a line."""

from __future__ import annotations

from legdiary import humanize, wording
from legdiary.domain.entries.night import SCORE_MOST
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.humanize import MISSING
from legdiary.render.terminal.layout import Span, line, wrapped
from legdiary.render.terminal.report.sleep_bounds import median_slept, nights_slept, sleep_time
from legdiary.render.terminal.styles import HEADING, HINT, NOT_LOGGED, NUMBER, TARGET
from legdiary.render.terminal.views.missing_entries import missing_lines
from legdiary.render.terminal.views.substance_today import over_target_lines, substance_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.today.card import Card
    from legdiary.domain.reports.today.missing_entries import MissingEntry
    from legdiary.domain.taper.phases import Phase
    from legdiary.render.terminal.layout import Line, Page

#: Where the second column stands: figures beside the labels, and what they are compared with.
_LABEL, _LABEL_NARROW, _BESIDE = 11, 8, 44
_WIDEST_HEAD = 80
_SEVEN_BEFORE = "7 nights before"


def card_text(
    card: Card, page: Page, complete: Callable[[str], str] = str, *, emergency: bool = False,
    key: Callable[[MissingEntry], str | None] = lambda _: None,
) -> list[Line]:  # fmt: skip
    """Return the card as lines.

    Args:
        card: the card.
        page: the width and the characters of the terminal.
        complete: returns a suggested command as it must be typed for the diary of this run.
        emergency: add the words that are shown once a day.
        key: returns the key that logs a missing entry, in the dashboard; None where a command does.
    """
    label = _LABEL_NARROW if page.narrow else _LABEL
    lines = _head(card, page)
    for each in card.substances:
        lines += substance_lines(each, card, page, label)
    lines += _magnesium(card, label)
    if not page.narrow:
        lines += [[]]
    lines += _night(card, card.last, page, is_last=True)
    if card.evening and (card.tonight.rating is not None or card.tonight.sleep is not None):
        lines += [*([] if page.narrow else [[]]), *_night(card, card.tonight, page, is_last=False)]
    if missing := missing_lines(card, page, complete, key):
        lines += [[], *missing]
    if card.unsettled is not None:
        from legdiary.render.terminal.unsettled import waiting_lines

        lines += [[], *waiting_lines(card.unsettled.entries, page)]
    if since := over_target_lines(card, page):
        lines += [[], *since]
    if emergency:
        lines += [[], *wrapped(wording.EMERGENCY_LINE, page.width)]
        if any(each.dose_free is not None for each in card.substances):
            lines += wrapped(wording.TOLERANCE_LINE, page.width)
    return lines


def _head(card: Card, page: Page) -> list[Line]:
    """Return the moment on the left, the place in the plan on the right; below it, if there is no room beside it."""
    now = card.now.local
    day = humanize.day(now.date()) if page.narrow else humanize.long_day(now.date())
    left = f"{day}, {humanize.clock_of(card.now)}"
    if now.date() != card.today:
        left += f", still {humanize.day(card.today)}"
    right = _place(card, page)
    blanks = min(page.width, _WIDEST_HEAD) - len(left) - len(right)
    if right and blanks < 1:
        return [[Span(left, HEADING)], *wrapped(right, page.width, style=TARGET), []]
    return [line(Span(left, HEADING), " " * max(0, blanks) if right else "", Span(right, TARGET)), []]


def _place(card: Card, page: Page) -> str:
    """Return where today stands in the plan; empty without one, and where several are in force."""
    if len(card.plans) > 1:
        return ""
    if card.plans:
        position = card.plans[0].position
        step = f"step {position.step_number} of {position.of}"
        what = "plan" if is_medicine(card.plans[0].substance) else "taper"
        return step if page.narrow else f"{what} {step}"
    phase = card.phase
    return "" if phase is None else _place_outside(phase, card, page)


def _place_outside(phase: Phase, card: Card, page: Page) -> str:
    plan = phase.plan
    if plan is None:
        return ""
    if phase.kind == "baseline":
        return f"{'' if page.narrow else 'taper '}starts {humanize.day(plan.starts_on)}"
    if phase.following is not None:
        return f"{'' if page.narrow else 'next taper '}starts {humanize.day(phase.following.starts_on)}"
    if plan.ended_on is None:
        return ""
    number = card.days_after_plan
    if page.narrow:
        return f"day {number} after the taper"
    last_day = plan.ended_on - A_DAY
    ended = f"taper ended {humanize.short_day(last_day)}"
    return f"{ended}, follow-up day {number}" if phase.kind == "follow-up" else f"{ended} {last_day.year}"


def _magnesium(card: Card, label: int) -> list[Line]:
    found = [(card.tonight.magnesium_mg, "mg elemental today"), (card.tonight.topical_mg, "mg on the skin")]
    told = ", ".join(f"{amount} {what}" for amount, what in found if amount is not None)
    if not told:
        return []
    number, _, rest = told.partition(" ")
    return [
        line(
            "Magnesium".ljust(label) if label > len("Magnesium") else "Mg".ljust(label),
            Span(number, NUMBER),
            f" {rest}",
        )
    ]


def _night(card: Card, record: NightRecord, page: Page, *, is_last: bool) -> list[Line]:
    """Return legs and sleep of a night; of the last one with the medians of the seven nights before."""
    name = ("Last night" if card.last_is_last_night else "Night before") if is_last else "Tonight"
    if page.narrow:
        inline = name.lower().replace("night before", "the night before")
        return _narrow_night(card, record, page, inline, is_last=is_last)
    of_legs = _before_legs(card) if is_last else ""
    of_sleep = _before_sleep(card) if is_last else ""
    lines = [line(Span(name, HEADING), f"  {humanize.day(record.night_of)}")]
    if is_last or record.rating is not None:
        lines.append(_beside("Legs", _legs(record), of_legs))
    if is_last or record.sleep is not None:
        lines.append(_beside("Sleep", _sleep(record), of_sleep))
        lines += wrapped(_sleep_parts(record), page.width, indent=" " * _LABEL)
    return lines


def _narrow_night(card: Card, record: NightRecord, page: Page, name: str, *, is_last: bool) -> list[Line]:
    lines: list[Line] = []
    for label, told, before in (
        ("Legs", _legs(record, name), _before_legs(card, "7 before")),
        ("Sleep", _sleep(record, name), _before_sleep(card, "7 before")),
    ):
        if is_last or told[0].text != MISSING:
            lines.append(line(label.ljust(_LABEL_NARROW), *told))
        if is_last:
            lines += wrapped(before, page.width, indent=" " * _LABEL_NARROW, style=HINT)
    return lines


def _beside(label: str, told: Line, before: str) -> Line:
    used = sum(len(span.text) for span in told)
    blanks = " " * max(2, _BESIDE - _LABEL - used)
    return line(label.ljust(_LABEL), *told, *((blanks, Span(before, HINT)) if before else ()))


def _legs(record: NightRecord, name: str = "") -> Line:
    """Return `5 of 10, began 20:15`, or why there is no score; with the night's name `5 last night, began 20:15`."""
    rating = record.rating
    of = f" {name}" if name else f" of {SCORE_MOST}"
    if rating is None:
        return [Span(MISSING, NOT_LOGGED), *([Span(of)] if name else [])]
    if rating.severity is None:
        return [Span(f"no score{of if name else ''}{f' ({rating.missed})' if rating.missed else ''}")]
    began = "" if rating.onset_min is None else f", began {format_clock(rating.onset_min)}"
    return [Span(f"{rating.severity}", NUMBER), Span(f"{of}{began}")]


def _sleep(record: NightRecord, name: str = "") -> Line:
    """Return `6:00 h`; with the night's name `6:00 h last night`."""
    told, of = sleep_time(record.figures), f" {name}" if name else ""
    return [Span(told, NOT_LOGGED), Span(of)] if told == MISSING else [Span(told, NUMBER), Span(f" h{of}")]


def _sleep_parts(record: NightRecord) -> str:
    """Return `40 min to fall asleep, then awake 60 min, 25 min of it on your feet`; empty where nothing is known."""
    of = record.figures
    if of is None:
        return ""
    told = [] if of.sol_min is None else [f"{of.sol_min} min to fall asleep"]
    if of.waso_min is not None:
        told.append(f"{'then ' if told else ''}awake {of.waso_min} min")
    if of.pacing_min is not None:
        told.append(f"{of.pacing_min} min of it on your feet" if told else f"{of.pacing_min} min on your feet")
    return ", ".join(told)


def _before_legs(card: Card, nights: str = _SEVEN_BEFORE) -> str:
    level = card.before.severity
    return _before(nights, humanize.number(level.median), level.n)


def _before_sleep(card: Card, nights: str = _SEVEN_BEFORE) -> str:
    median = median_slept(card.before)
    return _before(nights, median if median == MISSING else f"{median} h", nights_slept(card.before))


def _before(nights: str, median: str, n: int) -> str:
    """Return `7 nights before: median 7 (n 6)`; under five nights only their number; nothing of none."""
    if median != MISSING:
        return f"{nights}: median {median} (n {n})"
    return f"{nights}: {n} logged" if n else ""
