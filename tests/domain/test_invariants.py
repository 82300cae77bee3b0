"""A value cannot exist wrong, whatever door it comes in by."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from builders import dose, factor, magnesium, measure, medicine, moment, night, plan, product, sleep, symptom
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.invariants import NoZoneName, check_zone_name, check_zones
from legdiary.domain.taper.plan import Hold, Step
from legdiary.domain.time.moments import Moment, UnknownZone
from legdiary.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable

#: A way to make each kind, as any of its doors may.
MAKERS: dict[str, Callable[..., Any]] = {
    "night": night, "sleep": sleep, "kratom": dose, "magnesium": magnesium, "factor": factor, "symptom": symptom,
    "medicine": medicine, "measure": measure, "product": product, "plan": plan,
}  # fmt: skip
AT = moment("2026-11-20T21:40-05:00")
LONG = "w" * 200_000


def at(**changed: Any) -> Moment:
    return AT._replace(**changed)


#: Kind, fields that no diary holds, and what the refusal says.
WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("night", {"severity": 11}, "severity 11 is out of range"),
    ("night", {"onset_min": 1440}, "onset in minutes 1440 is out of range"),
    ("night", {"severity": None, "missed": "=cmd|x"}, "missed =cmd|x is out of range"),
    ("night", {"body_parts": ("=cmd|x",)}, "not a known body part"),
    ("night", {"body_parts": ("legs", "legs")}, "each word once"),
    ("night", {"sensations": ("\x1b[2J",)}, "control character"),
    ("night", {"note": "\x1b[2J"}, "control character"),
    ("night", {"note": LONG}, "200000 characters long"),
    ("night", {"night_of": "1970-01-01"}, "1970-01-01 is before 1990"),
    ("night", {"night_of": "9999-12-31"}, "9999-12-31 is after 2199"),
    ("sleep", {"latency_min": -1}, "latency_min -1 is out of range"),
    ("sleep", {"note": "a\x07"}, "control character"),
    ("sleep", {"night_of": "0001-01-01"}, "before 1990"),
    ("kratom", {"amount_mg": 200_001}, "200001 is out of range"),
    ("kratom", {"amount_mg": -5}, "-5 is out of range"),
    ("kratom", {"amount_mg": 0}, "above 0 with a time"),
    ("magnesium", {"form": "=cmd|x"}, "form =cmd|x is out of range"),
    ("magnesium", {"elemental_mg": 0}, "elemental mg 0 is out of range"),
    ("magnesium", {"salt_mg": 5}, "with a salt and its form"),
    ("factor", {"name": LONG}, "characters long"),
    ("factor", {"name": ""}, "is empty"),
    ("factor", {"name": " tea "}, "without blanks around it"),
    ("factor", {"amount": "x" * 201}, "up to 200"),
    ("factor", {"night_of": "1989-12-31"}, "before 1990"),
    ("symptom", {"name": "a\nb"}, "several lines"),
    ("symptom", {"grade": 4}, "grade 4 is out of range"),
    ("symptom", {"night_of": "1970-01-01"}, "before 1990"),
    ("medicine", {"amount": ""}, "300 mg"),
    ("medicine", {"name": "\x9b31m"}, "control character"),
    ("measure", {"unit": "x" * 61}, "61 characters long"),
    ("measure", {"taken_on": "1970-01-01"}, "before 1990"),
    ("product", {"name": LONG}, "characters long"),
    ("product", {"capsule_mg": 0}, "capsule in mg 0 is out of range"),
    ("product", {"mitragynine_low_ug": 5}, "both ends, or neither"),
    ("product", {"mitragynine_low_ug": 9, "mitragynine_high_ug": 5}, "5 is out of range"),
    ("plan", {"name": "\x1b]0;x\x07"}, "control character"),
    ("plan", {"name": LONG}, "characters long"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_value_cannot_be_made(kind: str, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(BadValue, match=said.replace("|", r"\|").replace("(", r"\(")) as refusal:
        MAKERS[kind](**fields)
    assert refusal.value.message.isprintable()


@pytest.mark.parametrize("kind", ["kratom", "magnesium", "factor", "medicine"])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (at(zone="=cmd|'/C calc'!A0"), "is not a zone's name"),
        (at(zone="\x1b[2J"), "is not a zone's name"),
        (at(zone=""), "is not a zone's name"),
        (at(zone="E" * 200_000), "is not a zone's name"),
        (at(zone="../../etc/passwd"), "is not a zone's name"),
        (at(utc_s=0), "before 1990"),
        (at(utc_s=631_152_000 - 1, offset_min=0), "before 1990"),
        (at(utc_s=7_258_118_400, offset_min=0), "after 2199"),
        (at(utc_s=2**62), "after 2199"),
        (at(offset_min=1440), "offset in minutes 1440"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_moment_that_no_clock_showed(kind: str, wrong: Moment, said: str) -> None:
    entry = MAKERS[kind]()
    with pytest.raises(BadValue, match=said):
        type(entry)(**{name: getattr(entry, name) for name in type(entry).__slots__} | {"at": wrong})


def test_the_first_and_the_last_day_are_taken() -> None:
    first, last = date(1990, 1, 1), date(2199, 12, 31)
    assert Dose(first, 1, Moment(631_152_000, 0, "UTC")).night_of == first
    assert Dose(last, 1, Moment(7_258_118_399, 0, "UTC")).night_of == last


@pytest.mark.parametrize(
    "name", ["UTC", "UTC-05:00", "Europe/Berlin", "America/Argentina/ComodRivadavia", "Etc/GMT+5", "EST5EDT", "PST8PDT",
     "EST5EDT,M3.2.0,M11.1.0", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"],
)  # fmt: skip
def test_zones_have_names(name: str) -> None:
    check_zone_name(name, "a dose")


@pytest.mark.parametrize("name", ["=1,2", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "<-03>3", "a,b", ","])
def test_rules_of_summer_time_are_whole_or_no_name(name: str) -> None:
    with pytest.raises(NoZoneName):
        check_zone_name(name, "a dose")


@pytest.mark.parametrize("make", [
    lambda: Step(date(1970, 1, 1), 0), lambda: Step(date(2026, 1, 1), -1), lambda: Step(date(2026, 1, 1), 0, 25),
    lambda: Hold(date(1970, 1, 1), 1, date(2026, 1, 1)), lambda: Hold(date(2026, 1, 1), 0, date(2026, 1, 1)),
])  # fmt: skip
def test_parts_of_a_plan(make: Callable[[], Any]) -> None:
    with pytest.raises(BadValue):
        make()


@pytest.mark.parametrize("entry", [night(), dose(), sleep(), sleep(span=None, total_min=390), measure()])
def test_a_zone_that_is_known_here(entry: Any) -> None:
    check_zones(entry)


@pytest.mark.parametrize("name", ["at", "bed"])
def test_a_zone_that_only_another_computer_knows(name: str) -> None:
    """The value can be made, since a diary outlives the zones of one computer; from a file it is not taken."""
    elsewhere = Moment(1_795_000_000, -300, "Mars/Olympus_Mons")
    entry: Any = Dose(date(2026, 11, 18), 2500, elsewhere)
    if name == "bed":
        entry = Sleep(date(2026, 11, 18), bed=elsewhere, wake=Moment(1_795_025_200, -300, "Mars/Olympus_Mons"))
    with pytest.raises(UnknownZone):
        check_zones(entry)
