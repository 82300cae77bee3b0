"""A machine that was copied whole: two go on under one name, with the same key, diary and numbers.

Nothing tells the two apart until one finds in its own folder what it did not write. From then on each has a name of its
own; what both have logged since the copy is on every device, and every file is sound.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from synced import Device, carry, clone, devices, exchange, stays_itself

from legdiary.store.places.folder import FolderPlace

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.domain.sync.segment_names import SegmentName

WIDE = {"COLUMNS": "200"}
ANEW = (
    "Another computer has written under the name of this device. So it goes on as a new device, “{}”. Nothing is lost."
)


def told(device: Device) -> list[tuple[str, ...]]:
    """Every entry by its night: legs with the score and the note, else the kind."""
    entries = device.json("list --from 2026-11-10 --to 2026-11-22")["entries"]
    return sorted((each["night_of"], *_in_words(each)) for each in entries)


def _in_words(entry: Any) -> list[str]:
    if entry["kind"] == "night":
        return [f"legs {entry['severity']}", *([entry["note"]] if entry["note"] else [])]
    return [entry["kind"]]


def sound(*some: Device) -> None:
    for each in some:
        findings = each.json("check")["findings"]
        assert [found for found in findings if found["state"] == "wrong"] == []
        assert each.json("sync status")["waiting"] == []


def meet(*some: Device) -> None:
    """Carry and exchange until nothing is new."""
    for _ in range(4):
        carry(*some)
        for each in some:
            each.ok("sync")
    answers = {each.ok("sync", env=WIDE).splitlines()[0] for each in some}
    assert answers == {"Nothing new here, and nothing new there."}


@pytest.fixture
def three(tmp_path: Path) -> list[Device]:
    """A laptop and a desktop, each with its own copy of the place; and a twin of the laptop."""
    found = []
    for each in devices(tmp_path, "laptop", "desk"):
        its = Device(each.home, each.home / "place")
        shutil.copytree(each.place, its.place)
        stays_itself(each.identity, its)
        found.append(its)
    laptop, desk = found
    laptop.ok("night 6 --night 2026-11-19")
    laptop.ok("sync")
    carry(laptop, desk)
    desk.ok("sync")
    return [laptop, clone(laptop, tmp_path / "twin"), desk]


def live_on(laptop: Device, twin: Device) -> list[tuple[str, ...]]:
    """Both log under one name, and change what both have; return what there is then."""
    laptop.ok("night 3 --night 2026-11-20")
    laptop.ok("kratom 2.5g --at '2026-11-20 21:00'")
    laptop.ok("edit 3 --note 'long walk'")
    twin.ok("night 4 --night 2026-11-21")
    twin.ok("edit 2 --note late")
    return [
        ("2026-11-18", "legs 5"),
        ("2026-11-19", "legs 6", "late"),
        ("2026-11-20", "kratom"),
        ("2026-11-20", "legs 3", "long walk"),
        ("2026-11-21", "legs 4"),
    ]


def own_folder(device: Device) -> str:
    found: str = json.loads(device.identity.read_text(encoding="utf-8"))["device"]
    return found


class TestWhoFindsTheOther:
    def test_before_it_has_written_anything_itself(self, three: list[Device]) -> None:
        laptop, twin, desk = three
        all_of_it = live_on(laptop, twin)
        assert laptop.ok("sync") == "Sent 3 changes.\n"
        carry(laptop, desk, twin)
        answer = twin.ok("sync", env=WIDE).splitlines()
        assert answer == [
            "Sent 2 changes. Took 3 changes of laptop, to Sun 22 Nov 10:00.", ANEW.format("laptop 2"),
        ]  # fmt: skip
        meet(*three)
        assert [told(each) for each in three] == [all_of_it] * 3
        sound(*three)
        assert own_folder(laptop) != own_folder(twin)
        assert "laptop (this one)" in laptop.ok("sync status")

    def test_after_it_has_written_under_the_same_file_name(self, three: list[Device]) -> None:
        """Both have sent lines 3 and 4 to a copy of the place of their own; the carrier keeps the laptop's file."""
        laptop, twin, desk = three
        all_of_it = live_on(laptop, twin)
        twin.ok("magnesium 200mg --at '2026-11-21 22:00'")
        assert (laptop.ok("sync"), twin.ok("sync")) == ("Sent 3 changes.\n", "Sent 3 changes.\n")
        carry(laptop, desk, twin)
        answer = twin.ok("sync", env=WIDE).splitlines()
        assert answer[:2] == [
            "Sent 3 changes. Took 3 changes of laptop, to Sun 22 Nov 10:00.", ANEW.format("laptop 3"),
        ]  # fmt: skip
        assert "(conflicted copy).age: a second version" in answer[2]
        meet(*three)
        assert [told(each) for each in three] == [sorted([*all_of_it, ("2026-11-21", "magnesium")])] * 3
        sound(*three)
        names = [each["name"] for each in twin.json("sync status")["devices"]]
        assert names == ["laptop", "laptop 2", "laptop 3"]

    def test_both_find_the_other(self, three: list[Device]) -> None:
        """The files have other names, so both arrive everywhere: both begin anew, and nobody writes as the laptop."""
        laptop, twin, _ = three
        all_of_it = live_on(laptop, twin)
        laptop.ok("sync")
        twin.ok("sync")
        meet(*three)
        assert [told(each) for each in three] == [all_of_it] * 3
        sound(*three)

    def test_where_a_third_had_taken_from_one_and_built_on_it(self, three: list[Device]) -> None:
        """The desktop has changed a night of the twin's, which it knew as the laptop's."""
        laptop, twin, desk = three
        all_of_it = live_on(laptop, twin)
        twin.ok("sync")
        carry(twin, desk)
        assert desk.ok("sync") == "Took 2 changes of laptop, to Sun 22 Nov 10:00.\n"
        desk.ok("edit 3 --note 'rain all day'")
        assert desk.ok("sync") == "Sent 1 change.\n"
        laptop.ok("sync")
        meet(laptop, desk, twin)
        there = [each if each[0] != "2026-11-21" else (*each, "rain all day") for each in all_of_it]
        assert [told(each) for each in three] == [there] * 3
        sound(*three)
        laptop.ok("night 1 --night 2026-11-16")
        twin.ok("night 2 --night 2026-11-15")
        desk.ok("night 0 --night 2026-11-14")
        meet(*three)
        more = [("2026-11-14", "legs 0"), ("2026-11-15", "legs 2"), ("2026-11-16", "legs 1")]
        assert [told(each) for each in three] == [[*more, *there]] * 3
        sound(*three)

    def test_a_decision_that_was_written_down_and_never_sent(self, tmp_path: Path) -> None:
        """`sync settle` writes lines before any exchange; the twin has sent others under their numbers since."""
        laptop, phone = devices(tmp_path, "laptop", "phone")
        for device, score in ((laptop, 6), (phone, 4)):
            device.ok(f"night {score} --night 2026-11-20")
        exchange(laptop, phone)
        home = tmp_path / "twin"
        shutil.copytree(laptop.home, home)
        twin = Device(home, laptop.place)
        stays_itself(laptop.identity, twin)
        laptop.ok("sync settle 2 --take laptop")
        twin.ok("magnesium 200mg --at '2026-11-21 22:00'")
        assert twin.ok("sync").startswith("Sent 1 change.\n")
        answer = laptop.ok("sync", env=WIDE)
        assert ANEW.format("laptop 3") in answer
        exchange(laptop, twin, phone)
        assert [told(each) for each in (laptop, twin, phone)] == [
            [("2026-11-18", "legs 5"), ("2026-11-20", "legs 6"), ("2026-11-21", "magnesium")]
        ] * 3  # fmt: skip
        sound(laptop, twin, phone)

    def test_both_send_in_the_same_moment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """One place that both reach at once, as a database is: the second finds the name of its file taken."""
        laptop, desk = devices(tmp_path, "laptop", "desk")
        home = tmp_path / "twin"
        shutil.copytree(laptop.home, home)
        twin = Device(home, laptop.place)
        stays_itself(laptop.identity, twin)
        laptop.ok("night 3 --night 2026-11-20")
        twin.ok("night 4 --night 2026-11-21")
        real = FolderPlace.put

        def late(place: FolderPlace, name: SegmentName, data: bytes) -> bool:
            monkeypatch.undo()
            laptop.ok("sync")
            return real(place, name, data)

        monkeypatch.setattr(FolderPlace, "put", late)
        twin.ok("sync")
        assert ANEW.format("laptop 3") in twin.ok("sync", env=WIDE)
        exchange(laptop, twin, desk)
        assert [told(each) for each in (laptop, twin, desk)] == [
            [("2026-11-18", "legs 5"), ("2026-11-20", "legs 3"), ("2026-11-21", "legs 4")]
        ] * 3  # fmt: skip
        sound(laptop, twin, desk)

    def test_one_that_had_sent_nothing_yet(self, tmp_path: Path) -> None:
        """Both write their first line ever."""
        laptop, desk = devices(tmp_path, "laptop", "desk")
        home = tmp_path / "twin"
        shutil.copytree(desk.home, home)
        twin = Device(home, desk.place)
        stays_itself(desk.identity, twin)
        desk.ok("night 3 --night 2026-11-20")
        twin.ok("night 4 --night 2026-11-21")
        assert desk.ok("sync") == "Sent 1 change.\n"
        answer = twin.json("sync")
        assert (answer["sent"], answer["new_identity"], answer["device"]) == (1, "not ours", "desk 2")
        exchange(laptop, twin, desk)
        assert [told(each) for each in (laptop, twin, desk)] == [
            [("2026-11-18", "legs 5"), ("2026-11-20", "legs 3"), ("2026-11-21", "legs 4")]
        ] * 3  # fmt: skip
        sound(laptop, twin, desk)


def test_undo_and_history_after_it(three: list[Device]) -> None:
    laptop, twin, desk = three
    live_on(laptop, twin)
    laptop.ok("sync")
    twin.ok("sync")
    carry(laptop, desk, twin)
    twin.ok("sync")
    twin.ok("undo")
    meet(*three)
    assert [("2026-11-19", "legs 6") in told(each) for each in three] == [True] * 3
    sound(*three)


def test_the_twin_of_a_twin(three: list[Device], tmp_path: Path) -> None:
    laptop, twin, desk = three
    all_of_it = live_on(laptop, twin)
    twin.ok("sync")
    third = clone(twin, tmp_path / "third")
    third.ok("night 2 --night 2026-11-15")
    twin.ok("night 1 --night 2026-11-16")
    for each in (laptop, twin, third):
        each.ok("sync")
    meet(third, desk, laptop, twin)
    there = [("2026-11-15", "legs 2"), ("2026-11-16", "legs 1"), *all_of_it]
    assert [told(each) for each in (*three, third)] == [there] * 4
    sound(*three, third)
