"""The trackers of a file, as the question tells them which of them to take."""

from __future__ import annotations

from builders import day
from legdiary.domain.input.tracker_names import SeveralTrackers, TrackerNights, word_of

WATCH = TrackerNights("Apple Watch", 12, day("2026-11-01"), day("2026-11-20"))
RING = TrackerNights("Oura (Gen. 3)", 1, day("2026-11-05"), day("2026-11-05"))


def test_a_tracker_is_told_with_its_nights() -> None:
    assert f"{WATCH}" == "Apple Watch (12 nights, 2026-11-01 to 2026-11-20)"
    assert f"{RING}" == "Oura (Gen. 3) (1 night, 2026-11-05)"


def test_its_name_is_typed_as_one_word() -> None:
    assert (WATCH.word, RING.word) == ("apple-watch", "oura-gen-3")
    assert word_of(" - ") == ""


def test_several_ask_which_of_them() -> None:
    asked = SeveralTrackers("export.zip", [WATCH, RING])
    assert asked.trackers == [WATCH, RING]
    assert asked.message == (
        "export.zip has the same nights from several sources, and the diary takes one a night: "
        "Apple Watch (12 nights, 2026-11-01 to 2026-11-20), Oura (Gen. 3) (1 night, 2026-11-05). "
        "Add --source apple-watch or --source oura-gen-3; "
        "or an order, the first that has a night is taken: --source apple-watch,oura-gen-3"
    )
