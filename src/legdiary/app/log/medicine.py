"""Log the intake of a medicine; change one."""

from __future__ import annotations

from legdiary.app.log.interactions import close_magnesium
from legdiary.app.log.one_per_night import empty_fields
from legdiary.app.log.planned_medicines import medicine_day, planned_targets
from legdiary.app.log.typed_fields import (
    MissingValue,
    given_fields,
    intake_moment,
    moved,
    read_cleared,
    read_helped,
    read_night,
    read_note,
    read_when,
)
from legdiary.app.log.typed_names import TypedName, check_first_name, renamed_field
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.dose_rules import USUAL_DAYS
from legdiary.domain.entries.factors_and_medicines import Medicine, check_medicine_beside
from legdiary.domain.entries.medicines import MEDICINE_CLASSES
from legdiary.domain.entries.name_vocabulary import MEDICINES
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.entries.substances import medicine
from legdiary.domain.entries.usual_amount import check_beside_plan, check_beside_usual
from legdiary.domain.input.medicine_amounts import (
    exact_micrograms,
    format_micrograms,
    is_medicine_amount,
    parse_medicine_amount,
)
from legdiary.domain.time.moments import A_DAY, is_recalled
from legdiary.errors import ENTRY
from legdiary.util.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.interactions import Conflict
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.dose_totals import OtherSubstanceDay
    from legdiary.domain.time.parse import When
    from legdiary.store.diary import Diary


#: The flag's name → the field it writes, for `--clear`.
MEDICINE_FIELDS = {"helped": "helped", "note": "note"}


@dataclass(frozen=True, slots=True)
class LogMedicine:
    """A request for a new intake of a medicine.

    Attributes:
        name: its name.
        amount: the amount, in the spelling that is stored.
        at: the time; None is now.
        night: the diary day that was named with the time.
        helped: how much it helped the legs, 0 not at all to 3 very much.
        note: a note in the person's own words.
    """

    name: TypedName
    amount: str
    at: When | None = None
    night: date | None = None
    helped: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeMedicine:
    """A request to change an intake; None leaves a part unchanged, and `emptied` are the fields to clear."""

    entry_id: int
    name: TypedName | None = None
    amount: str | None = None
    at: When | None = None
    night: date | None = None
    helped: int | None = None
    note: str | None = None
    emptied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MedicineStored:
    """A stored intake of a medicine.

    Attributes:
        new: the entry.
        old: the entry before the change; None for a new one.
        close: magnesium taken closer to it than labels recommend.
        is_own: its name is the person's own, and used for the first time.
        taken: its day against the target of its plan; None where no plan of it is in force.
    """

    new: Stored
    old: Stored | None
    close: tuple[Conflict, ...]
    is_own: bool
    taken: OtherSubstanceDay | None = None


def read_medicine(
    context: Context, words: Sequence[str], *, new: bool = False, at: str | None = None, night: str | None = None,
    helped: str | None = None, note: str | None = None, clear: Iterable[str] | None = None, entry_id: int | None = None,
) -> LogMedicine | ChangeMedicine:  # fmt: skip
    """Make the request from typed words: `gabapentin 300mg`, `iron 1 tablet`; with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, or is missing.
    """
    typed_name, typed_amount = _name_and_amount(words)
    name = None if typed_name is None else TypedName(typed_name, new)
    amount = None if typed_amount is None else parse_medicine_amount(typed_amount)
    of = read_night(context.present, night, of_day=True)
    fields = given_fields(helped=read_helped(helped), note=read_note(note))
    emptied = read_cleared(clear, MEDICINE_FIELDS, entry_id)
    if entry_id is not None:
        if name is None and amount is None and at is None and of is None and not fields and not emptied:
            raise NothingGiven(
                "an amount, a name, --at, --night, --helped, --note or --clear", f"legdiary edit {entry_id} --help"
            )
        return ChangeMedicine(entry_id, name, amount, read_when(at), of, **fields, emptied=emptied)
    if name is None:
        raise MissingValue("the medicine's name", "legdiary medicine --help")
    if amount is None:
        check_first_name(context, MEDICINES, name)
        raise MissingValue("the amount", "legdiary medicine --help")
    return LogMedicine(name, amount, read_when(at), of, **fields)


def _name_and_amount(words: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the name, and the amount at the end: one word, or a number and its unit."""
    whole = " ".join(words).split()
    for length in (2, 1):
        if is_medicine_amount(" ".join(whole[-length:])):
            return " ".join(whole[:-length]) or None, " ".join(whole[-length:])
    if len(whole) > 1 and MEDICINES.find(" ".join(whole)) is None:
        return " ".join(whole[:-1]), whole[-1]
    if whole and whole[0][0].isdecimal():
        return None, whole[0]
    return " ".join(whole) or None, None


@return_questions
def store_medicine(context: Context, request: LogMedicine | ChangeMedicine, yes: Yes = NOTHING) -> MedicineStored:
    """Carry out any request about a medicine.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    return _log(context, request, yes) if isinstance(request, LogMedicine) else _change(context, request, yes)


def _log(context: Context, request: LogMedicine, yes: Yes) -> MedicineStored:
    present, sure = context.present, ENTRY in yes
    check_first_name(context, MEDICINES, request.name)
    moment = intake_moment(present, request.at, request.night, "medicine", yes)
    day = present.day_of(moment)
    with context.open_for_writing(yes) as diary:
        used = diary.names("medicine")
        name = request.name.find(MEDICINES, used)
        taking = Medicine(day, moment, name, request.amount, request.helped, request.note)

        def check(inside: Diary) -> None:
            check_medicine_beside(taking, inside.entries_on("medicine", day), confirmed=sure)
            if not sure:
                _check_usual(taking, inside, present.today)

        stored = diary.add(taking, present, recalled=is_recalled(present, day), check=check)
        is_own = taking.name not in MEDICINE_CLASSES and taking.name not in used
        return MedicineStored(stored, None, close_magnesium(diary, taking), is_own, medicine_day(diary, taking))


def _change(context: Context, request: ChangeMedicine, yes: Yes) -> MedicineStored:
    present, sure = context.present, ENTRY in yes

    with context.open_for_writing(yes) as diary:

        def build(old: Medicine) -> Medicine:
            filed = moved(present, old, request.at, request.night, yes)
            fields = empty_fields(request.emptied, Medicine)
            fields |= given_fields(amount=request.amount, helped=request.helped, note=request.note)
            new = replace(old, **filed, **renamed_field(diary, MEDICINES, request.name), **fields)
            if not sure and (new.name, new.amount) != (old.name, old.amount):
                _check_usual(new, diary, present.today, but=request.entry_id)
            return new

        change = diary.edit(request.entry_id, build, present)
        taking: Medicine = change.stored.entry
        return MedicineStored(
            change.stored,
            change.old,
            close_magnesium(diary, taking),
            is_own=False,
            taken=medicine_day(diary, taking),
        )


def _check_usual(taking: Medicine, diary: Diary, today: date, *, but: int = 0) -> None:
    """Ask about an amount far from those of these days, because a slip is made now, for any day.

    Only amounts by weight are compared: what a tablet holds is not known.
    """
    ug = exact_micrograms(taking.amount)
    if ug is None:
        return
    behind = today + A_DAY
    others = (
        exact_micrograms(stored.entry.amount)
        for stored in diary.entries_between("medicine", behind - USUAL_DAYS * A_DAY, behind)
        if stored.entry.name == taking.name and stored.id != but
    )
    usual_ug = [float(each) for each in others if each is not None]
    if not usual_ug:
        targets = planned_targets(diary, medicine(taking.name), taking.night_of)
        check_beside_plan(f"{taking.amount} of this medicine", float(ug), targets, format_micrograms)
    check_beside_usual(f"{taking.amount} of this medicine", float(ug), usual_ug, format_micrograms)
