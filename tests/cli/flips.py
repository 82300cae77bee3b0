"""A diary with everything in it, one bit or byte of its file changed, and what commands then say."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from driving import NEW_YORK, NOW, run

from builders import day, factor, measure, medicine, night, no_kratom, plan, product, sleep, symptom
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.store.diary import Diary
from legdiary.wording import EMERGENCY_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from driving import Result

READING = (
    "list --last 30d", "week", "", "show", "report --last 8w", "report --json --last 8w", "taper show", "product list",
    "history", "history 5", "list --json", "export json --output -", "export csv --table doses --output -",
    "export csv --table nights --output -", "export csv --table corrections --output -", "export fhir --output -",
)  # fmt: skip
QUICK = ("list --last 30d", "week", "", "report --last 8w", "history", "export csv --table corrections --output -")
WRITING = (
    "night 3", "night 6 --night -3", "kratom 1g --confirm", "magnesium 200mg --confirm", "undo", "delete 7",
    "edit 6 --note x", "factor coffee", "product add green --confirm",
)  # fmt: skip
FINE, TROUBLE = 0, 3
UNSEEN = "stored; the answer could not be shown"


def fill(path: Path, nights: int = 30) -> None:
    """Every kind of entry, changes of each kind, a plan with a hold, and doses of products."""
    zone = load_zone(NEW_YORK)
    clock = Present(Moment.from_datetime(datetime.fromisoformat(NOW), zone), zone)
    with Diary.for_writing(path, clock) as diary:
        diary.add_all(make_demo_diary(clock.last_night, zone, nights=nights).entries, clock)
        tablets = diary.add(product("tablets", product_kind="7-oh"), clock)
        kept = diary.entries_between("kratom", day("2000-01-01"), day("2100-01-01"))
        diary.edit(kept[3].id, lambda old: replace(old, product_id=tablets.id), clock)
        diary.delete(kept[-3].id, clock)
        diary.delete(kept[-4].id, clock)
        diary.undo(clock)
        diary.add_all(
            [
                factor("caffeine", at="2026-11-20T15:00-05:00", amount="2 cups", note="née\n日記"),
                factor("foot cream"),
                symptom("fast heartbeat", 3), medicine(), measure("irls", 22_000, "points"), measure(),
                no_kratom("2026-08-01"), night("2026-08-01", note="x" * 9000), sleep("2026-08-01", None, total_min=300),
                plan(name="before", ended_on=day("2026-11-20")),
            ],
            clock,
        )  # fmt: skip


class Flip(NamedTuple):
    """A change of one byte: where, and what it is combined with."""

    place: int
    mask: int

    def of(self, data: bytes) -> bytes:
        """The file with this byte changed."""
        return data[: self.place] + bytes([data[self.place] ^ self.mask]) + data[self.place + 1 :]


def flips(seed: int, many: int, size: int) -> Iterator[Flip]:
    """So many bits, and for every eighth of them a whole byte."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for number in range(many):
        yield Flip(chance.randrange(size), 1 << chance.randrange(8) if number % 8 else chance.randrange(1, 256))


class Said(NamedTuple):
    """What a command said that it must not have."""

    command: str
    flip: Flip
    code: int
    stderr: str


def told(path: Path, command: str) -> Result:
    """What a command says of the diary at `path`, without the words that the first card of a day has."""
    result = run(*command.split(), diary=path)
    return replace(result, stdout=result.stdout.removesuffix(f"\n{EMERGENCY_LINE}\n"))


def untrue(path: Path, data: bytes, flip: Flip, sound: dict[str, Result]) -> Iterator[Said]:
    """Every reading command that neither says what it said before, nor ends with 3 and tells nothing."""
    spoilt = flip.of(data)
    path.write_bytes(spoilt)
    for command, before in sound.items():
        result = told(path, command)
        same = result.code == FINE and result.stdout == before.stdout
        if not same and result.code != TROUBLE:
            yield Said(command, flip, result.code, result.stderr)


def badly_stored(path: Path, data: bytes, flip: Flip, sound: dict[str, Result]) -> Iterator[Said]:
    """Every writing command that neither does what it did before, nor ends with 3 and leaves the file as it was."""
    spoilt = flip.of(data)
    for command, before in sound.items():
        path.write_bytes(spoilt)
        result = told(path, command)
        done = result.code == FINE and (result.stdout == before.stdout or UNSEEN in result.stderr)
        refused = result.code == TROUBLE and path.read_bytes() == spoilt
        if not done and not refused:
            yield Said(command, flip, result.code, result.stderr)
