"""Made-up histories of several devices: each acts on what it knows, and now and then takes what another wrote.

A history is a list of numbers, so that hypothesis can shrink it and a seed can replay it: `play` makes lines of it.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from legdiary.domain.sync.fold import Folding
from legdiary.domain.sync.lines import EXISTENCE, LineRef, SyncLine, in_order
from legdiary.store.rows import LedgerMeaning

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from legdiary.domain.sync.folded import Folded

LAPTOP, PHONE, TABLET = "1a" * 8, "2b" * 8, "3c" * 8
DEVICES = (LAPTOP, PHONE, TABLET)
ZONE = "[America/New_York]"
MEANING = LedgerMeaning()


def at(time: str, day: str = "2026-11-20") -> str:
    return f"{day}T{time}:00-05:00{ZONE}"


class Device:
    """A device: its log, what it has taken of the others, and the diary that follows.

    Attributes:
        id: the device's id.
        known: all lines that it knows.
        folding: its diary.
    """

    def __init__(self, device: str) -> None:
        self.id = device
        self.known: list[SyncLine] = []
        self.folding = Folding(MEANING)
        self._newest: dict[str, int] = {}
        self._clock = 0

    @property
    def diary(self) -> list[Folded]:
        return [self.folding.entries[name] for name in sorted(self.folding.entries)]

    @property
    def shown(self) -> list[Folded]:
        return [entry for entry in self.diary if entry.held_out is None]

    def write(
        self, action: str, kind: str, of: Sequence[LineRef] | None = None, new: dict[str, Any] | None = None,
        changed: Iterable[str] = (),
    ) -> SyncLine:  # fmt: skip
        """Write a line, by the rules of the contract, and take it."""
        number = self._newest.get(self.id, 0) + 1
        seen = {device: newest for device, newest in self._newest.items() if device != self.id}
        line = SyncLine(
            self.id, number, self._clock + 1, seen, 1_795_000_000_000 + 60_000 * self._clock, -300,
            "America/New_York", action, kind, tuple(of) if of else (LineRef(self.id, number),), tuple(changed), new,
        )  # fmt: skip
        self.take([line])
        return line

    def take(self, lines: Iterable[SyncLine]) -> None:
        """Take lines that are whole together with those known."""
        new = in_order(line for line in lines if line.number > self._newest.get(line.device, 0))
        for line in new:
            self._newest[line.device] = max(line.number, self._newest.get(line.device, 0))
            self._clock = max(self._clock, line.clock)
        self.known += new
        self.folding.take(new)

    def add(self, kind: str, **new: Any) -> SyncLine:
        return self.write("add", kind, None, new, [name for name in new if name != "recalled"])

    def edit(self, ref: LineRef | SyncLine, action: str = "edit", **told: Any) -> SyncLine:
        """Change fields of an entry; None clears one."""
        entry = self.entry(ref)
        fields = dict(entry.fields) | ({"recalled": True} if entry.recalled else {})
        new = {name: value for name, value in (fields | told).items() if value is not None}
        return self.write(action, entry.kind, entry.refs, new, told)

    def settle(self, ref: LineRef | SyncLine, **told: Any) -> SyncLine:
        return self.edit(ref, "settle", **told)

    def keep(self, ref: LineRef | SyncLine) -> SyncLine:
        """Settle that an entry is there."""
        entry = self.entry(ref)
        return self.write("settle", entry.kind, entry.refs, dict(entry.fields), [EXISTENCE])

    def delete(self, ref: LineRef | SyncLine) -> SyncLine:
        entry = self.entry(ref)
        return self.write("delete", entry.kind, entry.refs)

    def entry(self, ref: LineRef | SyncLine) -> Folded:
        found = self.folding.entry_of(ref.ref if isinstance(ref, SyncLine) else ref)
        assert found is not None
        return found


def meet(*devices: Device) -> None:
    """Every device takes all that the others know."""
    every = {line.ref: line for device in devices for line in device.known}
    for device in devices:
        device.take(every.values())


class Kept:
    """A store of lines taken earlier: what it keeps is what `Change` told."""

    def __init__(self) -> None:
        self.lines: list[SyncLine] = []
        self.keys: dict[LineRef, frozenset[str]] = {}
        self.entries: dict[LineRef, Folded] = {}

    def lines_of(self, refs: Collection[LineRef]) -> Iterable[SyncLine]:
        wanted = set(refs)
        while True:
            more = {ref for line in self.lines if not wanted.isdisjoint(line.of) for ref in line.of}
            more |= {ref for one in wanted if one in self.entries for ref in self.entries[one].refs}
            if more <= wanted:
                return [line for line in self.lines if not wanted.isdisjoint(line.of)]
            wanted |= more

    def at(self, keys: Collection[str]) -> Collection[LineRef]:
        return {ref for ref, held in self.keys.items() if not held.isdisjoint(keys)}

    def keys_of(self, refs: Collection[LineRef]) -> Iterable[str]:
        return [key for ref in refs for key in self.keys.get(ref, ())]

    def take(self, lines: Sequence[SyncLine]) -> None:
        folding = Folding(MEANING, self)
        change = folding.take(lines)
        self.lines += lines
        self.keys |= change.keys
        for ref, entry in change.entries.items():
            if entry is None:
                self.entries.pop(ref, None)
            else:
                self.entries[ref] = entry
                assert folding.entry_of(ref) == entry


# ---------------------------------------------------------------------- made-up histories


class Turn(NamedTuple):
    """One thing done: by whom, what, and three numbers that choose among what there is."""

    device: int
    deed: int
    one: int
    two: int
    three: int


NIGHTS, DAYS = ("2026-11-20", "2026-11-21"), ("2026-11-20", "2026-11-21")
#: Kind → what may be added.
POOL: dict[str, tuple[dict[str, Any], ...]] = {
    "night": tuple(
        {"night_of": night, **more}
        for night in NIGHTS
        for more in ({"severity": 6}, {"severity": 4, "note": "calm"}, {"missed": "away"}, {"mood": 3})
    ),
    "sleep": tuple(
        {"night_of": "2026-11-20", **more}
        for more in (
            {"bed": at("22:45"), "wake": at("06:10", "2026-11-21")},
            {"bed": at("23:30"), "wake": at("05:00", "2026-11-21"), "awake_min": 40},
            {"total_min": 380, "latency_min": 25},
        )
    ),
    "kratom": (
        *({"night_of": "2026-11-20", "amount_mg": mg, "at": at("21:40")} for mg in (2000, 2500)),
        {"night_of": "2026-11-21", "amount_mg": 2500, "at": at("21:40", "2026-11-21")},
        {"night_of": "2026-11-20", "amount_mg": 2500, "at": at("21:40"), "helped": 2},
        *({"night_of": night, "amount_mg": 0} for night in NIGHTS),
        {"night_of": "2026-11-20", "amount_ug": 15000, "at": at("21:40"), "product_id": "?"},
        {"night_of": "2026-11-20", "amount_ug": 12550, "at": at("22:40"), "product_id": "?"},
    ),
    "magnesium": tuple(
        {"night_of": "2026-11-20", "at": at("22:00"), "elemental_mg": mg, "basis": "label_elemental", "topical": False}
        for mg in (200, 250)
    ),
    "product": (
        {"name": "Red", "product_kind": "leaf"},
        {"name": "red", "product_kind": "leaf", "capsule_mg": 500},
        {"name": "Tab", "product_kind": "7-oh"},
    ),
    "plan": tuple(
        {"name": "down", "steps": [[start, target, None], ["2026-12-20", target - 500, None]], "scale_mg": 100}
        for start, target in (("2026-11-01", 4000), ("2026-11-15", 4000), ("2026-11-01", 5000))
    ),
    "factor": (
        {"night_of": "2026-11-20", "name": "caffeine"},
        {"night_of": "2026-11-20", "name": "caffeine", "at": at("16:00")},
    ),
    "symptom": tuple({"night_of": "2026-11-20", "name": "sweating", "grade": grade} for grade in (1, 2)),
    "measure": ({"taken_on": "2026-11-20", "name": "irls", "value_milli": 22000, "unit": "points"},),
    "trial": ({"began_on": "2026-11-20", "name": "tea", "pairs": 6, "score": "severity"},),
}
#: Kind → what may be changed.
CHANGES: dict[str, tuple[dict[str, Any], ...]] = {
    "night": (
        {"severity": 5}, {"severity": 8, "missed": None}, {"severity": None, "missed": "forgot"}, {"note": "walked"},
        {"note": None}, {"mood": 2, "sitting": 1}, {"night_of": "2026-11-21"}, {"night_of": "2026-11-20"},
    ),
    "sleep": (
        {"awake_min": 30, "awake_least_min": None}, {"bed": at("22:00"), "wake": at("03:00", "2026-11-21")},
        {"up": at("06:20", "2026-11-21")}, {"quality": 3}, {"bed": None, "wake": None, "up": None},
        {"awake_least_min": 10, "awake_min": None}, {"latency_min": 20},
    ),
    "kratom": (
        {"amount_mg": 2500, "amount_ug": None}, {"amount_ug": 2000000, "amount_mg": None}, {"helped": 1},
        {"note": "late"}, {"at": at("22:10")}, {"at": at("21:40")}, {"product_id": "?"}, {"product_id": None},
        {"at": at("21:40", "2026-11-21"), "night_of": "2026-11-21"},
    ),
    "magnesium": ({"elemental_mg": 250}, {"form": "citrate"}, {"at": at("22:01")}, {"helped": 2}),
    "product": (
        {"capsule_mg": 600}, {"product_kind": "extract"}, {"name": "Tab"}, {"name": "Red"},
        {"opened_on": "2026-11-02"}, {"product_kind": "leaf"},
    ),
    "plan": (
        {"ended_on": "2026-11-10"}, {"ended_on": None}, {"name": "slow"},
        {"steps": [["2026-11-08", 3500, 3]], "holds": [["2026-11-08", 7, "2026-11-08"]]},
    ),
    "factor": ({"amount": "2 cups"}, {"name": "alcohol"}, {"note": "x\n"}, {"note": "x"}),
    "symptom": ({"grade": 3}, {"name": "nausea"}, {"night_of": "2026-11-21"}, {"note": "short"}),
    "measure": ({"by": "self"}, {"value_milli": 23000}),
    "trial": ({"looks": 1}, {"looks": 2}, {"draws": ["2026-11-20 first"]}),
}  # fmt: skip
KINDS = tuple(POOL)

turns = st.lists(
    st.builds(
        Turn, st.integers(0, 2), st.integers(0, 9), st.integers(0, 10), st.integers(0, 8), st.integers(0, 8)
    ),
    max_size=24,
)  # fmt: skip


#: Kinds that hang together, by their place in `KINDS`: products, and the doses and marks that depend on them; plans.
_TOGETHER = ((2, 2, 2, 4, 4, 12, 14), (5, 15, 2, 2, 4))


def long_history(seed: int, devices: int = 3, length: int = 60) -> list[Turn]:
    """A history by a seed: of every kind, or of kinds that hang together."""
    random = Random(seed)  # noqa: S311 - to be replayed
    random.random()
    kinds = range(20) if seed % 3 == 2 else _TOGETHER[seed % 3]
    return [
        Turn(
            random.randrange(devices), random.choice((*range(9), 8)), random.choice(kinds), random.randrange(9),
            random.randrange(9),
        )
        for _ in range(length)
    ]  # fmt: skip


def play(history: Iterable[Turn], devices: Sequence[Device] | None = None) -> list[SyncLine]:
    """Return all lines that devices write in a history; a thing that a device would refuse is not done."""
    devices = devices if devices is not None else [Device(each) for each in DEVICES]
    written: dict[LineRef, SyncLine] = {}
    for turn in history:
        device = devices[turn.device % len(devices)]
        if turn.deed >= 8:
            other = devices[(turn.device + 1 + turn.one) % len(devices)]
            device.take(_whole_part(other, turn.two))
        else:
            for line in _deed(device, turn):
                written[line.ref] = line
    return in_order(written.values())


def _whole_part(device: Device, cut: int) -> list[SyncLine]:
    """What a device knows; or, where the number is small, without the newest of it."""
    ordered = in_order(device.known)  # a beginning of the order of all lines is whole
    return ordered[: len(ordered) - max(0, 3 - cut)]


def _deed(device: Device, turn: Turn) -> Iterator[SyncLine]:
    if turn.deed < 4:
        kind = KINDS[turn.one % len(KINDS)]
        new = _with_product(device, dict(POOL[kind][turn.two % len(POOL[kind])]), turn.three)
        if new is not None and _accepted(device, kind, new, None):
            yield device.add(kind, **new)
        return
    there = device.diary if turn.deed == 7 else device.shown
    if not there:
        return
    entry = there[(turn.one + 3 * turn.three) % len(there)]
    if turn.deed == 6 and not (entry.kind == "product" and _is_named(device, entry)):
        yield device.delete(entry.name)
    elif turn.deed == 7:
        yield from _settle(device, entry, turn.two)
    elif turn.deed < 6:
        choices = CHANGES[entry.kind]
        told = _with_product(device, dict(choices[turn.two % len(choices)]), turn.three)
        if told is None:
            return
        new = {name: value for name, value in (dict(entry.fields) | told).items() if value is not None}
        if _accepted(device, entry.kind, new, entry):
            yield device.edit(entry.name, **told)


def _settle(device: Device, entry: Folded, choice: int) -> Iterator[SyncLine]:
    """Settle one open conflict for one of its values."""
    for conflict in entry.open[:1]:
        ref, value = conflict.values[choice % len(conflict.values)]
        if conflict.what == "excluded" or (conflict.what == "deleted" and not value):
            if not (entry.kind == "product" and _is_named(device, entry)):
                yield device.delete(entry.name)
        elif conflict.what == "deleted":
            yield device.keep(entry.name)
        else:
            told = {name: value.get(name) for name in conflict.fields}
            new = {name: value for name, value in (dict(entry.fields) | told).items() if value is not None}
            if ref == conflict.standing or _accepted(device, entry.kind, new, entry):
                yield device.settle(entry.name, **told)


def _with_product(device: Device, told: dict[str, Any], choice: int) -> dict[str, Any] | None:
    """The same with one of the products of the device; None where it has none."""
    if told.get("product_id") != "?":
        return told
    products = [entry.name.text for entry in device.shown if entry.kind == "product"]
    return told | {"product_id": products[choice % len(products)]} if products else None


def _is_named(device: Device, product: Folded) -> bool:
    refs = {ref.text for ref in product.refs}
    return any(entry.fields.get("product_id") in refs for entry in device.shown)


def _accepted(device: Device, kind: str, new: dict[str, Any], entry: Folded | None) -> bool:
    """Whether a diary would take an entry: the domain accepts it, and it does not meet another."""
    made = MEANING.entry(kind, new)
    if made is None:
        return False
    others = [each for each in device.shown if entry is None or each.name != entry.name]
    products = {ref.text: each for each in device.shown if each.kind == "product" for ref in each.refs}
    if kind == "kratom" and too_fine(new, products):
        return False
    if kind == "product" and entry is not None and new["product_kind"] == "leaf":
        doses = [each.fields for each in others if each.fields.get("product_id") == entry.name.text]
        if any(dose.get("amount_ug", 0) % 1000 for dose in doses):
            return False
    return not any(clash(kind, new, each.kind, dict(each.fields), products) for each in others)


def clash(kind: str, one: Any, other_kind: str, other: Any, products: Any) -> bool:
    """Whether two entries cannot be in one diary; said once more here, without the program's own rules."""
    if kind != other_kind:
        return False
    if kind in {"night", "sleep"}:
        return bool(one["night_of"] == other["night_of"])
    if kind == "symptom":
        return (one["night_of"], one["name"]) == (other["night_of"], other["name"])
    if kind == "trial":
        return (one["began_on"], one["name"]) == (other["began_on"], other["name"])
    if kind == "product":
        return (one["name"].lower(), one.get("opened_on")) == (other["name"].lower(), other.get("opened_on"))
    if kind == "plan":
        spans = [(each["steps"][0][0], each.get("ended_on", "9999")) for each in (one, other)]
        return bool(max(spans)[0] < min(end for _, end in spans))
    if kind == "kratom":
        marks = [each.get("amount_mg") == 0 for each in (one, other)]
        same_day = one["night_of"] == other["night_of"]
        if not any(marks) or not same_day:
            return False
        words = {_substance(each, products) for each in (one, other)}
        return len(words) == 1
    return False


def too_fine(dose: Any, products: Any) -> bool:
    """Whether a dose of leaf is finer than a milligram."""
    return bool(dose.get("amount_ug", 0) % 1000) and _substance(dose, products) == "leaf"


def _substance(dose: Any, products: Any) -> str:
    if dose.get("amount_mg") == 0:
        return str(dose.get("none_of", "leaf"))
    product = products.get(dose.get("product_id"))
    return "leaf" if product is None else str(product.fields["product_kind"])
