"""A trial from its first toss to its answer, as a person types it; the coin is one that the test knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import ok, run

from legdiary.app import context

if TYPE_CHECKING:
    from pathlib import Path

#: What the coin of these stories says, toss by toss.
TOSSES = (True, False, False, True, False, True)
#: Severity of the nights from 2 November on; differences with less without: -2, -1, -3, -1, -2, -3.
SEVERITY = (3, 5, 6, 5, 7, 4, 2, 3, 6, 4, 3, 6)


@pytest.fixture
def coin(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The tosses that are still to come."""
    left = list(TOSSES)
    monkeypatch.setattr(context, "toss_coin", lambda: left.pop(0))
    return left


def at(day: int, clock: str = "22:00") -> str:
    return f"2026-11-{day:02}T{clock}-05:00"


def said(diary: Path, now: str) -> str:
    return ok("trial", diary=diary, now=now).stdout.replace("\n", " ").strip()


@pytest.fixture
def tried(tmp_path: Path, coin: list[bool]) -> Path:
    """Six pairs, asked about each evening, every night scored; on the 5th it was not done as the coin said."""
    diary = tmp_path / "diary.db"
    ok("trial", "new", "warm", "bath", "--pairs", "6", diary=diary, now=at(2))
    for number, severity in enumerate(SEVERITY):
        ok("trial", diary=diary, now=at(2 + number))
        ok("night", f"{severity}", "--night", "tonight", diary=diary, now=at(2 + number))
    ok("trial", "did", "no", "--night", "2026-11-05", diary=diary, now=at(13))
    assert coin == []
    return diary


def test_the_coin_is_tossed_when_a_pair_begins_and_never_before(tmp_path: Path, coin: list[bool]) -> None:
    diary = tmp_path / "diary.db"
    made = ok("trial", "new", "warm", "bath", "--pairs", "14", diary=diary, now=at(2)).stdout
    assert made == "Trial of Mon 2 Nov 2026: “warm bath”, 0 of 14 pairs of nights drawn, score severity.  #1\n"
    assert len(coin) == 6
    assert said(diary, at(2)) == (
        "“warm bath”: with it tonight, Mon 2 Nov 2026 (first night of pair 1 of 14). The coin was tossed just now."
    )
    assert said(diary, at(2)) == "“warm bath”: with it tonight, Mon 2 Nov 2026 (first night of pair 1 of 14)."
    # 02:30 still belongs to the night of the 2nd.
    assert said(diary, at(3, "02:30")).startswith("“warm bath”: with it tonight, Mon 2 Nov 2026")
    assert said(diary, at(3)) == "“warm bath”: without it tonight, Tue 3 Nov 2026 (second night of pair 1 of 14)."
    assert len(coin) == 5
    # A week without asking: the next pair begins when it is asked about.
    assert "without it tonight, Tue 10 Nov 2026 (first night of pair 2 of 14)" in said(diary, at(10))


def test_a_draw_that_was_taken_back_is_not_made_a_second_time(tmp_path: Path, coin: list[bool]) -> None:
    diary = tmp_path / "diary.db"
    ok("trial", "new", "stretching", "--pairs", "6", diary=diary, now=at(2))
    first = said(diary, at(2))
    ok("undo", diary=diary, now=at(2))
    assert f"{said(diary, at(2))} The coin was tossed just now." == first
    ok("undo", diary=diary, now=at(2))
    # Asked on a later night, the pair that was known already comes back whole, and the next one is tossed for.
    assert "without it tonight, Thu 5 Nov 2026 (first night of pair 2 of 6)" in said(diary, at(5))
    assert coin == list(TOSSES[2:])


def test_the_answer_is_told_once_every_pair_is_over(tried: Path) -> None:
    before = ok("trial", "show", diary=tried, now=at(13)).stdout
    assert "6 of 6 pairs drawn. The answer is told once every pair is over" in before.replace("\n", " ")
    assert "points" not in before
    assert ok("trial", "show", "--json", diary=tried, now=at(13)).json["by_pair"] is None
    after = ok("trial", "show", diary=tried, now=at(14, "07:00")).stdout
    assert after == (
        "Trial “warm bath”, made Mon 2 Nov 2026: 6 pairs of nights, score severity, both\n"
        "fixed beforehand.\n"
        "\n"
        "In 6 pairs of nights whose order a coin chose, severity was 2.0 points lower\n"
        "with it (1.0 to 3.0). Chance alone gives this much in 1 of 64. You knew what was\n"
        "done when, so expectation is not ruled out. Counting both directions, it is 1 of\n"
        "32.\n"
        "For 1 pair you said that the coin was not followed. They count as the coin drew\n"
        "them.\n"
        "\n"
        "pair  from    with  without  difference\n"
        "   1  2 Nov      3        5          -2\n"
        "   2  4 Nov      5        6          -1  not followed\n"
        "   3  6 Nov      4        7          -3\n"
        "   4  8 Nov      2        3          -1\n"
        "   5  10 Nov     4        6          -2\n"
        "   6  12 Nov     3        6          -3\n"
    )
    found = ok("trial", "show", "warm", "bath", "--json", diary=tried, now=at(14)).json
    assert (found["over"], found["scored"], found["not_followed"], found["looks"]) == (True, 6, 1, 0)
    assert found["result"] == {
        "n": 6, "mean": -2.0, "interval": [-3.0, -1.0], "p_higher": 1.0, "p_lower": 0.015625, "p_two_sided": 0.03125,
        "exact": True,
    }  # fmt: skip
    assert found["by_pair"][1] == {
        "from": "2026-11-04", "with_on": "2026-11-05", "with": 5, "without": 6, "difference": -1, "followed": False,
    }  # fmt: skip


def test_a_look_before_the_end_is_counted_and_told_and_taking_it_back_changes_nothing(tried: Path) -> None:
    peeked = ok("trial", "show", "--peek", diary=tried, now=at(13)).stdout.replace("\n", " ")
    assert "This is a look before the end: 5 of 6 pairs are over." in peeked
    assert "Looked at 1 time before the end; the figures do not allow for that." in peeked
    ok("undo", diary=tried, now=at(13))
    assert ok("trial", "show", "--peek", "--json", diary=tried, now=at(13)).json["looks"] == 2
    assert "Looked at 2 times before the end" in ok("trial", "show", diary=tried, now=at(14)).stdout


def test_what_is_fixed_beforehand_stays_once_the_coin_was_tossed(tried: Path) -> None:
    refused = run("edit", "1", "--pairs", "8", diary=tried, now=at(13))
    assert (refused.code, "can't be changed after the first draw" in refused.stderr) == (1, True)
    assert run("edit", "1", "--score", "overnight", diary=tried, now=at(13)).code == 1
    assert ok("edit", "1", "hot bath", diary=tried, now=at(13)).stdout.endswith("name warm bath → hot bath.  #1\n")


def test_total_sleep_answers_in_minutes(tmp_path: Path, coin: list[bool]) -> None:
    diary = tmp_path / "diary.db"
    ok("trial", "new", "compression", "--pairs", "6", "--score", "total-sleep", diary=diary, now=at(2))
    # With it 30 minutes longer in every pair: all six have the same sign, 2 of 64 patterns are as far from 0.
    for number in range(12):
        with_it = ok("trial", "--json", diary=diary, now=at(2 + number)).json["trials"][0]["with_it"]
        slept = ("--total", "7h" if with_it else "6h30")
        ok("sleep", *slept, "--night", "tonight", diary=diary, now=at(2 + number))
    assert coin == []
    told = ok("trial", "show", diary=diary, now=at(14)).stdout.replace("\n", " ")
    assert "total sleep time was 30 minutes longer with it (30 to 30). Chance alone gives this much in 1 of 64" in told
    assert "2 Nov   7 h 00   6 h 30     +30 min" in told


@pytest.mark.parametrize("name", ["magnesium", "magnesium 200mg at night"])
def test_magnesium_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    refused = run("trial", "new", name, "--pairs", "14", diary=tmp_path / "diary.db")
    assert refused.code == 1
    assert "more than 4 weeks of steady intake" in refused.stderr
    assert not (tmp_path / "diary.db").exists()


def test_a_product_and_a_medicine_of_the_diary_are_refused_under_their_own_names(tmp_path: Path) -> None:
    diary = tmp_path / "diary.db"
    ok("product", "add", "Bali gold", diary=diary)
    ok("medicine", "night drops", "1 tablet", "--new", "--at", "23:00", diary=diary)
    for name in ("bali gold at eight", "Night  drops"):
        refused = run("trial", "new", name, "--pairs", "14", diary=diary)
        assert (refused.code, "a coin must not choose a dose" in refused.stderr) == (1, True)


def test_a_trial_comes_again_from_json_and_csv(tried: Path, tmp_path: Path) -> None:
    ok("trial", "show", "--peek", diary=tried, now=at(13))
    told = ok("trial", "show", "--json", diary=tried, now=at(14)).json
    ok("export", "json", "--output", f"{tmp_path}/all.json", diary=tried, now=at(14))
    ok("export", "csv", "--output", f"{tmp_path}/package", diary=tried, now=at(14))
    assert (tmp_path / "package" / "trials.csv").read_text(encoding="utf-8-sig").splitlines()[1] == (
        "1,2026-11-02,warm bath,6,severity,2026-11-02 first;2026-11-04 second;2026-11-06 second;2026-11-08 first;"
        "2026-11-10 second;2026-11-12 first,2026-11-05 no,1"
    )
    # A draw, an answer or a look that is added corrects nothing.
    assert "trial" not in (tmp_path / "package" / "corrections.csv").read_text(encoding="utf-8-sig")
    for number, source in enumerate(("all.json", "package")):
        other = tmp_path / f"other-{number}.db"
        ok("import", f"{tmp_path}/{source}", diary=other, now=at(14))
        assert ok("trial", "show", "--json", diary=other, now=at(14)).json | {"id": 1} == told
        assert "1 trial" in ok("import", f"{tmp_path}/{source}", diary=other, now=at(14)).stdout
        assert ok("check", diary=other, now=at(14)).code == 0


def test_a_trial_stands_in_list_and_history(tried: Path) -> None:
    listed = ok("list", "--kind", "trial", diary=tried, now=at(14)).stdout
    assert "“warm bath”, 6 of 6 pairs of nights drawn, score severity" in listed
    assert "trial changed: draws + 2026-11-12 first" in ok("history", diary=tried, now=at(14)).stdout
