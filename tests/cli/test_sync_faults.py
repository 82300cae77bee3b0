"""What can go wrong between devices, as their owner meets it: words, exit code, the diary, and what comes after.

Every fault of the failure model, and the test that holds it; what is told of one file is no failure of the exchange:

| fault | here, or where |
| --- | --- |
| killed before, within and after a write | `test_a_sync_that_is_killed_anywhere` |
| half a file under its final name | test_several_devices: `test_a_file_that_is_cut_off_is_told_and_taken_later` |
| a middle file missing; late, doubled, reordered | `test_files_that_come_in_any_order` |
| conflict copies | test_several_devices: `test_conflict_copies_are_left_out_and_named` |
| names that differ by case, half downloads | `test_names_that_no_device_writes` |
| a place put back to last week | test_several_devices: `test_a_place_that_was_put_back_gets_its_lines_again` |
| own folder lost, own files damaged | `TestOwnFolder` |
| lost and damaged files of a forgotten device | tests/app/test_sync_members.py |
| two machines with one id | test_cloned_machines |
| a restored diary, a copied state folder | test_several_devices, tests/store/test_device_identity.py |
| a newer legdiary, another key or diary | `test_files_that_are_not_for_this_diary` |
| a device of another person's | `test_a_folder_of_another_persons_device` |
| no room for this device's own notes | provocations_sync: `IdentityNotWritten` |
| a wrong passphrase | test_several_devices: `test_a_passphrase_is_asked_for_twice_at_setup_and_once_at_join` |
| a clock years ahead | `test_a_clock_that_is_years_ahead_decides_nothing` |
| disk full, read-only, no permission, gone | `test_a_place_that_fails_and_comes_back` |
| a device silent for a year | `test_a_device_that_was_silent_for_a_year` |
| a database that stops, refuses, is failed over | test_sync_database, tests/store/test_database_place.py |
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from synced import Device, devices, exchange, stays_itself

from legdiary.app.sync import send_lines
from legdiary.domain.sync.segment_names import read_segment_name
from legdiary.formats import sync_segment
from legdiary.formats.age_encryption import load_pyrage, new_key
from legdiary.formats.sync_segment import open_segment, seal_segment
from legdiary.store.device_identity import machine_marker, read_identity
from legdiary.util import atomic_files, safe_files
from legdiary.util.installation import this_installation
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WIDE = {"COLUMNS": "300"}
NOTHING = "Nothing new here, and nothing new there."


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Device, Device]:
    """A laptop and a phone, each with a copy of the place that something carries."""
    laptop, phone = (_with_own_place(each) for each in devices(tmp_path, "laptop", "phone"))
    return laptop, phone


def _with_own_place(device: Device) -> Device:
    its = Device(device.home, device.home / "place")
    shutil.copytree(device.place, its.place)
    stays_itself(device.identity, its)
    return its


def scores(device: Device) -> dict[str, int]:
    entries = device.json("list --from 2026-01-01 --to 2026-11-22")["entries"]
    return {each["night_of"]: each["severity"] for each in entries}


def segments(device: Device) -> dict[str, bytes]:
    folder = device.place / "legdiary-sync"
    return {str(each.relative_to(folder)): each.read_bytes() for each in sorted(folder.rglob("0*.age"))}


def lay(device: Device, name: str, data: bytes) -> Path:
    path = device.place / "legdiary-sync" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def answer(device: Device) -> list[str]:
    """What `sync` says, a line each, however wide the terminal is."""
    return _sentences(device.ok("sync", env=WIDE))


def _sentences(printed: str) -> list[str]:
    lines: list[str] = []
    for line in printed.splitlines():
        if lines and not lines[-1].endswith((".", "sync status")):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def is_sound(device: Device) -> bool:
    return all(each["state"] != "wrong" for each in device.json("check")["findings"])


# ---------------------------------------------------------------------- kills


def _killed(work: Callable[[], object], point: int) -> bool:
    """Do something in a process that is killed at a point: before or after the system makes, syncs or renames a file.

    Returns whether it got there.
    """
    child = os.fork()
    if not child:
        passed = count()

        def deadly(real: Any) -> Any:
            def call(*args: Any, **named: Any) -> Any:
                if next(passed) == point:
                    os.kill(os.getpid(), signal.SIGKILL)
                made = real(*args, **named)
                if next(passed) == point:
                    os.kill(os.getpid(), signal.SIGKILL)
                return made

            return call

        for name in ("mkdir", "fsync", "rename", "replace", "link", "unlink", "rmdir"):
            setattr(os, name, deadly(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made another way here")
@pytest.mark.thinned(6)
@pytest.mark.parametrize("begin", range(6))
def test_a_sync_that_is_killed_anywhere(tmp_path: Path, begin: int) -> None:
    """Each night is logged and sent by a process that dies six steps later than the one before."""
    laptop, phone = devices(tmp_path, "laptop", "phone")
    first = date(2026, 3, 1)
    for night in count():
        laptop.ok(f"night {night % 11} --night {first + timedelta(days=night)}")
        if not _killed(lambda: laptop.run("sync"), begin + 6 * night):
            break
        assert "damaged" not in phone.ok("sync")
    assert night > 3
    assert is_sound(laptop)
    exchange(laptop, phone)
    logged = {f"{first + timedelta(days=each)}": each % 11 for each in range(night + 1)}
    assert scores(laptop) == scores(phone) == {**logged, "2026-11-18": 5}
    assert [path for path in laptop.place.rglob("*") if path.name.endswith(".part")] == []


# ---------------------------------------------------------------------- carriers


def test_files_that_come_in_any_order(pair: tuple[Device, Device]) -> None:
    """The third file comes first, then the first twice, then the second."""
    laptop, phone = pair
    for number in (1, 2, 3):
        phone.ok(f"night {number} --night 2026-11-0{number}")
        phone.ok("sync")
    names = [each for each in segments(phone) if each not in segments(laptop)]
    one, two, three = ((name, segments(phone)[name]) for name in names)
    lay(laptop, *three)
    assert answer(laptop) == [
        NOTHING,
        "2 changes of a device that is not known here yet did not arrive here yet.",
    ]  # fmt: skip
    lay(laptop, *one)
    assert answer(laptop) == [
        "Took 1 change of phone, to Sun 22 Nov 10:00.",
        "1 change of phone did not arrive here yet.",
    ]  # fmt: skip
    lay(laptop, *one)
    assert answer(laptop) == [NOTHING, "1 change of phone did not arrive here yet."]
    lay(laptop, *two)
    assert answer(laptop) == ["Took 2 changes of phone, to Sun 22 Nov 10:00."]
    assert answer(laptop) == [NOTHING]
    assert scores(laptop) == scores(phone)
    assert is_sound(laptop)


def test_names_that_no_device_writes(pair: tuple[Device, Device]) -> None:
    laptop, phone = pair
    phone.ok("night 4 --night 2026-11-20")
    phone.ok("sync")
    (name,) = (each for each in segments(phone) if each not in segments(laptop))
    data, (folder, file) = segments(phone)[name], name.split("/")
    odd = [
        lay(laptop, f"{folder}/{file.upper()}", data),
        lay(laptop, f"{folder}/.{file}.icloud", b""),
        lay(laptop, f"{folder}/~{file}.tmp", data[:300]),
        lay(laptop, f"{folder}/{file}.part", data[:300]),
        lay(laptop, f"{folder}/{file.removesuffix('.age')}.sync-conflict-20261122-100000-ABCDEFG.age", data),
        lay(laptop, f"{folder}/list.txt", b"mine"),
    ]
    assert sorted(answer(laptop)) == sorted([
        NOTHING,
        f"Left out {folder}/{file.upper()}: its name is in capital letters.",
        f"Left out {folder}/.{file}.icloud: it has not arrived on this computer yet.",
        f"Left out {folder}/{odd[4].name}: a second version that the program which carries the folder has made.",
        f"Left out {folder}/list.txt: legdiary did not write it.",
    ])  # fmt: skip
    for path in odd:
        path.unlink()
    lay(laptop, name, data)
    assert answer(laptop) == ["Took 1 change of phone, to Sun 22 Nov 10:00."]


class TestOwnFolder:
    def test_that_is_lost_is_written_again(self, pair: tuple[Device, Device]) -> None:
        laptop, _ = pair
        laptop.ok("night 6 --night 2026-11-20")
        laptop.ok("sync")
        before = [*segments(laptop)]
        shutil.rmtree(laptop.place / "legdiary-sync" / before[0].split("/")[0])
        (found,) = [each for each in laptop.json("check")["findings"] if each["topic"] == "place"]
        assert found["what"] == f"{laptop.place} has lost 2 changes of this device; sync puts them there again"
        assert answer(laptop) == [
            "Sent 2 changes.", "The place had lost 2 changes of this device. They are there again.",
        ]  # fmt: skip
        assert answer(laptop) == [NOTHING]

    @pytest.mark.parametrize(
        "harm", [lambda _: b"", lambda data: data[:200], lambda data: data[:60] + b"x" + data[61:]]
    )
    def test_a_file_that_is_damaged_is_written_again(
        self, pair: tuple[Device, Device], harm: Callable[[bytes], bytes]
    ) -> None:
        """Also where the damage looks like another key: it is our own folder, and nobody else writes there."""
        laptop, phone = pair
        (name, data), *_ = segments(laptop).items()
        path = lay(laptop, name, harm(data))
        assert answer(laptop) == [
            "Sent 1 change.", "The place had lost 1 change of this device. It is there again.",
        ]  # fmt: skip
        lay(phone, name, path.read_bytes())
        assert (answer(phone), scores(phone)) == ([NOTHING], {"2026-11-18": 5})


# ---------------------------------------------------------------------- files that are not for this diary


def _again(name: str, data: bytes, device: Device, **changed: Any) -> bytes:
    """The same segment, sealed anew with another format, key or diary."""
    found, segment_name = read_identity(device.identity, machine_marker()), read_segment_name(name)
    assert found is not None
    assert segment_name is not None
    by, held = load_pyrage(), found.identity
    segment = open_segment(by, segment_name, data, held.diary, held.key)
    with mock.patch.object(sync_segment, "FORMAT", changed.get("format", 1)):
        return seal_segment(
            by, replace(segment, diary=changed.get("diary", held.diary)), changed.get("key", held.key)
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"format": 2}, "is from a newer legdiary (its format is 2, this one knows 1)"),
        (
            {"key": "new"},
            "does not open with this diary's key: it was written with another key, or its beginning is damaged",
        ),
        ({"diary": "e" * 32}, "belongs to another diary"),
    ],
)  # fmt: skip
def test_files_that_are_not_for_this_diary(
    pair: tuple[Device, Device], tmp_path: Path, changed: dict[str, Any], why: str
) -> None:
    """A tablet's file cannot be read: it is told, and what the phone has sent is taken; then it is as it should be."""
    laptop, phone = pair
    tablet = Device(tmp_path / "tablet", phone.place)
    tablet.ok("sync join PLACE --name tablet")
    tablet = _with_own_place(tablet)
    tablet.ok("night 2 --night 2026-11-19 --note 'nobody sees this'")
    tablet.ok("sync")
    phone.ok("night 4 --night 2026-11-20")
    phone.ok("sync")
    (name,) = (each for each in segments(tablet) if each not in segments(laptop))
    whole = segments(tablet)[name]
    changed = {**changed, **({"key": new_key(load_pyrage())} if "key" in changed else {})}
    lay(laptop, name, _again(name, whole, tablet, **changed))
    (theirs,) = (each for each in segments(phone) if each not in segments(laptop))
    lay(laptop, theirs, segments(phone)[theirs])
    result = laptop.run("sync", env=WIDE)
    assert (result.code, result.stderr) == (0, "")
    took, told, *hint = _sentences(result.stdout)
    assert took == "Took 1 change of phone, to Sun 22 Nov 10:00."
    assert told == f"The file {name} of the sync place {why}; nothing was taken from it."
    assert [this_installation().upgrading() in each for each in hint] == ([True] if "format" in changed else [])
    assert scores(laptop) == {"2026-11-18": 5, "2026-11-20": 4}
    assert is_sound(laptop)
    lay(laptop, name, whole)
    assert answer(laptop) == ["Took 1 change of tablet, to Sun 22 Nov 10:00."]
    assert scores(laptop) == {"2026-11-18": 5, "2026-11-19": 2, "2026-11-20": 4}


def test_a_folder_of_another_persons_device(pair: tuple[Device, Device], tmp_path: Path) -> None:
    """Two people keep their folders in one shared drive, and somebody moved one into the other."""
    laptop, _ = pair
    (tmp_path / "other").mkdir()
    (strange,) = devices(tmp_path / "other", "bob")
    (name, data), *_ = segments(strange).items()
    path = lay(laptop, name, data)
    told = answer(laptop)
    assert told[0] == NOTHING
    assert told[1].startswith(f"The file {name} of the sync place does not open with this diary's key")
    assert scores(laptop) == {"2026-11-18": 5}
    shutil.rmtree(path.parent)
    assert answer(laptop) == [NOTHING]


# ---------------------------------------------------------------------- clocks


def test_a_clock_that_is_years_ahead_decides_nothing(pair: tuple[Device, Device]) -> None:
    """The phone's clock is at 2031. What the laptop says after it has seen the phone's stands."""
    laptop, phone = (Device(each.home, pair[0].place) for each in pair)
    stays_itself(pair[1].identity, phone)
    ahead = "2031-05-01T10:00-04:00"
    phone.ok("night 4 --night 2026-11-20", now=ahead)
    phone.ok("sync", now=ahead)
    assert answer(laptop) == ["Took 1 change of phone, to Thu 1 May 2031 10:00."]
    laptop.ok("night 7 --night 2026-11-20")
    laptop.ok("sync")
    assert phone.ok("sync", now=ahead) == "Took 1 change of laptop, to Sun 22 Nov 2026 10:00.\n"
    assert scores(laptop) == scores(phone) == {"2026-11-18": 5, "2026-11-20": 7}
    assert (is_sound(laptop), laptop.json("sync status")["waiting"]) == (True, [])


# ---------------------------------------------------------------------- places that fail


@contextmanager
def _full(_: Device) -> Iterator[None]:
    """A disk with room for the beginning of a file."""

    real = safe_files.sync_file

    def half(path: Any) -> None:
        if "legdiary-sync" in os.fspath(path):
            os.truncate(path, 100)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path)

    with mock.patch.object(atomic_files, "sync_file", half):
        yield


@contextmanager
def _read_only(_: Device) -> Iterator[None]:
    error = OSError(errno.EROFS, os.strerror(errno.EROFS))
    with mock.patch("legdiary.store.places.folder.whole_file", side_effect=error):
        yield


@contextmanager
def _gone(device: Device) -> Iterator[None]:
    away = device.place.with_name("away")
    device.place.rename(away)
    yield
    away.rename(device.place)


@contextmanager
def _a_file(device: Device) -> Iterator[None]:
    with _gone(device):
        device.place.write_text("a letter")
        yield
        device.place.unlink()


_SAFE = "what is in the diary is safe. The next sync tries again"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (_full, f"there is no room left in the sync place PLACE; {_SAFE}"),
        (_read_only, f"the sync place PLACE cannot be written; {_SAFE}"),
        (_gone, f"the sync folder PLACE/legdiary-sync is not there (is its disk connected?); {_SAFE}"),
        (_a_file, "PLACE/legdiary-sync is a file, not a folder; nothing was written to it"),
    ],
)
def test_a_place_that_fails_and_comes_back(
    pair: tuple[Device, Device], fault: Callable[[Device], Any], words: str
) -> None:
    laptop, phone = (Device(each.home, pair[0].place) for each in pair)
    stays_itself(pair[1].identity, phone)
    laptop.ok("night 6 --night 2026-11-20 --note 'nobody sees this'")
    phone.ok("night 3 --night 2026-11-19")
    phone.ok("sync")
    before = scores(laptop)
    with fault(laptop):
        result = laptop.run("sync")
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [f"legdiary: {words.replace('PLACE', str(laptop.place))}"]
    assert before.items() <= scores(laptop).items()
    assert is_sound(laptop)
    assert laptop.ok("sync").startswith("Sent 1 change.")
    phone.ok("sync")
    assert scores(laptop) == scores(phone) == {"2026-11-18": 5, "2026-11-19": 3, "2026-11-20": 6}
    assert [path.name for path in laptop.place.rglob("*.part")] == []


def test_a_device_that_was_silent_for_a_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The laptop sends a night a week, and puts its files together meanwhile; the phone has missed all of it."""
    monkeypatch.setattr("legdiary.app.sync.exchange.compact", partial(send_lines.compact, many=4))
    laptop, phone = devices(tmp_path, "laptop", "phone")
    first = date(2025, 11, 24)
    nights = [first + timedelta(days=7 * each) for each in range(7)]
    for number, night in enumerate(nights):
        laptop.ok(f"night {number} --night {night}")
        laptop.ok("sync")
    assert len(segments(laptop)) < 4
    phone.ok("night 9 --night 2025-12-02")
    assert phone.ok("sync") == "Sent 1 change. Took 7 changes of laptop, to Sun 22 Nov 10:00.\n"
    assert laptop.ok("sync") == "Took 1 change of phone, to Sun 22 Nov 10:00.\n"
    of_a_year = "list --from 2025-11-01 --to 2026-11-22"
    assert len(laptop.json(of_a_year)["entries"]) == len(phone.json(of_a_year)["entries"]) == 9
    assert is_sound(phone)
