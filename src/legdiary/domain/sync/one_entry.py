"""The fold of the lines of one entry: its fields, and its open conflicts.

The lines of most entries follow each other, each written by someone who knew all before: the last one tells the entry.
Else each group of fields has the value of the latest line that wrote it, and every line that no later writer of the
group knew is another value of it. A value that the domain refuses beside the others is left out and told.

Decided here:

- A cleared field is a value, and so is a field that another device filled: both are told.
- Two texts that differ in line ends, two moments of one minute and two amounts of one size are equal; the later stands.
- An entry is `recalled` if every line that added it says so.
- How often a trial was looked at is counted by the program: the larger count stands, and nobody is asked.
- A field, or a kind, that only a newer legdiary knows is refused here as any other value is, and told.
- A deletion is overcome by whoever knew it and wrote the entry nevertheless; until then it is told.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.dose import micrograms
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.entry_comparison import AMOUNTS, normalize_text
from legdiary.domain.ledger.field_groups import field_groups
from legdiary.domain.ledger.replay import is_unknown
from legdiary.domain.sync.folded import DELETED, FIELD, INVALID, Open
from legdiary.domain.sync.lines import EXISTENCE, PRODUCT_ID, RECALLED, follows
from legdiary.domain.time.moments import MINUTE
from legdiary.util.values import NamedTuple, fields

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence

    from legdiary.domain.sync.lines import LineRef, SyncLine

#: Groups that the program counts by itself.
_COUNTED = {("trial", ("looks",))}


class Rules(NamedTuple):
    """The knowledge that the fold of an entry needs.

    Attributes:
        entry: return the entry of a kind that fields make, None where it is refused; the last argument is its lines.
        product: return the text of a product's name, of any of its identities.
    """

    entry: Callable[[str, Mapping[str, Any], Sequence[SyncLine]], Any | None]
    product: Callable[[str], str]


class Version(NamedTuple):
    """An entry that lines make.

    Attributes:
        fields: its fields.
        recalled: its mark.
        open: its open conflicts.
        entry: the same as a value; None where the domain refuses it.
        last: the last line that wrote it.
    """

    fields: Mapping[str, Any]
    recalled: bool
    open: tuple[Open, ...]
    entry: Any | None
    last: LineRef


def is_alive(lines: Sequence[SyncLine]) -> bool:
    """Return whether an entry is there: somebody wrote it who is not known to any deletion.

    Args:
        lines: all lines of the entry, in order.
    """
    deletions = [line for line in lines if line.new is None]
    if not deletions:
        return True
    writes = (line for line in reversed(lines) if line.new is not None)
    return any(not any(follows(deletion, write) for deletion in deletions) for write in writes)


def latest_writes(writes: Sequence[SyncLine], names: Collection[str]) -> list[SyncLine]:
    """Return the lines that wrote any of some fields and that no later such line follows, the latest first.

    Args:
        writes: the lines that write an entry, in order.
        names: the fields.
    """
    latest: list[SyncLine] = []
    for line in reversed(writes):
        if any(name in names for name in line.changed) and not any(follows(later, line) for later in latest):
            latest.append(line)
    return latest


def fold_entry(kind: str, lines: Sequence[SyncLine], rules: Rules) -> Version:
    """Return the entry that its lines make; it is there, or is wanted although it is deleted.

    Args:
        kind: its kind.
        lines: all its lines, in order; at least one of them writes it.
        rules: the domain's knowledge.
    """
    last = lines[-1]
    if last.new is not None and all(follows(after, before) for before, after in pairwise(lines)):
        values = _fields_of(last, lines, rules)
        entry = rules.entry(kind, values, lines)
        if entry is not None:
            return Version(values, _is_marked(last), (), entry, last.ref)
    return _Meeting(kind, lines, rules).version()


def _fields_of(line: SyncLine, lines: Sequence[SyncLine], rules: Rules) -> Mapping[str, Any]:
    """Return the fields of a line: without the mark, and with the product's name."""
    new = line.new or {}
    told = product_named(line, lines)
    product = rules.product(told) if isinstance(told, str) else told
    if RECALLED not in new and product == new.get(PRODUCT_ID):
        return new
    values = {name: value for name, value in new.items() if name not in {RECALLED, PRODUCT_ID}}
    return values if product is None else {**values, PRODUCT_ID: product}


def product_named(line: SyncLine, lines: Sequence[SyncLine]) -> Any:  # noqa: ANN401 - a value of a line, text or None
    """Return the identity of the product that a line names: that of the line that named it, among those known.

    One that names none anew has the name that the product had for its author. It may be one with another no longer.

    Args:
        line: a line of a dose.
        lines: all lines of the dose, in order.
    """
    new = line.new or {}
    if PRODUCT_ID not in new or PRODUCT_ID in line.changed:
        return new.get(PRODUCT_ID)
    wrote = (each for each in reversed(lines) if each.new is not None and PRODUCT_ID in each.changed)
    return next((each.new.get(PRODUCT_ID) for each in wrote if each.new and follows(line, each)), new[PRODUCT_ID])


def _is_marked(line: SyncLine) -> bool:
    return (line.new or {}).get(RECALLED) is True


class _Group(NamedTuple):
    """The meeting of the lines that wrote a group of fields.

    Attributes:
        names: the fields.
        writes: the lines that no later one of the group follows, in order; the last of them stands.
        value: the value that stands.
        contested: they have several values.
    """

    names: tuple[str, ...]
    writes: tuple[SyncLine, ...]
    value: Mapping[str, Any]
    contested: bool

    @property
    def standing(self) -> SyncLine:
        """The line whose value stands."""
        return self.writes[-1]


class _Meeting:
    """The lines of an entry whose authors did not all know each other."""

    def __init__(self, kind: str, lines: Sequence[SyncLine], rules: Rules) -> None:
        self._kind, self._lines, self._rules = kind, lines, rules
        self._writes = [line for line in lines if line.new is not None]
        self._values = {line.ref: _fields_of(line, lines, rules) for line in self._writes}

    def version(self) -> Version:
        """Return the entry."""
        groups = list(self._groups())
        merged = {name: value for group in groups for name, value in group.value.items()}
        entry = self._entry(merged)
        conflicts = [*self._deleted()]
        if entry is not None:
            conflicts += [self._open(FIELD, group, group.standing) for group in groups if group.contested]
        else:
            merged, entry, more = self._as_far_as_it_fits(groups, merged)
            conflicts += more
        last = self._writes[-1]
        adds = [line for line in self._writes if line.ref in line.of]
        recalled = all(map(_is_marked, adds or [last]))
        return Version(merged, recalled, tuple(conflicts), entry, last.ref)

    def _entry(self, values: Mapping[str, Any]) -> Any | None:  # noqa: ANN401 - any entry
        return self._rules.entry(self._kind, values, self._lines)

    def _groups(self) -> Iterable[_Group]:
        """Yield the groups of fields that anyone wrote."""
        states = self._values.values()
        groups = field_groups(self._kind, lambda name: {_plain(state.get(name)) for state in states})
        known = {EXISTENCE, RECALLED}.union(*groups)
        newer = sorted({name for line in self._writes for name in line.changed} - known)
        for names in (*groups, *((name,) for name in newer)):
            wanted = set(names)
            latest = latest_writes(self._writes, wanted)
            if not latest:
                continue
            values = [self._value(line, names) for line in latest]
            plain = [comparable(self._kind, value) for value in values]
            standing, contested = 0, any(each != plain[0] for each in plain)
            if (self._kind, names) in _COUNTED:
                standing = max(range(len(values)), key=lambda place: (_count(values[place], names[0]), -place))
                contested = False
            in_order = [each for place, each in enumerate(latest) if place != standing][::-1]
            yield _Group(names, (*in_order, latest[standing]), values[standing], contested)

    def _value(self, line: SyncLine, names: Iterable[str]) -> dict[str, Any]:
        """Return the known values of some fields after a line."""
        held = self._values[line.ref]
        return {name: held[name] for name in names if name in held and not is_unknown(name, held[name])}

    def _open(self, what: str, group: _Group, standing: SyncLine) -> Open:
        lines = group.writes if standing in group.writes else (*group.writes, standing)
        told = sorted(lines, key=lambda line: line.order)
        return Open(what, group.names, tuple((line.ref, self._value(line, group.names)) for line in told), standing.ref)

    def _deleted(self) -> Iterable[Open]:
        """Yield the conflict of deletions with the lines that wrote the entry without knowing them."""
        deletions = [line for line in self._lines if line.new is None]
        told = [deletion for deletion in deletions if not any(follows(write, deletion) for write in self._writes)]
        if not told:
            return
        kept = [write for write in self._writes if not any(follows(deletion, write) for deletion in deletions)]
        kept = kept or self._writes[-1:]
        both = sorted((*told, *kept), key=lambda line: line.order)
        values = tuple((line.ref, self._value(line, line.changed) if line.new is not None else {}) for line in both)
        yield Open(DELETED, (), values, kept[-1].ref)

    def _as_far_as_it_fits(
        self, groups: Sequence[_Group], merged: dict[str, Any]
    ) -> tuple[dict[str, Any], Any | None, list[Open]]:
        """Return the latest line's entry with the other groups laid over it, from the latest, as far as they fit."""
        for base in reversed(self._writes):
            fitting = dict(self._values[base.ref])
            entry = self._entry(fitting)
            if entry is not None:
                break
        else:
            last = self._writes[-1]
            whole = Open(INVALID, (), ((last.ref, self._values[last.ref]),), last.ref)
            return merged, None, [whole]
        left = sorted(groups, key=lambda group: group.standing.order, reverse=True)
        fits: list[_Group] = []
        while True:
            refused = []
            for group in left:
                trial = {name: value for name, value in fitting.items() if name not in group.names}
                trial |= group.value
                made = self._entry(trial)
                if made is None:
                    refused.append(group)
                else:
                    fitting, entry = trial, made
                    fits.append(group)
            if len(refused) in {0, len(left)}:
                break
            left = refused  # one may fit now that another does
        conflicts = {id(group): self._open(FIELD, group, group.standing) for group in fits if group.contested}
        conflicts |= {id(group): self._open(INVALID, group, base) for group in refused}
        return fitting, entry, [conflicts[id(group)] for group in groups if id(group) in conflicts]


# ---------------------------------------------------------------------- equal values


def comparable(kind: str, value: Mapping[str, Any]) -> dict[str, Hashable]:
    """Return the value of a group so that two that mean the same are equal."""
    moments = _moments_of(kind)
    found = {name: _minute(said) if name in moments else _plain(said) for name, said in value.items()}
    for in_mg, in_ug in AMOUNTS.get(kind, ()):
        amount = found.get(in_mg)
        if isinstance(amount, int) and in_ug not in found:
            del found[in_mg]
            found[in_ug] = micrograms(amount, None)
    if "at" in found:
        found.pop("night_of", None)  # with moments of one minute the day does not matter
    return found


def _plain(said: object) -> Hashable:
    if isinstance(said, str):
        return normalize_text(said)
    return said if said is None or isinstance(said, int) else repr(said)  # lists: steps, words


def _count(value: Mapping[str, Any], name: str) -> int:
    told = value.get(name)
    return told if isinstance(told, int) else 0


def _minute(said: object) -> Hashable:
    """Return the minute of a moment's text; the text where it is no moment."""
    try:
        return int(datetime.fromisoformat(f"{said}".partition("[")[0]).timestamp()) // MINUTE
    except ValueError:
        return _plain(said)


@cache
def _moments_of(kind: str) -> frozenset[str]:
    """Return the names of the fields that are moments; none of a kind that only a newer legdiary knows."""
    if kind not in KINDS:
        return frozenset()
    return frozenset(each.name for each in fields(KINDS[kind].load()) if f"{each.type}".startswith("Moment"))
