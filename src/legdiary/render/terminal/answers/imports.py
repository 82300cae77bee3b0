"""The answer of an import, done or only tried (`--dry-run`), and the question that settles a conflict."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.ledger.conflicts import KEEP, SKIP, TAKE, WAYS
from legdiary.domain.taper.plan import Hold, Step
from legdiary.domain.time.moments import Moment
from legdiary.humanize import MISSING, hold, long_day, plural, step, user_text
from legdiary.render.terminal.field_labels import field_label, field_value
from legdiary.render.terminal.layout import Span, line, plain, wrapped
from legdiary.render.terminal.styles import HINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.app.imports.own_words import WordQuestion
    from legdiary.app.imports.store_files import Imported, LeftOutRow
    from legdiary.domain.input.tracker_names import TrackerNights
    from legdiary.domain.ledger.conflicts import Conflict
    from legdiary.domain.ledger.merge import ImportResult
    from legdiary.render.terminal.layout import Line

_MOST_SHOWN = 20
#: Kinds whose noun is not the kind itself, in the singular and, where an s is not enough, in the plural.
_NOUNS = {
    "kratom": ("kratom entry", "kratom entries"),
    "magnesium": ("magnesium entry", "magnesium entries"),
    "plan": ("taper plan",),
}
_IN_DIARY, _IN_FILE = "in the diary", "in the file"
_SETTLEMENTS = {
    None: "not the same in the diary and in the file",
    KEEP: "not the same, the diary's value kept",
    TAKE: "not the same, the file's value taken",
    SKIP: "not the same, left out",
}
#: Letter typed at the question → way to settle; a capital letter settles all the conflicts that follow too.
ANSWERS = {way[0]: way for way in WAYS}


# ---------------------------------------------------------------------- text


def import_lines(done: Imported, width: int = 80) -> list[Line]:
    """Return the answer: a paragraph for each file, and the conclusion; of a table that is only tried, its columns."""
    lines: list[Line] = []
    for each in done.files:
        if done.dry_run and each.table is not None:
            from legdiary.render.terminal.answers.table import preview_lines

            lines += preview_lines(each.table, width)
        lines.append(line(user_text(each.name), f": {each.about}"))
        lines += [line(f"  {told}") for told in _count_lines(each.share, dry_run=done.dry_run)]
        if each.ledger_lines is not None:
            lines.append(line(f"  with its history: {plural(each.ledger_lines, 'change')}"))
        lines += _conflict_lines(each.share)
        lines += _left_out_lines(each.left_out, width)
        lines += [line(Span(f"  left out: {told}", HINT)) for told in each.not_carried]
    lines.append(line(Span(_last_line(done), HINT)))
    return lines


def _count_lines(share: ImportResult, *, dry_run: bool) -> Iterator[str]:
    would = "would add" if dry_run else "added"
    yield f"{would} {_by_kind(share.new)}" if +share.new else f"{would} nothing"
    if share.filled:
        yield f"{'would fill in' if dry_run else 'filled in'} missing fields of {_by_kind(share.filled)}"
    if share.changed:
        yield f"{'would change' if dry_run else 'changed'} as {_IN_FILE}: {_by_kind(share.changed)}"
    if share.there:
        yield f"already {_IN_DIARY}: {_by_kind(share.there)}"
    if +share.formerly:
        yield f"changed or deleted {_IN_DIARY} since, so not changed: {_by_kind(share.formerly)}"
    if share.deleted:
        yield f"{'would delete' if dry_run else 'deleted'} as {_IN_FILE}: {_numbers(share.deleted)}"
    if share.kept:
        yield f"deleted {_IN_FILE}, left {_IN_DIARY}: {_numbers(share.kept)}"


def _by_kind(counts: Counter[str]) -> str:
    return ", ".join(plural(count, *_NOUNS.get(kind, (kind,))) for kind, count in counts.items() if count)


def _numbers(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - _MOST_SHOWN} more" if len(numbers) > _MOST_SHOWN else ""
    return ", ".join(f"#{number}" for number in numbers[:_MOST_SHOWN]) + more


def _conflict_lines(share: ImportResult) -> Iterator[Line]:
    for way, told in _SETTLEMENTS.items():
        conflicts = [each for each in share.conflicts if each.settled == way]
        if not conflicts:
            continue
        yield line(f"  {told}: {_by_kind(Counter(each.kind for each in conflicts))}")
        for each in conflicts[:_MOST_SHOWN]:
            both = "; ".join(f"{name}: {one} {_IN_DIARY}, {two} {_IN_FILE}" for name, one, two in _sides(each))
            yield line(f"    {_heading(each)}: {both}")
        if len(conflicts) > _MOST_SHOWN:
            yield line(f"    and {len(conflicts) - _MOST_SHOWN} more")


def _left_out_lines(rows: Sequence[LeftOutRow], width: int) -> Iterator[Line]:
    """Yield the rows that were left out, each with its reason."""
    if rows:
        yield line(f"  left out as impossible: {plural(len(rows), 'row')}")
        for each in rows[:_MOST_SHOWN]:
            first, *rest = wrapped(user_text(f"{each.place}: {each.mistake}"), width - 6)
            yield line("    ", first[0].text)
            yield from (line("      ", more[0].text) for more in rest)
        if len(rows) > _MOST_SHOWN:
            yield line(f"    and {len(rows) - _MOST_SHOWN} more")


#: Amounts in milligrams, of leaf told in grams.
_AMOUNTS_MG = {"amount_mg", "capsule_mg", "weight_mg"}


def _heading(conflict: Conflict) -> str:
    of = f" of {conflict.day}" if conflict.day else ""
    return f"{conflict.kind}{of} ({f'#{conflict.number}' if conflict.number else 'another row of the file'})"


def _sides(conflict: Conflict) -> Iterator[tuple[str, str, str]]:
    """Yield each field that differs: its label, its value in the diary, its value in the file."""
    for name, (one, two) in conflict.differing.items():
        yield field_label(name), _side(name, one, conflict), _side(name, two, conflict)


def _side(name: str, value: object, conflict: Conflict) -> str:
    """Return one side of a difference as people read it."""
    if name in {"amount_mg", "amount_ug"} and value == 0:
        return "none that day"
    if isinstance(value, Step):
        return step(value, conflict.substance or LEAF, conflict.unit)
    if isinstance(value, Hold):
        return hold(value)
    if isinstance(value, tuple) and not isinstance(value, Moment):
        return ", ".join(_side(name, each, conflict) for each in value) or MISSING
    if name in _AMOUNTS_MG and isinstance(value, int) and conflict.substance not in {None, LEAF}:
        return f"{value} mg"
    return field_value(name, value, {})


def _last_line(done: Imported) -> str:
    if done.has_open_conflicts:
        where = " or in the file (`legdiary --diary FILE edit ID …`)" if done.has_diary else ""
        return (
            "Nothing is stored until you settle this: add --on-conflict keep, take or skip. Or edit the entries in the "
            f"diary (`legdiary edit ID …`){where} until they agree."
        )
    if done.dry_run:
        return "Nothing was stored: --dry-run."
    if done.is_whole:
        return "The diary is the same as when it was exported."
    return "One change: `legdiary undo` takes all of it back." if done.changed else "Nothing was changed."


# ---------------------------------------------------------------------- the question


def question(several: Sequence[Conflict], name: str, left: int) -> str:
    """Return the question that settles a conflict, with both sides.

    Args:
        several: the conflict; more than one if doses in the file contradict a dose-free day in the diary.
        name: the file's name.
        left: the number of questions left, this one included.
    """
    first = several[0]
    day = f" of {long_day(first.day)}" if first.day else ""
    there = f"#{first.number}" if first.number else "another row of the file"
    told = plain(
        [
            line(f"{first.kind.capitalize()}{day} ({there}) is not the same in {user_text(name)}:"),
            line("  in the diary: ", ", ".join(f"{label} {one}" for label, one, _ in _sides(first))),
            line("  in the file: ", ", ".join(f"{label} {two}" for each in several for label, _, two in _sides(each))),
            *([line(f"  ({left} to go; K, T or S answers for all of them)")] if left > 1 else []),
        ]
    )
    return f"{told}Keep the diary's, take the file's, or skip this entry? [k/t/s]: "


def tracker_question(name: str, trackers: Sequence[TrackerNights]) -> str:
    """Return the question which of several trackers is taken, with the nights that each has.

    Args:
        name: the file's name.
        trackers: the trackers of the file.
    """
    told = plain(
        [
            line(user_text(name), " has the same nights from several sources, and the diary takes one a night:"),
            *(line(f"  {place} {each}") for place, each in enumerate(trackers, 1)),
        ]
    )
    order = ",".join(str(place) for place in range(1, len(trackers) + 1))
    return f"{told}Which one? Or an order, the first that has a night is taken ({order}): "


def word_question(question: WordQuestion, width: int) -> str:
    """Return the question what a word of the person's own means; before the first one what this is about.

    Args:
        question: the question.
        width: the width of the page.
    """
    more = f", {question.left - 1} more after it" if question.left > 1 else ""
    asked = f"“{user_text(question.word)}” ({plural(question.times, 'time')}{more}): {_accepted(question)}"
    lines = wrapped(asked, width)
    if question.is_first:
        about = f"{user_text(question.source)} has words and units of your own. Say what each means."
        lines = [*wrapped(about, width), *lines]
    enter = "Enter to leave it out"
    if question.offered is not None:
        enter = f"Enter for {user_text(question.offered)}, - to leave it out"
    return f"{plain(lines)}{enter}: "


def _accepted(question: WordQuestion) -> str:
    if question.about == "salt":
        return "are its milligrams those of magnesium or of the salt? magnesium elemental, magnesium salt"
    if question.about == "piece":
        return "how much is that? each 500 mg, each 1 tablet"
    if not question.has_numbers:
        return "factor NAME, symptom NAME 0-3"
    symptom = "symptom NAME" if question.is_graded else "symptom NAME LEAST-MOST"
    return f"factor NAME, {symptom}, severity LEAST-MOST"
