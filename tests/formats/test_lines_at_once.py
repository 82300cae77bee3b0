"""legdiary's own JSON is read many lines at a time, and comes to what reading it step by step comes to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from random_diaries import NOW, opened

from builders import day, dose, magnesium, night, plan, product, sleep, symptom
from effort import dear
from legdiary.domain.time.moments import load_zone
from legdiary.formats.files import strict_json
from legdiary.formats.files.strict_json import Walk
from legdiary.formats.legdiary_json import read as own_json
from legdiary.formats.legdiary_json import read_entries
from legdiary.formats.legdiary_json import write as export_json
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from pathlib import Path

UTC = load_zone("UTC")


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The export of a diary in which most entries were only added."""
    path: Path = tmp_path_factory.mktemp("export") / "diary.db"
    with opened(path) as diary:
        diary.add(product(opened_on=day("2026-11-01"), capsule_mg=500), NOW)
        diary.add_all([night(note='a},{b "née"', body_parts=("legs", "left calf")), sleep(latency_min=40)], NOW)
        diary.add(dose(product_id=1, note="one"), NOW, recalled=True)
        diary.add_all([magnesium(), plan(("2026-11-02", 9000)), symptom()], NOW)
        diary.edit(4, lambda there: dose(product_id=1, amount_mg=there.amount_mg - 500), NOW)
        diary.delete(5, NOW)
        diary.undo(NOW)
        diary.add(night("2026-11-19", 4), NOW)
    with Diary.for_reading(path) as diary, diary.one_state():
        return b"".join(export_json.chunks(diary.everything())).decode()


def outcome(text: str, *, skip: bool) -> tuple[Any, ...]:
    """What reading a file comes to: all that is in it and its bad rows, or the error."""
    bad = BadRows(skip=skip)
    try:
        found = own_json.read(text.encode(errors="surrogatepass"), "diary.json", ReadOptions(UTC, bad))
    except BadRow as error:
        return error.line, error.column, error.mistake
    told = [*found.told] if isinstance(found, own_json.Backup) else None
    whole = (found, [str(each) for each in found.where], list(found.marked or ()))
    return *whole, told, [(each.place, each.mistake) for each in bad.left_out]


def step_by_step(text: str, *, skip: bool) -> tuple[Any, ...]:
    """The same, with nothing read at once and no entry made quickly."""
    with (
        mock.patch.object(Walk, "_own_lines", return_value=()),
        mock.patch.object(read_entries, "_quickly", return_value=None),
    ):
        return outcome(text, skip=skip)


#: What is put into a file in place of something: all that a line may have wrong.
SLIPS = st.sampled_from([
    "", " ", "\n", ",", "},{", "}", "{", "[", '"', "\\", "0", "-", "1.5", "1e3", "NaN", "null", "true", f"{9**20}",
    '"id":1,', '"kind":"sleep",', '"recalled":true,', '"recalled":false,', '"note":null,', '"x":1,', '"new":{},',
    "2026-11-19", "2199-01-01", "1969-12-31", "America/Nowhere", "\u00e9", "\\u00e9", "\ud800", "\t", "24:00", "+25:00",
])  # fmt: skip


@dear(400)
@given(st.integers(0, 10_000), st.booleans(), SLIPS, st.integers(0, 6), st.booleans())
def test_a_slip_is_told_as_step_by_step(
    export: str, at: int, before_a_member: bool, slip: str, length: int, skip: bool
) -> None:
    place = at % len(export)
    if before_a_member and '"' in export[place:]:
        place = export.find('"', place)
    text = f"{export[:place]}{slip}{export[place + length :]}"
    assert outcome(text, skip=skip) == step_by_step(text, skip=skip)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"amount_mg":2000', '"amount_mg":99999999999999999999', "diary.json, line 6: there is a number larger than"),
        ('"severity":4', '"severity":4,"severity":4', "diary.json, line 10, severity: is there twice in one object"),
        ('"severity":4', '"severity":4.0', "diary.json, line 10: 4.0 is not accepted; whole numbers"),
        ('"severity":4', '"severity":14', "diary.json, line 10: "),
        ('"entry_id":3', '"entry_id":2', "diary.json, line 15, entry_id: an entry's number is the number of the line"),
        ('"id":3,"change_id":2,', '"id":3,"change_id":1,', "diary.json, line 15, change_id: must be the id of the"),
        (
            '"change_id":11,"made_utc_ms":1',
            '"change_id":11,"made_utc_ms":01',
            "diary.json, line 23, character 40: '1' is not",
        ),
    ],
)
def test_errors_have_their_places(export: str, old: str, new: str, place: str) -> None:
    """Of a line among those that are read at once."""
    assert old in export
    with pytest.raises(BadRow) as error:
        own_json.read(export.replace(old, new).encode(), "diary.json", ReadOptions(UTC))
    assert error.value.message.startswith(place)


@given(
    st.lists(st.lists(st.dictionaries(st.sampled_from("ab"), st.integers(0, 9), max_size=2), max_size=3), max_size=5)
)
@example([[{"a": 1}, {"b": 2}], [{"a": 3}]])
def test_lines_that_hold_parts_of_objects_are_no_lines_of_ours(lines: list[list[dict[str, int]]]) -> None:
    """Objects within objects, several on a line, cut in the middle: each has its own text."""
    items = [{"a": each} for each in lines]
    text = json.dumps({"items": items}, separators=(",", ":")).replace("},{", "},\n{").replace("[{", "[\n{")
    walk = Walk(text.encode(), "x")
    found = [item for _ in walk.members() for item in walk.items()]
    assert [item.value for item in found] == items
    assert [item.text for item in found] == [strict_json.compact(each) for each in items]
