"""Read the dose times of one substance: its doses, its plans, and the dose before the range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.reports import MakeReport, TaperOrRange, find_range
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine, medicine
from legdiary.domain.reports.day_pattern.dose_clock import dose_times_of, medicine_times_of
from legdiary.domain.reports.dose_times import build_dose_times, days_of, other_words
from legdiary.domain.reports.dose_totals import dose_days, medicine_days
from legdiary.domain.time.moments import A_DAY
from legdiary.errors import Refused, quote_typed
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from legdiary.app.context import Reader
    from legdiary.app.night_range import Span
    from legdiary.domain.reports.day_pattern.dose_clock import DoseTime
    from legdiary.domain.reports.dose_times import DoseTimes
    from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
    from legdiary.domain.time.moments import Present
    from legdiary.store.diary import Diary

_COMMAND = "legdiary doses"
_MINUTES_AN_HOUR = 60


class NothingOfSubstance(Refused):
    """`--of` with a substance that was never logged."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"nothing is logged for {quote_typed(typed)!r}", _COMMAND)


@dataclass(frozen=True, slots=True)
class ShowDoses:
    """A request for dose times.

    Attributes:
        span: the days as typed.
        taper: from the baseline to the follow-up, instead of a range.
        of: the substance as typed; None is leaf.
    """

    span: Span
    taper: bool = False
    of: str | None = None


def load_dose_times(reader: Reader, request: ShowDoses) -> DoseTimes:
    """Return the dose times of a request, over finished days.

    Raises:
        TaperOrRange: two ranges are given.
        NothingOfSubstance: nothing is logged of the substance.
        NothingThere, NotYet, NoTaper: there is nothing to show.
        LastOrRange, NotASpan, EndsBeforeItBegins, NotADate, TooLongAgo: it is not a valid range.
    """
    if request.taper and request.span.is_named:
        raise TaperOrRange(_COMMAND)
    present = reader.present
    with reader.open_for_reading() as diary, diary.one_state():
        word = LEAF if request.of is None else _find_substance(diary, request.of)
        days = find_range(diary, present, MakeReport(request.span, request.taper, of=word), _COMMAND)
        return _read_dose_times(diary, present, word, days)


def _find_substance(diary: Diary, typed: str) -> str:
    """Return the word of a typed substance: a known kind, a kind of one's own, or a medicine that is logged.

    Raises:
        NothingOfSubstance: it is none of them.
    """
    from legdiary.domain.entries.name_vocabulary import MEDICINES
    from legdiary.domain.entries.substances import find_kind

    kind = find_kind(typed)
    if kind is not None:
        return kind
    key = " ".join(typed.casefold().split())
    medicines = diary.names("medicine")
    known = MEDICINES.find(typed)
    names = {stored.entry.product_kind: stored.entry.product_kind for stored in diary.products()}
    names |= {name.casefold(): medicine(name) for name in medicines}
    found = names.get(key) or (medicine(known) if known in medicines else None)
    if found is None:
        raise NothingOfSubstance(typed)
    return found


def _read_dose_times(diary: Diary, present: Present, word: str, days: tuple[date, date]) -> DoseTimes:
    from_day, before_day = days
    products = {stored.id: stored.entry for stored in diary.products()}
    doses = [stored.entry for stored in diary.entries_between("kratom", from_day, before_day)]
    of_products = dose_days(doses, products, diary.preceding_doses(from_day))
    figures: Mapping[date, DoseDay | OtherSubstanceDay]
    if is_medicine(word):
        times, figures = _read_medicine(diary, word, days)
    else:
        times = dose_times_of(word, doses, products)
        figures = days_of(word, of_products)
    return build_dose_times(
        word,
        times,
        figures,
        [stored.entry for stored in diary.plans() if stored.entry.of == word],
        days,
        present.day_start.hour * _MINUTES_AN_HOUR + present.day_start.minute,
        other_words(word, of_products),
    )


def _read_medicine(
    diary: Diary, word: str, days: tuple[date, date]
) -> tuple[list[DoseTime], dict[date, OtherSubstanceDay]]:
    """Return the doses of a medicine and the figures of its days; the day before is read for the gap on the first."""
    from_day, before_day = days
    stored = diary.entries_between("medicine", from_day - A_DAY, before_day)
    takings = [each.entry for each in stored if medicine(each.entry.name) == word]
    figures = medicine_days(takings, {taking.name for taking in takings})
    return (
        medicine_times_of(word, takings),
        {day: of_day[word] for day, of_day in figures.items() if day >= from_day},
    )
