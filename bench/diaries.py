"""Make the diaries that are measured: a month, ten years, a hundred years, all ending with the very same nights.

`python bench/diaries.py FOLDER month ten-years`. The present is in 2099, so that a hundred years fit behind 1990, the
earliest that a diary takes.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.store.diary import Diary

NOW = "2099-11-21T22:00-05:00"
ZONE = "America/New_York"
NIGHTS = {"month": 30, "ten-years": 3650, "hundred-years": 36_500}


def make(path: Path, nights: int) -> None:
    """A made-up diary of so many nights at `path`; the evening of its present day is still empty."""
    zone = load_zone(ZONE)
    present = Present(Moment.from_datetime(datetime.fromisoformat(NOW), zone), zone)
    demo = make_demo_diary(present.last_night, zone, nights=nights)
    with Diary.for_writing(path, present) as diary:
        diary.add_all(demo.entries, present)


def main() -> None:
    """Make those that are named."""
    folder, *names = sys.argv[1:]
    for name in names:
        make(Path(folder) / f"{name}.db", NIGHTS[name])


if __name__ == "__main__":
    main()
