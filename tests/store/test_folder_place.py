"""A folder as the place where devices meet, on a real disk, with what carriers and kills do to it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from legdiary.domain.sync.segment_names import SegmentName
from legdiary.store.places.addresses import full_address, is_database, open_place
from legdiary.store.places.errors import (
    PlaceFull,
    PlaceIsAFile,
    PlaceMissing,
    PlaceNotReadable,
    PlaceNotWritable,
    PlaceTrouble,
    UnknownPlace,
)
from legdiary.store.places.folder import FolderPlace
from legdiary.store.places.place import Oddity, OddName

if TYPE_CHECKING:
    from collections.abc import Iterator

PHONE, LAPTOP = "00000000000000aa", "00000000000000bb"
FIRST, SECOND = SegmentName(PHONE, 1, 4), SegmentName(PHONE, 5, 8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that something carries, in which devices have begun to meet."""
    carried = tmp_path / "carried"
    carried.mkdir()
    assert FolderPlace(carried).begin(b"the key", "read me")
    return carried / "legdiary-sync"


@pytest.fixture
def place(folder: Path) -> FolderPlace:
    return FolderPlace(folder.parent)


@contextmanager
def as_nobody(paths: list[Path]) -> Iterator[None]:
    """Be a person who may not do everything: root becomes one, to whom the paths are given."""
    if os.getuid() != 0:
        yield
        return
    nobody = 65534
    for path in paths:
        os.chown(path, nobody, -1)
    os.seteuid(nobody)
    try:
        yield
    finally:
        os.seteuid(0)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestPutAndGet:
    def test_a_segment_is_put_and_listed_and_read(self, place: FolderPlace, folder: Path) -> None:
        assert place.names() == ((), ())
        assert place.put(SECOND, b"second")
        assert place.put(FIRST, b"first")
        assert place.names() == ((FIRST, SECOND), ())
        assert FolderPlace(folder.parent).get(SECOND) == b"second"
        assert files(folder) == {
            "key.age": b"the key",
            "README.txt": b"read me",
            "00000000000000aa/00000001-00000004.age": b"first",
            "00000000000000aa/00000005-00000008.age": b"second",
        }
        assert (folder / FIRST.path).stat().st_mode & 0o777 == 0o600
        assert (folder / PHONE).stat().st_mode & 0o777 == 0o700

    def test_never_over_one_that_is_there(self, place: FolderPlace, folder: Path) -> None:
        assert place.put(FIRST, b"first")
        assert not place.put(FIRST, b"another")
        assert place.get(FIRST) == b"first"
        (folder / SECOND.path).symlink_to("nowhere")
        assert not place.put(SECOND, b"through a link")

    def test_one_that_is_gone(self, place: FolderPlace) -> None:
        assert place.get(FIRST) is None
        place.put(FIRST, b"first")
        place.remove(FIRST)
        place.remove(FIRST)
        assert place.get(FIRST) is None
        assert place.names().segments == ()

    def test_the_key_is_begun_once(self, place: FolderPlace, folder: Path) -> None:
        assert place.key() == b"the key"
        assert not place.begin(b"another key", "another text")
        assert files(folder) == {"key.age": b"the key", "README.txt": b"read me"}
        (folder / "README.txt").unlink()
        (folder / "key.age").rename(folder / "key")
        assert place.key() is None
        assert place.begin(b"a new key", "read me")
        assert place.key() == b"a new key"
        assert FolderPlace(folder).key() is None  # a folder where nobody began

    def test_a_pipe_or_a_folder_in_the_place_of_a_segment_is_not_waited_for(
        self, place: FolderPlace, folder: Path
    ) -> None:
        (folder / PHONE).mkdir()
        os.mkfifo(folder / FIRST.path)
        (folder / SECOND.path).mkdir()
        assert (place.get(FIRST), place.get(SECOND)) == (b"", b"")


class TestWhatCarriersDo:
    @pytest.mark.parametrize(
        ("name", "oddity"),
        [
            ("00000001-00000004 (conflicted copy 2026-11-20).age", Oddity.CONFLICT_COPY),
            ("00000001-00000004 (Anna's conflicted copy 2026-11-20).age", Oddity.CONFLICT_COPY),
            ("00000001-00000004 (Konfliktkopie).age", Oddity.CONFLICT_COPY),
            ("00000001-00000004.sync-conflict-20261120-120000-ABCDEFG.age", Oddity.CONFLICT_COPY),
            ("00000001-00000004 (1).age", Oddity.CONFLICT_COPY),
            ("00000001-00000004 2.age", Oddity.CONFLICT_COPY),
            ("00000001-00000004 - Copy.age", Oddity.CONFLICT_COPY),
            ("00000001-00000004.AGE", Oddity.OTHER_CASE),
            (".00000001-00000004.age.icloud", Oddity.NOT_HERE_YET),
            ("notes.txt", Oddity.UNKNOWN),
            ("1-4.age", Oddity.UNKNOWN),
            ("\N{COMBINING ACUTE ACCENT}.age", Oddity.UNKNOWN),
        ],
    )
    def test_a_file_under_another_name_is_told_and_never_taken(
        self, place: FolderPlace, folder: Path, name: str, oddity: Oddity
    ) -> None:
        place.put(FIRST, b"first")
        (folder / PHONE / name).write_bytes(b"perhaps another")
        assert place.names() == ((FIRST,), (OddName(f"{PHONE}/{name}", oddity),))

    def test_a_name_that_a_terminal_would_act_on(self, place: FolderPlace, folder: Path) -> None:
        (folder / "red \x1b[31m").write_bytes(b"x")
        (folder / os.fsdecode(b"half \xff")).write_bytes(b"x")
        assert [each.path for each in place.names().odd] == ["half \ufffd", "red \ufffd[31m"]

    def test_names_beside_the_devices(self, place: FolderPlace, folder: Path) -> None:
        (folder / PHONE.upper()).mkdir()
        (folder / PHONE.upper() / FIRST.file).write_bytes(b"x")
        (folder / "key (conflicted copy).age").write_bytes(b"x")
        (folder / LAPTOP).write_bytes(b"a file")
        assert place.names() == (
            (),
            (
                OddName("00000000000000AA", Oddity.OTHER_CASE),
                OddName("00000000000000bb", Oddity.UNKNOWN),
                OddName("key (conflicted copy).age", Oddity.CONFLICT_COPY),
            ),
        )

    @pytest.mark.parametrize(
        "name",
        [
            ".stfolder", ".DS_Store", "desktop.ini", ".syncthing.00000001-00000004.age.tmp", ".dropbox.cache",
            "00000001-00000004.age.partial", "~syncthing~00000001-00000004.age.tmp", ".legdiary-0123456789ab.part",
        ],
    )  # fmt: skip
    def test_what_a_carrier_keeps_for_itself_is_not_told(self, place: FolderPlace, folder: Path, name: str) -> None:
        (folder / PHONE).mkdir()
        for where in (folder, folder / PHONE):
            (where / name).write_bytes(b"x")
        assert place.names() == ((), ())

    def test_a_place_put_back_to_last_week(self, place: FolderPlace, folder: Path) -> None:
        place.put(FIRST, b"first")
        place.put(SECOND, b"second")
        (folder / SECOND.path).unlink()
        assert place.names().segments == (FIRST,)
        assert place.put(SECOND, b"second again")

    def test_our_own_folder_lost(self, place: FolderPlace, folder: Path) -> None:
        place.put(FIRST, b"first")
        (folder / FIRST.path).unlink()
        (folder / PHONE).rmdir()
        assert place.put(FIRST, b"again")
        assert place.get(FIRST) == b"again"

    def test_a_disk_that_is_not_connected_is_no_new_place(self, place: FolderPlace, folder: Path) -> None:
        folder.parent.rename(folder.parent.with_name("elsewhere"))
        for act in (place.names, place.key, lambda: place.get(FIRST), lambda: place.put(FIRST, b"x")):
            with pytest.raises(PlaceMissing, match="is its disk connected"):
                act()
        folder.parent.mkdir()  # where it was mounted
        assert place.key() is None
        for act in (place.names, lambda: place.get(FIRST), lambda: place.put(FIRST, b"x")):
            with pytest.raises(PlaceMissing):
                act()
        assert list(folder.parent.iterdir()) == []


class TestTroubles:
    def test_a_file_where_the_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"x")
        with pytest.raises(PlaceIsAFile):
            FolderPlace(tmp_path / "file").begin(b"key", "text")
        with pytest.raises(PlaceMissing):
            FolderPlace(tmp_path / "nowhere").begin(b"key", "text")

    @pytest.mark.parametrize(
        ("code", "error"),
        [
            (errno.ENOSPC, PlaceFull), (errno.EDQUOT, PlaceFull), (errno.EROFS, PlaceNotWritable),
            (errno.EACCES, PlaceNotWritable), (errno.EIO, PlaceTrouble),
        ],
    )  # fmt: skip
    def test_a_disk_that_refuses_leaves_nothing_under_a_name(
        self, place: FolderPlace, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, error: type[Exception]
    ) -> None:
        def refuse(_: object) -> None:
            raise OSError(code, os.strerror(code))

        with monkeypatch.context() as patch:
            patch.setattr("legdiary.util.atomic_files.sync_file", refuse)
            with pytest.raises(error, match="The next sync tries again"):
                place.put(FIRST, b"first")
        assert set(files(folder)) == {"key.age", "README.txt"}
        assert place.put(FIRST, b"first")

    @pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
    def test_no_permission(self) -> None:
        with tempfile.TemporaryDirectory() as home:  # pytest's own folder is closed to everyone but root
            place = FolderPlace(Path(home))
            assert place.begin(b"the key", "read me")
            assert place.put(FIRST, b"first")
            folder = Path(home, "legdiary-sync")
            (folder / FIRST.path).chmod(0)
            (folder / PHONE).chmod(0o500)
            with as_nobody([Path(home), *Path(home).rglob("*")]):
                with pytest.raises(PlaceNotReadable):
                    place.get(FIRST)
                with pytest.raises(PlaceNotWritable):
                    place.put(SECOND, b"x")
                with pytest.raises(PlaceNotWritable):
                    place.remove(FIRST)
            (folder / PHONE).chmod(0o700)

    @pytest.mark.parametrize("call", ["fsync", "link", "unlink"])
    def test_killed_while_it_is_put(self, place: FolderPlace, folder: Path, call: str) -> None:
        """The segment is there whole or not at all, and the next one clears away what was left."""
        script = f"""
import os, signal
from pathlib import Path
from legdiary.domain.sync.segment_names import SegmentName
from legdiary.store.places.folder import FolderPlace
plain = os.{call}
def kill(*args, **named):
    if {call == "unlink"}:
        plain(*args, **named)
    os.kill(os.getpid(), signal.SIGKILL)
os.{call} = kill
FolderPlace(Path({str(folder.parent)!r})).put(SegmentName{tuple(FIRST)!r}, b"first")
"""
        done = subprocess.run([sys.executable, "-c", script], check=False)
        assert done.returncode == -signal.SIGKILL
        assert place.names().odd == ()
        there = place.get(FIRST)
        assert there == (b"first" if call == "unlink" else None)
        assert place.put(FIRST, b"again") == (there is None)
        assert place.put(SECOND, b"second")
        left = {name for name in files(folder) if ".part" in name}
        assert not left


class TestAddresses:
    def test_a_folder_or_a_database(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert full_address("Dropbox") == str(tmp_path / "Dropbox")
        assert isinstance(open_place(str(tmp_path)), FolderPlace)
        assert not is_database("C:\\Users\\Anna\\Dropbox")
        assert not is_database("./postgresql:")
        for url in ("postgresql://anna@db.home/legs", "postgres://h/d", "postgresql+psycopg://h/d", "POSTGRESQL://h/d"):
            assert is_database(url)
            assert full_address(url) == url

    @pytest.mark.parametrize(
        "url", ["https://example.org/x", "mysql://h/d", "sqlite:///x.db", "postgresql+asyncpg://h/d", "s3://bucket"]
    )
    def test_anything_else_is_refused(self, url: str) -> None:
        with pytest.raises(UnknownPlace, match=r"postgresql://user@host/database") as met:
            open_place(url)
        assert url.partition("://")[2] not in met.value.message
