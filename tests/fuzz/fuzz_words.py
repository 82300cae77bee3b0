"""Fuzz targets of what people type: amounts, times, nights, command lines, settings, and the files of `--map`."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import zlib
from contextlib import redirect_stderr, redirect_stdout, suppress
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from both_readers import by_table, by_typer
from fuzz_files import begun
from fuzzing import Broken, Target, emptied, refusal, same

from builders import context, present
from legdiary import settings
from legdiary.app.imports.typed_lines import LinesFile, LinesTaken, take_lines
from legdiary.app.log.kratom import parse_dose_amount
from legdiary.app.log.night import read_rating
from legdiary.app.log.sleep import read_sleep
from legdiary.app.questions import NOTHING
from legdiary.cli.command_line.argument_joining import join_arguments
from legdiary.cli.typed_lines import read_command
from legdiary.domain.input.amounts import format_grams, parse_amount, parse_exact, parse_pieces
from legdiary.domain.input.medicine_amounts import parse_medicine_amount, total_of
from legdiary.domain.sync.segment_names import (
    SegmentName,
    missing_lines,
    next_segment,
    plan_compaction,
    read_segment_name,
)
from legdiary.domain.time import bed_wake, durations, parse, stamps, tz_variable, zone_names
from legdiary.domain.time.moments import load_zone
from legdiary.errors import LegdiaryError
from legdiary.formats.dose_apps.own_words import read_meaning, read_words, write_words
from legdiary.formats.table.mapping_file import read_mapping, write_mapping
from legdiary.formats.typed_lines import recognises
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")
PRESENT = present()
#: A number and a unit of weight as nobody can misread them.
_PLAIN = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?(g|mg)")
_NOTE = "a note that no error may tell"
#: Beyond any amount that is accepted, milligrams have too many digits to be read.
_MOST_MG = 10_000_000
#: Words that end a command line in Typer before it is read: nothing is compared then.
_ENDS = {"--help", "-h", "--version", "-V"}


def word(data: bytes) -> str:
    """The bytes as a shell hands them to a program."""
    return data.replace(b"\0", b"").decode("utf-8", "surrogateescape")


def words(data: bytes) -> list[str]:
    """The words of a command line, one on each line."""
    return [word(each) for each in data.split(b"\n")]


# ---------------------------------------------------------------------- amounts and times


def amounts(data: bytes) -> None:
    """An amount is read by every reader of one; what is plainly written is what it says."""
    typed = word(data)
    for in_mg in (False, True):
        found = _value(partial(parse_amount, typed, in_mg=in_mg))
        if found is not None and found < _MOST_MG:
            same(parse_amount(f"{found}mg"), found, "milligrams")
            if not in_mg:
                same(parse_amount(format_grams(found)), found, "grams")
    for leaf in (False, True):
        exact = _value(partial(parse_exact, typed, leaf=leaf))
        plain = _PLAIN.fullmatch(typed.strip().lower())
        if exact is not None and plain is not None:
            number = Fraction(f"{plain[1]}.{plain[2] or 0}") * (1_000_000 if plain[3] == "g" else 1000)
            same(Fraction(exact), number, "micrograms")
    parse_pieces(typed)
    refusal(lambda: parse_dose_amount(typed))
    medicine = _value(lambda: parse_medicine_amount(typed))
    if medicine is not None:
        same(parse_medicine_amount(medicine), medicine, "an amount of a medicine")
        total_of([medicine, medicine])
    total_of([typed])


def _value(act: Callable[[], _T]) -> _T | None:
    """What is read; None where it is refused."""
    with suppress(LegdiaryError):
        return act()
    return None


def times(data: bytes) -> None:
    """A moment, a night, a date and a clock time."""
    typed = word(data)
    for night in (None, PRESENT.now.local.date()):
        when = _value(partial(parse.parse_when, typed))
        moment = None if when is None else _value(partial(when.moment, PRESENT, night, confirmed=True))
        if moment is not None:
            again = parse.parse_when(moment.local.isoformat(timespec="seconds")).moment(PRESENT, confirmed=True)
            same(again.utc_s, moment.utc_s, "a moment")
    for of_day in (False, True):
        night_of = _value(partial(parse.parse_night, typed, PRESENT, of_day=of_day))
        if night_of is not None:
            same(parse.parse_night(f"{night_of}", PRESENT, of_day=of_day), night_of, "a night")
    day = _value(lambda: parse.parse_date(typed))
    if day is not None:
        same(parse.parse_date(f"{day}"), day, "a date")
    clock = _value(lambda: parse.parse_clock(typed))
    if clock is not None:
        same(parse.parse_clock(f"{clock:%H:%M}"), clock, "a clock time")
    same(parse.is_clock(typed), clock is not None, "whether it is a clock time")
    refusal(lambda: parse.parse_reported_time(typed, PRESENT))
    parse.is_reported_time(typed)
    stamp = _value(lambda: stamps.read_stamp(typed, PRESENT.zone))
    if stamp is None and stamps.begins_with_moment(typed):
        refusal(lambda: stamps.read_stamp(typed, PRESENT.zone))


def spans(data: bytes) -> None:
    """A duration, and bed time–wake time."""
    typed = word(data)
    minutes = _value(lambda: durations.parse_duration(typed))
    if minutes is not None:
        same(durations.parse_duration(durations.typed_minutes(minutes) or ""), minutes, "a duration")
    refusal(lambda: durations.parse_part_of_night(typed))
    durations.is_total(typed)
    refusal(lambda: bed_wake.read_bed_wake(typed, PRESENT))
    refusal(lambda: read_sleep(PRESENT, typed, note=_NOTE), [_NOTE])


def zones(data: bytes) -> None:
    """A time zone: its name, a city, the variable TZ."""
    typed = word(data)
    name = _value(lambda: zone_names.full_zone_name(typed))
    if name is not None:
        same(zone_names.full_zone_name(name), name, "a zone")
    zone = _value(lambda: tz_variable.zone_of_tz(typed))
    if zone is not None:
        same(load_zone(zone.name), zone, "a zone by its name")


_RATED = (
    "severity", "falling_asleep", "overnight", "onset", "where", "feel", "note", "missed", "night", "clear",
)  # fmt: skip


def night(data: bytes) -> None:
    """The ratings of a night: one field a line, in the order of `_RATED`."""
    given = {name: typed for name, typed in zip(_RATED, words(data), strict=False) if typed}
    if "note" in given:
        given["note"] = f"{_NOTE} {given['note']}"
    clear = [given.pop("clear")] if "clear" in given else None
    refusal(lambda: read_rating(PRESENT, **given, clear=clear), [_NOTE])  # type: ignore[arg-type]


# ---------------------------------------------------------------------- command lines


def command_line(data: bytes) -> None:
    """What the compiled table reads, Typer reads alike; what it does not read at once, Typer may refuse."""
    typed = words(data)
    refusal(lambda: join_arguments(typed))
    read = by_table(typed)
    if read is None or _ENDS & {*typed}:
        return
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        same(by_typer(typed), read, "the command line")


def lines(data: bytes) -> None:
    """A file of a phone's lines: each is taken once or waits, nothing that waits tells a note, and all is sound."""
    recognises(data, "")
    diary_file = emptied("lines") / "diary.db"
    shutil.copy(begun(), diary_file)
    run = context(diary_file, "2026-11-22T22:00-05:00")
    taken = _value(lambda: take_lines(run, LinesFile("inbox.txt", data), read_command, NOTHING))
    if not isinstance(taken, LinesTaken):
        return
    secrets = _notes(data)
    for each in taken.waiting:
        if any(secret in each.why for secret in secrets):
            raise Broken("the reason why a line waits tells a note")
    if not taken.count:
        return
    again = take_lines(run, LinesFile("inbox.txt", data), read_command, NOTHING)
    assert isinstance(again, LinesTaken)
    same((again.count, len(again.waiting)), (0, len(taken.waiting)), "lines that are taken a second time")
    if zlib.crc32(data) % 4:
        return
    wrong = [found for found in check_diary(run.diary_path, run.present.now) if found.state == WRONG]
    same(wrong, [], "what is wrong with the diary")
    with Diary.for_reading(run.diary_path) as diary, diary.one_state():
        list(diary.every_entry())


def _notes(data: bytes) -> list[str]:
    """The notes of lines that can be split, where nothing else has the same text."""
    text = data.decode("utf-8", "replace")
    found = []
    for line in text.split("\n"):
        with suppress(ValueError):
            split = shlex.split(line)
            found += [split[at + 1] for at, each in enumerate(split[:-1]) if each == "--note"]
    return [each for each in found if len(each) > 4 and text.count(each) == 1]


# ---------------------------------------------------------------------- settings and the files of --map


def config(data: bytes) -> None:
    """The settings file: every value that is accepted is written and read back."""
    path = emptied("config") / "config.toml"
    path.write_bytes(data)
    error = refusal(lambda: settings.load(path))
    if error is not None:
        return
    held = settings.load(path)
    for key, value in settings.read_values(path).items():
        typed = f"{value}"
        with suppress(LegdiaryError):  # what a file may have empty cannot be typed
            settings.change(path, key, typed)
    same(settings.load(path), held, "settings")


def segment_names(data: bytes) -> None:
    """Names of files in a place: what is read is written alike, and nothing is worked out for long."""
    found = [name for each in words(data) if (name := read_segment_name(each)) is not None]
    for name in found:
        same(read_segment_name(name.path), name, "a name")
        next_segment(found, name.device, name.first - 1)
        missing_lines(found, name.device, name.last)
    for device in {name.device for name in found}:
        plan = plan_compaction(found, device, 2)
        if len(plan.write) > 1000:
            raise Broken("names alone make the plan of so many segments")
        for each in (*plan.write, *plan.remove):
            same(read_segment_name(SegmentName(*each).path), each, "a planned name")


def word_map(data: bytes) -> None:
    """A file of words and their meanings."""
    text = data.decode("utf-8", "replace")
    found = _value(lambda: read_words(text, "words.toml"))
    if found is not None:
        same(read_words(write_words(found), "words.toml"), found, "words and meanings")
    for line in text.split("\n"):
        meaning = _value(partial(read_meaning, line))
        if meaning is not None:
            same(read_meaning(meaning.phrase()), meaning, "a meaning")


def table_map(data: bytes) -> None:
    """A file of what the columns of a table are."""
    text = data.decode("utf-8", "replace")
    found = _value(lambda: read_mapping(text, "map.toml"))
    if found is not None:
        same(read_mapping(write_mapping(found), "map.toml"), found, "a mapping")


TARGETS: Sequence[Target] = (
    Target("amounts", "amounts: 2.5g, 4caps, 300 mg", amounts),
    Target("times", "moments, nights, dates, clock times", times),
    Target("spans", "durations, and bed time–wake time", spans),
    Target("zones", "time zones and TZ", zones),
    Target("night", "the ratings of a night, with a note", night),
    Target("command-line", "command lines, by the table and by Typer", command_line),
    Target("lines", "the lines of a phone, taken into a diary", lines),
    Target("config", "the settings file", config),
    Target("segment-names", "the names of files that devices exchange", segment_names),
    Target("word-map", "files of `--map` for words", word_map),
    Target("table-map", "files of `--map` for tables", table_map),
)
