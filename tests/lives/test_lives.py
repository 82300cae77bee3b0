"""Diaries that are lived: by a seed, beside a model that shares no code; and the model by hand, in literals.

`just lives` lives thousands of them. A life that fails is printed as a literal list: it belongs into `FOUND` below.
"""

from __future__ import annotations

import ast
import json
from collections import Counter
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import model_figures
import model_plans
import model_sleep
import pytest
from killed_at_call import can_kill_at_calls, killed_at
from life_diary import WrongError
from life_driver import live
from life_faults import FAULTS
from life_generator import life_of
from life_operations import Operation, as_literal
from life_other import adopted, keys_of, together, would_meet
from life_shrinker import shrink
from life_trial import failure, tell_failure
from model_diary import ModelDiary, replay
from model_logging import log_magnesium
from model_time import Clock, Moment, RefusedError, showing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from life_faults import Fault
    from model_diary import Step

HERE = Path(__file__).parent
NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
#: 22 November 2026, 01:30 in New York.
NOW = Clock(1_795_329_000, NEW_YORK)


@pytest.mark.parametrize("seed", range(4))
def test_a_life_is_what_its_model_says(seed: int) -> None:
    live(life_of(seed))


# ---------------------------------------------------------------------- the model, by hand


@pytest.mark.parametrize("path", sorted(HERE.glob("model_*.py")), ids=lambda path: path.stem)
def test_the_model_shares_no_code(path: Path) -> None:
    """Nothing of legdiary, and nothing of the driver, which has."""
    loaded = {
        name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    ours = {name for name in loaded if name.startswith(("legdiary", "life_", "builders"))}
    assert ours == set()


class TestTime:
    def test_clocks_that_go_back_show_a_time_twice_and_clocks_that_go_on_never(self) -> None:
        twice = showing(date(2026, 11, 1), 90, NEW_YORK)
        assert [each.iso for each in twice] == ["2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"]
        assert showing(date(2026, 3, 8), 150, NEW_YORK) == []

    def test_words_for_nights_at_half_past_one(self) -> None:
        words = ("tonight", "today", "yesterday", "last night", "2 ago", "2026-11-19")
        nights = [NOW.night(word) for word in words]
        assert [f"{each:%d}" for each in nights if each] == ["21", "21", "20", "21", "19", "19"]
        assert NOW.usual_night == date(2026, 11, 21)
        with pytest.raises(RefusedError):
            NOW.night("2026-11-22")

    def test_words_for_moments(self) -> None:
        assert NOW.at("01:20").iso == "2026-11-22T01:20:00-05:00"
        assert NOW.at("01:40").iso == "2026-11-21T01:40:00-05:00"
        assert NOW.at("yesterday 23:40").iso == "2026-11-21T23:40:00-05:00"
        assert NOW.at("04:00", date(2026, 11, 20)).iso == "2026-11-21T04:00:00-05:00"
        with pytest.raises(RefusedError):
            NOW.at("2026-11-22 01:36")  # six minutes ahead; five are allowed

    def test_recalled_is_36_hours_after_the_noon_that_ends_a_night(self) -> None:
        at_midnight = NOW._replace(now=NOW.now - 90 * 60)  # 22 November, 00:00
        assert not at_midnight.is_recalled(date(2026, 11, 19))  # noon of the 20th
        assert at_midnight._replace(now=at_midnight.now + 1).is_recalled(date(2026, 11, 19))


class TestFigures:
    def test_the_night_of_the_facts(self) -> None:
        """Facts B2: 22:45, 23:15, 40 and 55 minutes, 06:10, up 06:45, planned 07:00, 20 minutes awake in bed."""
        events = zip(model_sleep.EVENTS, ((20, 1365), (20, 1395), (21, 370), (21, 405), (21, 420)), strict=True)
        night: dict[str, Any] = {
            name: showing(date(2026, 11, day), minutes, NEW_YORK)[0] for name, (day, minutes) in events
        }
        night |= {"latency_min": 40, "awake_min": 55, "lying_awake_min": 20}
        found = model_sleep.figures(night)
        assert (found["tib_min"], found["tst_min"], found["ema_min"]) == (480, 320, 50)
        assert (round(found["se_tib_pct"], 1), round(found["se_dse_pct"], 1)) == (66.7, 73.6)

    def test_of_a_tracked_night_only_the_most_that_was_slept_is_known(self) -> None:
        """21:00 to 05:00, awake for at least 40 minutes, at least 60 not slept: at most 7 of 8 hours."""
        night: dict[str, Any] = {
            name: showing(date(2026, 11, day), minutes, NEW_YORK)[0]
            for name, day, minutes in (("bed", 20, 1260), ("wake", 21, 300))
        }
        found = model_sleep.figures(night | {"awake_least_min": 40, "unslept_least_min": 60})
        assert (found["tst_min"], found["tst_at_most_min"]) == (None, 420)

    @pytest.mark.parametrize(("night", "minutes"), [(date(2026, 3, 28), 420), (date(2026, 10, 24), 540)])
    def test_the_nights_in_which_clocks_change(self, night: date, minutes: int) -> None:
        """Facts B2: 23:00 to 07:00 in Berlin."""
        bed = showing(night, 23 * 60, BERLIN)[0]
        wake = showing(date.fromordinal(night.toordinal() + 1), 7 * 60, BERLIN)[0]
        assert model_sleep.frame({"bed": bed, "wake": wake})[0] == minutes

    def test_levels(self) -> None:
        """Quartiles of 5, 6, 6, 7, 8 and a night that is missing; of four nights only how many."""
        assert model_figures.level([6, 5, None, 8, 7, 6]) == {
            "n": 5, "missing": 1, "median": 6.0, "q1": 6.0, "q3": 7.0, "share_7_plus": 0.4
        }  # fmt: skip
        assert model_figures.level([6, 5, 8, 7])["median"] is None

    def test_a_difference_needs_both_bounds(self) -> None:
        """Two points lower and no overlap: lower. One point lower: about the same. Six nights: too few."""
        before = [7, 7, 8, 7, 7, 8, 7]
        assert model_figures.versus(before, [5, 5, 5, 4, 5, 5, 5])["result"] == "lower"
        assert model_figures.versus(before, [6, 6, 6, 6, 6, 6, 6])["result"] == "about the same"
        assert model_figures.versus(before[1:], [1] * 7)["result"] == "too few nights"

    def test_332_mg_of_the_oxide_are_200_mg(self) -> None:
        """Facts B3."""
        diary = ModelDiary()
        log_magnesium(diary, NOW, {"amount": "332mg", "salt": True, "form": "oxide", "at": "now"})
        assert diary.standing[1]["elemental_mg"] == 200

    def test_the_gap_before_a_first_dose_is_known_after_a_logged_day(self) -> None:
        diary = ModelDiary()
        for number, (day, hour) in enumerate(((20, 8), (20, 21), (21, 9), (23, 9)), start=1):
            at = showing(date(2026, 11, day), hour * 60, NEW_YORK)[0]
            diary.standing[number] = {
                "kind": "kratom", "night_of": date(2026, 11, day), "at": at, "amount_mg": 2000
            }  # fmt: skip
        days = model_figures.Days(diary)
        gaps = [days.longest_gap("leaf", date(2026, 11, day)) for day in (20, 21, 22, 23)]
        assert gaps == [None, 12 * 60, None, None]


class TestPlans:
    def test_cuts_are_rounded_from_the_unrounded_chain(self) -> None:
        """docs/explanation/taper-mathematics.md: 12, 10.8, 9.7 g, and below 9 g the end."""
        diary = ModelDiary()
        told = {"name": "taper", "start_dose": "12g", "cut": "10%", "every": "7d", "stop_at": "9g"}
        model_plans.new_plan(diary, NOW, told | {"start": "2026-12-01"})
        assert diary.standing[1]["steps"] == [
            ["2026-12-01", 12000, None], ["2026-12-08", 10800, None], ["2026-12-15", 9700, None],
            ["2026-12-22", 0, None],
        ]  # fmt: skip

    def test_a_hold_moves_later_steps_and_is_ended(self) -> None:
        diary = ModelDiary()
        model_plans.new_plan(diary, NOW, {"name": "a", "start_dose": "3g", "cut": "1g", "every": "7d"})
        model_plans.hold(diary, NOW, {"days": "5d"})
        assert [step[0][5:] for step in diary.standing[1]["steps"]] == ["11-21", "12-03", "12-10", "12-17"]
        model_plans.resume(diary, NOW._replace(now=NOW.now + 9 * 86400), {})  # the 30th: two of five days are used
        assert [step[0][5:] for step in diary.standing[1]["steps"]] == ["11-21", "12-01", "12-08", "12-15"]
        assert diary.standing[1]["holds"] == [["2026-11-21", 3, "2026-11-21"]]


class TestTwoDiaries:
    def test_what_both_had_and_what_each_has_done(self) -> None:
        """Here b goes and c comes; there a second a comes: a, a and c are left."""
        base, here, there = Counter("ab"), Counter("ac"), Counter("aab")
        assert together(base, here, there) == Counter("aac")

    def test_changes_of_one_night_meet_and_a_product_meets_every_dose(self) -> None:
        night: Step = (1, None, {"kind": "night", "night_of": date(2026, 11, 20)})
        dose: Step = (2, {"kind": "kratom", "night_of": date(2026, 11, 21)}, None)
        product: Step = (3, None, {"kind": "product", "name": "gold"})
        assert would_meet(keys_of([night]), keys_of([night, dose]))
        assert would_meet(keys_of([product]), keys_of([dose]))
        assert not would_meet(keys_of([night]), keys_of([dose, product]))

    def test_nothing_changes_that_nobody_has_changed(self) -> None:
        """Entry 2 was deleted there: entry 1 may not be other than it was."""
        model = ModelDiary()
        for severity in (6, 7):
            model.add({"kind": "night", "night_of": date(2026, 11, 15 + severity), "severity": severity})
        entries = [{"id": 1, "kind": "night", "night_of": "2026-11-21", "severity": 6}]
        removed = Counter({"[('kind', 'night'), ('night_of', '2026-11-22'), ('severity', 7)]": 1})
        export = json.dumps({"entries": entries, "ledger": [{}] * 3}).encode()
        taken, wrong = adopted(model, export, removed, set())
        assert (sorted(taken.standing), taken.lines, wrong) == ([1], 3, "")
        with pytest.raises(RefusedError, match="built on it"):
            taken.undo()
        entries[0]["severity"] = 5
        export = json.dumps({"entries": entries, "ledger": []}).encode()
        assert adopted(model, export, removed, set())[1] == "entry 1 has changed, and nobody has changed it"


def test_a_ledger_is_replayed() -> None:
    lines: list[dict[str, Any]] = [
        {"entry_id": 1, "kind": "night", "new": {"severity": 6, "note": "hot"}},
        {"entry_id": 1, "kind": "night", "old": {"severity": 6, "note": "hot"}, "new": {"severity": 7, "note": None}},
        {"entry_id": 3, "kind": "night", "new": {"severity": 1}},
        {"entry_id": 3, "kind": "night", "old": {"severity": 1}},
    ]
    assert replay(lines) == {1: {"id": 1, "kind": "night", "severity": 7}}


# ---------------------------------------------------------------------- the machinery


def test_a_life_shrinks_to_what_it_fails_by() -> None:
    """It fails with an undo behind a dose of 2 g; whatever else happens and is told goes."""
    life = [
        Operation("begin", {"now": "2026-11-20T22:00-05:00"}),
        *(Operation("wait", {"minutes": n}) for n in range(9)),
    ]
    life += [Operation("kratom", {"amount": "2g", "note": "hot"}), Operation("night", {}), Operation("undo", {})]

    def fails(some: Sequence[Operation]) -> bool:
        names = [each.name for each in some]
        dose = next((each for each in some if each.name == "kratom"), None)
        return dose is not None and dose.told.get("amount") == "2g" and names[-1] == "undo"

    short = shrink(life, fails)
    assert as_literal(short) == (
        "[\n    Operation('begin', {'now': '2026-11-20T22:00-05:00'}),\n"
        "    Operation('kratom', {'amount': '2g'}),\n    Operation('undo', {}),\n]"
    )


@pytest.mark.skipif(not can_kill_at_calls(), reason="this system lets no process watch its child")
def test_a_child_is_killed_at_a_call(tmp_path: Path) -> None:
    def makes_files() -> None:
        for number in range(9):
            (tmp_path / str(number)).mkdir()

    assert killed_at(3, makes_files) == (3, True)
    assert len([*tmp_path.iterdir()]) in {3, 4}, "whether the call itself is carried out is the kernel's"
    assert killed_at(10_000, makes_files)[1] is False


@pytest.mark.parametrize("fault", FAULTS[:-1], ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(fault: Fault) -> None:
    live(fault.life)
    with fault.planted(), pytest.raises(WrongError) as wrong:
        live(fault.life)
    assert wrong.value.about.startswith(fault.seen_in)


@pytest.mark.skipif(not can_kill_at_calls(), reason="this system lets no process watch its child")
def test_what_is_told_too_early_is_found_by_a_kill() -> None:
    """Which calls lie between being told and the commit differs from one SQLite to another: some are tried."""
    fault, found = FAULTS[-1], []
    *before, crash = fault.life
    for at in range(100, 164, 16):
        life = [*before, Operation("crash", crash.told | {"at": at})]
        live(life)
        with fault.planted():
            found.append(failure(life))
    assert any(isinstance(each, WrongError) and each.about == fault.seen_in for each in found)


#: What lives have found, each in the shortest way.
FOUND = {
    "the check of a synced diary ended in an error at a dose of a product that was not sent yet": [
        Operation("begin", {"now": "2026-10-29T23:10-04:00", "zone": NEW_YORK}),
        Operation("night", {"severity": "6"}),
        Operation("sync", {}),
        Operation("product", {"name": "gold", "kind": "extract"}),
        Operation("kratom", {"amount": "7.5mg", "product": "gold"}),
    ],
    "the form cleared from milligrams of a salt was refused in words of the program's own": [
        Operation("begin", {"now": "2026-10-29T23:10-04:00", "zone": NEW_YORK}),
        Operation("magnesium", {"amount": "332mg", "form": "oxide", "salt": True}),
        Operation("magnesium", {"pick": 0, "clear": ["form"]}),
    ],
}


@pytest.mark.parametrize("life", FOUND.values(), ids=FOUND)
def test_what_was_found_stays_mended(life: list[Operation]) -> None:
    live(life)


def test_a_failing_life_is_told_as_short_as_it_can_be() -> None:
    fault = FAULTS[1]
    with fault.planted():
        told = tell_failure(
            [*fault.life, Operation("wait", {"minutes": 5}), Operation("night", {"severity": "2"})], "x"
        )
    assert told is not None
    begin, *_ = fault.life
    short = [begin, Operation("night", {"note": "hot"}), Operation("delete", {"pick": 0})]
    assert told == f"x: WrongError: {fault.seen_in}\n{as_literal(short)}", "what is undone in the end is enough"


def test_two_lives_of_one_seed_are_the_same() -> None:
    assert as_literal(life_of(7)) == as_literal(life_of(7))
    assert all(life_of(one) != life_of(other) for one, other in product((7,), (8, 9)))


def test_a_moment_is_told_with_its_zone() -> None:
    assert Moment(1_795_329_000, NEW_YORK).text == "2026-11-22T01:30:00-05:00[America/New_York]"
