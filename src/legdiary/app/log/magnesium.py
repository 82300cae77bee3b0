"""Log magnesium; change an entry of it."""

from __future__ import annotations

from legdiary.app.log.interactions import close_medicines
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
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.dose_limits import check_magnesium
from legdiary.domain.entries.dose_rules import check_taking_beside
from legdiary.domain.entries.magnesium import (
    COMPUTED_FROM_SALT,
    LABEL_ELEMENTAL,
    FormOfSalt,
    Magnesium,
    SaltNeedsForm,
    elemental_mg,
    parse_form,
)
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.input.amounts import parse_amount
from legdiary.domain.time.moments import is_recalled
from legdiary.errors import ENTRY
from legdiary.util.values import NamedTuple, dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.interactions import Conflict
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Present
    from legdiary.domain.time.parse import When
    from legdiary.store.diary import Diary


#: The flag's name → the field it writes, for `--clear`.
MAGNESIUM_FIELDS = {"form": "form", "topical": "topical", "helped": "helped", "note": "note"}


class MagnesiumAmount(NamedTuple):
    """A typed amount in milligrams."""

    typed: str
    mg: int


@dataclass(frozen=True, slots=True)
class LogMagnesium:
    """A request for a new intake of magnesium.

    Attributes:
        amount: the amount, elemental or of the salt.
        form: the salt.
        salt: the amount is that of the salt.
        topical: it was put on the skin.
        at: the time; None is now.
        night: the diary day that was named with the time.
        helped: how much it helped the legs, 0 not at all to 3 very much.
        note: a note in the person's own words.
    """

    amount: MagnesiumAmount
    form: str | None = None
    salt: bool = False
    topical: bool = False
    at: When | None = None
    night: date | None = None
    helped: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeMagnesium:
    """A request to change an intake; None and False leave a part unchanged, and `emptied` are the fields to clear."""

    entry_id: int
    amount: MagnesiumAmount | None = None
    form: str | None = None
    salt: bool = False
    topical: bool = False
    at: When | None = None
    night: date | None = None
    helped: int | None = None
    note: str | None = None
    emptied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MagnesiumStored:
    """A stored intake, and its day.

    Attributes:
        new: the entry.
        old: the entry before the change; None for a new one.
        day: the diary day.
        total_mg: the day's elemental milligrams by mouth.
        before_mg: the same before this entry.
        close: medicines taken closer to it than labels recommend.
        first: it is the first intake of the diary.
    """

    new: Stored
    old: Stored | None
    day: date
    total_mg: int
    before_mg: int
    close: tuple[Conflict, ...]
    first: bool


Request = LogMagnesium | ChangeMagnesium


def read_magnesium(
    present: Present, amount: str | None, *, form: str | None = None, salt: bool = False, topical: bool = False,
    at: str | None = None, night: str | None = None, helped: str | None = None, note: str | None = None,
    clear: Iterable[str] | None = None, entry_id: int | None = None,
) -> Request:  # fmt: skip
    """Make the request from typed words: for an intake or, with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, is missing, or does not fit the rest.
    """
    known = None if form is None else parse_form(form)
    fields = given_fields(helped=read_helped(helped), note=read_note(note))
    emptied = read_cleared(clear, MAGNESIUM_FIELDS, entry_id)
    if entry_id is not None:
        of = read_night(present, night, of_day=True)
        if amount is None and known is None and at is None and of is None and not (topical or fields or emptied):
            accepted = "an amount, --form, --at, --night, --topical, --helped, --note or --clear"
            raise NothingGiven(accepted, f"legdiary edit {entry_id} --help")
        when = read_when(at)
        read = None if amount is None else _read_amount(amount)
        return ChangeMagnesium(entry_id, read, known, salt, topical, when, of, **fields, emptied=emptied)
    if amount is None:
        raise MissingValue("the amount", "legdiary magnesium --help")
    if salt and known is None:
        raise SaltNeedsForm
    of = read_night(present, night, of_day=True)
    when = read_when(at)
    return LogMagnesium(_read_amount(amount), known, salt, topical, when, of, **fields)


def _read_amount(typed: str) -> MagnesiumAmount:
    return MagnesiumAmount(typed, parse_amount(typed, in_mg=True))


@return_questions
def store_magnesium(context: Context, request: Request, yes: Yes = NOTHING) -> MagnesiumStored:
    """Carry out any request about magnesium.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    return _log(context, request, yes) if isinstance(request, LogMagnesium) else _change(context, request, yes)


def _log(context: Context, request: LogMagnesium, yes: Yes) -> MagnesiumStored:
    present, sure = context.present, ENTRY in yes
    moment = intake_moment(present, request.at, request.night, "magnesium 200mg", yes)
    parts = _parts(request.amount, request.form if request.salt else None, confirmed=sure)
    day = present.day_of(moment)
    taking = Magnesium(
        day, moment, form=request.form, topical=request.topical, helped=request.helped, note=request.note, **parts
    )
    with context.open_for_writing(yes) as diary:
        stored = diary.add(
            taking, present, recalled=is_recalled(present, day),
            check=lambda inside: check_taking_beside(taking, inside.entries_on("magnesium", day), confirmed=sure),
        )  # fmt: skip
        return _stored(diary, stored, None)


def _change(context: Context, request: ChangeMagnesium, yes: Yes) -> MagnesiumStored:
    present, amount, sure = context.present, request.amount, ENTRY in yes

    def build(old: Magnesium) -> Magnesium:
        filed = moved(present, old, request.at, request.night, yes)
        emptied: dict[str, Any] = {}
        if request.emptied:
            from legdiary.app.log.one_per_night import empty_fields

            emptied = empty_fields(request.emptied, Magnesium)
        form = request.form or (None if "form" in emptied else old.form)
        topical = request.topical or (old.topical and "topical" not in emptied)
        parts: dict[str, Any] = {}
        if amount is not None:
            parts = _parts(amount, form if request.salt or old.salt_mg is not None else None, confirmed=sure)
        elif request.form is not None and old.salt_mg is not None:
            parts = _parts(MagnesiumAmount(f"{old.salt_mg}mg", old.salt_mg), request.form, confirmed=sure)
        elif form is None and old.salt_mg is not None:
            raise FormOfSalt(old.salt_mg)
        fields = emptied | {"form": form, "topical": topical} | given_fields(helped=request.helped, note=request.note)
        return replace(old, **filed, **fields, **parts)

    with context.open_for_writing(yes) as diary:
        change = diary.edit(request.entry_id, build, present)
        return _stored(diary, change.stored, change.old)


def _parts(amount: MagnesiumAmount, of_salt: str | None, *, confirmed: bool) -> dict[str, Any]:
    """Return the elemental milligrams and their basis: the label, or the milligrams of a salt."""
    if of_salt is None:
        checked = check_magnesium(amount.mg, amount.typed, confirmed=confirmed)
        return {"elemental_mg": checked, "basis": LABEL_ELEMENTAL, "salt_mg": None}
    checked = check_magnesium(elemental_mg(amount.mg, of_salt), amount.typed, confirmed=confirmed)
    return {"elemental_mg": checked, "basis": COMPUTED_FROM_SALT, "salt_mg": amount.mg}


def _stored(diary: Diary, stored: Stored, old: Stored | None) -> MagnesiumStored:
    day = stored.entry.night_of
    takings = [each.entry for each in diary.entries_on("magnesium", day)]
    total = sum(taking.elemental_mg for taking in takings if not taking.topical)
    return MagnesiumStored(
        new=stored,
        old=old,
        day=day,
        total_mg=total,
        before_mg=total - _by_mouth(stored, day) + _by_mouth(old, day),
        close=() if stored.entry.topical else close_medicines(diary, stored.entry),
        first=old is None and diary.has_one_entry("magnesium"),
    )


def _by_mouth(stored: Stored | None, day: date) -> int:
    """Return the milligrams that an intake adds to a day's sum."""
    if stored is None or stored.entry.topical or stored.entry.night_of != day:
        return 0
    return int(stored.entry.elemental_mg)
