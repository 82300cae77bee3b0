"""Two devices and the folder between them: what is put there, what is read, and what carriers and kills may do."""

from __future__ import annotations

import errno
import os
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import dear
from legdiary.app.sync.fetch_lines import FetchedDevice, fetch_lines
from legdiary.app.sync.own_log import OwnLog
from legdiary.app.sync.sealed_place import SealedPlace
from legdiary.app.sync.send_lines import Author, OwnSegments, compact, examine_own, send_lines
from legdiary.domain.sync.line_chain import extend_chain, start_chain
from legdiary.domain.sync.lines import LineRef, SyncLine, line_to_text
from legdiary.domain.sync.segment_names import SegmentName
from legdiary.formats.age_encryption import load_pyrage, new_key
from legdiary.formats.sync_segment import (
    LineUnknown,
    Segment,
    SegmentDamaged,
    SegmentMisnamed,
    SegmentOfAnotherDiary,
    SegmentOfAnotherKey,
    seal_segment,
)
from legdiary.store.places.errors import PlaceFull
from legdiary.store.places.folder import FolderPlace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from legdiary.store.places.place import Listing

AGE = load_pyrage()
KEY, DIARY = new_key(AGE), "d" * 32
PHONE, LAPTOP = "00000000000000aa", "00000000000000bb"


class Log:
    """The log of one device, as its diary holds it."""

    def __init__(self, device: str = PHONE, score: int = 6) -> None:
        self.device = device
        self.score = score
        self.all: list[SyncLine] = []
        self.asked: list[tuple[int, int]] = []

    def write(self, lines: int) -> Log:
        for number in range(self.newest + 1, self.newest + 1 + lines):
            ref = LineRef(self.device, number)
            new = {"night_of": "2026-11-21", "severity": self.score}
            self.all.append(
                SyncLine(self.device, number, number, {}, 1_763_800_000_000, -300, "America/New_York", "add", "night",
                         (ref,), ("severity",), new)
            )  # fmt: skip
        return self

    @property
    def newest(self) -> int:
        return len(self.all)

    def read(self, first: int, last: int) -> list[SyncLine]:
        self.asked.append((first, last))
        return self.all[first - 1 : last]

    def own(self, published: int = 0) -> OwnLog:
        chains = {number: self.chain_at(number) for number in {published, self.newest}}
        return OwnLog(DIARY, self.device, self.newest, self.read, chains)

    def chain_at(self, number: int) -> str:
        return extend_chain(start_chain(DIARY, self.device), map(line_to_text, self.all[:number]))


class Device:
    """A device that puts its log into the folder, and remembers what it put."""

    def __init__(self, folder: Path, log: Log) -> None:
        self.place = SealedPlace(FolderPlace(folder), DIARY, KEY)
        self.log = log
        self.author = Author(DIARY, log.device, "phone", "0.22.0", {LAPTOP: 3})
        self.put: list[SegmentName] = []

    def examine(self) -> OwnSegments:
        return examine_own(self.place, self.place.names().segments, self.log.device, self.put, self.log.own())

    def send(self, lines: int = 0) -> list[tuple[int, int]]:
        self.log.write(lines)
        self.put = send_lines(self.place, self.author, self.examine(), self.log.own())
        return [(each.first, each.last) for each in self.put]

    def compact(self, many: int = 2) -> list[tuple[int, int]]:
        self.put = compact(self.place, self.author, self.put, self.log.own(), many)
        return [(each.first, each.last) for each in self.put]


NOTHING_YET = FetchedDevice(PHONE, None, (), 0, (), None, ())


class Reader:
    """Another device, which reads and remembers."""

    def __init__(self, folder: Path) -> None:
        self.place = SealedPlace(FolderPlace(folder), DIARY, KEY)
        self.known: list[SyncLine] = []

    def read(self, listing: Listing | None = None) -> FetchedDevice:
        known = {PHONE: len(self.known)} if self.known else {}
        fetched = fetch_lines(self.place, listing or self.place.names(), LAPTOP, known, self.log_of)
        phone = next((each for each in fetched if each.device == PHONE), NOTHING_YET)
        self.known += phone.lines
        assert [line.number for line in self.known] == list(range(1, len(self.known) + 1))
        assert phone.newest == len(self.known)
        return phone

    def log_of(self, device: str) -> OwnLog:
        known = [line for line in self.known if line.device == device]
        return OwnLog(DIARY, device, len(known), lambda first, last: known[first - 1 : last])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return begun(tmp_path / "carried")


def begun(carried: Path) -> Path:
    carried.mkdir(parents=True)
    assert FolderPlace(carried).begin(b"the key", "read me")
    return carried


@pytest.fixture
def phone(folder: Path) -> Device:
    return Device(folder, Log())


@pytest.fixture
def laptop(folder: Path) -> Reader:
    return Reader(folder)


def path_of(folder: Path, first: int, last: int) -> Path:
    return folder / "legdiary-sync" / SegmentName(PHONE, first, last).path


def kinds(fetched: FetchedDevice) -> list[type[Exception]]:
    return [type(each) for each in fetched.troubles]


def test_lines_travel(phone: Device, laptop: Reader) -> None:
    assert phone.send(4) == [(1, 4)]
    assert phone.send() == [(1, 4)]
    read = laptop.read()
    assert (read.name, read.lines, read.newest) == ("phone", phone.log.all, 4)
    assert laptop.read()[:7] == (PHONE, None, (), 4, (), None, ())
    assert phone.send(2) == [(1, 4), (5, 6)]
    assert laptop.read().lines == phone.log.all[4:]


def test_each_line_is_read_and_hashed_once(phone: Device) -> None:
    """Ten years are sent in many segments; the hash before each continues that of the one before."""
    phone.log.write(5000)
    own = phone.log.own()
    phone.put = send_lines(phone.place, phone.author, phone.examine(), own)
    assert [(each.first, each.last) for each in phone.put] == [(1, 2048), (2049, 4096), (4097, 5000)]
    assert phone.log.asked == [(1, 2048), (2049, 4096), (4097, 5000)]
    phone.log.asked.clear()
    phone.log.write(2)
    assert send_lines(phone.place, phone.author, OwnSegments(phone.put, (), ours=True), phone.log.own(5000))
    assert phone.log.asked == [(5001, 5002)]


class TestCarriers:
    def test_a_middle_file_that_is_missing(self, phone: Device, laptop: Reader, folder: Path) -> None:
        for lines in (4, 3, 2):
            phone.send(lines)
        late = path_of(folder, 5, 7).read_bytes()
        path_of(folder, 5, 7).unlink()
        read = laptop.read()
        assert (read.newest, read.missing, read.troubles) == (4, [(5, 7)], [])
        path_of(folder, 5, 7).write_bytes(late)
        assert (laptop.read().missing, laptop.known) == ([], phone.log.all)

    @pytest.mark.parametrize("size", [0, 40, 700])
    def test_half_a_file_under_its_final_name(self, phone: Device, laptop: Reader, folder: Path, size: int) -> None:
        phone.send(4)
        phone.send(3)
        whole = path_of(folder, 1, 4).read_bytes()
        path_of(folder, 1, 4).write_bytes(whole[:size])
        read = laptop.read()
        assert (read.newest, kinds(read)) == (0, [SegmentDamaged])
        path_of(folder, 1, 4).write_bytes(whole)
        assert (laptop.read().troubles, laptop.known) == ([], phone.log.all)

    def test_half_a_wide_file_beside_the_narrow_ones(self, phone: Device, laptop: Reader, folder: Path) -> None:
        phone.send(4)
        phone.send(3)
        path_of(folder, 1, 7).write_bytes(b"half")
        read = laptop.read()
        assert (read.newest, kinds(read)) == (7, [SegmentDamaged])

    def test_renamed_by_a_carrier(self, phone: Device, laptop: Reader, folder: Path) -> None:
        phone.send(4)
        phone.send(3)
        path_of(folder, 5, 7).rename(path_of(folder, 5, 9))
        read = laptop.read()
        assert (read.newest, kinds(read)) == (4, [SegmentMisnamed])

    def test_a_place_put_back_to_last_week(self, phone: Device, laptop: Reader, folder: Path) -> None:
        phone.send(4)
        phone.send(3)
        laptop.read()
        path_of(folder, 5, 7).unlink()
        read = laptop.read()
        assert (read.put_back, read.newest, read.lines) == (4, 7, ())
        assert phone.send() == [(1, 4), (5, 7)]  # written again
        assert laptop.read().put_back is None

    def test_our_own_folder_lost(self, phone: Device, laptop: Reader, folder: Path) -> None:
        phone.send(4)
        path_of(folder, 1, 4).unlink()
        path_of(folder, 1, 4).parent.rmdir()
        assert phone.send(2) == [(1, 6)]
        assert laptop.read().lines == phone.log.all

    def test_our_own_newest_file_cut_off(self, phone: Device, laptop: Reader, folder: Path) -> None:
        phone.send(4)
        path_of(folder, 1, 4).write_bytes(b"half")
        assert phone.examine()[:3] == ([], [SegmentName(PHONE, 1, 4)], True)
        assert phone.send() == [(1, 4)]
        assert laptop.read().lines == phone.log.all

    def test_files_of_others_by_mistake_in_the_folder(self, phone: Device, laptop: Reader, folder: Path) -> None:
        """Of another person, or of a diary that was begun a second time; the rest is read nevertheless."""
        phone.send(4)
        log = Log("00000000000000cc").write(2)
        name = SegmentName(log.device, 1, 2)
        lines = tuple(map(line_to_text, log.all))
        theirs = Segment("e" * 32, name, start_chain("e" * 32, log.device), {}, "tablet", "0.22.0", lines)
        for key, error in ((KEY, SegmentOfAnotherDiary), (new_key(AGE), SegmentOfAnotherKey)):
            path = folder / "legdiary-sync" / name.path
            path.unlink(missing_ok=True)
            FolderPlace(folder).put(name, seal_segment(AGE, theirs, key))
            tablet, read = sorted(
                fetch_lines(laptop.place, laptop.place.names(), LAPTOP, {}, laptop.log_of),
                key=lambda each: each.device != log.device,
            )
            assert (kinds(tablet), tablet.lines, read.lines) == ([error], [], phone.log.all)

    @pytest.mark.parametrize(
        "text",
        [
            '{"number":2}',
            line_to_text(Log(LAPTOP).write(2).all[1]),
            line_to_text(Log().write(3).all[2]),
            line_to_text(Log().write(2).all[1]).replace('"kind"', '"sort"'),
        ],
    )
    def test_a_line_that_only_a_newer_legdiary_knows(self, phone: Device, laptop: Reader, text: str) -> None:
        phone.send(1)
        lines = Segment(DIARY, SegmentName(PHONE, 2, 2), phone.log.chain_at(1), {}, "phone", "9.0", (text,))
        phone.place.put(lines)
        read = laptop.read()
        assert (read.newest, kinds(read)) == (1, [LineUnknown])

    def test_a_device_that_was_silent_for_a_year(self, phone: Device, laptop: Reader) -> None:
        phone.send(3)
        laptop.read()
        for _ in range(18):
            phone.send(5)
            phone.compact(16)
        assert len(phone.put) == 4
        assert laptop.read().lines == phone.log.all[3:]


@given(st.data())
@dear(24)
def test_late_doubled_and_in_any_order(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever order the files arrive in, each line is taken once, and all at the end."""
    home = tmp_path_factory.mktemp("orders")
    phone = Device(begun(home / "theirs"), Log())
    for lines in data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=6)):
        phone.send(lines)

    def files() -> dict[SegmentName, bytes]:
        return {each: path_of(home / "theirs", each.first, each.last).read_bytes() for each in phone.put}

    sent = files()
    phone.compact(2)
    sent |= files()
    laptop = Reader(begun(home / "ours"))
    for name in data.draw(st.permutations([*sent, *data.draw(st.lists(st.sampled_from([*sent]), max_size=3))])):
        laptop.place._place.put(name, sent[name])  # noqa: SLF001 - as a carrier does, unopened
        assert laptop.read().troubles in ([], ())
    assert laptop.known == phone.log.all


# ---------------------------------------------------------------------- two machines as one device


class TestOneIdentityOnTwoMachines:
    def test_another_wrote_on(self, folder: Path, phone: Device) -> None:
        phone.send(4)
        clone = Device(folder, Log().write(4))
        clone.put = [*phone.put]
        clone.send(2)
        assert phone.examine().ours is False

    def test_both_wrote_on_under_other_names(self, folder: Path, phone: Device) -> None:
        phone.send(4)
        clone = Device(folder, Log().write(4))
        clone.put = [*phone.put]
        clone.log.score = 3
        clone.send(2)
        phone.log.write(3)
        assert phone.examine().ours is False
        clone.put = []
        assert clone.examine().ours is True

    def test_a_carrier_kept_the_file_of_the_other(self, folder: Path, phone: Device, laptop: Reader) -> None:
        phone.send(4)
        (folder.parent / "other").mkdir()
        clone = Device(begun(folder.parent / "other" / "carried"), Log().write(4))
        clone.log.score = 3
        phone.send(2)
        clone.send(2)
        laptop.read()
        theirs = Segment(
            DIARY, SegmentName(PHONE, 5, 6), clone.log.chain_at(4), {}, "", "",
            tuple(map(line_to_text, clone.log.read(5, 6))),
        )  # fmt: skip
        path_of(folder, 5, 6).write_bytes(seal_segment(AGE, theirs, KEY))
        assert phone.examine().ours is False
        phone.log.write(1)
        phone.place.put(
            Segment(DIARY, SegmentName(PHONE, 7, 8), clone.log.write(2).chain_at(6), {}, "", "",
                    tuple(map(line_to_text, clone.log.read(7, 8))))
        )  # fmt: skip
        read = laptop.read()
        assert (kinds(read), read.newest, read.parted) == ([], 6, 4)

    def test_killed_between_putting_and_remembering(self, phone: Device) -> None:
        phone.send(4)
        phone.put = []
        assert phone.examine()[:3] == ([SegmentName(PHONE, 1, 4)], [], True)
        assert phone.send(2) == [(1, 4), (5, 6)]


# ---------------------------------------------------------------------- compaction


class Killed(BaseException):
    """The process is gone."""


def dying(monkeypatch: pytest.MonkeyPatch, after: int) -> Callable[[], None]:
    """Kill the process after so many changes of the place."""
    steps = count()
    with_ = {name: getattr(FolderPlace, name) for name in ("put", "remove")}

    def counted(name: str) -> Callable[..., object]:
        def act(*args: object) -> object:
            if next(steps) == after:
                raise Killed
            return with_[name](*args)

        return act

    for name in with_:
        monkeypatch.setattr(FolderPlace, name, counted(name))
    return monkeypatch.undo


class TestCompaction:
    def test_many_become_one_and_nothing_is_lost(self, phone: Device, laptop: Reader) -> None:
        for lines in (4, 3, 2):
            phone.send(lines)
        laptop.read()
        assert phone.compact() == [(1, 9)]
        assert [each.file for each in laptop.place.names().segments] == ["00000001-00000009.age"]
        assert phone.send(1) == [(1, 9), (10, 10)]
        assert laptop.read().lines == phone.log.all[9:]
        assert phone.compact() == [(1, 10)]

    def test_not_before_there_are_many(self, phone: Device) -> None:
        for _ in range(3):
            phone.send(1)
        assert phone.compact(4) == [(1, 1), (2, 2), (3, 3)]

    @pytest.mark.parametrize("after", range(5))
    def test_killed_at_any_moment(
        self, phone: Device, folder: Path, monkeypatch: pytest.MonkeyPatch, after: int
    ) -> None:
        for lines in (4, 3, 2):
            phone.send(lines)
        alive = dying(monkeypatch, after)
        if after < 4:
            with pytest.raises(Killed):
                phone.compact()
        else:
            assert phone.compact() == [(1, 9)]
        alive()
        assert Reader(folder).read().lines == phone.log.all
        phone.send()
        assert phone.compact() == [(1, 9)]
        assert Reader(folder).read().lines == phone.log.all

    def test_a_wide_one_that_did_not_arrive_whole_removes_nothing(
        self, phone: Device, laptop: Reader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        phone.send(4)
        phone.send(3)
        whole = FolderPlace.put
        with monkeypatch.context() as patch:
            patch.setattr(FolderPlace, "put", lambda place, name, data: whole(place, name, data[:500]))
            assert phone.compact() == [(1, 4), (5, 7)]
        assert laptop.read().lines == phone.log.all
        assert phone.send() == [(1, 4), (5, 7)]  # its damaged one is gone
        assert phone.compact() == [(1, 7)]

    def test_a_full_disk_removes_nothing(self, phone: Device, laptop: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
        phone.send(4)
        phone.send(3)

        def full(_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patch:
            patch.setattr("legdiary.util.atomic_files.sync_file", full)
            with pytest.raises(PlaceFull):
                phone.compact()
        assert laptop.read().lines == phone.log.all

    def test_a_reader_who_listed_before(self, phone: Device, laptop: Reader) -> None:
        phone.send(4)
        phone.send(3)
        listing = laptop.place.names()
        phone.compact()
        assert laptop.read(listing).lines == phone.log.all
