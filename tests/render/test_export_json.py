"""Everything as JSON: one item a line, nothing of the time it is made, memory that does not grow."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from builders import day, dose, magnesium, night, no_kratom, plan, present, product, sleep
from legdiary import __version__
from legdiary.domain.taper.plan import Hold
from legdiary.formats.legdiary_json.write import chunks
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Read before a test's own environment takes its place.
UPDATE = os.environ.get("LEGDIARY_UPDATE_GOLDEN") == "1"
GOLDEN = Path(__file__).parents[1] / "golden" / "json" / "small.json"
NOW = present()


def test_a_small_diary(tmp_path: Path) -> None:
    with Diary.for_writing(tmp_path / "diary.db", NOW) as diary:
        diary.add(product(opened_on=day("2026-11-01")), NOW)
        diary.add_all([(night(note="née\n=1+1"), True), sleep(latency_min=40)], NOW)
        diary.add(dose(product_id=1), NOW)
        diary.edit(4, lambda _: dose(amount_mg=2000), NOW)
        diary.add(magnesium(), NOW)
        diary.delete(6, NOW)
        diary.undo(NOW)
        diary.add(no_kratom("2026-11-19"), NOW)
        diary.add(plan(holds=(Hold(day("2026-11-04"), 5, day("2026-11-02")),)), NOW)
        text = b"".join(chunks(diary.everything())).decode().replace(f"legdiary {__version__}", "legdiary VERSION")
    if UPDATE:
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    assert text == GOLDEN.read_text(encoding="utf-8")
    assert json.loads(text)["next_id"] == 11


class Endless:
    """A diary of a great many entries, counted as they are asked for."""

    schema_version, next_id = 6, 1
    asked = 0

    @property
    def entries(self) -> Iterator[str]:
        for number in range(1, 1_000_000):
            self.asked = number
            yield f'{{"id":{number},"kind":"night","night_of":"2026-11-20"}}'

    @property
    def history(self) -> Iterator[str]:
        yield from ()


def test_it_is_read_as_it_is_written() -> None:
    diary = Endless()
    written = chunks(diary)
    for _ in range(4):
        next(written)
    assert 2 <= diary.asked <= 4
