"""`docs/known-answers.md`: the figures of the made-up diary, worked out by `tests/cli/known_answers.py`.

That script runs in a process of its own, without any package in reach, over the tables that legdiary exports. So the
page is not what legdiary says of its demo, but what it has to say.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from world import DEMO_NOW, DEMO_ZONE, World

SCRIPT = Path(__file__).parents[1] / "tests" / "cli" / "known_answers.py"
_HEAD = f"""\
<!-- Made by `python tools/make_docs.py known` with tests/cli/known_answers.py; edit that, never this. -->
# Known answers

You can check every figure on this page. The figures are those of the made-up diary of `legdiary demo` on Sunday 22
November 2026, 09:00 in New York. The diary is the same on every computer. A separate script,
`tests/cli/known_answers.py`, reads the tables of `legdiary export csv` and calculates the figures by the rules below.
It shares no code with legdiary. Tests compare its figures with `report`, `taper show`, `doses` and the clinician's
page.

To do it yourself, in a copy of the repository:

```sh
LEGDIARY_NOW={DEMO_NOW} TZ={DEMO_ZONE} legdiary demo --output demo.db
LEGDIARY_NOW={DEMO_NOW} TZ={DEMO_ZONE} legdiary --diary demo.db export csv --output demo-tables
python tests/cli/known_answers.py demo-tables
```

The third line prints the tables below (with `--json`: all decimals). With the same time and zone,
`legdiary --diary demo.db report --taper --json` has the same figures, and so has the page of `export html`.

## The rules

A dash means no figure: with fewer than five nights or days only their number is given, as `n` or in brackets. After a
median, two figures in brackets are the middle half of the nights, from quartile to quartile (by linear interpolation).

- **Nights** are named by the date of their evening. A dose belongs to the day from 05:00 to 05:00. Grams are of leaf.
  No two substances are added together.
- **Total sleep** is the time from trying to sleep to the final waking, less the time to fall asleep and the time awake;
  or the total that was typed.
- **Efficiency** is the share of the time trying to sleep that was slept. Lying awake in the morning counts as trying.
- **The longest gap** of a day is the longest time between two doses, the later one on that day. If the day before is
  not logged, it is not known. A step's longest gap is the longest of its days. Its *usual* longest gap is their median.
- **On target** means within 0.1 g, the smallest amount that the scale shows. **Well over** means over by 0.5 g or more
  and by 10 % or more.
- **The trend** is a straight line by least squares. It is compared with K slow waves of the same nights. The figure T
  says how large the line is beside the waves. Student's t with K degrees of freedom gives the bounds: the trend is
  clear from the 1 % point on, and leaning from the 5 % point on ([how](explanation/statistics-methods.md)).
- **Baseline** means the nights before the plan, and **now** the latest 14. **Hardest** means the 14 nights in a row
  with the highest mean. At least 10 of them are scored, and none is in baseline or now.
- **Higher or lower** needs two things. The medians must differ enough: legs by 2 points, total sleep and time awake by
  30 minutes, time to fall asleep by 20, efficiency by 10 points, symptoms by 2. And NAP must be above 0.93 or below
  0.07, if the smaller side has 10 to 13 nights ([all bounds](explanation/statistics-methods.md)).
- **NAP** looks at all pairs of a night before and a night after. It is the share of pairs in which the later night is
  lower.
- **The typical day** uses the days with the most frequent number of doses, and their first, second … dose.

"""


def page() -> str:
    """The page."""
    with tempfile.TemporaryDirectory(prefix="legdiary-docs-") as folder:
        world = World(Path(folder), DEMO_NOW, DEMO_ZONE)
        world.bring_demo()
        answer = world.legdiary("export", "csv", "--output", "tables")
        if answer.code:
            raise RuntimeError(answer.text)
        return _HEAD + tables(world.home / "tables")


def tables(folder: Path, *flags: str) -> str:
    """What the script says of a folder with the CSV tables."""
    command = [sys.executable, "-S", "-E", str(SCRIPT), str(folder), *flags]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env={"PYTHONUTF8": "1"}).stdout
