"""Two machines that went on as one device: the lines of one get another id, and what they say stays the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from effort import dear
from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.lines import LineRef, SyncLine, knows
from legdiary.domain.sync.parting import mark_of, move_lines, moved_id
from made_up_devices import long_history, play

LAPTOP, PHONE = "1a1a1a1a00000000", "2b2b2b2b00000000"


def line(
    device: str, number: int, clock: int, seen: dict[str, int], of: LineRef | None = None, **new: object
) -> SyncLine:
    """A line that adds an entry, or changes the one that it is about."""
    ref = LineRef(device, number)
    return SyncLine(device, number, clock, seen, 1_795_356_000_000, -300, "America/New_York",
                    "add" if of is None else "edit", "night", (of or ref,), tuple(new), new)  # fmt: skip


def test_what_was_written_since_and_what_builds_on_it() -> None:
    """The laptop wrote 1 and 2, was copied, and wrote 3 and 4; the phone knew 3 when it wrote its second line."""
    lines = [
        line(LAPTOP, 1, 1, {}, night_of="2026-11-18", severity=5),
        line(PHONE, 1, 2, {LAPTOP: 1}, night_of="2026-11-19", severity=4),
        line(LAPTOP, 2, 3, {PHONE: 1}, LineRef(PHONE, 1), severity=6),
        line(LAPTOP, 3, 4, {PHONE: 1}, night_of="2026-11-20", severity=7),
        line(PHONE, 2, 5, {LAPTOP: 3}, LineRef(LAPTOP, 3), severity=8),
        line(LAPTOP, 4, 6, {PHONE: 2}, LineRef(LAPTOP, 3), note="late"),
    ]
    moved = move_lines(lines, LAPTOP, 2)
    laptop_2, phone_2 = moved.devices[LAPTOP], moved.devices[PHONE]
    assert laptop_2 == moved_id(lines[3])
    assert (laptop_2[:8], phone_2[:8]) == ("1a1a1a1a", "2b2b2b2b")
    assert phone_2 != moved_id(lines[4])  # by the new id of the line that it knew
    assert moved.last == {LAPTOP: 2, PHONE: 1}
    assert [(one.ref, dict(one.seen), one.of) for one in moved.lines] == [
        ((LAPTOP, 1), {}, ((LAPTOP, 1),)),
        ((PHONE, 1), {LAPTOP: 1}, ((PHONE, 1),)),
        ((LAPTOP, 2), {PHONE: 1}, ((PHONE, 1),)),
        ((laptop_2, 1), {LAPTOP: 2, PHONE: 1}, ((laptop_2, 1),)),
        ((phone_2, 1), {PHONE: 1, LAPTOP: 2, laptop_2: 1}, ((laptop_2, 1),)),
        ((laptop_2, 2), {LAPTOP: 2, PHONE: 1, phone_2: 1}, ((laptop_2, 1),)),
    ]
    assert [(one.clock, one.new) for one in moved.lines] == [(one.clock, one.new) for one in lines]


def test_a_product_is_named_by_its_new_reference() -> None:
    product = SyncLine(
        LAPTOP, 1, 1, {}, 0, 0, "UTC", "add", "product", (LineRef(LAPTOP, 1),), ("name",), {"name": "red"}
    )
    dose = line(PHONE, 1, 2, {LAPTOP: 1}, product_id=f"{LAPTOP}:1", amount_mg=2500)
    moved = move_lines([product, dose], LAPTOP, 0)
    assert moved.last == {LAPTOP: 0, PHONE: 0}
    assert moved.lines[1].new == {"product_id": f"{moved.devices[LAPTOP]}:1", "amount_mg": 2500}


def test_a_mark_is_of_the_lines_and_not_of_their_number() -> None:
    assert mark_of(["one", "two"]) == mark_of(("one", "two"))
    assert len({mark_of([]), mark_of(["one", "two"]), mark_of(["one", "three"]), mark_of(["three", "two"])}) == 4


@given(st.integers(0, 500), st.integers(0, 100))
@dear(40)
def test_all_that_was_known_is_known(seed: int, place: int) -> None:
    """Whoever knew a line knows it; and the lines are whole: each says what its author had seen."""
    lines = play(long_history(seed, length=40))
    chosen = lines[place % len(lines)]
    moved = move_lines(lines, chosen.device, chosen.number - 1)
    now = {each.ref: each for each in moved.lines}
    pairs = [(each, now[moved.refs.get(each.ref, each.ref)]) for each in lines]
    assert len(now) == len(lines)
    assert chosen.ref in moved.refs
    for one, its in pairs:
        assert [knows(one, other) for other, _ in pairs] == [knows(its, other) for _, other in pairs]
    assert waiting_for(moved.lines, {}).waiting == ()
    again = move_lines(moved.lines, chosen.device, chosen.number - 1)
    assert (again.refs, list(again.lines)) == ({}, list(moved.lines))


@given(st.integers(0, 500), st.integers(1, 5), st.integers(1, 5))
@dear(40)
def test_the_order_of_two_moves_makes_no_difference(seed: int, one: int, more: int) -> None:
    """A machine was copied, and its copy was copied: whoever hears of the second first gives the same names."""
    lines = play(long_history(seed, length=60))
    device = max(lines, key=lambda each: each.number).device
    newest = max(each.number for each in lines if each.device == device)
    first, later = min(one, newest - 2), min(one + more, newest - 1)
    backwards = move_lines(move_lines(lines, device, later).lines, device, first)
    early = move_lines(lines, device, first)
    assert list(move_lines(early.lines, early.devices[device], later - first).lines) == list(backwards.lines)
