"""A store reads only what new lines touch: what that depends on is read with it, and as it was before them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.fold import fold
from made_up_devices import LAPTOP, MEANING, PHONE, TABLET, Device, Kept, at, long_history, meet, play

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.domain.sync.folded import Folded
    from legdiary.domain.sync.lines import LineRef, SyncLine

EVENING: dict[str, Any] = {"night_of": "2026-11-20", "at": at("21:40")}
LEAF: dict[str, Any] = {"name": "red", "product_kind": "leaf"}
TABS: dict[str, Any] = {"name": "red", "product_kind": "7-oh"}


def taken(lines: Sequence[SyncLine], seed: int) -> dict[LineRef, Folded]:
    """Take lines in some order, one or two at a time, by a fold that remembers nothing; return the entries.

    After each time the entries are those of all lines at once.
    """
    random = Random(seed)  # noqa: S311 - to be replayed
    kept, known, waiting = Kept(), dict[str, int](), list(lines)
    while waiting:
        random.shuffle(waiting)
        came = waiting_for(waiting[: random.randint(1, 2)], known)
        kept.take(came.whole)
        known = dict(came.known)
        waiting = [line for line in waiting if line.number > known.get(line.device, 0)]
        whole = fold(kept.lines, MEANING)
        assert kept.entries == {ref: entry for entry in whole.values() for ref in entry.refs}
    return kept.entries


def deleted_where_a_dose_names_it(laptop: Device, phone: Device, tablet: Device) -> list[Any]:
    red = laptop.add("product", **LEAF)
    meet(laptop, phone, tablet)
    dose = phone.add("kratom", **EVENING, amount_mg=2000, product_id=red.ref.text)
    laptop.delete(red)
    meet(laptop, phone, tablet)
    tablet.add("kratom", **EVENING, amount_mg=2500)
    tablet.add("kratom", night_of="2026-11-20", amount_mg=0, none_of="7-oh")
    tablet.add("kratom", **EVENING, amount_mg=2000)
    return [(dose, "held_out", None), (red, "held_out", None)]


def of_another_substance_while_a_mark_stands_against_it(laptop: Device, phone: Device, tablet: Device) -> list[Any]:
    red = laptop.add("product", **LEAF)
    laptop.add("kratom", **EVENING, amount_mg=2000, product_id=red.ref.text)
    mark = phone.add("kratom", night_of="2026-11-20", amount_mg=0)
    meet(laptop, phone, tablet)
    laptop.edit(red, product_kind="extract")  # so the day was without leaf
    return [(mark, "held_out", None)]


def one_with_another_while_a_dose_might_be_settled_on_it(laptop: Device, phone: Device, tablet: Device) -> list[Any]:
    red, blue = laptop.add("product", **LEAF), laptop.add("product", name="blue", product_kind="leaf")
    dose = laptop.add("kratom", **EVENING, amount_mg=2000)
    meet(laptop, phone)
    laptop.edit(dose, product_id=red.ref.text)
    phone.edit(dose, product_id=blue.ref.text)
    other = tablet.add("product", **LEAF)
    tablet.add("magnesium", night_of="2026-11-20", at=at("22:00"), elemental_mg=200, basis="label_elemental",
               topical=False)  # fmt: skip
    meet(laptop, phone, tablet)
    phone.edit(other, name="green")  # red and the other are one by now, and so is their name
    return [(dose, "product_id", blue.ref.text), (red, "name", "green")]


def finer_than_leaf_can_be(laptop: Device, phone: Device, tablet: Device) -> list[Any]:
    leaf, tabs = laptop.add("product", **LEAF), phone.add("product", **TABS)
    laptop.add("magnesium", night_of="2026-11-20", at=at("22:00"), elemental_mg=200, basis="label_elemental",
               topical=False)  # fmt: skip
    laptop.edit(leaf, capsule_mg=500)
    other = phone.add("kratom", night_of="2026-11-20", at=at("20:00"), amount_ug=15_000, product_id=tabs.ref.text)
    mark = tablet.add("kratom", night_of="2026-11-20", amount_mg=0)
    meet(laptop, phone, tablet)  # one product by its name, leaf by its later line
    phone.add("kratom", **EVENING, amount_ug=12_550, product_id=tabs.ref.text)
    return [(tabs, "product_kind", "7-oh"), (other, "held_out", None), (mark, "held_out", None)]


@pytest.mark.parametrize(
    "story",
    [
        deleted_where_a_dose_names_it, of_another_substance_while_a_mark_stands_against_it,
        one_with_another_while_a_dose_might_be_settled_on_it, finer_than_leaf_can_be,
    ],
)  # fmt: skip
def test_a_product_that_becomes(story: Callable[..., list[Any]]) -> None:
    devices = [Device(each) for each in (LAPTOP, PHONE, TABLET)]
    wanted = story(*devices)
    meet(*devices)
    for seed in range(20):
        found = taken(devices[0].known, seed)
        for line, name, value in wanted:
            entry = found[line.ref]
            assert (getattr(entry, name) if name == "held_out" else entry.fields.get(name)) == value


@pytest.mark.parametrize("seed", [90, 99, 180, 200])
def test_a_long_history(seed: int) -> None:
    lines = play(long_history(seed))
    taken(lines, seed)
