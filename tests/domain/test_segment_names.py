"""Segments by name: which are exact, which to read next, which to write, and what a compaction makes of many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.sync.line_chain import extend_chain, start_chain
from legdiary.domain.sync.segment_names import (
    KEY_FILE,
    MANY_SEGMENTS,
    MOST_BYTES,
    MOST_LINES,
    READ_ME,
    Compaction,
    SegmentName,
    missing_lines,
    newest_number,
    next_segment,
    plan_compaction,
    read_segment_name,
    segments_to_write,
)

PHONE, LAPTOP = "00000000000000aa", "00000000000000bb"


def phone(*ranges: tuple[int, int]) -> list[SegmentName]:
    return [SegmentName(PHONE, *each) for each in ranges]


def test_what_every_device_must_agree_about() -> None:
    # Another version's devices look for these names, and refuse what is larger.
    assert (KEY_FILE, READ_ME) == ("key.age", "README.txt")
    assert (MOST_BYTES, MOST_LINES, MANY_SEGMENTS) == (16_000_000, 2048, 16)


def test_a_name_is_written_and_read() -> None:
    name = SegmentName(PHONE, 13, 20)
    assert name.path == "00000000000000aa/00000013-00000020.age"
    assert read_segment_name(name.path) == name
    assert read_segment_name("00000000000000aa/100000000-100000001.age") == (PHONE, 100_000_000, 100_000_001)


@pytest.mark.parametrize(
    "path",
    [
        "00000000000000aa/00000013-00000020 (conflicted copy 2026-11-20).age",
        "00000000000000aa/00000013-00000020.sync-conflict-20261120-120000-ABCDEFG.age",
        "00000000000000AA/00000013-00000020.age",
        "00000000000000aa/00000013-00000020.AGE",
        "00000000000000aa/00000013-00000020.age.part",
        "00000000000000aa/00000013-00000020.age\n",
        "00000000000000aa/00000020-00000013.age",
        "00000000000000aa/00000000-00000013.age",
        "00000000000000aa/13-20.age",
        "00000000000000aa/000000013-000000020.age",
        "00000000000000aa/٠٠٠٠٠٠١٣-٠٠٠٠٠٠٢٠.age",
        "0000000000aa/00000013-00000020.age",
        "../00000000000000aa/00000013-00000020.age",
    ],
)
def test_no_other_name_is_a_segment(path: str) -> None:
    assert read_segment_name(path) is None


class TestReading:
    def test_the_one_that_reaches_furthest_is_read_next(self) -> None:
        names = [*phone((1, 4), (5, 8), (1, 8), (9, 9)), SegmentName(LAPTOP, 1, 50)]
        assert next_segment(names, PHONE, 0) == (PHONE, 1, 8)
        assert next_segment(names, PHONE, 6) == (PHONE, 5, 8)
        assert next_segment(names, PHONE, 8) == (PHONE, 9, 9)
        assert next_segment(names, PHONE, 9) is None

    def test_a_middle_one_that_is_missing_stops_it(self) -> None:
        names = phone((1, 4), (7, 8))
        assert next_segment(names, PHONE, 4) is None
        assert newest_number(names, PHONE) == 8
        assert missing_lines(names, PHONE, 8) == [(5, 6)]
        assert newest_number(names, LAPTOP) == 0


class TestWriting:
    def test_new_lines(self) -> None:
        assert segments_to_write(phone((1, 4)), PHONE, 9) == phone((5, 9))
        assert segments_to_write(phone((1, 4), (5, 9)), PHONE, 9) == []
        assert segments_to_write([SegmentName(LAPTOP, 1, 9)], PHONE, 0) == []

    def test_what_was_lost_is_written_again(self) -> None:
        assert segments_to_write([], PHONE, 9) == phone((1, 9))
        assert segments_to_write(phone((4, 6)), PHONE, 9) == phone((1, 3), (7, 9))

    def test_a_long_log_is_cut(self) -> None:
        assert segments_to_write([], PHONE, 5000) == phone((1, 2048), (2049, 4096), (4097, 5000))

    def test_one_of_ours_that_reaches_beyond_is_no_reason_to_write(self) -> None:
        assert segments_to_write(phone((1, 12)), PHONE, 9) == []


class TestCompaction:
    def test_many_become_one(self) -> None:
        names = phone((1, 4), (5, 8), (9, 9))
        assert plan_compaction(names, PHONE, many=3) == Compaction((SegmentName(PHONE, 1, 9),), tuple(names))
        assert plan_compaction(names, PHONE, many=4) == Compaction((), ())
        assert plan_compaction(names, LAPTOP, many=0) == Compaction((), ())

    def test_after_a_kill_between_the_wide_and_the_narrow_ones(self) -> None:
        names = phone((1, 4), (5, 8), (1, 8), (9, 9))
        assert plan_compaction(names, PHONE) == Compaction((), (SegmentName(PHONE, 1, 4), SegmentName(PHONE, 5, 8)))

    def test_full_ones_stay_and_a_gap_is_not_bridged(self) -> None:
        names = phone((1, 2048), (2049, 2060), (2061, 2070), (2081, 2090), (2091, 2095))
        assert plan_compaction(names, PHONE, many=4) == Compaction(
            (SegmentName(PHONE, 2049, 2070), SegmentName(PHONE, 2081, 2095)), tuple(names[1:])
        )

    def test_a_full_one_is_cut_off_what_they_make(self) -> None:
        names = phone((1, 2000), (2001, 2100))
        assert plan_compaction(names, PHONE, many=2) == Compaction(
            (SegmentName(PHONE, 1, 2048), SegmentName(PHONE, 2049, 2100)), tuple(names)
        )

    @given(st.lists(st.tuples(st.integers(1, 6000), st.integers(1, 900)), max_size=30), st.integers(0, 5))
    def test_no_line_is_lost_and_it_comes_to_rest(self, ranges: list[tuple[int, int]], many: int) -> None:
        names = set(phone(*((first, first + count - 1) for first, count in ranges)))

        def lines(held: set[SegmentName]) -> set[int]:
            return {number for each in held for number in range(each.first, each.last + 1)}

        plan = plan_compaction(names, PHONE, many)
        after = names | set(plan.write)
        assert lines(after - set(plan.remove)) == lines(names)
        assert lines(after) == lines(names)
        assert not set(plan.write) & set(plan.remove)
        assert all(each.last - each.first < MOST_LINES for each in plan.write)
        rest = after - set(plan.remove)
        for _ in range(len(names) + 2):
            plan = plan_compaction(rest, PHONE, many)
            if plan == Compaction((), ()):
                break
            rest = (rest | set(plan.write)) - set(plan.remove)
        assert not [each for each in plan.write if each not in rest]
        assert lines(rest) == lines(names)


def test_the_chain_does_not_depend_on_the_cuts() -> None:
    start = start_chain("d" * 32, PHONE)
    whole = extend_chain(start, ["a", "b", "c"])
    assert whole == extend_chain(extend_chain(start, ["a"]), ["b", "c"])
    others = [
        extend_chain(start, ["a", "bc"]), extend_chain(start, ["a", "c", "b"]), extend_chain(start, ["a", "b"]),
        extend_chain(start_chain("d" * 32, LAPTOP), ["a", "b", "c"]),
    ]  # fmt: skip
    assert len({whole, start, *others}) == 6
    # by b2sum and openssl; a promise to every diary that was ever synced
    assert start == "18a4c5b5381fce4ded73ba4a3aa7f93e031c6d2ebb409fb4ffcab84469760b30"
    assert extend_chain(start, ["a"]) == "b657bb9560908e68576022b95dcf79b14eb24e750af1d99bd2746bd00fe52bf0"
