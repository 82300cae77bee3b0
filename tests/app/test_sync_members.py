"""`sync setup`, `join`, `status`, `settle`, `forget`, `leave` as use cases: values in, values or a question out."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from builders import context, dose, night
from legdiary.app.questions import EVERYTHING, Asked
from legdiary.app.sync.begin import Begin, NothingToJoin, PlaceInUse, UnsettledYet, join, set_up
from legdiary.app.sync.exchange import TakenOf, sync, sync_of_the_day
from legdiary.app.sync.manage import OwnDevice, SettleFirst, forget, leave, load_status, settle
from legdiary.app.sync.membership import BadDeviceName, NotSetUp, SetUpAlready, SyncFiles, UnknownDevice, check_name
from legdiary.errors import DiaryTrouble
from legdiary.formats.age_encryption import NotOpened
from legdiary.formats.sync_key import SyncKey
from legdiary.store.places.addresses import shown_address
from legdiary.store.places.errors import PlaceMissing
from legdiary.store.sync.diary_sync import DiarySync

if TYPE_CHECKING:
    from legdiary.app.context import Context

MORNING, NEXT_DAY = "2026-11-22T10:00-05:00", "2026-11-23T10:00-05:00"


@pytest.fixture(autouse=True)
def _a_passphrase_that_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def seal(_: Any, held: SyncKey, passphrase: str) -> bytes:
        return f"{passphrase}|{held.diary}|{held.key}".encode()

    def open_(_: Any, data: bytes, passphrase: str) -> SyncKey:
        known, diary, key = data.decode().split("|")
        if known != passphrase:
            raise NotOpened(Path("key.age"), "joined")
        return SyncKey(diary, key)

    monkeypatch.setattr("legdiary.app.sync.begin.seal_key", seal)
    monkeypatch.setattr("legdiary.app.sync.begin.open_key", open_)


@dataclass(frozen=True)
class Machine:
    """A machine: its diary, its notes, and the place that reaches it."""

    folder: Path
    place: Path

    def run(self, now: str = MORNING) -> Context:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return context(self.folder / "diary.db", now)

    @property
    def files(self) -> SyncFiles:
        return SyncFiles(self.folder / "state", f"{self.folder.name}.local")

    def add(self, *entries: Any) -> None:
        with self.run().open_for_writing(EVERYTHING) as diary:
            for entry in entries:
                diary.add(entry, self.run().present)

    def begin(self, name: str | None = None, typed: str = "four words", *, dry: bool = False) -> Begin:
        return Begin(str(self.place), name, lambda: typed, dry)

    def sync(self) -> Any:
        return sync(self.run(), self.files)

    @property
    def scores(self) -> list[int | None]:
        with self.run().open_for_reading() as diary, diary.one_state():
            return [each.entry.severity for each in diary.every_entry() if each.entry.kind == "night"]


@pytest.fixture
def laptop(tmp_path: Path) -> Machine:
    (tmp_path / "place").mkdir()
    made = Machine(tmp_path / "laptop", tmp_path / "place")
    made.add(night("2026-11-20", 6))
    return made


@pytest.fixture
def phone(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "phone", tmp_path / "place")


def differ(laptop: Machine, phone: Machine) -> None:
    phone.add(night("2026-11-20", 3))
    set_up(laptop.run(), laptop.files, laptop.begin())
    join(phone.run(), phone.files, phone.begin())
    laptop.sync()


def test_a_device_is_called_as_its_computer(laptop: Machine, phone: Machine) -> None:
    made: Any = set_up(laptop.run(), laptop.files, laptop.begin())
    assert (made.name, made.sent, made.taken, made.place) == ("laptop", 1, [], str(laptop.place))
    joined: Any = join(phone.run(), phone.files, phone.begin("my phone"))
    assert (joined.name, joined.sent) == ("my phone", 0)
    assert joined.taken == [TakenOf("laptop", 1, *joined.taken[0][2:])]
    assert phone.scores == [6]


@pytest.mark.parametrize("typed", ["", " ", "x" * 31, "a/b", "a\nb", "“x”"])
def test_a_name_that_no_device_can_have(typed: str) -> None:
    with pytest.raises(BadDeviceName):
        check_name(typed, "host")


@pytest.mark.parametrize(
    ("host", "name"), [("anna-laptop.fritz.box", "anna-laptop"), ("", "computer"), ("%%", "computer")]
)
def test_a_name_of_the_computer(host: str, name: str) -> None:
    assert check_name(None, host) == name


def test_what_is_refused_at_the_beginning(laptop: Machine, phone: Machine) -> None:
    with pytest.raises(NothingToJoin):
        join(phone.run(), phone.files, phone.begin())
    set_up(laptop.run(), laptop.files, laptop.begin())
    phone.add(night("2026-11-19", 2))
    with pytest.raises(PlaceInUse):
        set_up(phone.run(), phone.files, phone.begin())
    with pytest.raises(NotOpened):
        join(phone.run(), phone.files, phone.begin(typed="another"))
    with pytest.raises(SetUpAlready):
        set_up(laptop.run(), laptop.files, laptop.begin())
    with pytest.raises(NotSetUp):
        phone.sync()
    assert (laptop.scores, phone.scores) == ([6], [2])


def test_a_trial_changes_nothing(laptop: Machine, phone: Machine) -> None:
    phone.add(night("2026-11-20", 3), dose(amount_mg=2000))
    set_up(laptop.run(), laptop.files, laptop.begin())
    before = {path: path.read_bytes() for path in (*phone.folder.rglob("*.db"), *phone.place.rglob("*.age"))}
    tried: Any = join(phone.run(), phone.files, phone.begin(dry=True))
    assert (tried.sent, [each.lines for each in tried.taken], tried.waiting) == (2, [1], 1)
    assert {path: path.read_bytes() for path in before} == before
    assert not (phone.folder / "state").exists()


def test_settling_by_the_name_of_a_device(laptop: Machine, phone: Machine) -> None:
    differ(laptop, phone)
    status = load_status(laptop.run(), laptop.files)
    (waits,) = status.unsettled.conflicts
    assert (waits.entry_id, waits.fields[0], {waits.stands, *(each.device for each in waits.said)}) == (
        1, "severity", {"laptop", "phone"},
    )  # fmt: skip
    done: Any = settle(laptop.run(), laptop.files, 1, "PHONE")
    assert (done.stored.entry.severity, load_status(laptop.run(), laptop.files).unsettled.conflicts) == (3, [])
    with pytest.raises(UnknownDevice):
        settle(laptop.run(), laptop.files, 1, "desk")


def test_leaving_waits_for_a_decision(laptop: Machine, phone: Machine) -> None:
    differ(laptop, phone)
    with pytest.raises(SettleFirst):
        leave(laptop.run(), laptop.files)
    settle(laptop.run(), laptop.files, 1, None)
    assert leave(laptop.run(), laptop.files) == str(laptop.place)
    with pytest.raises(NotSetUp):
        load_status(laptop.run(), laptop.files)


def test_a_new_place_asks_where_something_waits(laptop: Machine, phone: Machine, tmp_path: Path) -> None:
    differ(laptop, phone)
    laptop.files.identity_of(laptop.run().diary_path).unlink()
    (tmp_path / "new").mkdir()
    begin = Begin(str(tmp_path / "new"), None, lambda: "four words")
    asked: Any = set_up(laptop.run(), laptop.files, begin)
    assert isinstance(asked, Asked)
    assert isinstance(asked.refusal, UnsettledYet)
    assert asked.question.endswith("Go on?")
    assert list((tmp_path / "new").iterdir()) == []
    done: Any = set_up(laptop.run(), laptop.files, begin, EVERYTHING)
    assert (done.sent in {1, 2}, done.waiting) == (True, 0)  # 2 where the phone stood: its word is history here


def test_forgetting(laptop: Machine, phone: Machine) -> None:
    differ(laptop, phone)
    with pytest.raises(OwnDevice):
        forget(laptop.run(), laptop.files, "laptop")
    assert forget(laptop.run(), laptop.files, " Phone ") == "phone"
    assert [each.forgotten for each in load_status(laptop.run(), laptop.files).devices] == [False, True]


def test_the_lines_of_a_forgotten_device_stay_in_the_place(laptop: Machine, phone: Machine, tmp_path: Path) -> None:
    """The phone is lost, and so is its folder: a desktop that joins later would wait for its lines for ever."""
    set_up(laptop.run(), laptop.files, laptop.begin())
    join(phone.run(), phone.files, phone.begin())
    phone.add(night("2026-11-19", 3))
    phone.sync()
    laptop.sync()
    laptop.add(night("2026-11-21", 5))
    laptop.sync()
    forget(laptop.run(), laptop.files, "phone")
    (folder,) = [each for each in (laptop.place / "legdiary-sync").iterdir() if each.is_dir() and _wrote(each, phone)]
    shutil.rmtree(folder)
    done = laptop.sync()
    assert ([tuple(each) for each in done.kept], done.behind) == ([("phone", 1, False)], [])
    desk = Machine(tmp_path / "desk", laptop.place)
    joined = join(desk.run(), desk.files, desk.begin())
    assert not isinstance(joined, Asked)
    assert (joined.held_back, {*desk.scores}) == (0, {3, 5, 6})


@pytest.mark.parametrize("lost", [(1,), (2,), (3,), (1, 3), (1, 2, 3)])
def test_whatever_is_lost_of_a_forgotten_device_is_put_there_again(
    laptop: Machine, phone: Machine, lost: tuple[int, ...]
) -> None:
    set_up(laptop.run(), laptop.files, laptop.begin())
    join(phone.run(), phone.files, phone.begin())
    for on, score in (("2026-11-17", 1), ("2026-11-18", 2), ("2026-11-19", 3)):  # a segment each
        phone.add(night(on, score))
        phone.sync()
    laptop.sync()
    forget(laptop.run(), laptop.files, "phone")
    (folder,) = [each for each in (laptop.place / "legdiary-sync").iterdir() if each.is_dir() and _wrote(each, phone)]
    held = sorted(each.name for each in folder.iterdir())
    for number in lost:
        (folder / f"{number:08}-{number:08}.age").unlink()
    assert [tuple(each) for each in laptop.sync().kept] == [("phone", len(lost), False)]
    assert laptop.sync().kept == []
    numbers = [range(int(each[:8]), int(each[9:17]) + 1) for each in (one.name for one in folder.iterdir())]
    assert (len(held), sorted(number for each in numbers for number in each)) == (3, [1, 2, 3])


@pytest.mark.parametrize("content", [b"", b"half", None])
def test_what_a_carrier_has_damaged_of_a_forgotten_device_is_put_right(
    laptop: Machine, phone: Machine, content: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest file is read at every exchange, and one more by chance; here chance is the first."""
    set_up(laptop.run(), laptop.files, laptop.begin())
    join(phone.run(), phone.files, phone.begin())
    for on, score in (("2026-11-17", 1), ("2026-11-18", 2), ("2026-11-19", 3)):
        phone.add(night(on, score))
        phone.sync()
    laptop.sync()
    (folder,) = [each for each in (laptop.place / "legdiary-sync").iterdir() if each.is_dir() and _wrote(each, phone)]
    first, newest = (folder / f"{number:08}-{number:08}.age" for number in (1, 3))
    whole = [each.read_bytes() for each in (first, newest)]
    for path, data in zip((first, newest), whole, strict=True):
        path.write_bytes(data[:-40] if content is None else content)
    monkeypatch.setattr("legdiary.app.sync.send_lines.os.urandom", bytes)
    assert laptop.sync().kept == []  # the phone itself will put it right
    forget(laptop.run(), laptop.files, "phone")
    done = laptop.sync()
    assert [tuple(each) for each in done.kept] == [("phone", 2, True)]
    assert laptop.sync().kept == []
    desk = Machine(laptop.folder.parent / "desk", laptop.place)
    joined = join(desk.run(), desk.files, desk.begin())
    assert not isinstance(joined, Asked)
    assert (joined.troubles, {*desk.scores}) == ([], {1, 2, 3, 6})


class TestNothingNew:
    """What is in a log already is not read, compared or folded again; what the place lacks is seen nevertheless."""

    @pytest.fixture(autouse=True)
    def _together(self, laptop: Machine, phone: Machine) -> None:
        set_up(laptop.run(), laptop.files, laptop.begin())
        join(phone.run(), phone.files, phone.begin())
        laptop.sync()

    def test_nothing_is_folded_until_something_is_new(
        self, laptop: Machine, phone: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folded: list[str] = []
        real = DiarySync.exchange

        def counted(diary: DiarySync, me: str, *rest: Any) -> Any:
            folded.append(me)
            return real(diary, me, *rest)

        monkeypatch.setattr(DiarySync, "exchange", counted)
        done = laptop.sync()
        assert (folded, done.sent, done.taken, done.name) == ([], 0, [], "laptop")
        laptop.add(night("2026-11-21", 4))
        assert (laptop.sync().sent, len(folded)) == (1, 1)
        assert (laptop.sync().sent, len(folded)) == (0, 1)
        assert ([each.lines for each in phone.sync().taken], len(folded)) == ([1], 2)
        assert (phone.sync().taken, len(folded)) == ([], 2)
        phone.add(night("2026-11-19", 2))
        phone.sync()
        assert ([each.lines for each in laptop.sync().taken], len(folded)) == ([1], 4)
        assert (laptop.sync().taken, len(folded)) == ([], 4)
        assert {*laptop.scores} == {6, 4, 2} == {*phone.scores}

    def test_what_the_place_has_lost_is_seen(self, laptop: Machine) -> None:
        (folder,) = [each for each in (laptop.place / "legdiary-sync").iterdir() if each.is_dir()]
        shutil.rmtree(folder)
        done = laptop.sync()
        assert (done.sent, done.again) == (1, 1)
        assert [each.name for each in folder.iterdir()] == ["00000001-00000001.age"]

    def test_a_line_that_does_not_fit_its_checksum_is_not_sent(self, laptop: Machine) -> None:
        (folder,) = [each for each in (laptop.place / "legdiary-sync").iterdir() if each.is_dir()]
        with closing(sqlite3.connect(laptop.folder / "diary.db")) as connection, connection:
            connection.execute("UPDATE sync_line SET new = replace(new, '6', '7')")
        assert laptop.sync().sent == 0
        shutil.rmtree(folder)
        with pytest.raises(DiaryTrouble):
            laptop.sync()
        assert not folder.exists() or list(folder.iterdir()) == []

    def test_what_is_settled_without_a_change_is_sent(self, laptop: Machine, phone: Machine) -> None:
        laptop.add(night("2026-11-18", 2))
        phone.add(night("2026-11-18", 9))
        laptop.sync()
        phone.sync()
        (waiting,) = load_status(phone.run(), phone.files).unsettled.conflicts
        assert waiting.entry_id is not None
        settle(phone.run(), phone.files, waiting.entry_id, None)  # what stands: no entry changes
        assert phone.sync().sent == 1
        assert (laptop.sync().waiting, laptop.scores) == (0, phone.scores)


def _wrote(folder: Path, machine: Machine) -> bool:
    (identity,) = (machine.files.state / "devices").glob("*.json")
    return f'"device": "{folder.name}"' in identity.read_text("utf-8")


def test_a_restored_diary_forgets_who_it_was(laptop: Machine, tmp_path: Path) -> None:
    set_up(laptop.run(), laptop.files, laptop.begin())
    older = shutil.copy(laptop.folder / "diary.db", tmp_path / "older.db")
    laptop.add(night("2026-11-19", 3))
    laptop.sync()
    shutil.copy(older, laptop.folder / "diary.db")
    done = laptop.sync()
    assert (done.name, done.begun_anew, done.again, [each.lines for each in done.taken]) == (
        "laptop 2", "diary behind", 0, [1],
    )  # fmt: skip
    assert [(each.name, each.forgotten) for each in load_status(laptop.run(), laptop.files).devices] == [
        ("laptop", True), ("laptop 2", False),
    ]  # fmt: skip
    assert {*laptop.scores} == {3, 6}


def test_once_a_day(laptop: Machine, phone: Machine) -> None:
    assert sync_of_the_day(laptop.run(), laptop.files) is None
    set_up(laptop.run(), laptop.files, laptop.begin())
    laptop.add(night("2026-11-21", 2))
    done: Any = sync_of_the_day(laptop.run(), laptop.files)
    assert done.sent == 1
    assert sync_of_the_day(laptop.run(), laptop.files) is None
    laptop.place.rename(phone.folder)
    with pytest.raises(PlaceMissing):
        sync_of_the_day(laptop.run(NEXT_DAY), laptop.files)
    assert sync_of_the_day(laptop.run(NEXT_DAY), laptop.files) is None


WORD = st.text("abcxyz0189-", min_size=1, max_size=8)


@given(user=WORD, password=st.none() | WORD, host=WORD, name=WORD, query=st.booleans())
def test_a_database_is_shown_without_its_password(
    user: str, password: str | None, host: str, name: str, *, query: bool
) -> None:
    login = user if password is None else f"{user}:{password}"
    address = f"postgresql+psycopg://{login}@{host}/{name}{'?sslmode=require&password=x' if query else ''}"
    shown = make_url(address).set(drivername="postgresql", query={}).render_as_string(hide_password=True)
    assert shown_address(address) == shown
