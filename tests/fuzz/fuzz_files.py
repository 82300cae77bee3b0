"""Fuzz targets of files to import: each format of its own, whatever a file may be, and the diaries of others.

What is read is stored into a diary that has something in it already, handed out as JSON, read into an empty one and
handed out again: the two files are the same. What is refused, at whatever point, leaves the diary byte for byte.
"""

from __future__ import annotations

import shutil
import zlib
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from driving import run
from fuzzing import Broken, Target, emptied, refusal, same, scratch, secrets_of

from builders import (
    context,
    dose,
    magnesium,
    measure,
    medicine,
    night,
    no_kratom,
    plan,
    present,
    product,
    sleep,
    symptom,
)
from legdiary.app.imports.read_files import ImportFiles, NamedFile, read_files
from legdiary.app.imports.store_files import Imported, preview, store_entries
from legdiary.app.imports.table.request import TableRequest
from legdiary.app.questions import EVERYTHING
from legdiary.domain.input.tracker_names import word_of
from legdiary.errors import LegdiaryError
from legdiary.formats.detect import FORMATS, find_format
from legdiary.formats.dose_apps.own_words import PIECE, SALT_OF
from legdiary.formats.legdiary_json.write import chunks
from legdiary.store.backups.listing import list_copies
from legdiary.store.backups.verify import verify_copy
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from legdiary.app.imports.own_words import WordQuestion
    from legdiary.app.imports.table.request import TableQuestion
    from legdiary.domain.input.tracker_names import TrackerNights

PRESENT = present("2026-11-22T22:00-05:00")
#: How many questions are answered, and with what where nothing is offered.
_PATIENCE = 60
_MEANT = {PIECE: "500 mg", SALT_OF: "elemental"}
#: What shows a diary that was read in.
_VIEWS = (("list", "--from", "1990-01-01", "--to", "2100-01-01"), ("history",), ("week",), ("report", "--json"))
_ANSWERS = ("severity", "21:00", "2026", "0-4", "leaf", "500mg", "2.5", "dose", "-")


# ---------------------------------------------------------------------- the people at the terminal


class AnyWord:
    """Says what a word means: what is offered, else always the same."""

    def ask(self, question: WordQuestion) -> str | None:
        return "" if question.offered is not None else _MEANT.get(question.about, "factor caffeine")

    def refuse(self, error: object) -> None:
        del error


class AnyTable:
    """Takes what is offered, else the first answer, else some other; not for ever."""

    def __init__(self) -> None:
        self._asked = 0

    def ask(self, question: TableQuestion) -> str | None:
        self._asked += 1
        if self._asked > _PATIENCE:
            return None
        if question.point.suggested is not None:
            return ""
        return "1" if question.point.options else _ANSWERS[self._asked % len(_ANSWERS)]

    def refuse(self, error: object) -> None:
        del error

    def confirm(self, preview: object) -> str | None:
        del preview
        return "yes"

    def leaves_out(self, preview: object, *, is_shown: bool) -> bool:
        del preview, is_shown
        return False

    def keeps(self, path: Path, *, is_whole: bool) -> None:
        """Nothing is told."""


def _trackers(_: str, there: Sequence[TrackerNights]) -> Sequence[str]:
    return [word_of(each.name) for each in there]


# ---------------------------------------------------------------------- an import


@cache
def begun() -> Path:
    """A diary with something in it, on days that the samples have too."""
    path = scratch() / "begun.db"
    with Diary.for_writing(path, PRESENT) as diary:
        for entry in (
            product("red leaf", capsule_mg=500), night("2026-11-20", 6, note="begun"), sleep("2026-11-20"),
            dose("2026-11-20T21:40-05:00", 2500, product_id=1), no_kratom("2026-11-18"), magnesium(), medicine(),
            symptom(), measure(), plan(),
        ):  # fmt: skip
            diary.add(entry, PRESENT)
    return path


def imported(data: bytes, name: str, chosen: str | None) -> None:
    """Read a file, and store what is in it: into a diary, or into none yet."""
    folder = emptied("import")
    path, diary = folder / name, folder / "diary.db"
    path.write_bytes(data)
    if zlib.crc32(data) % 3:
        shutil.copy(begun(), diary)
    ours = context(diary, "2026-11-22T22:00-05:00")
    request = ImportFiles(
        [NamedFile(name, path)], format=None if chosen is None else find_format(chosen), way="keep",
        choose_tracker=_trackers, word_asker=AnyWord(), table=TableRequest(None, AnyTable(), confirmed=True),
    )  # fmt: skip
    before, secrets = _bytes_of(diary), secrets_of(data)

    def store() -> None:
        read = read_files(ours, request)
        if zlib.crc32(data) % 4 == 0:
            preview(ours, read)
            same(_bytes_of(diary) == before, True, "the diary after a preview")
        done = store_entries(ours, read, EVERYTHING)
        if isinstance(done, Imported) and done.changed:
            _comes_again(diary, folder, deep=zlib.crc32(data) % 4 == 1)

    error = refusal(store, secrets)
    if error is not None and _bytes_of(diary) != before:
        raise Broken(f"{type(error).__name__} refused it, and the diary has changed")


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _comes_again(diary: Path, folder: Path, *, deep: bool) -> None:
    """Hand a diary out and read it again: the same file. It is sound."""
    first = _handed_out(diary)
    if not deep:
        return
    (folder / "out.json").write_bytes(first)
    again = context(folder / "again.db", "2026-11-22T22:00-05:00")
    store_entries(again, read_files(again, ImportFiles([NamedFile("out.json", folder / "out.json")])), EVERYTHING)
    same(_handed_out(folder / "again.db"), first, "the diary as JSON")
    wrong = [found for found in check_diary(diary, PRESENT.now) if found.state == WRONG]
    same(wrong, [], "what is wrong with the diary")
    for words in _VIEWS:
        shown = run(*words, diary=diary, now="2026-11-22T22:00-05:00")
        if shown.code not in {0, 1}:  # 1: nothing is logged in these weeks
            raise Broken(f"{words[0]}: {shown.stderr}")


def _handed_out(diary: Path) -> bytes:
    with Diary.for_reading(diary) as opened, opened.one_state():
        return b"".join(chunks(opened.everything()))


def _of(chosen: str | None, name: str) -> Callable[[bytes], None]:
    return lambda data: imported(data, name, chosen)


# ---------------------------------------------------------------------- another diary, or a copy


def other_diary(data: bytes) -> None:
    """A diary of somebody, whatever has become of its bytes."""
    imported(data, "other.db", "diary")


def copy_of_diary(data: bytes) -> None:
    """A copy to be restored: it is looked at, listed and refused, or it is a diary that can be read whole."""
    folder = emptied("copies")
    (folder / "backups").mkdir()
    copy = folder / "backups" / "diary-weekly-20261116T200000Z-v7.db"
    copy.write_bytes(data)
    with suppress(LegdiaryError):
        list(list_copies(folder / "diary.db"))
    verified: list[Any] = []
    refusal(lambda: verified.append(verify_copy(copy, folder / "diary.db")))
    for each in verified:
        each.image.close()
    same(copy.read_bytes() == data, True, "a copy that was looked at")


#: Format → the name of a file of it; several where a format has several kinds of files.
_NAMES: dict[str, Sequence[tuple[str, str]]] = {
    "json": [("diary.json", "json")],
    "csv": [("package.zip", "package")],
    "sleepdiary": [("sleepdiary.json", "json")],
    "plees": [("plees.csv", "table")],
    "sleep-as-android": [("sleep-export.csv", "table")],
    "apple-health": [("export.xml", "xml")],
    "fitbit": [("sleep.json", "json")],
    "garmin": [("sleepData.json", "json")],
    "oura": [("sleep.json", "json")],
    "withings": [("sleep.csv", "table")],
    "health-connect": [("health-connect.zip", "zip")],
    "samsung-health": [("com.samsung.shealth.sleep.csv", "table")],
    "herbal-tracker": [("herbal.json", "json")],
    "medtimer": [("medtimer.json", "json")],
    "psychonautwiki": [("journal.json", "json")],
    "loop": [("loop.zip", "zip")],
    "daylio": [("daylio.csv", "table")],
    "bearable": [("bearable.csv", "table")],
    "sleepmeter": [("sleepmeter.csv", "table")],
    "table": [("mine.csv", "table")],
}


def _targets() -> Iterator[Target]:
    for each in FORMATS:
        for name, shape in _NAMES.get(each.name, ()):
            yield Target(f"import-{each.name}", f"{each.about}: `import --as {each.name}`", _of(each.name, name), shape)
    yield Target("import-workbook", "a table of one's own as XLSX or ODS", _of("table", "mine.xlsx"), "zip")
    yield Target("import-any", "any file: `import`", _of(None, "any"), "table")
    yield Target("import-diary", "another diary: `import other.db`", other_diary, "diary")
    yield Target("copies", "copies, as `backups` and `restore` look at them", copy_of_diary, "diary", "import-diary")


TARGETS: Sequence[Target] = tuple(_targets())
