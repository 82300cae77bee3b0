"""The page that `just coverage` writes: by package, by branch, and by name what is not run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import coverage_page

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def file(run: int, missed: int, taken: int, not_taken: int, **functions: tuple[int, int]) -> dict[str, Any]:
    """A file in the report; functions as statements run and not run, `module` for what is in none."""
    return {
        "summary": {
            "num_statements": run + missed, "covered_lines": run, "missing_lines": missed,
            "num_branches": taken + not_taken, "covered_branches": taken, "missing_branches": not_taken,
        },
        "functions": {
            "" if name == "module" else name: {
                "missing_lines": list(range(not_run)),
                "summary": {"covered_lines": was_run, "missing_lines": not_run},
            }
            for name, (was_run, not_run) in functions.items()
        },
    }  # fmt: skip


#: Two files of one package (run 8 of 10 and 990 of 990: 998 of 1000), one of the root.
REPORT = {
    "files": {
        "src/legdiary/store/diary_file.py": file(8, 2, 3, 1, module=(5, 0), begin=(3, 1), end=(0, 1)),
        "src/legdiary/store/rows.py": file(990, 0, 0, 0, module=(990, 0)),
        "src/legdiary/errors.py": file(4, 0, 1, 1, module=(4, 0)),
    }
}


def test_packages_and_the_whole_are_counted() -> None:
    rows = [line for line in coverage_page.page(REPORT).splitlines() if line.startswith("| ")]
    # 998 of 1000; 3 of 4. 4 of 4; 1 of 2. Together 1002 of 1004 (99.8), 4 of 6 (66.6, never rounded up).
    assert rows[2:5] == [
        "| `legdiary` | 1 | 4 | 100.0 % | 2 | 50.0 % |",
        "| `store` | 2 | 1000 | 99.8 % | 4 | 75.0 % |",
        "| all | 3 | 1004 | 99.8 % | 6 | 66.6 % |",
    ]


def test_the_tests_end_with_the_figures_and_where_most_is_missing() -> None:
    # As above: 4 of 6 branches, 1002 of 1004 statements; one branch is missing in each of two files.
    assert coverage_page.summary(REPORT).splitlines() == [
        "branches taken: 66.6 % of 6",
        "statements run: 99.8 % of 1004",
        "  errors.py: 1 not taken",
        "  store/diary_file.py: 1 not taken",
    ]


def test_what_is_not_run_is_named() -> None:
    assert coverage_page.page(REPORT).splitlines()[-2:] == [
        "| `errors.py` | – | 1 |",
        "| `store/diary_file.py` | `begin` 1, `end` none of it | 1 |",
    ]


def test_nearly_all_is_not_all_and_nothing_is_a_dash() -> None:
    assert (coverage_page.share(999_999, 1_000_000), coverage_page.share(3, 3)) == ("99.9 %", "100.0 %")
    assert coverage_page.share(0, 0) == "–"


def test_a_report_without_the_processes_makes_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "coverage.json", tmp_path / "coverage.md"
    for run, code in ((0, 1), (9, 0)):
        begun = {"src/legdiary/__main__.py": file(run, 9 - run, 0, 0, main=(run, 9 - run))}
        source.write_text(json.dumps({"files": REPORT["files"] | begun}))
        assert coverage_page.main([f"{source}", f"{target}"]) == code
        assert target.exists() == (code == 0)
    assert "processes were not measured" in capsys.readouterr().err
