"""The script that reads other people's public diaries, tried on a made-up one."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        import real_diaries

        yield real_diaries


@pytest.fixture
def diaries(tmp_path: Path) -> Path:
    """One person's mood over 160 days, as an app exports it: rated twice a day, the second time 3 and 7 by turns."""
    lines = ['"Date","Day of week","Hour","Minute","Level"']
    for night in range(160):
        on = date(2026, 1, 1) + timedelta(days=night)
        said = f'"{on:%B} {on.day}, {on.year}","{on:%a}"'
        lines += [f'{said},"09","00","10"', f'{said},"21","30","{3 + 4 * (night % 2)}"']
    (tmp_path / "SeasonalAffective").mkdir()
    (tmp_path / "SeasonalAffective" / "iMoodJournal.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    return tmp_path


def test_the_last_rating_of_a_day_counts_on_a_scale_of_ten(bench: ModuleType, diaries: Path) -> None:
    ((name, (series,)),) = bench.read_all(diaries).items()
    assert name == "One person's mood over 1,185 days"
    assert len(series.values) == 160
    assert [round(value, 2) for _, value in series.values[:3]] == [2.22, 6.67, 2.22]  # (3 - 1)/9 and (7 - 1)/9 of ten


def test_windows_of_a_series_without_a_trend_raise_no_alarm(bench: ModuleType, diaries: Path) -> None:
    ((series,),) = bench.read_all(diaries).values()
    rows = bench.window_rows([series])
    assert [(row.window, row.series, row.people) for row in rows] == [(14, 1, 1), (28, 1, 1), (56, 1, 1)]
    assert all(row.rates == (0.0, 0.0, 0.0) for row in rows)
    (phi,) = bench.autocorrelations([series])
    assert phi == pytest.approx((160 * -1 + 2) / 156, abs=0.01)


def test_a_rise_inside_the_record_is_found_in_its_window(bench: ModuleType) -> None:
    """Level, but for the days 28 to 55, which climb by eight points and fall back at once."""
    values = tuple((day, 1.0 + (day % 2) + (8 * (day - 28) / 27 if 28 <= day < 56 else 0)) for day in range(160))
    found = bench.alarms(bench.Series("somebody", "mood", values), 28)
    assert found.clear > 0
    assert found.leaning >= found.clear


def test_an_item_that_hardly_varies_or_is_short_is_left_out(bench: ModuleType) -> None:
    def series(values: list[float]) -> object:
        return bench.Series("somebody", "guilt", tuple(enumerate(values)))

    assert not bench.usable(series([0.0] * 40 + [1.0]))
    assert not bench.usable(series([0.0, 9.0] * 14))
    assert bench.usable(series([0.0, 9.0] * 15))


def test_without_any_data_it_says_what_to_fetch(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, BENCH / "real_diaries.py", tmp_path], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "SeasonalAffective/iMoodJournal.csv  from https://github.com/ssmolenski/SeasonalAffective" in ran.stderr


def test_the_page_says_what_it_read_and_what_not(bench: ModuleType, diaries: Path) -> None:
    page = bench.document(diaries)
    assert (
        "| One person's mood over 1,185 days | <https://github.com/ssmolenski/SeasonalAffective> | no licence | 1 (1) |"
        in page
    )
    assert "| not read |" in page
