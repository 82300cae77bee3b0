"""A made-up table of one's own, ten years long, and its mapping: what `import --map` is measured with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NIGHTS = 3653
_FIRST = date(2089, 11, 20)
_HEADER = (
    "Night of,Legs (0-10),Bed,Wake,Time to fall asleep (min),Minutes awake,Dose 1 (g),Time 1,Dose 2 (g),Time 2,"
    "Magnesium (mg),Coffee,Nausea (0-3),Note"
)
#: Column → its keys in the mapping.
_KEYS = {
    "Night of": 'is = "date"', "Legs (0-10)": 'is = "severity"\nscale = "0-10"', "Bed": 'is = "bed"',
    "Wake": 'is = "wake"', "Time to fall asleep (min)": 'is = "latency"\nunit = "min"',
    "Minutes awake": 'is = "awake"\nunit = "min"',
    "Dose 1 (g)": 'is = "dose"\nnumber = 1\nunit = "g"\ndecimal = "."\nproduct = "none"',
    "Time 1": 'is = "dose-time"\nnumber = 1',
    "Dose 2 (g)": 'is = "dose"\nnumber = 2\nunit = "g"\ndecimal = "."\nproduct = "none"',
    "Time 2": 'is = "dose-time"\nnumber = 2', "Magnesium (mg)": 'is = "magnesium"\nunit = "mg"\nat = "21:30"',
    "Coffee": 'is = "factor"\nname = "caffeine"', "Nausea (0-3)": 'is = "symptom"\nname = "nausea"\nscale = "0-3"',
    "Note": 'is = "note"',
}  # fmt: skip


def make_table(folder: Path) -> None:
    """Write `own-table.csv` and `own-table.toml`: two doses, magnesium, a sleep, a rating, a symptom a night."""
    rows = [_HEADER]
    for k in range(_NIGHTS):
        past = f"{k % 60:02d}"
        rows.append(
            f"{_FIRST + timedelta(days=k)},{k % 11},22:{past},06:{past},{k % 60},{k % 50},{2 + k % 20 / 10},21:{past},"
            f"{1 + k % 9 / 10},08:{past},200,{'x' if k % 2 else ''},{k % 4},{'' if k % 7 else 'made up'}"
        )
    (folder / "own-table.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    columns = [f'[[sheet.column]]\nheader = "{header}"\n{_KEYS[header]}\n' for header in _HEADER.split(",")]
    (folder / "own-table.toml").write_text('[[sheet]]\nnight = "evening"\n' + "".join(columns), encoding="utf-8")
