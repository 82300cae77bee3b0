"""Sleep of services as a person imports it: the zip as it came, again later, beside another, and what is wrong with it.

All files were written by us; the names and addresses in them belong to nobody.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import BERLIN, ok, run

from legdiary.formats.sleep_trackers import oura

if TYPE_CHECKING:
    from driving import Result

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

FIXTURES = Path(__file__).parents[1] / "formats" / "fixtures"
NOW = "2026-11-22T22:00+01:00"
PERSON = "Jo Sample jo@example.org"


@dataclass(frozen=True)
class Service:
    """A service: its name for `--as`, the file on sleep in its zip, and its other files, of which none can be read."""

    name: str
    member: str
    fixture: str
    others: tuple[str, ...]


SERVICES = (
    Service("fitbit", "Takeout/Fitbit/Globale/sleep-2026-02-26.json", "fitbit.json",
            ("Takeout/Fitbit/Globale/heart_rate-2026-03-01.json", "Takeout/Fitbit/Профиль/Profile.csv")),
    Service("garmin", f"DI_CONNECT/DI-Connect-Wellness/2026-03-02_2026-06-09_{PERSON}_sleepData.json", "garmin.json",
            (f"DI_CONNECT/DI-Connect-User/{PERSON}.json", "customer_data/customer.json")),
    Service("oura", "data/App Data/sleepmodel.csv", "oura.csv", ("data/App Data/heartrate.csv", "data/user.csv")),
    Service("withings", "sleep.csv", "withings.csv", ("raw_tracker_steps.csv", "account.csv", "user.csv")),
)  # fmt: skip
each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


def export(service: Service, data: bytes | None = None) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(2000):
            archive.writestr(f"Other/{number}.csv", b"")
        for name in service.others:
            archive.writestr(name, f"\0 {PERSON}".encode() * 1000)
        archive.writestr(service.member, data or (FIXTURES / service.fixture).read_bytes())
    return made.getvalue()


def imported(file: Path, *words: str, diary: Path) -> Result:
    result = run("import", str(file), *words, diary=diary, now=NOW, tz=BERLIN)
    assert "Sample" not in result.stdout + result.stderr.replace(str(file), "")
    return result


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


@each_service
def test_a_zip_gives_what_its_file_gives(service: Service, diary: Path, tmp_path: Path) -> None:
    zipped = tmp_path / "any name"
    zipped.write_bytes(export(service))
    first = imported(zipped, diary=diary)
    assert (first.code, "added" in first.stdout) == (0, True), first
    again = imported(FIXTURES / service.fixture, "--as", service.name, diary=diary)
    assert (again.code, "added nothing" in again.stdout) == (0, True), again


@each_service
@pytest.mark.parametrize("cut", [0.5, 0.99])
def test_a_zip_that_is_not_whole_is_refused(service: Service, cut: float, diary: Path, tmp_path: Path) -> None:
    whole = export(service)
    (tmp_path / "export.zip").write_bytes(whole[: int(len(whole) * cut)])
    result = imported(tmp_path / "export.zip", "--as", service.name, diary=diary)
    assert (result.code, diary.exists()) == (2, False)
    assert "a damaged zip, or one that is still being written" in result.stderr


@each_service
def test_damage_within_the_zip_is_refused(service: Service, diary: Path, tmp_path: Path) -> None:
    whole = bytearray(export(service))
    at = whole.index(service.member.encode()) + len(service.member.encode()) + 40
    whole[at] ^= 0xFF
    (tmp_path / "export.zip").write_bytes(whole)
    result = imported(tmp_path / "export.zip", "--as", service.name, diary=diary)
    assert (result.code, diary.exists()) == (2, False)


@each_service
def test_what_unpacks_to_too_much_is_refused(
    service: Service, diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legdiary.formats.files.zip_members.MOST_BYTES", 100_000)
    (tmp_path / "export.zip").write_bytes(export(service, b" " * 100_001))
    result = imported(tmp_path / "export.zip", "--as", service.name, diary=diary)
    assert (result.code, "larger than 200 MB" in result.stderr) == (2, True)


@each_service
def test_a_zip_may_be_larger_than_any_file(
    service: Service, diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most of it is never read; a text of that size is refused."""
    monkeypatch.setattr("legdiary.formats.detect.MOST_BYTES", 1000)
    monkeypatch.setattr("legdiary.formats.files.zip_members.MOST_BYTES", 5000)
    (tmp_path / "export.zip").write_bytes(export(service))
    assert "added" in imported(tmp_path / "export.zip", diary=diary).stdout
    (tmp_path / "text").write_bytes((FIXTURES / service.fixture).read_bytes() + b" " * 1000)
    assert "larger than 200 MB" in imported(tmp_path / "text", diary=diary).stderr


@each_service
def test_text_that_breaks_off_is_refused_with_its_place(service: Service, diary: Path, tmp_path: Path) -> None:
    text = (FIXTURES / service.fixture).read_bytes()
    (tmp_path / "export.zip").write_bytes(export(service, text[: len(text) * 4 // 5]))
    result = imported(tmp_path / "export.zip", diary=diary)
    assert (result.code, diary.exists()) == (2, False)
    assert result.stderr.startswith("legdiary: ")


@each_service
def test_another_zip_is_no_export_of_the_service(service: Service, diary: Path, tmp_path: Path) -> None:
    others = [each for each in SERVICES if each != service]
    (tmp_path / "export.zip").write_bytes(export(others[0]))
    result = imported(tmp_path / "export.zip", "--as", service.name, diary=diary)
    assert (result.code, diary.exists()) == (2, False)
    assert "is in this zip; was another export meant?" in result.stderr


def test_a_later_export_adds_only_what_is_new(diary: Path, tmp_path: Path) -> None:
    nights = json.loads((FIXTURES / "garmin.json").read_bytes())
    for number, answer in ((1, "added 1 sleep"), (4, "added 2 sleeps"), (4, "added nothing")):
        (tmp_path / "export.zip").write_bytes(export(SERVICES[1], json.dumps(nights[:number]).encode()))
        assert answer in imported(tmp_path / "export.zip", diary=diary).stdout


def test_several_files_at_once(diary: Path, tmp_path: Path) -> None:
    logs = json.loads((FIXTURES / "fitbit.json").read_bytes())
    for name, part in (("sleep-2026-02-26.json", logs[:1]), ("sleep-2026-03-28.json", logs)):
        (tmp_path / name).write_bytes(json.dumps(part).encode())
    files = [str(tmp_path / name) for name in ("sleep-2026-02-26.json", "sleep-2026-03-28.json")]
    assert ok("import", *files, diary=diary, now=NOW, tz=BERLIN).stdout.count("added 1 sleep") == 2


def test_the_same_night_from_two_services_is_a_conflict(diary: Path) -> None:
    imported(FIXTURES / "oura.json", diary=diary)
    other = imported(FIXTURES / "withings.csv", diary=diary)
    assert (other.code, "2026-03-02" in other.stderr) == (1, True)
    kept = imported(FIXTURES / "withings.csv", "--on-conflict", "keep", diary=diary)
    assert (kept.code, "added 1 sleep" in kept.stdout) == (0, True)


def test_a_file_that_grows_while_it_is_read_is_refused(
    diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A download that is not over: what is there can be read, and is not all."""
    file, read = tmp_path / "oura.csv", oura.read
    file.write_bytes((FIXTURES / "oura.csv").read_bytes())

    def slowly(content: Content, source: str, options: ReadOptions) -> Found:
        found = read(content, source, options)
        with file.open("ab") as more:
            more.write(b"a5;")
        return found

    monkeypatch.setattr(oura, "read", slowly)
    result = imported(file, diary=diary)
    assert (result.code, diary.exists()) == (2, False)
    assert result.stderr == "legdiary: oura.csv: this file changed while it was read; import it once it is complete\n"


def test_a_service_is_told_by_what_is_in_the_file(diary: Path, tmp_path: Path) -> None:
    """Every file has the name that another service gives it."""
    for service, wrong in zip(
        SERVICES, ("sleep.csv", "sleep-2026-02-26.json", "sleepData.json", "oura.json"), strict=True
    ):
        (tmp_path / wrong).write_bytes((FIXTURES / service.fixture).read_bytes())
        result = ok("import", str(tmp_path / wrong), "--dry-run", "--json", diary=diary, now=NOW, tz=BERLIN)
        assert result.json["files"][0]["format"] == service.name


def test_a_person_without_that_years_clock_is_told(diary: Path) -> None:
    """An export of next spring: a wrong year, or another zone."""
    early = run("import", str(FIXTURES / "oura.json"), diary=diary, now="2026-03-01T12:00+01:00", tz=BERLIN)
    assert (early.code, "in the future" in early.stderr) == (2, True)
