"""A taper whose weeks a coin chooses, from the plan to the answer in the report; the test holds the coin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from driving import ok, run

from legdiary.app import context

if TYPE_CHECKING:
    from pathlib import Path

NEW = ("taper", "new", "--from", "8g", "--to", "2g", "--cut", "1g", "--every", "14d", "--start", "2026-06-01", "--yes")


@pytest.fixture
def coin(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The tosses that are still to come."""
    left = [True, False, False, True, True, False]
    monkeypatch.setattr(context, "toss_coin", lambda: left.pop(0))
    return left


def at(day: str, clock: str = "09:00") -> str:
    return f"2026-{day}T{clock}-04:00"


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    diary = tmp_path / "diary.db"
    ok(*NEW, "--coin", diary=diary, now=at("06-01"))
    return diary


def told(diary: Path, now: str) -> str:
    return " ".join(ok("taper", "coin", diary=diary, now=now).stdout.split())


def test_the_coin_is_tossed_on_the_day_a_pair_begins_and_shows_no_later_draw(planned: Path, coin: list[bool]) -> None:
    assert told(planned, at("06-14")) == (
        "Plan “taper”: today is in no pair of weeks. The next pair begins on Mon 15 Jun 2026; the coin is tossed then."
    )
    card = " ".join(ok(diary=planned, now=at("06-15")).stdout.split())
    assert "Pair 1 of 6 of the coin's weeks has begun; the coin is not tossed yet: legdiary taper coin" in card
    assert len(coin) == 6  # looking tosses nothing
    said = told(planned, at("06-15"))
    assert said.startswith("Plan “taper”: the cut of pair 1 of 6 comes in its first week, on Mon 15 Jun 2026. The coin")
    assert told(planned, at("06-15", "23:00")) == said.replace(" The coin was tossed just now.", "")
    assert "Kratom target 7 g today; not logged new target since today" in " ".join(
        ok(diary=planned, now=at("06-15")).stdout.split()
    )
    # Taken back and asked again, it says the same.
    ok("undo", diary=planned, now=at("06-15"))
    assert "comes in its first week, on Mon 15 Jun 2026. The next" in told(planned, at("06-15"))
    assert len(coin) == 5
    assert "comes in its second week, on Mon 6 Jul 2026" in told(planned, at("06-29"))


def test_the_report_has_the_answer_once_all_pairs_are_over(planned: Path, coin: list[bool]) -> None:
    # In the week after each cut 6, in every other night 4: six pairs, each 2 points worse.
    cuts = ("06-15", "07-06", "07-20", "07-27", "08-10", "08-31")
    bad = {date(2026, *map(int, cut.split("-"))) + timedelta(days=n) for cut in cuts for n in range(7)}
    on = date(2026, 6, 1)
    while on < date(2026, 9, 8):
        now = f"{on}T22:00-04:00"
        ok("night", "6" if on in bad else "4", "--night", "tonight", diary=planned, now=now)
        if on >= date(2026, 6, 15) and (on - date(2026, 6, 15)).days % 14 == 0:
            ok("taper", "coin", diary=planned, now=now)
        if on == date(2026, 8, 30):
            early = " ".join(ok("report", "--full", "--last", "8w", diary=planned, now=now).stdout.split())
            assert "Plan “taper”: 5 of 6 pairs of weeks over. You see the answer once all are over." in early
            assert "points worse" not in early
        on += timedelta(days=1)
    assert coin == []
    answer = (
        "Plan “taper”: In 6 cuts whose week a coin chose, the week after a cut was 2.0 points worse (2.0 to 2.0). "
        "Chance alone gives this much in 1 of 64. You knew what was done when, so expectation is not ruled out. "
        "Counting both directions, "
        "it is 1 of 32."
    )
    # Whatever the range of the report, the answer rests on all pairs.
    for span in (("--last", "2w"), ("--taper",)):
        assert answer in " ".join(ok("report", "--full", *span, diary=planned, now=at("09-08")).stdout.split())
    found = ok("report", "--last", "2w", "--json", diary=planned, now=at("09-08")).json["coin_cuts"]
    assert found == [{
        "plan": "taper", "pairs": 6, "over": 6, "given_up": 0, "scored": 6,
        "result": {
            "n": 6, "mean": 2.0, "interval": [2.0, 2.0], "p_higher": 0.015625, "p_lower": 1.0, "p_two_sided": 0.03125,
            "exact": True,
        },
    }]  # fmt: skip


def test_a_coin_comes_again_from_json_and_csv(planned: Path, tmp_path: Path, coin: list[bool]) -> None:
    told(planned, at("06-15"))
    ok("export", "json", "--output", f"{tmp_path}/all.json", diary=planned, now=at("06-16"))
    ok("export", "csv", "--output", f"{tmp_path}/package", diary=planned, now=at("06-16"))
    for number, source in enumerate(("all.json", "package")):
        other = tmp_path / f"other-{number}.db"
        ok("import", f"{tmp_path}/{source}", diary=other, now=at("06-16"))
        assert told(other, at("06-16")) == told(planned, at("06-16"))
        assert ok("check", diary=other, now=at("06-16")).code == 0
    assert len(coin) == 5


def test_the_rest_of_a_running_plan(tmp_path: Path, coin: list[bool]) -> None:
    diary = tmp_path / "diary.db"
    ok(*NEW, diary=diary, now=at("06-01"))
    refused = run("taper", "coin", diary=diary, now=at("06-20"))
    assert (refused.code, "with --rest it chooses the later cuts" in refused.stderr) == (1, True)
    laid = " ".join(ok("taper", "coin", "--rest", diary=diary, now=at("06-20")).stdout.split())
    assert "5 steps from Mon 29 Jun 2026 on move 7 days later; coin – → 2026-06-29 open + 2026-07-13 open" in laid
    assert "comes in its first week, on Mon 29 Jun 2026" in told(diary, at("06-29"))
    assert len(coin) == 5


def test_a_preview_says_what_the_coin_does(tmp_path: Path) -> None:
    shown = ok(*NEW[:-1], "--coin", "--preview", diary=tmp_path / "diary.db", now=at("06-01")).stdout
    assert "each cut is shown on its latest day; it can come a week earlier." in " ".join(shown.split())
    assert not (tmp_path / "diary.db").exists()
