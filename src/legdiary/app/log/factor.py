"""Log a factor of a night; change one."""

from __future__ import annotations

from legdiary.app.log.one_per_night import empty_fields
from legdiary.app.log.typed_fields import (
    MissingValue,
    given_fields,
    moved,
    read_cleared,
    read_helped,
    read_night,
    read_note,
    read_when,
)
from legdiary.app.log.typed_names import TypedName, check_first_name, renamed_field
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.factors_and_medicines import Factor, check_factor_beside
from legdiary.domain.entries.name_vocabulary import FACTORS
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.input.text import check_name
from legdiary.domain.time.moments import is_recalled
from legdiary.errors import ENTRY, TIME
from legdiary.store.entry_rows import Change
from legdiary.util.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.time.moments import Present
    from legdiary.domain.time.parse import When


#: The flag's name → the field it writes, for `--clear`.
FACTOR_FIELDS = {"amount": "amount", "at": "at", "helped": "helped", "note": "note"}


@dataclass(frozen=True, slots=True)
class LogFactor:
    """A request for a new factor.

    Attributes:
        name: its name.
        at: the time; None if it is not known.
        night: the night or diary day that was named.
        amount: the amount, in the person's own words.
        helped: 0 not at all to 3 very much.
        note: a note in the person's own words.
    """

    name: TypedName
    at: When | None = None
    night: date | None = None
    amount: str | None = None
    helped: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeFactor:
    """A request to change a factor; None leaves a part unchanged, and `emptied` are the fields to clear."""

    entry_id: int
    name: TypedName | None = None
    at: When | None = None
    night: date | None = None
    amount: str | None = None
    helped: int | None = None
    note: str | None = None
    emptied: frozenset[str] = frozenset()


def read_factor(
    present: Present, name: str | None, *, new: bool = False, amount: str | None = None, at: str | None = None,
    night: str | None = None, helped: str | None = None, note: str | None = None, clear: Iterable[str] | None = None,
    entry_id: int | None = None,
) -> LogFactor | ChangeFactor:  # fmt: skip
    """Make the request from typed words: for a new factor or, with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, or is missing.
    """
    of = read_night(present, night, of_day=True)
    fields = given_fields(
        amount=check_name(amount, "amount") if amount is not None else None,
        helped=read_helped(helped),
        note=read_note(note),
    )
    emptied = read_cleared(clear, FACTOR_FIELDS, entry_id)
    if entry_id is not None:
        if name is None and at is None and of is None and not fields and not emptied:
            raise NothingGiven(
                "a name, --amount, --at, --night, --helped, --note or --clear", f"legdiary edit {entry_id} --help"
            )
        other = None if name is None else TypedName(name, new)
        return ChangeFactor(entry_id, other, read_when(at), of, **fields, emptied=emptied)
    if name is None:
        raise MissingValue("the factor's name", "legdiary factor --help")
    return LogFactor(TypedName(name, new), read_when(at), of, **fields)


@return_questions
def store_factor(context: Context, request: LogFactor | ChangeFactor, yes: Yes = NOTHING) -> Change:
    """Carry out any request about a factor.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    return _log(context, request, yes) if isinstance(request, LogFactor) else _change(context, request, yes)


def _log(context: Context, request: LogFactor, yes: Yes) -> Change:
    present, night = context.present, request.night
    moment = request.at.moment(present, night, confirmed=TIME in yes) if request.at is not None else None
    # A rating of whether it helped is about the night that was, not about the coming one.
    default = present.default_night if request.helped is not None else present.today
    day = present.day_of(moment) if moment else night or default
    check_first_name(context, FACTORS, request.name)
    with context.open_for_writing(yes) as diary:
        name = request.name.find(FACTORS, diary.names("factor"))
        factor = Factor(day, name, moment, request.amount, request.helped, request.note)
        stored = diary.add(
            factor, present, recalled=is_recalled(present, day),
            check=lambda inside: check_factor_beside(factor, inside.entries_on("factor", day), confirmed=ENTRY in yes),
        )  # fmt: skip
    return Change(stored.id, Factor.kind, None, stored)


def _change(context: Context, request: ChangeFactor, yes: Yes) -> Change:
    with context.open_for_writing(yes) as diary:

        def build(old: Factor) -> Factor:
            filed = moved(context.present, old, request.at, request.night, yes)
            fields = empty_fields(request.emptied, Factor)
            fields |= given_fields(amount=request.amount, helped=request.helped, note=request.note)
            if "at" in fields and request.at is None:
                del filed["at"]
            return replace(old, **renamed_field(diary, FACTORS, request.name), **(fields | filed))

        return diary.edit(request.entry_id, build, context.present)
