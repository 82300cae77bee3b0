"""Make a report over weeks and months: its range of nights, the data from the diary, and the report as a value."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from legdiary.app.night_range import Span, nights_of
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.reports.dose_totals import medicine_names
from legdiary.domain.reports.night_record import extended, night_records
from legdiary.domain.reports.other_substances import axis_plans
from legdiary.domain.reports.screen_report import BY, Earlier, build_screen
from legdiary.domain.time.moments import A_DAY
from legdiary.errors import BadValue, Refused, quote_typed
from legdiary.util.values import NamedTuple, dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from legdiary.app.context import Reader
    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.factors_and_medicines import Measure, Medicine
    from legdiary.domain.entries.interactions import Conflict
    from legdiary.domain.reports.coin_cuts import CoinCuts
    from legdiary.domain.reports.day_pattern.typical_day import Taken
    from legdiary.domain.reports.events import EventInputs
    from legdiary.domain.reports.night_record import Logged, NightRecord
    from legdiary.domain.reports.packed_nights import PackedNights
    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.screen_report import By, ScreenReport
    from legdiary.domain.reports.stretches import Stretch
    from legdiary.domain.reports.timelines.helped import Rating
    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.time.moments import Present
    from legdiary.store.diary import Diary

_USUAL_SPAN = "8w"
#: So many nights are read at a time where all their entries are. The records of more than `_MOST_LOOSE` are packed.
_AT_A_TIME, _MOST_LOOSE = 366, 4000
_EVERYTHING = Span()


class TaperOrRange(BadValue):
    """`--taper` beside another range."""

    def __init__(self, command: str = "legdiary report") -> None:
        super().__init__("--taper already sets the range; leave out --last, --from and --to", f"{command} --taper")


class NothingThere(Refused):
    """A range without entries, or with entries of the current night only."""

    def __init__(self, first: date, last: date, under_way: date | None = None) -> None:
        left_out = (
            "" if under_way is None else f"; the night of {under_way} is under way, and left out until it is over"
        )
        super().__init__(f"nothing is logged from {first} to {last}{left_out}", "legdiary list")


class NotYet(BadValue):
    """A range that begins in the future."""

    def __init__(self, first: date, today: date) -> None:
        super().__init__(f"{first} is in the future (today is {today}); a report needs past days")


class NoTaper(Refused):
    """`--taper` without a plan."""

    def __init__(self, command: str = "legdiary report") -> None:
        super().__init__("there is no taper plan to report on", command)


class NoPlanOfSubstance(Refused):
    """`--of` with a substance that has no plan."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"there is no plan for {quote_typed(typed)!r}", "legdiary report")


@dataclass(frozen=True, slots=True)
class MakeReport:
    """A request for a report.

    Attributes:
        span: the nights as typed.
        taper: report from the baseline to the follow-up, instead of a range.
        by: its grouping; None is by step if there is a plan, else by week.
        of: the substance whose plans make the steps, as typed; None for every plan that is not of a medicine.
    """

    span: Span = _EVERYTHING
    taper: bool = False
    by: By | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenMaterial:
    """The data of the diary that one screen of a report needs.

    Attributes:
        from_night: the first night.
        before_night: the night after the last.
        records: the records of those nights.
        plans: every plan.
        past: what the events of those nights, and steady magnesium, are worked out from.
        earlier: the data before the first night that its figures need.
        of: the substance asked for.
    """

    from_night: date
    before_night: date
    records: Sequence[NightRecord]
    plans: Sequence[Plan]
    past: EventInputs
    earlier: Earlier
    of: str | None

    def screen(self, by: By | None) -> ScreenReport:
        """Return what one screen tells, grouped by step if there is a plan and no grouping is asked for."""
        return build_screen(
            self.records,
            self.plans,
            by or _usual_groups(axis_plans(self.plans, self.of)),
            self.past,
            earlier=self.earlier,
            of=self.of,
        )


@dataclass(frozen=True, slots=True)
class Material(ScreenMaterial):
    """The data of the diary that a report needs.

    Attributes:
        measures: questionnaire totals and laboratory values up to the last day.
        close: magnesium and medicines taken close together.
        coin_cuts: the answers of the plans whose coin chose the weeks of their cuts.
        timed: the doses, with their clock times, on the days that the typical days are made of.
        ratings: what was rated as helping.
    """

    measures: Sequence[Measure]
    close: Sequence[Conflict]
    coin_cuts: tuple[CoinCuts, ...]
    timed: Taken
    ratings: tuple[Rating, ...]

    def report(self, by: By | None) -> Report:
        """Return the report, grouped by step if there is a plan and no grouping is asked for."""
        from legdiary.domain.reports.day_pattern.typical_day import (
            charted_substance,
            minutes_since_last_dose,
            typical_day,
        )
        from legdiary.domain.reports.report import build_report
        from legdiary.domain.reports.stretches import nights_of as nights_of_stretch
        from legdiary.domain.reports.timelines.timelines import timelines

        records = self.records
        known = extended(self.earlier.nights, records)
        plans = axis_plans(self.plans, self.of)
        doses = self.timed.charted(charted_substance(records, plans), known)
        since_last_dose = minutes_since_last_dose(known, doses)
        made = build_report(
            records,
            self.plans,
            by or _usual_groups(plans),
            self.past,
            measures=self.measures,
            conflicts=self.close,
            earlier=self.earlier,
            of=self.of,
            relief_min=since_last_dose,
        )
        stretches = [each.stretch for each in made.summary.stretches]
        return replace(
            made,
            coin_cuts=self.coin_cuts,
            typical_days=tuple(
                typical_day(stretch, known, doses, since_last_dose)
                for stretch in stretches
                if stretch.kind != "hardest"
            ),
            timelines=timelines(
                records,
                [(group.from_day, group.before_day) for group in made.groups],
                [nights_of_stretch(stretch, known) for stretch in stretches],
                self.past,
                self.ratings,
            ),
        )


def read_report(span: Span, *, taper: bool = False, by: str | None = None, of: str | None = None) -> MakeReport:
    """Make the request from typed words.

    Raises:
        UnknownWord: there is no such grouping.
        TaperOrRange: two ranges are given.
    """
    grouping: By | None = next((known for known in BY if known == by), None)
    if by is not None and grouping is None:
        raise UnknownWord("grouping", by, BY)
    if taper and span.is_named:
        raise TaperOrRange
    return MakeReport(span, taper, grouping, of)


def load_report(reader: Reader, request: MakeReport) -> Report:
    """Return the report of a request.

    Raises:
        NothingThere, NotYet, NoTaper: there is nothing to report on.
        LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo: it is not a valid range.
    """
    with reader.open_for_reading() as diary, diary.one_state():
        request = find_substance(diary, request)
        material = gather(diary, reader.present, request, in_short=True)
    return material.report(request.by)


def load_screen(reader: Reader, request: MakeReport) -> ScreenReport:
    """Return what one screen tells of a request's nights; no more is read or worked out.

    Raises:
        NothingThere, NotYet, NoTaper: there is nothing to report on.
        LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo: it is not a valid range.
    """
    with reader.open_for_reading() as diary, diary.one_state():
        request = find_substance(diary, request)
        from_night, before_night = find_range(diary, reader.present, request)
        material = _screen_material(diary, request, from_night, before_night)
    return material.screen(request.by)


def find_substance(diary: Diary, request: MakeReport) -> MakeReport:
    """Return the request with the word of the substance that was typed.

    Raises:
        NoPlanOfSubstance: there is no plan of it.
    """
    if request.of is None:
        return request
    from legdiary.domain.entries.substances import Substance, find_kind

    key = " ".join(request.of.casefold().split())
    for stored in diary.plans():
        word = stored.entry.of
        if word in {key, find_kind(request.of)} or key == Substance(word).name.casefold():
            return replace(request, of=word)
    raise NoPlanOfSubstance(request.of)


def load_month(reader: Reader, first: date, before: date) -> ScreenReport | None:
    """Return the report by weeks over the finished nights of a month; None if no night is over."""
    with reader.open_for_reading() as diary:
        logged = diary.logged(first, before)
    return None if before <= first else build_screen(night_records(logged, first, before), logged.plans, "week")


def gather(
    diary: Diary, present: Present, request: MakeReport, *, in_short: bool, also: Callable[[Logged], None] | None = None
) -> Material:
    """Read the data of a report.

    Args:
        diary: the diary.
        present: the clock.
        request: the nights.
        in_short: read of the doses only the columns for a day's figures.
        also: is handed the entries of every night, in pieces.

    Raises:
        NothingThere, NotYet, NoTaper, LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo.
    """
    from legdiary.domain.reports.day_pattern.typical_day import Taken
    from legdiary.domain.reports.report_sections import CUT_DAYS
    from legdiary.domain.reports.stretches import compared_stretches
    from legdiary.domain.reports.timelines.helped import Rating

    from_night, before_night = find_range(diary, present, request)
    nights = _Nights(from_night, before_night)
    listed = _Listed()
    for part in nights.read(diary, in_short=in_short):
        listed.add(diary, part)
        if also is not None:
            also(part.logged)
    baseline = _baseline(diary, request.of)
    before = _logged_before(diary, from_night, baseline, in_short=in_short)
    scores = diary.scores(from_night + CUT_DAYS[0] * A_DAY, from_night)
    past = diary.past_of_range(from_night, before_night, courses=True)
    return Material(
        from_night,
        before_night,
        nights.records,
        nights.plans,
        past=past,
        earlier=_earlier(baseline, before, scores),
        of=request.of,
        measures=_known_measures(diary, before_night if request.span.until else present.today + A_DAY),
        close=listed.close,
        coin_cuts=tuple(_coin_cuts(diary, plan, present.tonight) for plan in nights.plans if plan.coin),
        timed=Taken(
            _timed_doses(diary, compared_stretches(from_night, before_night, baseline)),
            past.products,
            listed.medicines_beside(before.logged if before else None),
        ),
        ratings=(
            *listed.ratings,
            *(Rating("kratom", *rated) for rated in diary.dose_ratings(from_night, before_night)),
        ),
    )


def _screen_material(diary: Diary, request: MakeReport, from_night: date, before_night: date) -> ScreenMaterial:
    """Read the data of one screen."""
    baseline = _baseline(diary, request.of)
    nights = _Nights(from_night, before_night)
    for _ in nights.read(diary, in_short=True, with_lists=False):
        pass
    return ScreenMaterial(
        from_night,
        before_night,
        nights.records,
        nights.plans,
        past=diary.past_of_range(from_night, before_night),
        earlier=_earlier(
            baseline, _logged_before(diary, from_night, baseline, in_short=True, with_lists=False), scores={}
        ),
        of=request.of,
    )


class _Part(NamedTuple):
    """Some nights of a range, half-open, with their entries."""

    from_night: date
    before_night: date
    logged: Logged


class _Nights:
    """The nights of a range, read a year at a time: their entries take ten times as much memory as their records."""

    def __init__(self, from_night: date, before_night: date) -> None:
        self._from, self._before = from_night, before_night
        self.records: Sequence[NightRecord] = ()
        self.plans: Sequence[Plan] = ()

    def read(self, diary: Diary, *, in_short: bool, with_lists: bool = True) -> Iterator[_Part]:
        """Yield the nights in parts, with their entries, and keep the records of each."""
        made: list[NightRecord] | PackedNights = []
        if (self._before - self._from).days > _MOST_LOOSE:
            from legdiary.domain.reports.packed_nights import PackedNights

            made = PackedNights()
        begin = self._from
        while begin < self._before:
            before = min(begin + (_AT_A_TIME if with_lists else _MOST_LOOSE) * A_DAY, self._before)
            logged = diary.logged(begin, before, in_short=in_short, with_lists=with_lists)
            for record in night_records(logged, begin, before):
                made.append(record)
            self.plans = logged.plans
            yield _Part(begin, before, logged)
            begin = before
        self.records = made


class _Listed:
    """The entries of a range that a report lists beside the records of its nights."""

    def __init__(self) -> None:
        self.close: list[Conflict] = []
        self.ratings: list[Rating] = []
        self._medicines: dict[int, Medicine] = {}

    def add(self, diary: Diary, part: _Part) -> None:
        """Keep what is listed of some nights."""
        from legdiary.domain.reports.timelines.helped import ratings_of

        self.close += _close_takings(diary, part.logged, part.from_night)
        self.close.sort(key=lambda pair: pair.taking.at.utc_s)
        self.ratings += ratings_of(part.logged)
        self._medicines |= _planned_medicines(part.logged)

    def medicines_beside(self, before: Logged | None) -> list[Medicine]:
        """Return the medicines that have a plan, those of the baseline before the range as well, in order."""
        found = self._medicines | (_planned_medicines(before) if before else {})
        return sorted(found.values(), key=lambda taking: (taking.night_of, taking.at.utc_s))


class _Before(NamedTuple):
    """The days of the baseline before a range, half-open, with their entries."""

    days: tuple[date, date]
    logged: Logged


def _logged_before(
    diary: Diary, from_night: date, baseline: tuple[date, date] | None, *, in_short: bool, with_lists: bool = True
) -> _Before | None:
    """Read the entries of the baseline before a range; None where there is none before it."""
    if baseline is None or baseline[0] >= min(baseline[1], from_night):
        return None
    days = baseline[0], min(baseline[1], from_night)
    return _Before(days, diary.logged(*days, in_short=in_short, with_lists=with_lists))


def _earlier(baseline: tuple[date, date] | None, before: _Before | None, scores: Mapping[date, int]) -> Earlier:
    return Earlier(baseline, scores, night_records(before.logged, *before.days) if before else ())


def _timed_doses(diary: Diary, found: Sequence[Stretch]) -> list[Dose]:
    """Read the doses of the days of which typical days are made, and of the days beside each stretch of them."""
    doses = {
        stored.id: stored.entry
        for stretch in found
        for stored in diary.entries_between("kratom", stretch.from_night - A_DAY, stretch.before_night + A_DAY)
    }
    return list(doses.values())


def _planned_medicines(of: Logged) -> dict[int, Medicine]:
    """Return the intakes of medicines that have a plan, by number, and those of the day before, which gaps need.

    The typical day tells no other medicine.
    """
    names = medicine_names(plan.of for plan in of.plans)
    return {
        stored.id: stored.entry for stored in (*of.eve_medicines, *of.medicines) if names and stored.entry.name in names
    }


def _coin_cuts(diary: Diary, plan: Plan, tonight: date) -> CoinCuts:
    """Return the answer of a plan with a coin, over all its pairs, whatever the range of the report."""
    from legdiary.domain.reports.coin_cuts import coin_cuts
    from legdiary.domain.taper.plan_coin import pairs_of
    from legdiary.domain.taper.week_pairs import PAIR

    pairs = pairs_of(plan)
    scores = diary.scores(pairs[0].begins_on, min(pairs[-1].begins_on + PAIR, tonight))
    return coin_cuts(plan, {night: float(score) for night, score in scores.items()}, tonight)


def _usual_groups(plans: Sequence[Plan]) -> By:
    return "step" if plans else "week"


def find_range(
    diary: Diary, present: Present, request: MakeReport, command: str = "legdiary report"
) -> tuple[date, date]:
    """Return the half-open range of a request from the diary's first night on, without the present night.

    Args:
        diary: the diary.
        present: the clock.
        request: the nights.
        command: the command that is suggested where there is no plan.

    Raises:
        NothingThere, NotYet, NoTaper, LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo.
    """
    span, today, tonight = diary.span(), present.today, present.tonight
    if request.taper:
        from_night, before_night = _taper_range(axis_of(diary, request.of), today, command)
    else:
        from_night, before_night = nights_of(request.span, present, span, finished=True, usual=_USUAL_SPAN)
    if from_night > today:
        raise NotYet(from_night, today)
    asked = (from_night, before_night - A_DAY)
    before_night = min(before_night, tonight)
    if span is None or span[0] >= before_night or span[1] < from_night:
        raise NothingThere(*asked, under_way=tonight if span is not None and span[1] >= tonight else None)
    return max(from_night, span[0]), before_night


def axis_of(diary: Diary, of: str | None) -> Sequence[Plan]:
    """Return the plans by whose steps a report is grouped."""
    return axis_plans([stored.entry for stored in diary.plans()], of)


def _taper_range(plans: Sequence[Plan], today: date, command: str) -> tuple[date, date]:
    """Return the days from eight weeks before the first plan to the end of the last follow-up, or to now."""
    from legdiary.domain.taper.phases import BASELINE_MOST, follow_up_ends

    if not plans:
        raise NoTaper(command)
    ends = [follow_up_ends(plan.ended_on) if plan.ended_on else today + A_DAY for plan in plans]
    return min(plan.starts_on for plan in plans) - BASELINE_MOST, min(max(ends), today + A_DAY)


def _baseline(diary: Diary, of: str | None) -> tuple[date, date] | None:
    """Return the days of the diary's baseline, half-open, from its first entry on; None without a plan.

    Where the diary begins after them there are none: the first is no earlier than the end.
    """
    from legdiary.domain.taper.phases import baseline_of

    span, found = diary.span(), baseline_of(axis_of(diary, of))
    if found is None or span is None:
        return None
    return max(found[0], span[0]), found[1]


def _known_measures(diary: Diary, before: date) -> list[Measure]:
    """Return totals and laboratory values up to the last day asked for; that may be today, which has no night yet."""
    return [stored.entry for stored in diary.entries_between("measure", date.min, before)]


def _close_takings(diary: Diary, logged: Logged, from_night: date) -> Sequence[Conflict]:
    """Return magnesium and medicines closer together than labels recommend, by the day of the later of the two.

    The day before is read too, because something taken at its end may be close to the beginning of the nights.
    """
    eve = from_night - A_DAY
    medicines = [*diary.entries_between("medicine", eve, from_night), *logged.medicines]
    if not medicines:
        return ()
    from legdiary.domain.entries.interactions import find_conflicts

    magnesium = [*diary.entries_between("magnesium", eve, from_night), *logged.magnesium]
    found = find_conflicts((stored.entry for stored in magnesium), (stored.entry for stored in medicines))
    return [pair for pair in found if pair.night_of >= from_night]
