"""A form that is read at the command line is read alike in the check-in, in the form of the dashboard and by `edit`."""

from __future__ import annotations

from typing import Any

import pytest

from builders import clock, day, present
from legdiary.app.checkin.answers import read_answers
from legdiary.app.log.kratom import read_dose
from legdiary.app.log.magnesium import read_magnesium
from legdiary.app.log.night import read_rating
from legdiary.app.log.sleep import Slept, read_sleep
from legdiary.app.plans.new import Rule, read_plan
from legdiary.domain.checkin.question import DOSE, LATENCY, MAGNESIUM, MINUTES, ONSET, SLEEP, Question
from legdiary.errors import BadValue
from legdiary.tui.edit_form import KRATOM, TypedEntry, read_entry
from legdiary.tui.edit_form import MAGNESIUM as MAGNESIUM_FORM
from legdiary.tui.edit_form import NIGHT as NIGHT_FORM
from legdiary.tui.edit_form import SLEEP as SLEEP_FORM

NOW = present("2026-11-22T10:00-05:00")
NIGHT = day("2026-11-21")


def checkin(asks: str, answer: str) -> Any:
    """The one request of an answer in a check-in."""
    (request,) = read_answers(NOW, Question(asks), answer, NIGHT)
    return request


def form(kind: str, of: str, **texts: str) -> Any:
    """The request of a form in the dashboard."""
    return read_entry(NOW, NIGHT, TypedEntry(kind, of, texts))


@pytest.mark.parametrize(
    ("typed", "slept"),
    [
        ("22:45-06:10", Slept(bed=clock("22:45"), wake=clock("06:10"))),
        ("23-7", Slept(bed=clock("23:00"), wake=clock("07:00"))),
        ("11pm-7", Slept(bed=clock("23:00"), wake=clock("07:00"))),
        ("10.30 p.m. - 6", Slept(bed=clock("22:30"), wake=clock("06:00"))),
        ("23 - 7", Slept(bed=clock("23:00"), wake=clock("07:00"))),
        ("2245-610", Slept(bed=clock("22:45"), wake=clock("06:10"))),
        ("7h", Slept(total_min=420)),
        ("6h30", Slept(total_min=390)),
        ("7 hours", Slept(total_min=420)),
        ("390 minutes", Slept(total_min=390)),
    ],
)
def test_how_the_night_was_slept(typed: str, slept: Slept) -> None:
    assert read_sleep(NOW, typed).slept == slept
    assert read_sleep(NOW, typed, entry_id=3).slept == slept
    assert checkin(SLEEP, typed).slept == slept
    assert form(SLEEP_FORM, SLEEP_FORM, **{"bed-wake": typed}).slept == slept


@pytest.mark.parametrize("typed", ["7-3", "10:30-6", "7", "6.30", "24-7"])
def test_what_is_refused_at_one_door_is_refused_at_all(typed: str) -> None:
    said = set()
    for read in (
        lambda: read_sleep(NOW, typed),
        lambda: checkin(SLEEP, typed),
        lambda: form(SLEEP_FORM, SLEEP_FORM, **{"bed-wake": typed}),
    ):
        with pytest.raises(BadValue) as refused:
            read()
        said.add(refused.value.message)
    assert len(said) == 1


@pytest.mark.parametrize("typed", ["20:30", "20.30", "2030", "8:30pm", "8.30 p.m."])
def test_when_the_legs_began(typed: str) -> None:
    for request in (read_rating(NOW, onset=typed), checkin(ONSET, typed), form(NIGHT_FORM, NIGHT_FORM, onset=typed)):
        assert request.rating.onset_min == 1230


@pytest.mark.parametrize(("typed", "minutes"), [("55", 55), ("55m", 55), ("55 minutes", 55), ("1h10", 70)])
def test_minutes(typed: str, minutes: int) -> None:
    assert read_sleep(NOW, latency=typed).slept.latency_min == minutes
    assert checkin(LATENCY, typed).slept.latency_min == minutes
    assert checkin(MINUTES, typed).slept.latency_min == minutes
    assert form(SLEEP_FORM, SLEEP_FORM, latency=typed).slept.latency_min == minutes


@pytest.mark.parametrize("amount", ["2.5g", "2,5 g", "2.5 grams", "2.5Grams", "2500 milligrams"])
@pytest.mark.parametrize("at", ["23:40", "23.40", "2340", "11:40pm", "11.40 p.m."])
def test_a_dose_and_its_time(amount: str, at: str) -> None:
    request: Any
    for request in (
        read_dose(NOW, amount, at=at),
        read_dose(NOW, amount, at=at, entry_id=2),
        checkin(DOSE, f"{amount} {at}"),
        form(KRATOM, KRATOM, amount=amount, at=at),
    ):
        assert (request.amount.mg, request.at.clock) == (2500, clock("23:40"))


@pytest.mark.parametrize("typed", ["200mg", "200 milligrams", "0.2 grams"])
def test_magnesium(typed: str) -> None:
    request: Any
    for request in (
        read_magnesium(NOW, typed),
        checkin(MAGNESIUM, typed),
        form(MAGNESIUM_FORM, MAGNESIUM_FORM, amount=typed),
    ):
        assert request.amount.mg == 200


def test_a_plan() -> None:
    plain, words = (
        read_plan(NOW, Rule(start, "0g", cut, "7d", None, stop, None), name="taper", of=None, rounding=None, steps=None)
        for start, cut, stop in (("12g", "0.5g", None), ("12 grams", "500 milligrams", None))
    )
    assert words.plan.steps == plain.plan.steps
