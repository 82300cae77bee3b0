"""`restore` without a file lists the copies; those that make themselves are kept by weeks, months and years."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import ok, on_terminal, run

if TYPE_CHECKING:
    from driving import Result

NOTE = "what nobody else may read"


def at(day: str) -> str:
    """23:00 in New York on a day, with the offset that is in force."""
    summer = "03-08" <= day[5:] < "11-01"
    return f"{day}T23:00-0{4 if summer else 5}:00"


def wrote(diary: Path, *days: str, flags: tuple[str, ...] = ()) -> None:
    """A night on each day, which makes the copy of its week."""
    for day in days:
        ok("night", "5", "--night", "today", "--note", NOTE, *flags, diary=diary, now=at(day))


def listed(diary: Path, *words: str, day: str = "2026-11-22", **how: str) -> Result:
    return ok("restore", *words, diary=diary, now=at(day), env=how)


def told(diary: Path) -> list[tuple[str, str | None]]:
    """The day each copy was made on and how it is kept, newest first."""
    return [(each["made"][:10], each["kept_as"]) for each in listed(diary, "--json").json["copies"]]


def names(diary: Path) -> list[str]:
    return sorted(each.name for each in (diary.parent / "backups").iterdir())


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "place" / "diary.db"


def settings(*lines: str) -> None:
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "legdiary" / "config.toml"
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text("".join(f"{each}\n" for each in lines))


# ---------------------------------------------------------------------- the list


def test_the_list(diary: Path) -> None:
    wrote(diary, "2026-11-08", "2026-11-15", "2026-11-22")
    backups = diary.parent / "backups"
    assert listed(diary).stdout == (
        f"3 copies in {backups}\n"
        "made              nights                 entries    size  state     kept as\n"
        "2026-11-22 23:00  2026-11-08–2026-11-22        3  225 kB  verified  weekly\n"
        "  diary-20261123T040000Z-v7.db\n"
        "2026-11-15 23:00  2026-11-08–2026-11-15        2  225 kB  verified  weekly\n"
        "  diary-20261116T040000Z-v7.db\n"
        "2026-11-08 23:00  2026-11-08                   1  225 kB  verified  weekly\n"
        "  diary-20261109T040000Z-v7.db\n"
        "To put one in the diary's place:\n"
        f"  legdiary restore {backups}/diary-20261123T040000Z-v7.db\n"
    )


def test_on_a_phone(diary: Path) -> None:
    wrote(diary, "2026-11-15", "2026-11-22")
    (diary.parent / "backups" / "diary-20261109T040000Z-v7.db").write_bytes(b"junk")
    assert listed(diary, COLUMNS="40").stdout == (
        f"3 copies in {diary.parent / 'backups'}\n"
        "2026-11-22 23:00  verified\n"
        "  nights 2026-11-15–2026-11-22\n"
        "  2 entries, 225 kB\n"
        "  weekly\n"
        "  diary-20261123T040000Z-v7.db\n"
        "2026-11-15 23:00  verified\n"
        "  nights 2026-11-15\n"
        "  1 entry, 225 kB\n"
        "  weekly\n"
        "  diary-20261116T040000Z-v7.db\n"
        "2026-11-08 23:00  damaged\n"
        "  1 kB\n"
        "  diary-20261109T040000Z-v7.db\n"
        "damaged: it cannot be restored. For\n"
        "details: `legdiary check`.\n"
        "To put one in the diary's place:\n"
        f"  legdiary restore {diary.parent}/backups/diary-20261123T040000Z-v7.db\n"
    )


def test_as_json(diary: Path) -> None:
    wrote(diary, "2026-11-22")
    (copy,) = (diary.parent / "backups").iterdir()
    found = ok("--diary", str(diary), "restore", "--json", now=at("2026-11-22")).json
    assert found == {
        "path": str(diary),
        "copies": [
            {
                "path": str(copy),
                "made": "2026-11-22T23:00:00-05:00",
                "from": "2026-11-22",
                "to": "2026-11-22",
                "entries": 1,
                "changes": 1,
                "until": "2026-11-22T23:00:00-05:00",
                "schema": 7,
                "bytes": copy.stat().st_size,
                "encrypted": False,
                "verified": True,
                "kept_as": "weekly",
            }
        ],
        "try": f"legdiary --diary {diary} restore {copy}",
    }


def test_what_is_typed_last_restores_it(diary: Path) -> None:
    wrote(diary, "2026-11-15", "2026-11-22")
    words = listed(diary).lines[-1].split()[1:]
    assert ok(*words, "--yes", diary=diary, now=at("2026-11-22")).lines[0] == f"Restored {words[-1]}"


def test_on_a_terminal_too(diary: Path) -> None:
    wrote(diary, "2026-11-22")
    shown = on_terminal("restore", diary=diary, columns=40, now=at("2026-11-22"))
    assert shown.code == 0
    assert "verified" in shown.shown


def test_every_kind_of_copy_is_told_for_what_it_is(diary: Path) -> None:
    wrote(diary, "2026-11-15", "2026-11-22")
    backups = diary.parent / "backups"
    ok("backup", "--output", f"{backups}/diary-before-the-trip.db", diary=diary, now=at("2026-11-22"))
    (backups / "diary-20261101T040000Z-v7.db.age").write_bytes(b"age-encryption.org/v1\n")
    (backups / "diary-20261102T040000Z-v7.db").write_bytes((backups / "diary-20261123T040000Z-v7.db").read_bytes())
    ok("night", "9", "--night", "2026-11-10", diary=backups / "diary-20261102T040000Z-v7.db", now=at("2026-11-22"),
       env={"XDG_CONFIG_HOME": str(diary.parent)})  # fmt: skip
    found = {each["path"].rpartition("/")[2]: each for each in listed(diary, "--json").json["copies"]}
    assert {name: (each["verified"], each["encrypted"], each["kept_as"]) for name, each in found.items()} == {
        "diary-20261123T040000Z-v7.db": (True, False, "weekly"),
        "diary-20261116T040000Z-v7.db": (True, False, "weekly"),
        "diary-before-the-trip.db": (True, False, "by hand"),
        "diary-20261101T040000Z-v7.db.age": (None, True, "by hand"),
        "diary-20261102T040000Z-v7.db": (True, False, "apart"),
    }
    assert found["diary-20261101T040000Z-v7.db.age"]["made"] == "2026-11-01T00:00:00-04:00"
    text = listed(diary).stdout
    assert "by hand: you made it; legdiary never deletes it.\n" in text
    assert "apart: it holds things that the diary lacks; legdiary never deletes it.\n" in text
    assert "encrypted: its contents are not known without its passphrase.\n" in text
    assert NOTE not in text
    assert "damaged" not in text


@pytest.mark.parametrize("state", ["damaged", "missing", "empty", "another program's"])
def test_it_is_there_when_the_diary_is_not(diary: Path, state: str) -> None:
    wrote(diary, "2026-11-15", "2026-11-22")
    if state == "missing":
        diary.unlink()
    else:
        diary.write_bytes({"damaged": diary.read_bytes()[:20_000], "empty": b""}.get(state, b"a letter"))
    before = diary.read_bytes() if diary.exists() else None
    assert told(diary) == [("2026-11-22", "weekly"), ("2026-11-15", "weekly")]
    assert (diary.read_bytes() if diary.exists() else None) == before


def test_without_any_copy(diary: Path) -> None:
    nothing = run("restore", diary=diary)
    assert (nothing.code, nothing.stdout) == (3, "")
    assert "legdiary: there is no diary yet at " in nothing.stderr
    settings("backup_keep = 0")
    wrote(diary, "2026-11-22")
    assert listed(diary).stdout == f"No copies yet in {diary.parent / 'backups'}\n"
    assert listed(diary, "--json").json == {"path": str(diary), "copies": [], "try": None}


@pytest.mark.parametrize("words", [("restore", "--yes"), ("restore", ""), ("restore", "", "--yes")])
def test_a_script_whose_file_is_missing_is_told(diary: Path, words: tuple[str, ...]) -> None:
    wrote(diary, "2026-11-22")
    refused = run(*words, diary=diary)
    assert (refused.code, refused.stdout) == (2, "")


@pytest.mark.parametrize(
    "name",
    ["diary-20261399T999999Z-v7.db", "diary-00000000T000000Z-v7.db", "diary-99991231T235959Z-v7.db",
     "diary-20260230T000000Z-v7.db", "diary-٢٠٢٦١١٢٢T000000Z-v7.db"],
)  # fmt: skip
def test_a_moment_that_is_none_in_a_name(diary: Path, name: str) -> None:
    wrote(diary, "2026-11-08")
    (copy,) = (diary.parent / "backups").iterdir()
    copy.with_name(name).write_bytes(copy.read_bytes())
    os.utime(copy.with_name(name), (2**40, 2**40))
    assert len(listed(diary).lines) == 2 + 2 * 2 + 2 + ("by hand" in listed(diary).stdout)
    wrote(diary, "2026-11-15", "2026-11-22")
    assert name in names(diary)


def test_another_diary_s_copies_are_not_listed(diary: Path) -> None:
    """`diary-2.db` stands beside `diary.db`: its copies are neither listed there, nor suggested when that is gone."""
    wrote(diary, "2026-11-15")
    second = diary.with_name("diary-2.db")
    wrote(second, "2026-11-15", "2026-11-22")
    (diary.parent / "backups" / "diary-2-20261101T040000Z-v7.db.age").write_bytes(b"age-encryption.org/v1\n")
    assert [each["path"].rpartition("/")[2] for each in listed(diary, "--json").json["copies"]] == [
        "diary-20261116T040000Z-v7.db"
    ]
    assert len(listed(second, "--json").json["copies"]) == 3
    assert (
        "backups      1 copy, intact; the newest holds everything up to 2026-11-15" in run("check", diary=diary).stdout
    )
    diary.unlink()
    gone = run("list", diary=diary)
    assert gone.stderr.splitlines()[1] == (
        f"legdiary: try: legdiary restore {diary.parent}/backups/diary-20261116T040000Z-v7.db"
    )


def test_a_name_cannot_act_on_a_terminal(diary: Path) -> None:
    wrote(diary, "2026-11-22")
    (copy,) = (diary.parent / "backups").iterdir()
    for name in ("diary-\x1b[31mred.db", "diary-two\nlines.db", "diary-$(touch x).db"):
        copy.with_name(name).write_bytes(copy.read_bytes())
    for columns in ("80", "40"):
        text = listed(diary, COLUMNS=columns).stdout
        assert "\x1b" not in text
        assert "\nlines.db" not in text


# ---------------------------------------------------------------------- which are kept


def test_weeks_months_and_years(diary: Path) -> None:
    """Two weekly, three monthly, two yearly: on the days that a calendar shows."""
    settings("backup_keep = 2", "backup_keep_months = 3", "backup_keep_years = 2")
    wrote(diary, "2024-12-15", "2024-12-22", "2025-12-21", "2025-12-28", "2026-08-23", "2026-08-30", "2026-09-20")
    wrote(diary, "2026-09-27", "2026-10-18", "2026-10-25", "2026-11-15", "2026-11-22")
    assert told(diary) == [
        ("2026-11-22", "weekly"),
        ("2026-11-15", "weekly"),
        ("2026-10-25", "monthly"),
        ("2026-09-27", "monthly"),
        ("2026-08-30", "monthly"),
        ("2025-12-28", "yearly"),
        ("2024-12-22", "yearly"),
    ]


def test_without_months_and_years_the_newest_alone(diary: Path) -> None:
    settings("backup_keep = 2", "backup_keep_months = 0", "backup_keep_years = 0")
    wrote(diary, "2026-08-30", "2026-09-27", "2026-10-25", "2026-11-22")
    assert told(diary) == [("2026-11-22", "weekly"), ("2026-10-25", "weekly")]


def test_what_may_go_is_said_before_it_goes(diary: Path) -> None:
    settings("backup_keep = 3", "backup_keep_months = 1", "backup_keep_years = 0")
    wrote(diary, "2026-10-18", "2026-10-25", "2026-11-01", "2026-11-08")
    settings("backup_keep = 1", "backup_keep_months = 1", "backup_keep_years = 0")
    assert told(diary) == [
        ("2026-11-08", "weekly"), ("2026-11-01", None), ("2026-10-25", "monthly"),
    ]  # fmt: skip
    assert "– under kept as: the next weekly copy may replace it.\n" in listed(diary).stdout
    wrote(diary, "2026-11-15")
    assert told(diary) == [("2026-11-15", "weekly"), ("2026-10-25", "monthly")]


def test_a_clock_that_was_ahead_for_a_while(diary: Path) -> None:
    """One copy is dated 2031; what it holds says where it belongs, and no other goes for it."""
    settings("backup_keep = 2", "backup_keep_months = 3", "backup_keep_years = 0")
    wrote(diary, "2026-09-27")
    wrote(diary, "2031-01-05")
    wrote(diary, "2026-10-25", "2026-11-15", "2026-11-22", flags=("--confirm",))
    assert told(diary) == [
        ("2031-01-05", "monthly"), ("2026-11-22", "weekly"), ("2026-11-15", "weekly"), ("2026-10-25", "monthly"),
        ("2026-09-27", "monthly"),
    ]  # fmt: skip


def test_what_is_no_copy_of_ours_stays(diary: Path, tmp_path: Path) -> None:
    settings("backup_keep = 1", "backup_keep_months = 0", "backup_keep_years = 0")
    wrote(diary, "2026-08-30")
    (copy,) = (diary.parent / "backups").iterdir()
    elsewhere = tmp_path / "elsewhere.db"
    copy.rename(elsewhere)
    copy.symlink_to(elsewhere)
    (copy.parent / "diary-20260901T000000Z-v7.db").mkdir()
    os.mkfifo(copy.parent / "diary-20260902T000000Z-v7.db")
    (copy.parent / "diary-20260903T000000Z-v7.db").write_bytes(b"a letter")
    kept = names(diary)
    wrote(diary, "2026-10-25", "2026-11-08", "2026-11-22")
    assert names(diary) == sorted([*kept, "diary-20261123T040000Z-v7.db"])
    assert elsewhere.exists()
