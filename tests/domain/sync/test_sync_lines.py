"""Lines of the devices' logs: what their authors knew, their order, their text, and which wait for others."""

from __future__ import annotations

from typing import Any

import pytest

from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.lines import (
    BrokenLine,
    LineRef,
    SyncLine,
    in_order,
    knows,
    line_from_text,
    line_to_text,
)

LAPTOP, PHONE, TABLET = "1a" * 8, "2b" * 8, "3c" * 8
TEXT = (
    '{"device":"1a1a1a1a1a1a1a1a","number":3,"clock":9,"seen":{"2b2b2b2b2b2b2b2b":4},'
    '"made_utc_ms":1795327200000,"made_offset_min":-300,"made_zone":"America/New_York","action":"edit",'
    '"kind":"night","of":["1a1a1a1a1a1a1a1a:1"],"changed":["severity","note"],'
    '"new":{"night_of":"2026-11-20","severity":6,"note":"Wärme half"}}'
)


def line(device: str, number: int, clock: int = 0, seen: dict[str, int] | None = None, **told: Any) -> SyncLine:
    told = {"action": "add", "of": (LineRef(device, number),), "changed": ("night_of",), "new": {}} | told
    return SyncLine(device, number, clock or number, seen or {}, 0, 0, "UTC", kind="night", **told)


def test_a_line_is_one_json_object_with_the_same_text_always() -> None:
    read = line_from_text(TEXT)
    assert (read.ref, read.of, read.changed) == (
        LineRef(LAPTOP, 3), (LineRef(LAPTOP, 1),), ("severity", "note"),
    )  # fmt: skip
    assert line_to_text(read) == TEXT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number":3', '"number":"3"'),
        ('"number":3', '"number":true'),
        ('"number":3', '"number":0'),
        ('"number":3', '"number":10'),  # above its clock
        ('"clock":9', '"clock":9.0'),
        ('"clock":9', '"clock":1e400'),
        ('"clock":9', '"clock":NaN'),
        ('"clock":9', '"clock":9,"mood":1'),
        ('"kind":"night",', ""),
        ('"seen":{"2b2b2b2b2b2b2b2b":4}', '"seen":{"1a1a1a1a1a1a1a1a":2}'),
        ('"seen":{"2b2b2b2b2b2b2b2b":4}', '"seen":{"2B2B2B2B2B2B2B2B":4}'),
        ('"seen":{"2b2b2b2b2b2b2b2b":4}', '"seen":{"2b2b2b2b2b2b2b2b":0}'),
        ('"seen":{"2b2b2b2b2b2b2b2b":4}', '"seen":{"2b2b2b2b2b2b2b2b":9007199254740993}'),
        ('"made_utc_ms":1795327200000', '"made_utc_ms":1795327200000000'),  # the year 58861
        ('"made_utc_ms":1795327200000', f'"made_utc_ms":{2**64}'),
        ('"made_offset_min":-300', '"made_offset_min":-1440'),
        ('"severity":6', '"severity":1e999'),
        ('"severity":6', '"product_id":3'),
        ('"severity":6', '"product_id":{}'),
        ('"severity":6', '"product_id":"red leaf"'),
        ("1a1a1a1a1a1a1a1a:1", f"1a1a1a1a1a1a1a1a:{'1' * 5000}"),
        ('"action":"edit"', '"action":"undo"'),
        ('"action":"edit"', '"action":"delete"'),
        ('"action":"edit"', '"action":"add"'),
        ('["1a1a1a1a1a1a1a1a:1"]', "[]"),
        ('["1a1a1a1a1a1a1a1a:1"]', '["1a1a1a1a1a1a1a1a:01"]'),
        ('["1a1a1a1a1a1a1a1a:1"]', '["1a1a1a1a1a1a1a1a:4"]'),  # not written yet
        ('["1a1a1a1a1a1a1a1a:1"]', '["2b2b2b2b2b2b2b2b:5"]'),  # not seen
        ('["1a1a1a1a1a1a1a1a:1"]', '["2b2b2b2b2b2b2b2b:2","1a1a1a1a1a1a1a1a:1"]'),  # not sorted
        ('["severity","note"]', "[1]"),
        ('{"night_of"', '[{"night_of"'),
        ('"seen"', '"Seen"'),
        ("half", "\\ud800"),  # half a character
    ],
)
def test_what_no_device_writes_is_refused_without_repeating_it(old: str, new: str) -> None:
    with pytest.raises(BrokenLine) as refused:
        line_from_text(TEXT.replace(old, new, 1))
    assert "Wärme" not in str(refused.value)


def test_a_line_knows_its_own_past_and_what_was_seen() -> None:
    first, second = line(LAPTOP, 1), line(LAPTOP, 2, 5, {PHONE: 1})
    seen, later = line(PHONE, 1), line(PHONE, 2)
    assert knows(second, first)
    assert not knows(first, second)
    assert not knows(first, first)
    assert knows(second, seen)
    assert not knows(second, later)
    assert not knows(later, second)
    assert in_order([second, later, seen, first]) == [first, seen, later, second]


def test_a_line_waits_for_what_its_author_knew() -> None:
    """The phone's second file is missing: its third waits, and so does the tablet's, which saw it; the laptop's not."""
    laptop = line(LAPTOP, 1)
    phone_1, phone_3 = line(PHONE, 1), line(PHONE, 3)
    tablet = line(TABLET, 1, 4, {PHONE: 3})
    came = waiting_for([tablet, phone_3, phone_1, laptop, phone_1], {})
    assert came.whole == (laptop, phone_1)
    assert came.waiting == (phone_3, tablet)
    assert came.missing == {PHONE: (2, 2)}
    assert came.known == {LAPTOP: 1, PHONE: 1}
    then = waiting_for([line(PHONE, 2), *came.waiting], came.known)
    assert then.whole == (line(PHONE, 2), phone_3, tablet)
    assert (then.waiting, then.missing) == ((), {})
    assert then.known == {LAPTOP: 1, PHONE: 3, TABLET: 1}


def test_lines_that_answer_each_other_come_in_any_order() -> None:
    talk = [line(LAPTOP, 1, 1)]
    for turn in range(1, 6):
        talk.append(line(PHONE, turn, 2 * turn, {LAPTOP: turn}))
        talk.append(line(LAPTOP, turn + 1, 2 * turn + 1, {PHONE: turn}))
    for came in (talk, talk[::-1], talk[::2] + talk[1::2]):
        assert waiting_for(came, {}).whole == tuple(talk)


def test_who_waits_for_a_line_goes_on_waiting_while_others_come_before_it() -> None:
    laptop = line(LAPTOP, 1)
    phone_1, phone_2 = line(PHONE, 1), line(PHONE, 2, 3, {LAPTOP: 1})
    tablet = line(TABLET, 1, 4, {PHONE: 2})
    assert waiting_for([laptop, phone_1, phone_2, tablet], {}).whole == (laptop, phone_1, phone_2, tablet)


def test_of_a_line_that_has_seen_any_number_the_first_and_the_last_missing_one_are_told() -> None:
    """They were listed one by one: a line could keep a `sync` busy for years."""
    seen = line(LAPTOP, 1, 9, {PHONE: 2**53 - 1})
    assert waiting_for([seen], {PHONE: 3}).missing == {PHONE: (4, 2**53 - 1)}
    there = [line(PHONE, number, 1000 + number, {TABLET: 1}) for number in (2, 3, 5, 2**53 - 1001)]
    assert waiting_for(there, {}).missing == {PHONE: (1, 2**53 - 1002), TABLET: (1, 1)}
    assert waiting_for([line(PHONE, 1, 1, {TABLET: 1})], {}).missing == {TABLET: (1, 1)}
