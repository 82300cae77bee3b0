"""Hours between magnesium and a medicine: the table of facts B3, and who is closer than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import magnesium, medicine
from legdiary.domain.entries.interactions import REACH_S, RULES, Conflict, find_conflicts, rule_of
from legdiary.domain.entries.medicines import MEDICINE_CLASSES
from legdiary.domain.time.moments import Moment, load_zone
from legdiary.render.terminal.answers.log_answers import spacing_lines

if TYPE_CHECKING:
    from legdiary.domain.entries.factors_and_medicines import Medicine

UTC = load_zone("UTC")
AT = Moment.from_timestamp(1_795_230_000, UTC)


def at(minutes: int) -> Moment:
    return Moment.from_timestamp(AT.utc_s + 60 * minutes, UTC)


def taken(name: str, minutes: int) -> Medicine:
    """A medicine so many minutes after the magnesium; negative is before."""
    text = at(minutes).iso
    return medicine(name, text, zone="UTC")


MG = magnesium(AT.iso, zone="UTC")

#: Medicine, hours asked for when it is taken first, hours when magnesium is; as the table of B3 has them.
TABLE = [
    ("gabapentin", 2, 2),
    ("iron", 3, 3),
    ("ferrous sulfate", 3, 3),
    ("alendronate", 3, 3),
    ("nitrofurantoin", 3, 3),
    ("doxycycline", 2, 4),
    ("ciprofloxacin", 2, 4),
    ("levothyroxine", 2, 2),
]


@pytest.mark.parametrize(("name", "before", "after"), TABLE)
def test_under_the_hours_asked_for_is_close_and_at_them_is_not(name: str, before: int, after: int) -> None:
    def close(minutes: int) -> bool:
        return bool(find_conflicts([MG], [taken(name, minutes)]))

    assert close(-60 * before + 1)
    assert not close(-60 * before)
    assert close(0)
    assert close(60 * after - 1)
    assert not close(60 * after)


@pytest.mark.parametrize(
    "name", ["gabapentin enacarbil", "pregabalin", "iron infusion", "clonidine", "omeprazole", "my own thing"]
)
def test_where_nothing_is_known_nothing_is_said(name: str) -> None:
    assert rule_of(taken(name, 0)) is None
    assert find_conflicts([MG], [taken(name, 0)]) == ()


def test_only_magnesium_by_mouth_counts() -> None:
    assert find_conflicts([magnesium(AT.iso, zone="UTC", topical=True)], [taken("gabapentin", 5)]) == ()


def test_only_facts_that_were_seen_stand_in_the_table() -> None:
    assert {rule.trust for rule in RULES.values()} <= {"V", "V2"}
    assert all(rule.source for rule in RULES.values())
    assert set(RULES) <= set(MEDICINE_CLASSES.values())
    for rule in RULES.values():
        for hours in (rule.before, rule.after):
            assert 0 < hours.least <= hours.most
            assert hours.least * 3600 <= REACH_S


def test_pairs_come_in_the_order_of_the_magnesium() -> None:
    later = magnesium(at(90).iso, zone="UTC")
    gabapentin, iron = taken("gabapentin", 60), taken("iron", -30)
    found = find_conflicts([later, MG], [gabapentin, iron])
    assert [(each.taking, each.medicine, each.gap_min) for each in found] == [
        (MG, iron, 30),
        (MG, gabapentin, 60),
        (later, iron, 120),
        (later, gabapentin, 30),
    ]
    assert [each.magnesium_first for each in found] == [False, True, False, False]


MINUTES = st.lists(st.integers(-600, 600), max_size=8)


@given(
    magnesium_at=MINUTES, medicines_at=st.lists(st.tuples(st.sampled_from(TABLE), st.integers(-600, 600)), max_size=8)
)
def test_the_same_pairs_are_found_by_looking_at_each(
    magnesium_at: list[int], medicines_at: list[tuple[tuple[str, int, int], int]]
) -> None:
    found = find_conflicts(
        [magnesium(at(minute).iso, zone="UTC") for minute in magnesium_at],
        [taken(name, minute) for (name, _, _), minute in medicines_at],
    )
    expected = sorted(
        (minute, other)
        for minute in magnesium_at
        for (_, before, after), other in medicines_at
        if -60 * before < other - minute < 60 * after
    )
    assert (
        sorted(((c.taking.at.utc_s - AT.utc_s) // 60, (c.medicine.at.utc_s - AT.utc_s) // 60) for c in found)
        == expected
    )


# ---------------------------------------------------------------------- the lines

PAIR = "labels ask for 2 h between magnesium and gabapentin."


@pytest.mark.parametrize(
    ("name", "minutes", "logged_first", "line"),
    [
        # what was logged is the magnesium
        ("gabapentin", -40, False, f"  Spacing: gabapentin was taken 40 minutes ago; {PAIR}"),
        ("gabapentin", -1, False, f"  Spacing: gabapentin was taken 1 minute ago; {PAIR}"),
        ("gabapentin", -80, False, f"  Spacing: gabapentin was taken 1 h 20 min ago; {PAIR}"),
        ("gabapentin", -60, False, f"  Spacing: gabapentin was taken 1 h ago; {PAIR}"),
        ("gabapentin", 0, False, f"  Spacing: gabapentin was taken in the same minute; {PAIR}"),
        ("iron", -170, False,
         "  Spacing: iron was taken 2 h 50 min ago; labels ask for 3–4 h between magnesium and iron."),
        ("alendronate", -30, False,
         "  Spacing: alendronate was taken 30 minutes ago; labels ask for 3–4 h between magnesium and alendronate."),
        ("doxycycline", -30, False,
         "  Spacing: doxycycline was taken 30 minutes ago; labels ask for 2 h from doxycycline to magnesium."),
        ("levothyroxine", -9, False,
         "  Spacing: levothyroxine was taken 9 minutes ago; labels ask for 2–3 h between magnesium and levothyroxine."),
        # what was logged is the medicine
        ("gabapentin", 40, True, f"  Spacing: magnesium was taken 40 minutes ago; {PAIR}"),
        ("ciprofloxacin", 200, True,
         "  Spacing: magnesium was taken 3 h 20 min ago; labels ask for 4–6 h from magnesium to ciprofloxacin."),
    ],
)  # fmt: skip
def test_the_exact_line_for_what_is_logged_now(name: str, minutes: int, logged_first: bool, line: str) -> None:
    other = taken(name, minutes)
    logged = other if logged_first else MG
    assert spacing_lines(find_conflicts([MG], [other]), logged, logged.at) == [line]


def test_for_what_is_logged_late_nothing_is_ago() -> None:
    early, late = taken("gabapentin", -40), taken("gabapentin", 40)
    now = at(600)
    assert spacing_lines(find_conflicts([MG], [early]), MG, now) == [
        f"  Spacing: gabapentin was taken 40 minutes earlier; {PAIR}"
    ]
    assert spacing_lines(find_conflicts([MG], [late]), MG, now) == [
        f"  Spacing: gabapentin was taken 40 minutes later; {PAIR}"
    ]
    assert spacing_lines(find_conflicts([MG], [early]), early, now) == [
        f"  Spacing: magnesium was taken 40 minutes later; {PAIR}"
    ]


def test_a_medicine_is_named_once_by_its_nearest_taking() -> None:
    found = find_conflicts([MG], [taken("gabapentin", -100), taken("gabapentin", -10), taken("iron", -20)])
    assert [line.split(";")[0] for line in spacing_lines(found, MG, AT)] == [
        "  Spacing: gabapentin was taken 10 minutes ago",
        "  Spacing: iron was taken 20 minutes ago",
    ]
    assert spacing_lines((), MG, AT) == []


def test_a_conflict_says_which_came_first() -> None:
    rule = RULES["tetracycline"]
    assert Conflict(MG, taken("doxycycline", 5), rule).asked == rule.after
    assert Conflict(MG, taken("doxycycline", -5), rule).asked == rule.before
