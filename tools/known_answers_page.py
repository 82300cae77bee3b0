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

Every figure on this page can be checked. It is about the made-up diary of `legdiary demo` as of Sunday 22 November
2026, 09:00 in New York; the same diary comes out on every computer. A script of its own, `tests/cli/known_answers.py`,
reads the tables of `legdiary export csv` and works the figures out by the rules below. It shares no code with legdiary.
Tests compare with it what `report`, `taper show` and `doses` say, and the page for the clinician.

To do it yourself, in a copy of the repository:

```sh
LEGDIARY_NOW={DEMO_NOW} TZ={DEMO_ZONE} legdiary demo --output demo.db
LEGDIARY_NOW={DEMO_NOW} TZ={DEMO_ZONE} legdiary --diary demo.db export csv --output demo-tables
python tests/cli/known_answers.py demo-tables
```

The third prints the tables below (`--json`: with all decimals). Under the same two settings
`legdiary --diary demo.db report --taper --json` says the same, and so does the page of `export html`.

## The rules

A dash is no figure: under five nights or days there is only their number, `n` or in brackets. In brackets after a
median, with a dash between two figures, stands the middle half: the quartiles, by linear interpolation.

- **Nights** are named by the date of their evening. A dose belongs to the day from 05:00 to 05:00. Grams are of leaf;
  nothing is added across substances.
- **Total sleep** is from trying to sleep to the final waking, less the time to fall asleep and the time awake; or the
  total that was typed. **Efficiency** is its share of the time trying to sleep, lying awake in the morning included.
- **The longest gap** of a day is the longest time between two doses, the later of which was taken on that day; it is
  not known where the day before is not logged. Of a step it is the longest of its days; the *usual* longest gap is
  their median.
- **On target** is within 0.1 g, the smallest amount that the scale shows. **Well over** is over by 0.5 g or more and by
  10 % or more.
- **The trend** is a straight line by least squares, held against K slow waves of the same nights: clear at |T| of the
  1 % point of Student's t with K degrees of freedom, leaning at the 5 % point
  ([how](explanation/statistics-methods.md)).
- **Baseline** are the nights before the plan, **now** the latest 14; **hardest** are the 14 nights in a row with the
  highest mean, at least 10 of them scored, outside baseline and now.
- **Higher or lower** needs a difference of medians (legs 2 points, total sleep and time awake 30 minutes, time to fall
  asleep 20, efficiency 10 points, symptoms 2) *and* a NAP beyond 0.93 or 0.07 with 10 to 13 nights on the smaller side
  ([all bounds](explanation/statistics-methods.md)). NAP: of all pairs of a night before and a night after, the share in
  which the later one is lower.
- **The typical day** takes the days with the most frequent number of doses, and their first, second … dose.

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
