"""Stories of a laptop, a phone and a tablet: what the diary says after they have met, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from legdiary.domain.sync.folded import Open
from made_up_devices import LAPTOP, PHONE, TABLET, Device, at, meet

if TYPE_CHECKING:
    from legdiary.domain.sync.folded import Folded
    from legdiary.domain.sync.lines import SyncLine

NIGHT = "2026-11-20"


@pytest.fixture
def laptop() -> Device:
    return Device(LAPTOP)


@pytest.fixture
def phone() -> Device:
    return Device(PHONE)


@pytest.fixture
def tablet() -> Device:
    return Device(TABLET)


def only(device: Device) -> Folded:
    (entry,) = device.diary
    return entry


def values(conflict: Open) -> list[dict[str, Any]]:
    return [dict(value) for _, value in conflict.values]


def dose(device: Device, time: str = "21:40", mg: int = 2500, **more: Any) -> SyncLine:
    return device.add("kratom", night_of=NIGHT, amount_mg=mg, at=at(time), **more)


def plan(device: Device, starts_on: str, target: int = 4000, **more: Any) -> SyncLine:
    steps = [[starts_on, target, None], ["2027-01-15", 1000, None]]
    return device.add("plan", name="down", steps=steps, scale_mg=100, **more)


# ---------------------------------------------------------------------- fields


def test_other_fields_of_one_night_are_both_kept(laptop: Device, phone: Device) -> None:
    night = laptop.add("night", night_of=NIGHT, severity=6)
    meet(laptop, phone)
    laptop.edit(night, mood=3)
    phone.edit(night, note="walked at 3")
    meet(laptop, phone)
    assert only(laptop) == only(phone)
    assert only(phone).fields == {"night_of": NIGHT, "severity": 6, "mood": 3, "note": "walked at 3"}
    assert only(phone).open == ()


def test_one_field_changed_to_one_value_is_one(laptop: Device, phone: Device) -> None:
    night = laptop.add("night", night_of=NIGHT, severity=6, note="calm")
    meet(laptop, phone)
    laptop.edit(night, severity=7, note="calm  \r\n")  # the same text
    phone.edit(night, severity=7, note="calm\n")
    meet(laptop, phone)
    assert only(laptop).fields == {"night_of": NIGHT, "severity": 7, "note": "calm\n"}
    assert only(laptop).open == ()


def test_one_field_changed_to_two_values_is_shown_until_it_is_settled(laptop: Device, phone: Device) -> None:
    """Both lines have the clock 2, so the phone's, whose id is the larger, is the later and stands."""
    night = laptop.add("night", night_of=NIGHT, severity=6)
    meet(laptop, phone)
    mine, theirs = laptop.edit(night, severity=7), phone.edit(night, severity=4)
    meet(laptop, phone)
    conflict = Open(
        "field", ("severity",), ((mine.ref, {"severity": 7}), (theirs.ref, {"severity": 4})), theirs.ref,
    )  # fmt: skip
    assert only(laptop) == only(phone)
    assert only(laptop).fields["severity"] == 4
    assert only(laptop).open == (conflict,)
    phone.edit(night, note="cold room")  # another field settles nothing
    meet(laptop, phone)
    assert only(laptop).open == (conflict,)
    laptop.settle(night, severity=7)
    meet(laptop, phone)
    assert only(phone).fields == {"night_of": NIGHT, "severity": 7, "note": "cold room"}
    assert only(phone).open == ()


def test_a_third_device_that_had_not_seen_the_settlement_opens_it_again(
    laptop: Device, phone: Device, tablet: Device
) -> None:
    night = laptop.add("night", night_of=NIGHT, severity=6)
    meet(laptop, phone, tablet)
    laptop.edit(night, severity=7)
    phone.edit(night, severity=4)
    unseen = tablet.edit(night, severity=9)
    meet(laptop, phone)
    settled = laptop.settle(night, severity=7)
    meet(laptop, phone, tablet)
    assert only(tablet).fields["severity"] == 7  # clock 3 against the tablet's 2
    assert only(tablet).open == (
        Open("field", ("severity",), ((unseen.ref, {"severity": 9}), (settled.ref, {"severity": 7})), settled.ref),
    )
    assert only(laptop) == only(phone) == only(tablet)


def test_cleared_here_and_changed_there_is_a_conflict(laptop: Device, phone: Device) -> None:
    night = laptop.add("night", night_of=NIGHT, severity=6, note="sore")
    meet(laptop, phone)
    laptop.edit(night, note=None)
    phone.edit(night, note="sore calves")
    meet(laptop, phone)
    assert values(only(laptop).open[0]) == [{}, {"note": "sore calves"}]


def test_an_amount_in_either_unit_is_one_amount(laptop: Device, phone: Device) -> None:
    taken = dose(laptop)
    meet(laptop, phone)
    laptop.edit(taken, amount_mg=None, amount_ug=3_000_000)
    phone.edit(taken, amount_mg=3000)
    meet(laptop, phone)
    assert only(laptop).open == ()
    assert only(laptop).fields == {"night_of": NIGHT, "amount_mg": 3000, "at": at("21:40")}


def test_a_clock_time_and_its_day_are_taken_from_one_side(laptop: Device, phone: Device) -> None:
    taken = dose(laptop, "01:10")  # of the 20th, wrongly
    meet(laptop, phone)
    laptop.edit(taken, at=at("01:10", "2026-11-21"))
    phone.edit(taken, night_of="2026-11-19")
    meet(laptop, phone)
    assert only(laptop).fields["night_of"] == "2026-11-19"
    assert only(laptop).fields["at"] == at("01:10")
    assert values(only(laptop).open[0]) == [
        {"night_of": NIGHT, "at": at("01:10", "2026-11-21")}, {"night_of": "2026-11-19", "at": at("01:10")},
    ]  # fmt: skip


def test_looks_at_a_trial_are_counted_and_nobody_is_asked(laptop: Device, phone: Device) -> None:
    trial = laptop.add("trial", began_on=NIGHT, name="tea", pairs=6, score="severity")
    meet(laptop, phone)
    for looks in (1, 2):
        laptop.edit(trial, looks=looks)
    phone.edit(trial, looks=1)
    meet(laptop, phone)
    assert (only(phone).fields["looks"], only(phone).open) == (2, ())


# ---------------------------------------------------------------------- deletions


def test_deleted_having_seen_the_last_change_is_gone_everywhere(laptop: Device, phone: Device, tablet: Device) -> None:
    night = laptop.add("night", night_of=NIGHT, severity=6)
    meet(laptop, phone, tablet)
    phone.edit(night, severity=7)
    meet(laptop, phone)
    laptop.delete(night)
    meet(laptop, phone, tablet)
    assert laptop.diary == phone.diary == tablet.diary == []


def test_deleted_here_and_changed_there_stays_and_is_told(laptop: Device, phone: Device) -> None:
    night = laptop.add("night", night_of=NIGHT, severity=6)
    meet(laptop, phone)
    gone, changed = laptop.delete(night), phone.edit(night, mood=3)
    meet(laptop, phone)
    assert only(laptop).fields == {"night_of": NIGHT, "severity": 6, "mood": 3}
    assert only(laptop).open == (Open("deleted", (), ((gone.ref, {}), (changed.ref, {"mood": 3})), changed.ref),)
    phone.keep(night)
    meet(laptop, phone)
    assert only(laptop).open == ()
    assert only(laptop).fields == {"night_of": NIGHT, "severity": 6, "mood": 3}


def test_a_deletion_that_is_confirmed_is_final(laptop: Device, phone: Device) -> None:
    night = laptop.add("night", night_of=NIGHT, severity=6)
    meet(laptop, phone)
    laptop.delete(night)
    phone.edit(night, mood=3)
    meet(laptop, phone)
    phone.delete(night)
    meet(laptop, phone)
    assert laptop.diary == []


def test_an_undone_deletion_brings_the_entry_back(laptop: Device, phone: Device) -> None:
    night = laptop.add("night", night_of=NIGHT, severity=6)
    meet(laptop, phone)
    laptop.delete(night)
    meet(laptop, phone)
    assert phone.diary == []
    laptop.write("edit", "night", night.of, {"night_of": NIGHT, "severity": 6}, ["night_of", "severity"])
    meet(laptop, phone)
    assert only(phone).fields == {"night_of": NIGHT, "severity": 6}
    assert (only(phone).open, only(phone).refs) == ((), (night.ref,))


def test_a_product_that_a_dose_names_is_there_deleted_or_not(laptop: Device, phone: Device) -> None:
    product = laptop.add("product", name="Red", product_kind="leaf")
    meet(laptop, phone)
    gone = laptop.delete(product)
    taken = dose(phone, product_id=product.ref.text)
    meet(laptop, phone)
    assert {entry.kind for entry in laptop.diary} == {"product", "kratom"}
    assert laptop.entry(product).open == (
        Open("deleted", (), ((product.ref, {"name": "Red", "product_kind": "leaf"}), (gone.ref, {})), product.ref),
    )
    laptop.delete(taken)
    meet(laptop, phone)
    assert phone.diary == []


# ---------------------------------------------------------------------- one place


def test_a_night_rated_on_both_is_one_night(laptop: Device, phone: Device) -> None:
    mine = laptop.add("night", night_of=NIGHT, severity=6, mood=3)
    theirs = phone.add("night", night_of=NIGHT, severity=4, note="calm")
    meet(laptop, phone)
    assert only(laptop).refs == (mine.ref, theirs.ref)
    assert only(laptop).fields == {"night_of": NIGHT, "severity": 4, "mood": 3, "note": "calm"}
    assert [(each.what, each.fields, values(each)) for each in only(laptop).open] == [
        ("field", ("severity",), [{"severity": 6}, {"severity": 4}])
    ]


def test_a_night_moved_onto_another_loses_nothing(laptop: Device, phone: Device) -> None:
    """The phone had seen the laptop's night of the 20th when it rated the 21st: that is no answer to it."""
    first = laptop.add("night", night_of="2026-11-20", severity=6)
    meet(laptop, phone)
    phone.add("night", night_of="2026-11-21", severity=9)
    laptop.edit(first, night_of="2026-11-21")
    meet(laptop, phone)
    assert only(laptop).fields["severity"] == 9
    assert [values(each) for each in only(laptop).open] == [[{"severity": 6}, {"severity": 9}]]
    laptop.edit(first, note="x")  # who writes this makes both one, and settles nothing
    meet(laptop, phone)
    assert [values(each) for each in only(phone).open] == [[{"severity": 6}, {"severity": 9}]]


def test_a_batch_opened_on_both_is_one_and_so_are_its_doses(laptop: Device, phone: Device) -> None:
    """The name of the joined batch is the laptop's, whose id is the smaller."""
    red, again = (
        each.add("product", name=name, product_kind="leaf") for each, name in ((laptop, "Red"), (phone, "RED"))
    )
    dose(laptop, product_id=red.ref.text)
    dose(phone, product_id=again.ref.text)
    meet(laptop, phone)
    product, taken = sorted(laptop.diary, key=lambda entry: entry.kind, reverse=True)
    assert product.refs == (red.ref, again.ref)
    assert [values(each) for each in product.open] == [[{"name": "Red"}, {"name": "RED"}]]
    assert len(taken.refs) == 2
    assert taken.fields["product_id"] == f"{LAPTOP}:1"


def test_a_dose_keeps_its_batch_when_two_batches_are_one_no_longer(
    laptop: Device, phone: Device, tablet: Device
) -> None:
    """The tablet edits its dose while its batch goes by the laptop's name; then the phone's is found to be another."""
    laptop.add("product", name="Red", product_kind="leaf")
    red = phone.add("product", name="Red", product_kind="leaf")
    meet(phone, tablet)
    taken = dose(tablet, product_id=red.ref.text)
    phone.edit(red, name="Green")
    tablet.take(laptop.known)
    line = tablet.edit(taken, helped=2)
    assert (line.new or {})["product_id"] == f"{LAPTOP}:1"
    meet(laptop, phone, tablet)
    assert laptop.entry(taken).fields["product_id"] == red.ref.text
    assert laptop.entry(red).fields["name"] == "Green"


# ---------------------------------------------------------------------- one dose


def test_the_same_dose_in_the_same_minute_is_one(laptop: Device, phone: Device) -> None:
    mine, theirs = dose(laptop, note="before bed"), dose(phone, helped=2)
    meet(laptop, phone)
    assert only(laptop).refs == (mine.ref, theirs.ref)
    assert only(laptop).fields == {
        "night_of": NIGHT, "amount_mg": 2500, "at": at("21:40"), "note": "before bed", "helped": 2,
    }  # fmt: skip
    assert only(laptop).open == ()


def test_two_equal_doses_of_one_device_stay_two(laptop: Device, phone: Device, tablet: Device) -> None:
    """Two on the laptop, two on the phone, one on the tablet: two doses."""
    for device in (laptop, laptop, phone, phone, tablet):
        dose(device)
    meet(laptop, phone, tablet)
    assert sorted(len(entry.refs) for entry in laptop.diary) == [2, 3]


def test_a_dose_entered_having_seen_the_other_is_another(laptop: Device, phone: Device) -> None:
    dose(laptop)
    meet(laptop, phone)
    dose(phone)
    meet(laptop, phone)
    assert [len(entry.refs) for entry in laptop.diary] == [1, 1]


def test_a_dose_corrected_beside_another_that_was_seen_stays_another(laptop: Device, phone: Device) -> None:
    """2.5 g on the phone and 2 g on the laptop, which sees both, and corrects its own: 5 g in that minute."""
    one = phone.add("kratom", night_of="2026-11-20", amount_mg=2500, at=at("21:40"))
    other = laptop.add("kratom", night_of="2026-11-20", amount_mg=2000, at=at("21:40"))
    laptop.take(phone.known)
    laptop.edit(other, amount_mg=2500)
    meet(laptop, phone)
    for device in (laptop, phone):
        assert [(each.refs, each.fields["amount_mg"]) for each in device.diary] == [
            ((other.ref,), 2500), ((one.ref,), 2500),
        ]  # fmt: skip


def test_a_dose_corrected_to_another_that_nobody_saw_is_one(laptop: Device, phone: Device) -> None:
    """A slip, put right before the devices met."""
    one = phone.add("kratom", night_of="2026-11-20", amount_mg=2500, at=at("21:40"))
    other = laptop.add("kratom", night_of="2026-11-20", amount_mg=2000, at=at("21:40"))
    laptop.edit(other, amount_mg=2500)
    meet(laptop, phone)
    assert [each.refs for each in phone.diary] == [(other.ref, one.ref)]


@pytest.mark.parametrize(("time", "mg"), [("21:41", 2500), ("21:40", 2400)])
def test_another_minute_or_amount_is_another_dose(laptop: Device, phone: Device, time: str, mg: int) -> None:
    dose(laptop)
    dose(phone, time, mg)
    meet(laptop, phone)
    assert len(laptop.diary) == 2


def test_a_joined_dose_that_somebody_changed_stays_one(laptop: Device, phone: Device, tablet: Device) -> None:
    dose(laptop)
    theirs = dose(phone)
    meet(laptop, phone)
    laptop.edit(theirs, amount_mg=3000)
    meet(phone, tablet)  # the tablet has not seen that
    tablet.edit(theirs, note="with tea")
    meet(laptop, phone, tablet)
    assert only(phone).fields["amount_mg"] == 3000
    assert only(phone).fields["note"] == "with tea"
    assert only(phone).open == ()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("magnesium", {"at": at("22:00"), "elemental_mg": 200, "basis": "label_elemental", "topical": False}),
        ("medicine", {"at": at("22:00"), "name": "gabapentin", "amount": "300 mg"}),
        ("factor", {"at": at("16:00"), "name": "caffeine"}),
    ],
)
def test_what_else_has_a_minute_is_one_too(laptop: Device, phone: Device, kind: str, fields: dict[str, Any]) -> None:
    for device in (laptop, phone):
        device.add(kind, night_of=NIGHT, **fields)
    phone.edit(phone.known[0], helped=1)
    meet(laptop, phone)
    assert only(laptop).fields == {"night_of": NIGHT, **fields, "helped": 1}


def test_the_same_measure_and_the_same_factor_of_a_day_are_one(laptop: Device, phone: Device) -> None:
    for device, more in ((laptop, {}), (phone, {"conditions": ["fasting"]})):
        device.add("measure", taken_on=NIGHT, name="ferritin", value_milli=48_000, unit="ng/mL", **more)
        device.add("factor", night_of=NIGHT, name="alcohol", amount="1 beer")
    phone.add("factor", night_of=NIGHT, name="alcohol", amount="2 beers")
    meet(laptop, phone)
    assert sorted((entry.kind, len(entry.refs)) for entry in laptop.diary) == [
        ("factor", 1), ("factor", 2), ("measure", 2),
    ]  # fmt: skip


# ---------------------------------------------------------------------- entries that exclude each other


def test_the_plan_longer_in_force_stands_and_the_other_is_shown(laptop: Device, phone: Device) -> None:
    later, earlier = plan(laptop, "2026-11-15"), plan(phone, "2026-11-01")
    meet(laptop, phone)
    assert laptop.entry(earlier).held_out is None
    held = laptop.entry(later)
    assert held.held_out == earlier.ref
    assert [(each.what, each.standing) for each in held.open] == [("excluded", earlier.ref)]
    laptop.delete(earlier)
    meet(laptop, phone)
    assert (only(phone).refs, only(phone).held_out, only(phone).open) == ((later.ref,), None, ())


def test_plans_of_two_substances_or_one_after_the_other_stand_both(laptop: Device, phone: Device) -> None:
    plan(laptop, "2026-11-01", ended_on="2026-11-20")
    plan(phone, "2026-11-20")
    steps = [["2026-11-01", 30_000, None]]
    phone.add("plan", name="tablets", steps=steps, scale_ug=1000, substance="7-oh")
    plan(phone, "2026-11-05", ended_on="2026-11-05")  # given up before it began
    meet(laptop, phone)
    assert [entry.held_out for entry in laptop.diary] == [None] * 4


def test_a_person_may_settle_on_the_other_plan(laptop: Device, phone: Device) -> None:
    later, earlier = plan(laptop, "2026-11-15"), plan(phone, "2026-11-01")
    meet(laptop, phone)
    laptop.keep(later)
    meet(laptop, phone)
    assert phone.entry(earlier).held_out == later.ref
    assert phone.entry(later).held_out is None


def test_the_same_plan_made_on_both_is_one(laptop: Device, phone: Device) -> None:
    plan(laptop, "2026-11-01")
    plan(phone, "2026-11-01")
    meet(laptop, phone)
    assert len(only(laptop).refs) == 2


def test_a_dose_stands_against_the_mark_of_its_day(laptop: Device, phone: Device) -> None:
    mark = laptop.add("kratom", night_of=NIGHT, amount_mg=0)
    taken = dose(phone)
    phone.add("kratom", night_of=NIGHT, amount_mg=0, none_of="7-oh")
    meet(laptop, phone)
    assert [entry.held_out for entry in laptop.diary if entry.refs != (mark.ref,)] == [None, None]
    assert laptop.entry(mark).held_out == taken.ref
    laptop.delete(taken)
    assert laptop.entry(mark).held_out is None


def test_a_mark_is_about_the_substance_of_the_product(laptop: Device, phone: Device) -> None:
    """The batch was called leaf and is 7-OH: its dose is none against the leaf's mark any more, but the other's."""
    tablets = phone.add("product", name="Tab", product_kind="leaf")
    phone.add("kratom", night_of=NIGHT, amount_mg=15, at=at("21:40"), product_id=tablets.ref.text)
    leaf = laptop.add("kratom", night_of=NIGHT, amount_mg=0)
    other = laptop.add("kratom", night_of=NIGHT, amount_mg=0, none_of="7-oh")
    meet(laptop, phone)
    assert [laptop.entry(each).held_out is None for each in (leaf, other)] == [False, True]
    phone.edit(tablets, product_kind="7-oh")
    meet(laptop, phone)
    assert [laptop.entry(each).held_out is None for each in (leaf, other)] == [True, False]


# ---------------------------------------------------------------------- what cannot be together


def test_a_score_and_a_reason_for_none_cannot_be_together(laptop: Device, phone: Device) -> None:
    night = laptop.add("night", night_of=NIGHT, mood=3)
    meet(laptop, phone)
    score, reason = laptop.edit(night, severity=6), phone.edit(night, missed="asleep", note="dozed")
    meet(laptop, phone)
    assert only(laptop).fields == {"night_of": NIGHT, "mood": 3, "missed": "asleep", "note": "dozed"}
    assert only(laptop).open == (
        Open("invalid", ("severity",), ((score.ref, {"severity": 6}), (reason.ref, {})), reason.ref),
    )
    laptop.settle(night, severity=6, missed=None)
    meet(laptop, phone)
    assert only(phone).fields == {"night_of": NIGHT, "severity": 6, "mood": 3, "note": "dozed"}
    assert only(phone).open == ()


def test_only_what_does_not_fit_is_left_out(laptop: Device, phone: Device, tablet: Device) -> None:
    """Twenty minutes lying awake do not fit between 06:10 and 06:15; the phone's pacing fits its minutes awake."""
    times = {"bed": at("22:45"), "wake": at("06:10", "2026-11-21"), "up": at("06:40", "2026-11-21")}
    sleep = laptop.add("sleep", night_of=NIGHT, **times, awake_min=20)
    meet(laptop, phone, tablet)
    phone.edit(sleep, awake_min=60)
    phone.edit(sleep, pacing_min=50)
    lying = tablet.edit(sleep, lying_awake_min=20)
    for quality in (2, 3):
        laptop.edit(sleep, quality=quality)
    up = laptop.edit(sleep, up=at("06:15", "2026-11-21"))
    meet(laptop, phone, tablet)
    assert only(tablet).fields == {
        "night_of": NIGHT, **times, "up": at("06:15", "2026-11-21"), "quality": 3, "awake_min": 60, "pacing_min": 50,
    }  # fmt: skip
    assert only(tablet).open == (
        Open("invalid", ("lying_awake_min",), ((lying.ref, {"lying_awake_min": 20}), (up.ref, {})), up.ref),
    )


def test_a_batch_with_a_dose_finer_than_a_milligram_is_not_leaf(laptop: Device, phone: Device) -> None:
    """The laptop calls the tablets leaf, while the phone logs 12.55 mg of them."""
    tablets = laptop.add("product", name="Tab", product_kind="7-oh")
    meet(laptop, phone)
    leaf = laptop.edit(tablets, product_kind="leaf")
    taken = phone.add("kratom", night_of=NIGHT, amount_ug=12_550, at=at("21:40"), product_id=tablets.ref.text)
    meet(laptop, phone)
    assert laptop.entry(taken).held_out is None
    assert laptop.entry(tablets).fields["product_kind"] == "7-oh"
    told = (tablets.ref, {"product_kind": "7-oh"}), (leaf.ref, {"product_kind": "leaf"})
    assert laptop.entry(tablets).open == (Open("invalid", ("product_kind",), told, tablets.ref),)
    laptop.edit(taken, amount_ug=None, amount_mg=13)
    assert laptop.entry(tablets).fields["product_kind"] == "leaf"
    assert laptop.entry(tablets).open == ()


@pytest.mark.parametrize("kind", ["night", "dream"])
def test_an_entry_that_the_domain_refuses_is_held_out_by_itself(laptop: Device, phone: Device, kind: str) -> None:
    """As a newer legdiary might write it."""
    unknown = {"night_of": NIGHT, "wakings": 3}
    night = laptop.write("add", kind, None, unknown, unknown)
    meet(laptop, phone)
    assert only(phone).held_out == night.ref
    assert [(each.what, values(each)) for each in only(phone).open] == [("invalid", [unknown])]


def test_a_field_that_is_not_known_here_is_told_beside_what_is(laptop: Device, phone: Device) -> None:
    night = laptop.add("night", night_of=NIGHT, severity=6)
    newer = laptop.write("edit", "night", night.of, {**(night.new or {}), "wakings": 3}, ["wakings"])
    meet(laptop, phone)
    assert (only(phone).fields, only(phone).held_out) == ({"night_of": NIGHT, "severity": 6}, None)
    assert only(phone).open == (
        Open("invalid", ("wakings",), ((night.ref, {}), (newer.ref, {"wakings": 3})), night.ref),
    )


def test_an_entry_is_recalled_if_all_who_added_it_say_so(laptop: Device, phone: Device) -> None:
    laptop.add("night", night_of=NIGHT, severity=6, recalled=True)
    assert only(laptop).recalled
    assert only(laptop).fields == {"night_of": NIGHT, "severity": 6}
    phone.add("night", night_of=NIGHT, severity=6)
    meet(laptop, phone)
    assert not only(laptop).recalled
