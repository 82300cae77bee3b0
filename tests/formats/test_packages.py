"""An unpacked zip is a folder with the same files: whatever has the zip of a service takes the folder as well."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from builders import NEW_YORK
from legdiary.domain.time.moments import load_zone
from legdiary.formats.detect import NotAFile, find_format, read_path
from legdiary.formats.reader_result import BadRow, ReadOptions

FIXTURES = Path(__file__).parent / "fixtures"
OPTIONS = ReadOptions(load_zone(NEW_YORK))
#: Format → a file of the tests, and where it stands in the export.
MEMBERS = {
    "fitbit": ("fitbit.json", "Takeout/Fitbit/Global Export Data/sleep-2026-03-01.json"),
    "garmin": ("garmin.json", "DI_CONNECT/DI-Connect-Wellness/2026-01-01_2026-04-11_1_sleepData.json"),
    "oura": ("oura.csv", "App Data/sleepmodel.csv"),
    "withings": ("withings.csv", "data_JAN_1/sleep.csv"),
    "samsung-health": ("samsung-health.csv", "samsunghealth_jane_1/com.samsung.shealth.sleep.20261122093000.csv"),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_the_folder_says_what_the_zip_says(name: str, tmp_path: Path) -> None:
    fixture, member = MEMBERS[name]
    data = (FIXTURES / fixture).read_bytes()
    packed, folder = tmp_path / "export.zip", tmp_path / "export"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, data)
        archive.writestr("profile.json", "{}")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    of, found = read_path(folder, OPTIONS)
    assert of.name == name
    assert found.entries
    assert (of, found) == read_path(packed, OPTIONS)
    assert found == read_path(folder, OPTIONS, find_format(name))[1]


@pytest.mark.parametrize("name", [*MEMBERS, "apple-health"])
def test_a_folder_without_the_file_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine\n")
    with pytest.raises(NotAFile):
        read_path(tmp_path, OPTIONS)
    with pytest.raises(BadRow):
        read_path(tmp_path, OPTIONS, find_format(name))


def test_files_far_below_and_behind_links_are_not_looked_for(tmp_path: Path) -> None:
    far, elsewhere = tmp_path / "f" / "a" / "b" / "c" / "d" / "e", tmp_path / "elsewhere"
    for folder in (far, elsewhere):
        folder.mkdir(parents=True)
        (folder / "com.samsung.shealth.sleep.1.csv").write_bytes((FIXTURES / "samsung-health.csv").read_bytes())
    (tmp_path / "f" / "link").symlink_to(elsewhere)
    with pytest.raises(NotAFile):
        read_path(tmp_path / "f", OPTIONS)
