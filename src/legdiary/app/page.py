"""Make the page for a clinician: the report and the other values of the page, from one state of the diary."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.reports import axis_of, find_substance, gather, read_report
from legdiary.domain.input.text import TooLong, check_name, check_note
from legdiary.domain.ledger.corrections import is_correction
from legdiary.domain.reports.other_substances import axis_plans
from legdiary.util.compressed_list import Packed
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.app.context import Reader
    from legdiary.app.night_range import Span
    from legdiary.app.reports import MakeReport, Material
    from legdiary.domain.entries.factors_and_medicines import Measure, Medicine
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.night_record import Logged
    from legdiary.domain.reports.report import Report
    from legdiary.domain.taper.plan import Plan
    from legdiary.store.diary import Diary

_LONGEST_QUESTION = 400
#: So many intakes of magnesium and of medicines are held as they are; more are compressed.
_MOST_LOOSE = 1000


@dataclass(frozen=True, slots=True)
class MakePage:
    """A request for a page.

    Attributes:
        report: its report; without a range, that of the taper, or the usual range if there is no plan.
        question: the question at the top.
        name: the name on it.
        notes: put the notes on it.
    """

    report: MakeReport
    question: str | None = None
    name: str | None = None
    notes: bool = False


class PageNote(NamedTuple):
    """A note of an entry: its night, the kind of entry, and the text as typed."""

    night_of: date
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PageInputs:
    """The values of a page other than its report.

    Attributes:
        plans: the plans of its nights.
        zone: the name of the time zone.
        made_on: the day on which the page is made.
        question: the question that the person wants answered.
        name: a name or initials, only if asked for.
        measures: totals and laboratory values up to the end of the range.
        magnesium: the intakes of magnesium in the range.
        medicines: the intakes of medicines in the range.
        corrected: the number of entries of the range changed or deleted after they were stored; None: not counted.
        notes: the notes of the range, in order; None where they were not asked for.
    """

    plans: Sequence[Plan]
    zone: str
    made_on: date
    question: str | None = None
    name: str | None = None
    measures: Sequence[Measure] = ()
    magnesium: Sequence[Magnesium] = ()
    medicines: Sequence[Medicine] = ()
    corrected: int | None = None
    notes: Sequence[PageNote] | None = None


class PageFound(NamedTuple):
    """A report and the other values of its page."""

    report: Report
    inputs: PageInputs


def read_page(
    span: Span, *, taper: bool = False, by: str | None = None, of: str | None = None, question: str | None = None,
    name: str | None = None, notes: bool = False,
) -> MakePage:  # fmt: skip
    """Make the request from typed words.

    Raises:
        UnknownWord: there is no such grouping.
        TaperOrRange: two ranges are given.
        UnreadableText, TooLong: the question or the name cannot be shown on a page.
    """
    report = read_report(span, taper=taper, by=by, of=of)
    return MakePage(
        report,
        _checked_question(question) if question and question.strip() else None,
        check_name(name, "name") if name and name.strip() else None,
        notes,
    )


def load_page(reader: Reader, request: MakePage) -> PageFound:
    """Return the values of the page.

    Raises:
        NothingThere, NotYet, NoTaper: there is nothing to report on.
        LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo: it is not a valid range.
    """
    wanted = request.report
    with reader.open_for_reading() as diary, diary.one_state():
        wanted = find_substance(diary, wanted)
        if not wanted.span.is_named and not wanted.taper:
            wanted = replace(wanted, taper=bool(axis_of(diary, wanted.of)))
        beside = _Beside(has_notes=request.notes)
        material = gather(diary, reader.present, wanted, in_short=False, also=beside.add)
        corrected = _corrected(diary, material, beside.ids)
    inputs = PageInputs(
        plans=axis_plans(material.plans, wanted.of),
        zone=reader.present.zone.name,
        made_on=reader.present.now.local.date(),
        question=request.question,
        name=request.name,
        measures=material.measures,
        magnesium=beside.magnesium,
        medicines=beside.medicines,
        corrected=corrected,
        notes=tuple(beside.notes) if request.notes else None,
    )
    return PageFound(material.report(wanted.by), inputs)


class _Beside:
    """The part of a page beside its report: entries of some nights, which are handed over in order."""

    def __init__(self, *, has_notes: bool) -> None:
        self._has_notes = has_notes
        self.magnesium: Packed[Magnesium] = Packed(loose=_MOST_LOOSE)
        self.medicines: Packed[Medicine] = Packed(loose=_MOST_LOOSE)
        self.notes: list[PageNote] = []
        self.ids = array("q")

    def add(self, logged: Logged) -> None:
        """Keep what is needed of some nights."""
        by_night = _by_night(logged)
        self.ids.extend(stored.id for group in by_night for stored in group)
        for stored in logged.magnesium:
            self.magnesium.append(stored.entry)
        for stored in logged.medicines:
            self.medicines.append(stored.entry)
        if self._has_notes:
            entries = (stored.entry for group in by_night for stored in group)
            found = [PageNote(each.night_of, each.kind, each.note) for each in entries if each.note]
            self.notes += sorted(found, key=lambda note: note.night_of)


def _by_night(logged: Logged) -> tuple[Sequence[Stored], ...]:
    """Return the entries of some nights, by kind."""
    return (
        logged.nights, logged.sleeps, logged.doses, logged.magnesium, logged.factors, logged.symptoms, logged.medicines,
    )  # fmt: skip


def _checked_question(text: str) -> str:
    """Return the question, at most a few lines long.

    Raises:
        UnreadableText, TooLong.
    """
    if len(check_note(text, "question")) > _LONGEST_QUESTION:
        raise TooLong("question", len(text), _LONGEST_QUESTION)
    return text.strip()


def _corrected(diary: Diary, material: Material, there: Iterable[int]) -> int:
    """Return the number of entries of the nights that were changed or deleted after they were stored.

    Args:
        diary: the diary.
        material: the nights.
        there: the numbers of their entries.
    """
    found: set[int] = set()
    others: set[int] = set()
    for line in diary.corrections(material.from_night, material.before_night):
        if not is_correction(line.action, line.old):
            continue
        night = str({**(line.new or {}), **(line.old or {})}.get("night_of", ""))
        within = material.from_night.isoformat() <= night < material.before_night.isoformat()
        (found if within else others).add(line.entry_id)
    return len(found.union(others.intersection(there)))
