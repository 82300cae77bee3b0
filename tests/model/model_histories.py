"""Histories that the model tells, and the same histories in the program: their lines, and the diary that these make.

A device of the model is a number, and a value a number too; here they are devices' ids, nights, severities, amounts and
notes. What the model says of a diary, and what the program says, are compared as `Told`.
"""

from __future__ import annotations

import gzip
from itertools import combinations, permutations
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from tla_values import read_value

from builders import dose, night, no_kratom, plan, present
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.fold import Folding, fold
from legdiary.domain.sync.lines import LineRef, SyncLine, in_order, knows
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.rows import to_json_fields
from legdiary.util.values import replace
from made_up_devices import MEANING, Kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from legdiary.domain.sync.folded import Folded, Open

_KINDS = {"dose": "kratom", "mark": "kratom"}
KEPT = Path(__file__).with_name("histories.txt.gz")
NIGHTS = tuple(f"2026-11-{date}" for date in range(20, 30))
CLOCK = present("2026-12-01T12:00-05:00")
#: Kind of the model → field of the model → the fields that are written with it.
_FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "night": {"place": ("night_of",), "a": ("severity",), "b": ("note",)},
    "dose": {"place": ("night_of", "at"), "a": ("amount_mg",), "b": ("note",)},
    "mark": {"place": ("night_of",), "a": ("amount_mg",), "b": ("note",)},
    "plan": {"place": ("steps",), "b": ("name",)},
}


class Told(NamedTuple):
    """An entry, as the model and the program say it alike.

    Attributes:
        kind: night, dose, mark or plan.
        refs: its identities, each as the device's number and the line's.
        place, a, b: its fields, as numbers.
        held: another entry stands against it.
        open: its open conflicts: about what, between which lines, and which one stands.
    """

    kind: str
    refs: frozenset[tuple[int, int]]
    place: int
    a: int
    b: int
    held: bool
    open: frozenset[tuple[str, frozenset[tuple[int, int]], tuple[int, int]]]


class History(NamedTuple):
    """A history of the model.

    Attributes:
        log: the lines of each device, as the model has them.
        diary: the entries that the model says they make.
    """

    log: tuple[tuple[dict[str, Any], ...], ...]
    diary: frozenset[Told]

    @classmethod
    def from_text(cls, text: str) -> History:
        """Return the history that TLC printed."""
        _, log, entries = read_value(text)
        return cls(log, frozenset(map(_told_by_model, entries)))

    @property
    def lines(self) -> list[SyncLine]:
        """The lines, as the program has them, in the order of all lines."""
        return in_order(_line(said) for log in self.log for said in log)

    def deed(self, ref: LineRef) -> dict[str, Any]:
        """Return a line as the model has it."""
        return self.log[int(ref.device, 16) - 1][ref.number - 1]


def kept_texts() -> list[str]:
    """Return the histories that the model told once, as TLC printed them."""
    with gzip.open(KEPT, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def _told_by_model(entry: Iterable[tuple[str, Any]]) -> Told:
    said: dict[str, Any] = dict(entry)
    fields: dict[str, int] = dict(said["fields"])
    conflicts = (dict(each) for each in said["open"])
    return Told(
        said["kind"], said["refs"], fields["place"], fields["a"], fields["b"], said["held"],
        frozenset((each["what"], each["lines"], each["standing"]) for each in conflicts),
    )  # fmt: skip


# ---------------------------------------------------------------------- the model's words → the program's


def device_id(number: int) -> str:
    return f"{number:016x}"


def _ref(said: tuple[int, int]) -> LineRef:
    return LineRef(device_id(said[0]), said[1])


def _line(said: dict[str, Any]) -> SyncLine:
    author = said["device"]
    seen = {device_id(place): count for place, count in enumerate(said["seen"], 1) if count and place != author}
    return SyncLine(
        device_id(author), said["number"], said["clock"], seen, 1_795_000_000_000, -300, "America/New_York",
        said["action"], _KINDS.get(said["kind"], said["kind"]), tuple(sorted(map(_ref, said["of"]))),
        tuple(_changed(said)), None if said["action"] == "delete" else _json(said["kind"], said["new"]),
    )  # fmt: skip


def _changed(said: Mapping[str, Any]) -> Iterator[str]:
    names = _FIELDS[said["kind"]]
    for name in sorted(said["changed"]):
        yield from names.get(name, ("",))
    if said["kind"] == "mark" and said["changed"] >= {"place"} and (said["action"] == "add" or said["undoes"]):
        yield "amount_mg"  # none was taken: said with the day
    if said["kind"] == "plan" and (said["action"] == "add" or said["undoes"]) and said["changed"] >= {"place", "b"}:
        yield "scale_mg"


def entry_of(kind: str, new: Mapping[str, int]) -> Any:
    """Return the entry that the model's fields are."""
    date = NIGHTS[new["place"] - 1]
    note = f"note {new['b']}" if new["b"] else None
    if kind == "night":
        return night(date, new["a"], note=note)
    if kind == "dose":
        return dose(f"{date}T21:40-05:00", 1000 * new["a"], note=note)
    if kind == "plan":
        return plan((date, 3000), name=f"plan {new['b']}")
    return replace(no_kratom(date), note=note)


def _json(kind: str, new: Mapping[str, int]) -> dict[str, Any]:
    entry = entry_of(kind, new)
    fields: dict[str, Any] = to_json_fields(KINDS[entry.kind], entry, recalled=False)
    return fields


# ---------------------------------------------------------------------- the program's words → the model's


def told(entries: Iterable[Folded]) -> frozenset[Told]:
    """Return what the program says of entries."""
    return frozenset(map(_told, entries))


def _told(entry: Folded) -> Told:
    kind, (place, a, b) = values_of(entry.kind, entry.fields)
    return Told(
        kind, _pairs(entry.refs), place, a, b, entry.held_out is not None,
        frozenset(_conflict(kind, each) for each in entry.open),
    )  # fmt: skip


def values_of(kind: str, fields: Mapping[str, Any]) -> tuple[str, tuple[int, int, int]]:
    """Return the kind of the model and its fields, of the program's."""
    if kind == "plan":
        return "plan", (NIGHTS.index(fields["steps"][0][0]) + 1, 0, int(fields["name"].split()[1]))
    place, note = NIGHTS.index(fields["night_of"]) + 1, int(fields.get("note", "note 0").split()[1])
    if kind == "night":
        return "night", (place, fields["severity"], note)
    amount = fields["amount_mg"] // 1000
    return ("dose" if amount else "mark"), (place, amount, note)


def _pair(ref: LineRef) -> tuple[int, int]:
    return int(ref.device, 16), ref.number


def _pairs(refs: Iterable[LineRef]) -> frozenset[tuple[int, int]]:
    return frozenset(map(_pair, refs))


def _conflict(kind: str, each: Open) -> tuple[str, frozenset[tuple[int, int]], tuple[int, int]]:
    names = set(each.fields)
    what = next((name for name, held in _FIELDS[kind].items() if names & set(held)), each.what)
    return what if each.what == "field" else each.what, _pairs(ref for ref, _ in each.values), _pair(each.standing)


# ---------------------------------------------------------------------- both


def seeded(seed: int) -> Random:
    """Return random numbers that can be replayed."""
    return Random(seed)  # noqa: S311


class Differs(AssertionError):
    """The program's diary is another than the model's."""

    def __init__(self, history: History, how: str, program: object) -> None:
        from model_stories import story

        ours = "\n".join(f"  {each}" for each in program) if isinstance(program, frozenset) else f"  {program}"
        super().__init__(f"{how}\n{story(history)}\nThe program says\n{ours}")


def compare_fold(history: History, random: Random, orders: int | None) -> None:
    """Hold the program's fold against the model's: at once, and line by line, in several orders or (None) all of them.

    Raises:
        Differs: the program says something else.
    """
    lines = history.lines
    whole = fold(lines, MEANING)
    if told(whole.values()) != history.diary:
        raise Differs(history, "All lines at once make another diary.", told(whole.values()))
    ordered = _all_orders(lines) if orders is None else (_some_order(lines, random) for _ in range(orders))
    for order in ordered:
        folding = Folding(MEANING)
        for line in order:
            folding.take([line])
        if dict(folding.entries) != whole:
            raise Differs(history, f"Line by line, {_names(order)}: another diary.", told(folding.entries.values()))
        if folding.take(order).entries:
            raise Differs(history, "The same lines once more changed something.", told(folding.entries.values()))
    kept, left = Kept(), _some_order(lines, random)
    while left:
        piece = random.randint(1, len(left))
        kept.take(left[:piece])
        left = left[piece:]
    if kept.entries != {ref: entry for entry in whole.values() for ref in entry.refs}:
        raise Differs(history, "Only what is touched is read: another diary.", told(kept.entries.values()))


def _names(order: Iterable[SyncLine]) -> str:
    return " ".join(f"{device}:{number}" for device, number in map(_pair, (line.ref for line in order)))


def _all_orders(lines: Sequence[SyncLine]) -> Iterator[tuple[SyncLine, ...]]:
    """All orders in which no line comes before one that its author knew."""
    for order in permutations(lines):
        if not any(knows(one, other) for one, other in combinations(order, 2)):
            yield order


def _some_order(lines: Iterable[SyncLine], random: Random) -> list[SyncLine]:
    """One of these orders."""
    left, known, order = list(lines), dict[str, int](), list[SyncLine]()
    random.shuffle(left)
    while left:
        came = waiting_for(left[:1] if random.random() < 0.7 else left, known)  # a line that waits goes to the end
        if not came.whole:
            left.append(left.pop(0))
            continue
        line = random.choice([each for each in came.whole if _is_next(each, known)])
        order.append(line)
        known[line.device] = line.number
        left.remove(line)
    return order


def _is_next(line: SyncLine, known: Mapping[str, int]) -> bool:
    return line.number == known.get(line.device, 0) + 1 and all(
        number <= known.get(device, 0) for device, number in line.seen.items()
    )


# ---------------------------------------------------------------------- real diaries


class Owner:
    """A person's device: a real diary, which takes from the others exactly what the history says."""

    def __init__(self, folder: Path, number: int, names: Mapping[str, str]) -> None:
        self.id, self.names = device_id(number), names
        self.path = folder / f"{number}" / "diary.db"
        self.path.parent.mkdir(mode=0o700)
        with Diary.for_writing(self.path, CLOCK) as diary:
            diary.sync.begin("d" * 32)

    def take(self, lines: Iterable[SyncLine]) -> None:
        with Diary.for_writing(self.path, CLOCK) as diary:
            diary.sync.exchange(self.id, self.names, [line for line in lines if line.device != self.id], CLOCK)

    def write(self, deed: Mapping[str, Any], line: SyncLine) -> SyncLine:
        """Do what the person does, and return the line that the program writes of it."""
        with Diary.for_writing(self.path, CLOCK) as diary:
            if deed["undoes"]:
                diary.undo(CLOCK)
            elif deed["action"] == "add":
                diary.add(entry_of(deed["kind"], deed["new"]), CLOCK)
            elif deed["action"] == "delete":
                diary.delete(_number(diary, line), CLOCK)
            else:
                wanted = entry_of(deed["kind"], deed["new"])
                diary.edit(_number(diary, line), lambda _: wanted, CLOCK)
            diary.sync.exchange(self.id, self.names, (), CLOCK)
            (written,) = diary.sync.device_lines(self.id, line.number - 1)
            return written

    def told(self) -> frozenset[Told]:
        """What the diary shows; of what is held out, only that it waits."""
        with Diary.for_reading(self.path) as diary, diary.one_state():
            stored = [(diary.sync.device_log().of_entry(each.id), each) for each in diary.every_entry()]
            waiting = diary.sync.waiting_conflicts()
        found = set()
        for refs, each in stored:
            fields = to_json_fields(KINDS[each.entry.kind], each.entry, recalled=each.recalled)
            kind, (place, a, b) = values_of(each.entry.kind, fields)
            mine = [conflict.open for conflict in waiting if conflict.entry_id == each.id and conflict.ref in refs]
            conflicts = frozenset(_conflict(kind, conflict) for conflict in mine)
            found.add(Told(kind, _pairs(refs), place, a, b, False, conflicts))
        return frozenset(found)


def _number(diary: Diary, line: SyncLine) -> int:
    """Return the number that the entry of a line has here."""
    return next(each.id for each in diary.every_entry() if line.of[0] in diary.sync.device_log().of_entry(each.id))


def is_by_hand(history: History) -> bool:
    """Return whether people can live a history without `sync settle`, which writes several lines or deletes."""
    lines = history.lines
    for line in lines:
        said = history.deed(line.ref)
        if said["action"] == "settle":
            return False
        if said["kind"] in {"mark", "plan"} and said["action"] == "delete" and not said["undoes"]:
            before = [each for each in lines if knows(line, each)]
            if any(entry.held_out for entry in fold(before, MEANING).values() if line.of[0] in entry.refs):
                return False  # what is held out has no number
    return True


def compare_diaries(history: History, folder: Path, random: Random) -> None:
    """Live a history on real diaries: each writes the model's lines, and shows the model's diary in the end.

    Raises:
        Differs: the program says something else.
    """
    names = {device_id(number): f"device {number}" for number in range(1, len(history.log) + 1)}
    owners = {device_id(number): Owner(folder, number, names) for number in range(1, len(history.log) + 1)}
    written: dict[LineRef, SyncLine] = {}
    for line in history.lines:
        owner = owners[line.device]
        owner.take(each for each in written.values() if each.number <= line.seen.get(each.device, 0))
        made = owner.write(history.deed(line.ref), line)
        same = replace(line, made_utc_ms=made.made_utc_ms, made_offset_min=made.made_offset_min,
                       changed=made.changed, made_zone=made.made_zone)  # fmt: skip
        if made != same or set(made.changed) != set(line.changed):
            raise Differs(history, f"The program wrote another line than {_names([line])}.", made)
        written[line.ref] = made
    for owner in owners.values():
        owner.take(_some_order(written.values(), random))
        if owner.told() != frozenset(each for each in history.diary if not each.held):
            raise Differs(history, "A real diary is another.", owner.told())
        if wrong := [found for found in check_diary(owner.path, CLOCK.now) if found.state == WRONG]:
            raise Differs(history, "The diary's file is not sound.", wrong)
