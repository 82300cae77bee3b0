"""Lines that no legdiary writes: they are refused and told, and never stop the fold."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.sync.fold import Folding, fold
from legdiary.domain.sync.lines import BrokenLine, LineRef, line_from_text, line_to_text
from legdiary.util.values import replace
from made_up_devices import LAPTOP, MEANING, PHONE, Device, at, meet, play, turns

if TYPE_CHECKING:
    from random import Random

    from legdiary.domain.sync.lines import SyncLine
    from made_up_devices import Turn

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3)
    | st.sampled_from(["2026-11-20", at("21:40"), f"{LAPTOP}:1", f"{PHONE}:1", "7-oh"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def spoilt(lines: list[SyncLine], random: Random, odd: list[Any]) -> list[SyncLine]:
    """The same lines, with odd values in some of their fields, some about another kind, some with a clock too low."""
    found = []
    for line in lines:
        if line.new and odd and random.random() < 0.5:
            name = random.choice([*line.new, "wakings"])
            new = dict(line.new) | {name: odd[random.randrange(len(odd))]}
            with suppress(BrokenLine):  # a product that is named by no reference
                line = replace(line, new=new, changed=tuple(sorted({*line.changed, name})))  # noqa: PLW2901 - its spoilt form
        if random.random() < 0.1:
            line = replace(line, kind=random.choice(["night", "kratom", "dream"]))  # noqa: PLW2901 - as above
        if random.random() < 0.1:
            line = replace(line, clock=line.number)  # noqa: PLW2901 - as above
        found.append(line)
    return found


@given(turns, st.randoms(use_true_random=False), st.lists(ODD, max_size=4))
def test_odd_values_stop_nothing(history: list[Turn], random: Random, odd: list[Any]) -> None:
    lines = spoilt(play(history), random, odd)
    entries = fold(lines, MEANING)
    folding = Folding(MEANING)
    for line in lines:
        folding.take([line])
    assert dict(sorted(folding.entries.items())) == entries
    for entry in entries.values():
        assert entry.held_out in entry.refs or MEANING.entry(entry.kind, entry.fields) is not None
    for line in lines:
        assert line_to_text(line_from_text(line_to_text(line))) == line_to_text(line)


def test_only_values_of_the_field_s_own_type_make_an_entry() -> None:
    """SQLite would refuse them later, or take a yes for a one."""
    night = {"night_of": "2026-11-20", "severity": 6}
    assert MEANING.entry("night", night) is not None
    values: list[Any] = [6.0, True, "6", [6], {}]
    for odd in values:
        assert MEANING.entry("night", night | {"severity": odd}) is None
    spelled = ("20261120", "2026-W47-5", "2026-11-20T00:00:00")  # Python reads the first two
    assert [MEANING.entry("night", night | {"night_of": day}) for day in spelled] == [None] * 3
    dose = {"night_of": "2026-11-20", "amount_mg": 2500, "at": at("21:40")}
    assert MEANING.entry("kratom", dose) is not None
    moments = (
        "2026-11-20T21:40-05:00[UTC]",
        "2026-11-20T21:40:-05:00[UTC]",
        "2026-11-20 21:40:00-05:00[UTC]",
        at("21:40")[:-1],
    )
    assert [MEANING.entry("kratom", dose | {"at": text}) for text in moments] == [None] * 4
    steps = [["2026-11-01", 4000, None], ["2026-11-08", 3500, 3, "planned"]]
    plan = {"name": "down", "steps": steps, "scale_mg": 100}
    assert MEANING.entry("plan", plan) is not None
    last = "2026-11-15"
    rows: list[list[Any]] = [[last], [last, 3000.5, 3], [last, 3000, 3, 4], [last, 3000, None, "x"]]
    for row in rows:
        assert MEANING.entry("plan", plan | {"steps": [*steps, row]}) is None


def test_a_dose_of_a_product_that_nobody_added_is_held_out() -> None:
    laptop, phone = Device(LAPTOP), Device(PHONE)
    laptop.add("kratom", night_of="2026-11-20", amount_mg=2500, at=at("21:40"), product_id=f"{PHONE}:9")
    meet(laptop, phone)
    (dose,) = phone.diary
    assert dose.held_out == LineRef(LAPTOP, 1)
    assert [each.what for each in dose.open] == ["invalid"]


def test_a_line_about_nothing_changes_nothing() -> None:
    """An edit of an edit's own number, and one that calls a night a dose."""
    laptop = Device(LAPTOP)
    night = laptop.add("night", night_of="2026-11-20", severity=6)
    edit = laptop.edit(night, severity=7)
    laptop.write("edit", "night", (edit.ref,), {"night_of": "2026-11-20", "severity": 1}, ["severity"])
    laptop.write("edit", "kratom", (night.ref,), {"night_of": "2026-11-20", "amount_mg": 0}, ["amount_mg"])
    (entry,) = laptop.diary
    assert (entry.kind, entry.fields) == ("night", {"night_of": "2026-11-20", "severity": 7})


def test_what_an_entry_has_by_itself_it_has_where_no_line_says_it() -> None:
    """A product is leaf and a plan is weighed to 100 mg unless something else is said; `check` took it for a fault."""
    laptop = Device(LAPTOP)
    laptop.add("product", name="green")
    laptop.add("product", name="red", product_kind=None)
    laptop.add("plan", name="down", steps=[["2026-11-01", 4000, None]])
    laptop.add("plan", name="tablets", substance="7-oh", scale_ug=500, steps=[["2026-11-01", 15000, None]])
    assert [each.fields for each in laptop.diary] == [
        {"name": "green", "product_kind": "leaf"},
        {"name": "red", "product_kind": "leaf"},
        {"name": "down", "steps": [["2026-11-01", 4000, None]], "scale_mg": 100},
        {"name": "tablets", "substance": "7-oh", "scale_ug": 500, "steps": [["2026-11-01", 15000, None]]},
    ]
