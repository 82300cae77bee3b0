"""Log the grade of a symptom in a night; change it."""

from __future__ import annotations

from legdiary.app.log.one_per_night import empty_fields
from legdiary.app.log.typed_fields import MissingValue, given_fields, read_cleared, read_night, read_note, read_score
from legdiary.app.log.typed_names import TypedName, check_first_name, renamed_field
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.factors_and_medicines import GRADE_MOST, Symptom
from legdiary.domain.entries.name_vocabulary import SYMPTOMS
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.time.moments import is_recalled
from legdiary.util.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.time.moments import Present
    from legdiary.store.entry_rows import Change


#: The flag's name → the field it writes, for `--clear`.
SYMPTOM_FIELDS = {"note": "note"}


@dataclass(frozen=True, slots=True)
class LogSymptom:
    """A request for the grade of a symptom in a night, 0 none to 3 much, and a note; they replace that night's."""

    name: TypedName
    grade: int
    night: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeSymptom:
    """A request to change a symptom; None leaves a part unchanged, and `emptied` are the fields to clear."""

    entry_id: int
    name: TypedName | None = None
    grade: int | None = None
    night: date | None = None
    note: str | None = None
    emptied: frozenset[str] = frozenset()


def read_symptom(
    present: Present, words: Sequence[str], *, new: bool = False, night: str | None = None, note: str | None = None,
    clear: Iterable[str] | None = None, entry_id: int | None = None,
) -> LogSymptom | ChangeSymptom:  # fmt: skip
    """Make the request from typed words: `nausea 2`, `low mood 1`; with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, or is missing.
    """
    name, typed_grade = _name_and_grade(words, alone=entry_id is not None)
    grade = read_score(typed_grade, "grade", 0, GRADE_MOST)
    of, written = read_night(present, night), read_note(note)
    emptied = read_cleared(clear, SYMPTOM_FIELDS, entry_id)
    if entry_id is not None:
        if name is None and grade is None and of is None and written is None and not emptied:
            raise NothingGiven(
                "a grade from 0 to 3, a name, --night, --note or --clear", f"legdiary edit {entry_id} --help"
            )
        return ChangeSymptom(entry_id, None if name is None else TypedName(name, new), grade, of, written, emptied)
    if name is None:
        raise MissingValue("the symptom's name", "legdiary symptom --help")
    if grade is None:
        raise MissingValue("the grade, 0 to 3,", "legdiary symptom --help")
    return LogSymptom(TypedName(name, new), grade, of, written)


def _name_and_grade(words: Sequence[str], *, alone: bool) -> tuple[str | None, str | None]:
    """Return the name, and the grade at the end; for a change the grade alone is enough."""
    if not words or (alone and len(words) == 1 and words[0].strip().isdecimal()):
        return None, words[0] if words else None
    whole = " ".join(words)
    if len(words) == 1 or SYMPTOMS.find(whole) is not None or (alone and not words[-1].strip().isdecimal()):
        return whole, None
    return " ".join(words[:-1]), words[-1]


@return_questions
def store_symptom(context: Context, request: LogSymptom | ChangeSymptom, yes: Yes = NOTHING) -> Change:
    """Carry out any request about a symptom.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    return _log(context, request, yes) if isinstance(request, LogSymptom) else _change(context, request, yes)


def _log(context: Context, request: LogSymptom, yes: Yes) -> Change:
    present = context.present
    fields = given_fields(grade=request.grade, note=request.note)
    check_first_name(context, SYMPTOMS, request.name)
    day = request.night or present.default_night
    with context.open_for_writing(yes) as diary:
        name = request.name.find(SYMPTOMS, diary.names("symptom"))
        return diary.write_night(
            "symptom", day, lambda old: Symptom(day, name, **fields) if old is None else replace(old, **fields),
            present, recalled=lambda _: is_recalled(present, day), name=name,
        )  # fmt: skip


def _change(context: Context, request: ChangeSymptom, yes: Yes) -> Change:
    with context.open_for_writing(yes) as diary:

        def build(old: Symptom) -> Symptom:
            named = renamed_field(diary, SYMPTOMS, request.name)
            fields = empty_fields(request.emptied, Symptom)
            fields |= given_fields(grade=request.grade, night_of=request.night, note=request.note)
            return replace(old, **named, **fields)

        return diary.edit(request.entry_id, build, context.present)
