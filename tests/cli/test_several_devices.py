"""Several devices as their owner meets them: a laptop and a phone, a folder between them, and one diary."""

from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from driving import run
from synced import NOW, STATE, Device, devices, exchange, passphrase_typed
from unseen import typed

if TYPE_CHECKING:
    from pathlib import Path

WIDE = {"COLUMNS": "100"}
NIGHT = "--night 2026-11-20"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Device, Device]:
    laptop, phone = devices(tmp_path, "laptop", "phone")
    return laptop, phone


def differ(laptop: Device, phone: Device) -> None:
    """Each rates the same night without having seen the other; a dose is deleted here and changed there."""
    laptop.ok(f"night 6 {NIGHT}")
    laptop.ok("kratom 2.5g --at '2026-11-20 21:00'")
    exchange(laptop, phone)
    phone.ok(f"night 4 {NIGHT}")
    phone.ok("edit 3 --note 'with food'")
    laptop.ok(f"night 7 {NIGHT}")
    laptop.ok("delete 3")
    exchange(phone, laptop)


def rated(device: Device, night: str = "2026-11-20") -> Any:
    return device.json(f"show {night}")["severity"]


# ---------------------------------------------------------------------- beginning


class TestTheBeginning:
    def test_a_passphrase_is_asked_for_twice_at_setup_and_once_at_join(self, tmp_path: Path) -> None:
        laptop, phone = (Device(tmp_path / name, tmp_path / "place") for name in ("laptop", "phone"))
        laptop.place.mkdir()
        laptop.ok("night 5 --night 2026-11-18")
        phone.home.mkdir()
        place = str(laptop.place)
        shown, code = typed(
            "sync", "setup", place, "--name", "laptop", answers=("four words", "four words"), now=NOW, env=laptop.env
        )
        made = " ".join(shown.split())
        assert code == 0, shown
        assert "nobody can replace it" in made
        assert f"This device is “laptop”. The place is {place}. 1 change is there now, encrypted." in made
        assert "four words" not in made
        shown, code = typed("sync", "join", place, answers=("three words",), now=NOW, env=phone.env)
        assert (code, "the passphrase is wrong" in " ".join(shown.split())) == (1, True)
        assert not phone.identity.exists()
        shown, code = typed("sync", "join", place, "--name", "phone", answers=("four words",), now=NOW, env=phone.env)
        assert code == 0, shown
        assert "Joined as “phone”. Took 1 change of laptop, to Sun 22 Nov 10:00. Sent nothing." in " ".join(
            shown.split()
        )
        assert rated(phone, "2026-11-18") == 5

    def test_without_a_terminal_nobody_can_type_one(self, tmp_path: Path) -> None:
        laptop = Device(tmp_path / "laptop", tmp_path / "place")
        laptop.place.mkdir()
        laptop.ok("night 5")
        result = run("sync", "setup", str(laptop.place), now=NOW, env=laptop.env)
        assert (result.code, result.stdout) == (1, "")
        assert list(laptop.place.iterdir()) == []

    def test_what_it_says(self, tmp_path: Path) -> None:
        laptop, phone = (Device(tmp_path / name, tmp_path / "place") for name in ("laptop", "phone"))
        laptop.place.mkdir()
        laptop.ok("night 5 --night 2026-11-18")
        laptop.ok("night 5 --night 2026-11-19")
        assert laptop.ok("sync setup PLACE --name laptop", env={"COLUMNS": "300"}) == (
            f"Set up. This device is “laptop”. The place is {laptop.place}.\n"
            "2 changes are there now, encrypted.\n"
            "Then, on each other device that the place has reached:\n"
            "  legdiary sync join PLACE\n"
        )
        assert phone.ok("sync join PLACE --name phone --dry-run") == (
            "Would take 2 changes of laptop, to Sun 22 Nov 10:00, and send nothing. Nothing\nwas stored.\n"
        )
        assert not phone.diary.exists()
        assert not phone.identity.exists()

    def test_two_diaries_become_one(self, tmp_path: Path) -> None:
        laptop, phone = (Device(tmp_path / name, tmp_path / "place") for name in ("laptop", "phone"))
        laptop.place.mkdir()
        laptop.ok(f"night 6 {NIGHT}")
        phone.ok(f"night 3 {NIGHT}")
        phone.ok("magnesium 200mg --at '2026-11-21 22:00'")
        laptop.ok("sync setup PLACE --name laptop")
        tried = phone.ok("sync join PLACE --name phone --dry-run", env=WIDE)
        assert tried == (
            "Would take 1 change of laptop, to Sun 22 Nov 10:00, and send 2 changes. Nothing was stored.\n"
            "1 entry would wait for your decision: the devices differ about it.\n"
        )
        assert (rated(phone), phone.run("sync status").code) == (3, 1)
        phone.ok("sync join PLACE --name phone")
        laptop.ok("sync")
        assert rated(laptop) == rated(phone)
        assert [each["kind"] for each in laptop.json("list")["entries"]] == ["night", "magnesium"]

    def test_the_second_of_a_name_gets_a_number(self, tmp_path: Path) -> None:
        laptop, phone = devices(tmp_path, "laptop", "phone")
        third = Device(tmp_path / "third", laptop.place)
        third.ok("night 2 --night 2026-11-10")
        third.ok("sync join PLACE --name laptop")
        exchange(laptop, phone, third)
        assert sorted(each["name"] for each in phone.json("sync status")["devices"]) == ["laptop", "laptop 2", "phone"]


# ---------------------------------------------------------------------- exchanging


class TestAnExchange:
    def test_says_what_went_and_what_came(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        laptop.ok(f"night 6 {NIGHT}")
        laptop.ok("sleep 22:45-06:10 --night 2026-11-20")
        phone.ok("magnesium 200mg --at '2026-11-21 22:00'", now="2026-11-22T08:40-05:00")
        assert phone.ok("sync") == "Sent 1 change.\n"
        assert laptop.ok("sync") == "Sent 2 changes. Took 1 change of phone, to Sun 22 Nov 08:40.\n"
        assert laptop.ok("sync") == "Nothing new here, and nothing new there.\n"
        assert phone.json("sync")["took"] == [
            {"device": "laptop", "lines": 2, "until": "2026-11-22T10:00:00-05:00"}
        ]  # fmt: skip

    def test_history_names_the_device(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        phone.ok(f"night 4 {NIGHT}")
        exchange(phone, laptop)
        laptop.ok(f"night 5 {NIGHT}")
        assert laptop.ok("history", env=WIDE).splitlines()[1:] == [
            "  10:00  #1     night added: night 2026-11-18, severity 5 (recalled)",
            "  10:00  #2     night added (phone): night 2026-11-20, severity 4",
            "  10:00  #2     night changed: severity 4 → 5",
        ]
        told = [(each["source"], each["device"]) for each in laptop.json("history")["changes"]]
        assert told == [(None, None), ("sync", "phone"), (None, None)]
        assert [each["device"] for each in laptop.json("history 2")["changes"]] == ["phone", None]

    def test_a_file_that_is_cut_off_is_told_and_taken_later(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        phone.ok(f"night 4 {NIGHT}")
        phone.ok("sync")
        (written,) = [path for path in laptop.place.rglob("*.age") if path.stat().st_mtime_ns == max(
            each.stat().st_mtime_ns for each in laptop.place.rglob("*.age"))]  # fmt: skip
        whole = written.read_bytes()
        written.write_bytes(whole[:700])
        answer = laptop.ok("sync", env=WIDE)
        assert answer.startswith("Nothing new here, and nothing new there.\nThe file ")
        assert "is damaged, or not all of it is there yet" in " ".join(answer.split())
        written.write_bytes(whole)
        assert laptop.ok("sync") == "Took 1 change of phone, to Sun 22 Nov 10:00.\n"

    def test_conflict_copies_are_left_out_and_named(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        phone.ok("sync")
        written = next(laptop.place.rglob("0*.age"))
        copy = written.with_name(f"{written.stem} (conflicted copy 2026-11-22).age")
        copy.write_bytes(written.read_bytes())
        told = " ".join(phone.ok("sync").split())
        assert "conflicted copy 2026-11-22).age: a second version that the program which carries the folder" in told
        (found,) = [each for each in phone.json("check")["findings"] if each["topic"] == "place"]
        assert (found["state"], "conflicted copy" in found["what"]) == ("told", True)

    def test_a_place_that_was_put_back_gets_its_lines_again(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        shutil.copytree(laptop.place, laptop.place.parent / "last week")
        laptop.ok(f"night 6 {NIGHT}")
        exchange(laptop, phone)
        shutil.rmtree(laptop.place)
        (laptop.place.parent / "last week").rename(laptop.place)
        assert phone.ok("sync", env=WIDE) == (
            "Nothing new here, and nothing new there.\n"
            "The place lacks 1 change of laptop that this diary has. Sync that device, too.\n"
        )
        assert laptop.ok("sync", env=WIDE) == (
            "Sent 1 change.\nThe place had lost 1 change of this device. It is there again.\n"
        )

    def test_a_restored_diary_goes_on_as_a_new_device(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        laptop.ok(f"backup --output {laptop.home}/copy.db")
        laptop.ok(f"night 6 {NIGHT}")
        exchange(laptop, phone)
        laptop.ok(f"restore {laptop.home}/copy.db --yes")
        (found,) = [each for each in laptop.json("check")["findings"] if each["topic"] == "device"]
        answer = laptop.ok("sync", env=WIDE)
        assert "This diary was put back to an earlier state. So it goes on as a new device, “laptop 2”." in answer
        laptop.ok("night 2 --night 2026-11-21")
        exchange(laptop, phone)
        assert (rated(laptop), rated(phone), rated(phone, "2026-11-21")) == (6, 6, 2)
        assert found["state"] == "told"

    def test_a_place_that_fails_is_no_success(
        self, pair: tuple[Device, Device], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        laptop, _ = pair
        laptop.ok(f"night 6 {NIGHT}")

        def fail(*_: object, **__: object) -> bool:
            raise OSError(28, os.strerror(28))

        with monkeypatch.context() as patch:
            patch.setattr("legdiary.store.places.folder.whole_file", fail)
            result = laptop.run("sync")
        assert (result.code, result.stdout) == (1, "")
        assert result.stderr == (
            f"legdiary: there is no room left in the sync place {laptop.place}; what is in the diary is safe. The next "
            "sync tries again\n"
        )
        assert laptop.ok("sync") == "Sent 1 change.\n"


# ---------------------------------------------------------------------- what waits for a person


class TestWhatWaits:
    def test_is_told_everywhere(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        differ(laptop, phone)
        stood = rated(laptop)
        other = {4: "phone", 7: "laptop"}
        says = [f"{other[value]} says severity {value}" for value in (11 - stood, stood)]
        dose = laptop.json("list --kind kratom")["entries"][0]["id"]
        waits = "2 entries wait for your decision: legdiary sync status"
        assert laptop.ok("list --from 2026-11-20 --to 2026-11-20", env=WIDE).splitlines() == [
            "Fri 20 Nov 2026",
            f"  2  night      severity {stood}",
            f"                {says[0]}; {says[1]}.",
            f"  {dose}  kratom     2.5 g at 21:00, “with food”",
            "                Deleted on laptop, changed on phone. It stays until you decide.",
            "",
            "2 of these entries wait for your decision: legdiary sync status",
        ]
        assert waits in laptop.ok("").splitlines()
        assert f"{says[0]}; {says[1]}." in laptop.ok("show 2026-11-20", env=WIDE)
        week = " ".join(laptop.ok("week").split())
        assert "Your devices differ about legs of Fri 20 Nov and kratom of Fri 20 Nov: legdiary sync status" in week
        assert "differ" not in laptop.ok("week 2026-11-13")
        for typed_line in ("", "week", "list", "show 2026-11-20", "sync status"):
            assert [each["what"] for each in laptop.json(typed_line)["waiting"]] == ["field", "deleted"]
        assert laptop.json("show 2026-11-18")["waiting"] == []

    def test_status_says_how_to_settle_it(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        differ(laptop, phone)
        stood = rated(phone)
        name, value = {4: ("laptop", 7), 7: ("phone", 4)}[stood]
        told = phone.ok("sync status", env=WIDE).splitlines()
        assert told[told.index("Waiting for your decision") :] == [
            "Waiting for your decision",
            f"  #2 Legs of Fri 20 Nov: severity {stood}",
            f"    {name} says severity {value}; {'phone' if name == 'laptop' else 'laptop'} says severity {stood}.",
            f"    legdiary sync settle 2{' ' * (10 + len(name))}keeps what is shown",
            f"    legdiary sync settle 2 --take {name}  takes what {name} says",
            "  #3 Kratom of Fri 20 Nov: 2.5 g at 21:00, “with food”",
            "    Deleted on laptop, changed on phone. It stays until you decide.",
            "    legdiary sync settle 3                keeps what is shown",
            "    legdiary sync settle 3 --take laptop  deletes it",
        ]

    def test_no_line_is_wider_than_a_phone(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        differ(laptop, phone)
        for typed_line in ("sync status", "list", "show 2026-11-20", "week", ""):
            shown = laptop.ok(typed_line, env={"COLUMNS": "40"}).splitlines()
            assert [line for line in shown if len(line) > 40 and "legdiary sync settle" not in line
                    and "2026-11-21" not in line] == []  # fmt: skip

    def test_a_decision_holds_on_every_device(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        differ(laptop, phone)
        assert phone.ok("sync settle 2 --take phone") == "Settled: 2, legs of Fri 20 Nov: severity 4\n"
        assert phone.ok("sync settle 3 --take laptop") == "Settled: entry 3 is deleted.\n"
        assert phone.json("sync status")["waiting"] == []
        exchange(phone, laptop)
        assert (rated(laptop), laptop.json("sync status")["waiting"]) == (4, [])
        assert [each["kind"] for each in laptop.json("list --from 2026-11-20")["entries"]] == ["night"]
        assert "wait" not in laptop.ok("")

    def test_typing_it_again_decides_as_well(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        differ(laptop, phone)
        phone.ok(f"night 5 {NIGHT}")
        phone.ok("delete 3")
        assert phone.json("sync status")["waiting"] == []
        exchange(phone, laptop)
        assert (rated(laptop), laptop.json("sync status")["waiting"]) == (5, [])

    def test_of_two_plans_both_are_named(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        plan = "taper new --from 4g --to 2g --cut 1g --every 7d --yes --start"
        laptop.ok(f"{plan} 2026-11-20 --name slow")
        phone.ok(f"{plan} 2026-11-19 --name fast")
        exchange(laptop, phone)
        told = " ".join(laptop.ok("sync status").split())
        assert "Taper plan: taper “fast”" in told
        assert "laptop has another one: taper “slow”" in told
        assert "Only one of the two can count." in told
        assert "Your devices differ about taper plan: legdiary sync status" in " ".join(laptop.ok("week").split())
        (waits,) = laptop.json("sync status")["waiting"]
        laptop.ok(f"sync settle {waits['id']} --take laptop")
        exchange(laptop, phone)
        assert phone.json("taper show")["plan"] == "slow"

    def test_a_dose_free_day_and_a_dose(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        laptop.ok(f"kratom none {NIGHT}")
        phone.ok("kratom 2g --at '2026-11-20 21:00'")
        exchange(laptop, phone)
        told = " ".join(laptop.ok("sync status").split())
        assert "laptop says there was none that day. Only one of the two can count." in told

    def test_undo_leaves_what_another_device_has_changed(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        laptop.ok(f"night 6 {NIGHT}")
        exchange(laptop, phone)
        phone.ok(f"night 4 {NIGHT}")
        exchange(phone, laptop)
        result = laptop.run("undo")
        assert (result.code, result.stderr.splitlines()) == (1, [
            "legdiary: the last change here is about entry 2, which was changed on phone since; nothing was undone",
            "legdiary: try: legdiary history 2",
        ])  # fmt: skip


# ---------------------------------------------------------------------- who takes part


class TestTheDevices:
    def test_status(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        exchange(laptop, phone)
        laptop.ok(f"night 6 {NIGHT}")
        assert laptop.ok("sync status", env={"COLUMNS": "300"}) == (
            f"Synced through {laptop.place} as “laptop”.\n"
            "1 change is not sent yet: legdiary sync\n"
            "\n"
            "Devices\n"
            "  laptop (this one): 1 change, to 22 Nov 2026 10:00\n"
        )

    def test_a_forgotten_device_is_waited_for_no_more(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        phone.ok(f"night 4 {NIGHT}")
        exchange(phone, laptop)
        (theirs,) = {path.parent for path in laptop.place.rglob("0*.age")} - {_own_folder(laptop)}
        shutil.rmtree(theirs)
        assert "The place lacks 1 change of phone" in laptop.ok("sync")
        assert laptop.ok("sync forget Phone") == "Nothing more is expected of phone. What it logged stays.\n"
        assert laptop.ok("sync").splitlines() == [
            "Nothing new here, and nothing new there.",
            "The place had lost 1 change of phone. It is there again.",
        ]
        assert laptop.ok("sync") == "Nothing new here, and nothing new there.\n"
        assert [each["forgotten"] for each in laptop.json("sync status")["devices"]] == [False, True]
        assert rated(laptop) == 4
        phone.ok("night 3 --night 2026-11-21")
        exchange(phone, laptop)
        assert [each["forgotten"] for each in laptop.json("sync status")["devices"]] == [False, False]

    def test_who_leaves_keeps_the_diary_and_may_come_back(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        laptop.ok(f"night 6 {NIGHT}")
        exchange(laptop, phone)
        assert phone.ok("sync leave", env={"COLUMNS": "300"}) == (
            f"This device no longer syncs through {phone.place}. The diary here stays as it is.\n"
        )
        assert not phone.identity.exists()
        assert (phone.run("sync").code, rated(phone)) == (1, 6)
        phone.ok("night 3 --night 2026-11-21")
        phone.ok("sync join PLACE --name phone")
        exchange(laptop, phone)
        assert rated(laptop, "2026-11-21") == 3
        assert len(laptop.json("list --from 2026-11-18")["entries"]) == 3

    def test_a_diary_goes_on_in_another_place(self, pair: tuple[Device, Device], tmp_path: Path) -> None:
        laptop, phone = pair
        laptop.ok(f"night 6 {NIGHT}")
        exchange(laptop, phone)
        new = [Device(each.home, tmp_path / "new place") for each in pair]
        new[0].place.mkdir()
        for each in new:
            each.ok("sync leave")
        new[0].ok("sync setup PLACE --name laptop")
        new[1].ok("sync join PLACE --name phone")
        exchange(*new)
        for each in new:
            assert [found["night_of"] for found in each.json("list --from 2026-11-18")["entries"]] == [
                "2026-11-18", "2026-11-20",
            ]  # fmt: skip
            assert each.json("check")["sound"]

    def test_a_new_place_while_something_waits_is_asked_about(
        self, pair: tuple[Device, Device], tmp_path: Path
    ) -> None:
        laptop, phone = pair
        differ(laptop, phone)
        shutil.rmtree(laptop.home / STATE)
        new = Device(laptop.home, tmp_path / "new place")
        new.place.mkdir()
        result = new.run("sync setup PLACE --name laptop")
        assert (result.code, list(new.place.iterdir())) == (1, [])
        new.ok("sync setup PLACE --name laptop --confirm")
        assert new.json("sync status")["waiting"] == []

    def test_where_and_check_tell_of_it(self, pair: tuple[Device, Device]) -> None:
        laptop, _ = pair
        assert laptop.ok("where", env={"COLUMNS": "300"}).splitlines()[-2:] == [
            f"device    {laptop.identity}",
            f"place     {laptop.place}",
        ]
        found = {each["topic"]: (each["state"], each["what"]) for each in laptop.json("check")["findings"]}
        assert found["devices"] == ("fine", "the entries are what 1 change of 1 device make of them")
        assert found["device"] == ("fine", "it is “laptop”, and everything is sent")
        assert found["place"] == ("fine", f"{laptop.place}: 1 file of 1 device")
        laptop.identity.chmod(0o644)
        shutil.rmtree(laptop.place)
        found = {each["topic"]: (each["state"], each["try"]) for each in laptop.json_of_a_fault("check")["findings"]}
        assert found["place"] == ("told", None)

    def test_nothing_of_it_is_told_where_nothing_is_synced(self, tmp_path: Path) -> None:
        alone = Device(tmp_path / "alone", tmp_path / "place")
        alone.ok(f"night 6 {NIGHT}")
        assert len(alone.ok("where").splitlines()) == 3
        assert {"devices", "device", "place"}.isdisjoint(each["topic"] for each in alone.json("check")["findings"])
        assert alone.json("list")["waiting"] == []


def _own_folder(device: Device) -> Path:
    found: str = json.loads(device.identity.read_text(encoding="utf-8"))["device"]
    return device.place / "legdiary-sync" / found


# ---------------------------------------------------------------------- once a day


class TestOnceADay:
    TOMORROW, LATER = "2026-11-23T08:00-05:00", "2026-11-23T21:00-05:00"

    def test_after_the_first_entry_of_a_day_and_no_other(self, pair: tuple[Device, Device]) -> None:
        laptop, phone = pair
        phone.ok("config sync daily")
        laptop.ok(f"night 6 {NIGHT}", now=self.TOMORROW)
        laptop.ok("sync", now=self.TOMORROW)
        first = phone.run("magnesium 200mg --json", now=self.TOMORROW)
        assert (first.code, first.json["stored"]["elemental_mg"]) == (0, 200)
        assert first.stderr == "legdiary: Sent 1 change. Took 1 change of laptop, to Mon 23 Nov 08:00.\n"
        again = phone.run("magnesium 100mg", now=self.LATER)
        assert (again.code, again.stderr) == (0, "")
        assert "1 change is not sent yet" in phone.ok("sync status", now=self.LATER)

    def test_not_where_it_is_off_and_not_after_a_look(self, pair: tuple[Device, Device]) -> None:
        laptop, _ = pair
        assert laptop.run("magnesium 200mg", now=self.TOMORROW).stderr == ""
        laptop.ok("config sync daily")
        assert laptop.run("week", now=self.TOMORROW).stderr == ""
        assert "1 change is not sent yet" in laptop.ok("sync status", now=self.TOMORROW)

    def test_what_fails_turns_no_exit_code_and_is_tried_once(self, pair: tuple[Device, Device]) -> None:
        laptop, _ = pair
        laptop.ok("config sync daily")
        laptop.place.rename(laptop.place.with_name("elsewhere"))
        failed = laptop.run("night 6", now=self.TOMORROW)
        assert (failed.code, failed.stdout.startswith("Night of")) == (0, True)
        assert failed.stderr == (
            f"legdiary: stored, but not synced today: the sync folder {laptop.place}/legdiary-sync is not there "
            "(is its disk connected?)\n"
        )
        assert laptop.run("magnesium 200mg", now=self.LATER).stderr == ""

    def test_nothing_where_the_diary_is_not_synced(self, tmp_path: Path) -> None:
        alone = Device(tmp_path / "alone", tmp_path / "place")
        alone.ok("config sync daily")
        assert re.fullmatch(r"legdiary: began a new diary at .*\n", alone.run("night 6").stderr)

    def test_a_wrong_word(self, tmp_path: Path) -> None:
        alone = Device(tmp_path / "alone", tmp_path / "place")
        assert alone.run("config sync hourly").stderr == (
            "legdiary: setting sync: 'hourly' is not one of its values; write off or daily\n"
        )


def test_the_help_of_each_command_runs() -> None:
    with passphrase_typed():
        for name in ("", "setup", "join", "status", "settle", "forget", "leave"):
            assert run("sync", *([name] if name else []), "--help").code == 0
