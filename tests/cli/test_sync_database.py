"""A database between two computers, as their owners meet it: from the first line typed to the server that stops."""

from __future__ import annotations

import shlex
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from synced import Device

import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WHY_NOT = postgresql.why_not()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=WHY_NOT or "")

WIDE = {"COLUMNS": "200"}
PLACE = "postgresql://anna@/postgres"
TOMORROW = "2026-11-23T10:00-05:00"


@pytest.fixture
def server() -> Iterator[postgresql.Server]:
    with closing(postgresql.Server()) as started:
        yield started


def refused(device: Device, typed: str, code: int = 1, **how: str) -> str:
    """What it says, a line each, where it does not go well; nothing is printed as an answer."""
    result = device.run(typed, env=WIDE, **how)
    assert (result.code, result.stdout) == (code, "")
    return result.stderr.replace("legdiary: ", "").rstrip("\n")


def scores(device: Device) -> dict[str, int]:
    entries = device.json("list --kind night --from 2026-01-01 --to 2026-11-23")["entries"]
    return {each["night_of"]: each["severity"] for each in entries}


def test_two_computers_and_a_server(tmp_path: Path, server: postgresql.Server) -> None:
    url = server.url()
    typed = shlex.quote(url)
    laptop, desk = (Device(tmp_path / name, tmp_path / "none") for name in ("laptop", "desk"))

    # ------------------------------------------------ beginning
    laptop.ok("night 5 --night 2026-11-18 --note 'nobody sees this'")
    assert refused(desk, f"sync join {typed} --name desk") == (
        f"no other device is set up in {PLACE}; nothing was changed. Only the first device needs `legdiary sync setup`"
    )
    assert laptop.ok(f"sync setup {typed} --name laptop", env=WIDE).splitlines() == [
        f"Set up. This device is “laptop”. The place is {PLACE}.",
        "1 change is there now, encrypted.",
        "Then, on each other device:",
        "  legdiary sync join PLACE",
    ]
    assert refused(laptop, f"sync setup {typed}") == (
        f"this diary is synced already, through {PLACE}\ntry: legdiary sync status"
    )
    assert refused(desk, f"sync join {typed} --name desk", passphrase="another").startswith(  # noqa: S106
        "key.age does not open: the passphrase is wrong"
    )
    assert not desk.diary.exists()
    assert desk.ok(f"sync join {typed} --name desk", env=WIDE) == (
        "Joined as “desk”. Took 1 change of laptop, to Sun 22 Nov 10:00. Sent nothing.\n"
    )

    # ------------------------------------------------ a week with a conflict
    laptop.ok("night 7 --night 2026-11-20")
    desk.ok("night 4 --night 2026-11-20")
    assert laptop.ok("sync") == "Sent 1 change.\n"
    assert desk.ok("sync", env=WIDE).splitlines() == [
        "Sent 1 change. Took 1 change of laptop, to Sun 22 Nov 10:00.",
        "1 entry waits for your decision: legdiary sync status",
    ]
    assert desk.ok("sync settle 2 --take laptop") == "Settled: 2, legs of Fri 20 Nov: severity 7\n"
    desk.ok("sync")
    laptop.ok("sync")
    assert scores(laptop) == scores(desk) == {"2026-11-18": 5, "2026-11-20": 7}
    assert laptop.json("sync status")["waiting"] == []

    # ------------------------------------------------ the server stops, and comes back
    server.stop()
    laptop.ok("night 2 --night 2026-11-21")
    silent = f"the database {PLACE} does not answer"
    assert refused(laptop, "sync") == f"{silent}; what is in the diary is safe. The next sync tries again"
    found = {each["topic"]: each["what"] for each in laptop.json("check")["findings"]}
    assert (found["device"], found["place"]) == ("1 change is not sent yet", f"{PLACE} is looked at by sync only")
    laptop.ok("config sync daily")
    logged = laptop.run("magnesium 200mg", now=TOMORROW)
    assert (logged.code, logged.stderr) == (0, f"legdiary: stored, but not synced today: {silent}\n")
    server.start()
    assert laptop.ok("sync", now=TOMORROW) == "Sent 2 changes.\n"
    assert desk.ok("sync", now=TOMORROW) == "Took 2 changes of laptop, to Mon 23 Nov 10:00.\n"

    # ------------------------------------------------ the password changes
    server.allow("local all all reject")
    desk.ok("night 1 --night 2026-11-22", now=TOMORROW)
    assert refused(desk, "sync") == (
        f"the database {PLACE} refuses this user: the name, the password, the database or a permission is wrong; "
        "nothing was sent"
    )
    server.allow("local all all trust")
    assert desk.ok("sync") == "Sent 1 change.\n"

    # ------------------------------------------------ the desk is sold
    laptop.ok("sync")
    assert laptop.ok("sync forget desk") == "Nothing more is expected of desk. What it logged stays.\n"
    assert laptop.ok("sync") == "Nothing new here, and nothing new there.\n"
    assert scores(laptop) == {"2026-11-18": 5, "2026-11-20": 7, "2026-11-21": 2, "2026-11-22": 1}
    assert laptop.ok("sync leave", env=WIDE) == (
        f"This device no longer syncs through {PLACE}. The diary here stays as it is.\n"
    )
    assert all(each["state"] != "wrong" for each in laptop.json("check")["findings"])


def test_addresses_that_lead_nowhere(tmp_path: Path, server: postgresql.Server) -> None:
    """Nothing is set up, no password is told, and it is not said that a later sync would try again."""
    laptop = Device(tmp_path / "laptop", tmp_path / "none")
    laptop.ok("night 3 --night 2026-11-21")
    nowhere = shlex.quote(server.url("ben:secret", "nowhere"))
    for typed, undone in (("setup", "nothing was set up"), ("join", "nothing was joined")):
        assert refused(laptop, f"sync {typed} {nowhere}") == (
            "the database postgresql://ben:***@/nowhere refuses this user: the name, the password, the database or a "
            f"permission is wrong; {undone}"
        )
        assert refused(laptop, f"sync {typed} postgresql://anna@127.0.0.1:1/legs") == (
            f"the database postgresql://anna@127.0.0.1:1/legs does not answer; {undone}"
        )
    kinds = "Give a folder, or a PostgreSQL database as postgresql://user@host/database"
    assert (
        refused(laptop, "sync setup mysql://anna@db.home/legs", 2) == f"mysql:// is not a kind of sync place. {kinds}"
    )
    assert refused(laptop, "sync setup postgresql:/anna@db.home/legs", 2) == (
        f"postgresql: is not a kind of sync place. {kinds}"
    )
    assert not laptop.identity.exists()
