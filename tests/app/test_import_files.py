"""An import as a use case: files read once, held against the diary, conflicts settled by whoever calls."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

import pytest
from unseen import Library

from builders import context, day, night
from legdiary.app.encryption import NobodyToAsk
from legdiary.app.imports.conflicts import Settlement, read_way
from legdiary.app.imports.read_files import ImportFiles, NamedFile, NothingPiped, read_files, read_format
from legdiary.app.imports.store_files import Imported, preview, store_entries
from legdiary.app.questions import NOTHING, Asked
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.ledger.conflicts import Contradicted
from legdiary.errors import CLOCK
from legdiary.formats import age_encryption
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from legdiary.app.context import Context
    from legdiary.domain.ledger.conflicts import Conflict

FRIDAY = ("2026-11-20 22:45", "2026-11-21 06:10", 3)
THURSDAY = ("2026-11-19 22:45", "2026-11-20 06:10", 4)
#: The same two nights, each half an hour longer.
LONGER = (("2026-11-19 22:45", "2026-11-20 06:40", 4), ("2026-11-20 22:45", "2026-11-21 06:40", 3))


def plees(*rows: tuple[str, str, int]) -> bytes:
    """The export of plees-tracker with these sleeps."""

    def ms(local: str) -> int:
        return int(datetime.fromisoformat(f"{local}-05:00").timestamp()) * 1000

    lines = (f"{n},{ms(bed)},{ms(wake)},{rated},,0" for n, (bed, wake, rated) in enumerate(rows, start=1))
    return "\r\n".join(("sid,start,stop,rating,comment,wakes", *lines, "")).encode()


@pytest.fixture
def run(tmp_path: Path) -> Context:
    return context(tmp_path / "diary.db")


@pytest.fixture
def two_nights(tmp_path: Path) -> NamedFile:
    path = tmp_path / "plees.csv"
    path.write_bytes(plees(THURSDAY, FRIDAY))
    return NamedFile("plees.csv", path)


def stored(run: Context, request: ImportFiles) -> Imported:
    done = store_entries(run, read_files(run, request), NOTHING)
    assert isinstance(done, Imported)
    return done


def wakes(run: Context) -> list[str]:
    with run.open_for_reading() as diary:
        sleeps = diary.logged(day("2026-11-01"), day("2026-12-01")).sleeps
        return [f"{each.entry.wake.local:%H:%M}" for each in sleeps if each.entry.wake]


def test_what_is_new_is_stored_and_the_second_time_it_is_there(run: Context, two_nights: NamedFile) -> None:
    first = stored(run, ImportFiles([two_nights]))
    assert [(each.name, each.format, +each.share.new, +each.share.there) for each in first.files] == [
        ("plees.csv", "plees", {"sleep": 2}, {})
    ]
    assert (first.changed, first.dry_run, first.is_whole, first.has_open_conflicts) == (True, False, False, False)
    assert wakes(run) == ["06:10", "06:10"]
    again = stored(run, ImportFiles([two_nights]))
    assert (+again.files[0].share.new, +again.files[0].share.there, again.changed) == ({}, {"sleep": 2}, False)


def test_a_preview_begins_no_diary(run: Context, two_nights: NamedFile) -> None:
    would = preview(run, read_files(run, ImportFiles([two_nights])))
    assert (would.dry_run, would.changed, +would.files[0].share.new) == (True, False, {"sleep": 2})
    assert not run.diary_path.exists()


def test_standard_input_is_named_once(two_nights: NamedFile) -> None:
    piped = NamedFile("-", None)
    assert piped.name == "standard input"
    ImportFiles([piped, two_nights])
    with pytest.raises(NothingPiped, match="standard input can be read once; give - once"):
        ImportFiles([piped, two_nights, piped])


@pytest.mark.parametrize(
    ("piped", "says"),
    [(None, "is a terminal or closed; pipe a file into it"), (b"", "is empty; pipe a file into it")],
)
def test_nothing_is_piped(run: Context, piped: bytes | None, says: str) -> None:
    request = ImportFiles([NamedFile("-", None)], piped=lambda _: None if piped is None else io.BytesIO(piped))
    with pytest.raises(NothingPiped, match=says):
        read_files(run, request)


def test_a_clock_that_went_back_is_asked_about_and_what_was_piped_is_not_read_again(tmp_path: Path) -> None:
    later = context(tmp_path / "diary.db", "2026-12-22T01:30-05:00")
    with Diary.for_writing(later.diary_path, later.present) as diary:
        diary.add(night("2026-12-20", 6), later.present)
    reads: list[int] = []

    def piped(most: int) -> BinaryIO:
        reads.append(most)
        return io.BytesIO(plees(FRIDAY))

    run = context(tmp_path / "diary.db")
    read = read_files(run, ImportFiles([NamedFile("-", None)], piped=piped))
    asked = store_entries(run, read, NOTHING)
    assert isinstance(asked, Asked)
    assert (asked.about, wakes(run)) == (CLOCK, [])
    done = store_entries(run, read, frozenset({CLOCK}))
    assert isinstance(done, Imported)
    assert (done.changed, done.files[0].name, wakes(run), len(reads)) == (True, "standard input", ["06:10"], 1)


class TestConflicts:
    @pytest.fixture
    def longer(self, run: Context, two_nights: NamedFile, tmp_path: Path) -> NamedFile:
        stored(run, ImportFiles([two_nights]))
        path = tmp_path / "longer.csv"
        path.write_bytes(plees(*LONGER))
        return NamedFile("longer.csv", path)

    def test_nobody_is_asked(self, run: Context, longer: NamedFile) -> None:
        with pytest.raises(Contradicted) as refusal:
            stored(run, ImportFiles([longer]))
        assert refusal.value.hint == "legdiary import longer.csv --dry-run"
        assert wakes(run) == ["06:10", "06:10"]
        assert preview(run, read_files(run, ImportFiles([longer]))).has_open_conflicts

    @pytest.mark.parametrize(
        ("way", "stand"),
        [("keep", ["06:10", "06:10"]), ("take", ["06:40", "06:40"]), ("skip", ["06:10", "06:10"])],
    )
    def test_a_way_settles_them_all(self, run: Context, longer: NamedFile, way: str, stand: list[str]) -> None:
        done = stored(run, ImportFiles([longer], way=way))
        assert [each.settled for each in done.files[0].share.conflicts] == [way, way]
        assert (wakes(run), done.changed) == (stand, way == "take")

    @pytest.mark.parametrize(
        ("answers", "asked", "stand"),
        [
            (
                (Settlement("take"), Settlement("keep")),
                ["19, 2 left", "20, 1 left"],
                ["06:40", "06:10"],
            ),
            ((Settlement("take", for_all=True),), ["19, 2 left"], ["06:40", "06:40"]),
            ((Settlement("take"), None), ["19, 2 left", "20, 1 left"], None),
            ((None,), ["19, 2 left"], None),
        ],
        ids=["one by one", "for all", "the second stays open", "none"],
    )
    def test_each_is_asked_about(
        self,
        run: Context,
        longer: NamedFile,
        answers: tuple[Settlement | None, ...],
        asked: list[str],
        stand: list[str] | None,
    ) -> None:
        left, put = list(answers), []

        def settle(conflicts: Sequence[Conflict], name: str, number: int) -> Settlement | None:
            assert (len(conflicts), name) == (1, "longer.csv")
            put.append(f"{conflicts[0].day:%d}, {number} left")
            return left.pop(0)

        if stand is None:
            with pytest.raises(Contradicted):
                stored(run, ImportFiles([longer], settle=settle))
        else:
            stored(run, ImportFiles([longer], settle=settle))
        assert (put, wakes(run)) == (asked, stand or ["06:10", "06:10"])


class TestEncrypted:
    @pytest.fixture
    def sealed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NamedFile:
        monkeypatch.setattr(age_encryption, "load_pyrage", lambda: Library)
        path = tmp_path / "plees.csv.age"
        path.write_bytes(Library.passphrase.encrypt(plees(FRIDAY), "pass"))
        return NamedFile("plees.csv.age", path)

    def test_it_is_opened_in_memory(self, run: Context, sealed: NamedFile) -> None:
        asked: list[str] = []

        def passphrase(path: Path) -> str:
            asked.append(path.name)
            return "pass"

        stored(run, ImportFiles([sealed], passphrase=passphrase))
        assert (wakes(run), asked) == (["06:10"], ["plees.csv.age"])

    def test_another_passphrase(self, run: Context, sealed: NamedFile) -> None:
        with pytest.raises(age_encryption.NotOpened, match="nothing was imported"):
            read_files(run, ImportFiles([sealed], passphrase=lambda _: "other"))

    def test_nobody_can_type_a_passphrase(self, run: Context, sealed: NamedFile) -> None:
        with pytest.raises(NobodyToAsk):
            read_files(run, ImportFiles([sealed]))
        assert sealed.path is not None
        data = sealed.path.read_bytes()
        with pytest.raises(NobodyToAsk):  # it would be typed where the file comes from
            read_files(
                run,
                ImportFiles([NamedFile("-", None)], passphrase=lambda _: "pass", piped=lambda _: io.BytesIO(data)),
            )


@pytest.mark.parametrize(("typed", "way"), [(None, None), (" Keep ", "keep"), ("TAKE", "take"), ("ask", None)])
def test_ways(typed: str | None, way: str | None) -> None:
    assert read_way(typed) == way


def test_no_way_and_no_format() -> None:
    with pytest.raises(UnknownWord):
        read_way("merge")
    with pytest.raises(UnknownWord):
        read_format("xml")
    assert read_format(None) is None
    found = read_format("Sleep as Android")
    assert found is not None
    assert found.name == "sleep-as-android"
