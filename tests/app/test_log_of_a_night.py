"""Ratings, sleep and magnesium as use cases: a request in, a result or a question out."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

import pytest

from builders import context, day, moment
from legdiary.app.log.magnesium import (
    ChangeMagnesium,
    LogMagnesium,
    MagnesiumAmount,
    MagnesiumStored,
    read_magnesium,
    store_magnesium,
)
from legdiary.app.log.night import LogNight, Rating, ScoreThere, read_rating, store_night
from legdiary.app.log.one_per_night import NothingToClear
from legdiary.app.log.sleep import (
    FrameOrTotal,
    LogSleep,
    NotSleptYet,
    Slept,
    TimesNeedAFrame,
    read_sleep,
    store_sleep,
)
from legdiary.app.log.typed_fields import MissingValue, NothingToClearYet
from legdiary.app.questions import Asked
from legdiary.domain.entries.magnesium import FormOfSalt, SaltNeedsForm
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.score_range import NotAScore
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.errors import CLOCK, ENTRY, TIME
from legdiary.store.entry_rows import Change, NoSuchEntry

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Context

#: 10:00 in New York, when the night of the 21st is the last one.
MORNING = "2026-11-22T10:00-05:00"
LAST_NIGHT = day("2026-11-21")
FRAME = Slept(bed=time(22, 45), wake=time(6, 10), latency_min=40, awake_min=55)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


@pytest.fixture
def run(diary: Path) -> Context:
    return context(diary, MORNING)


def stored(made: Change | MagnesiumStored | Asked) -> Any:
    """The entry that is stored now."""
    assert isinstance(made, (Change, MagnesiumStored)), made
    assert made.new is not None
    return made.new.entry


def asked(made: object) -> Asked:
    assert isinstance(made, Asked), made
    return made


class TestNight:
    def test_words_become_a_request(self, run: Context) -> None:
        read = read_rating(run.present, "6", overnight="5", onset="21:30", where="legs", note="hot", clear=["feel"])
        rating = Rating(6, overnight=5, onset_min=21 * 60 + 30, body_parts=("legs",), note="hot")
        assert read == LogNight(rating, frozenset({"sensations"}), None)
        moving = read_rating(run.present, night="yesterday", entry_id=3)
        assert moving == LogNight(Rating(), night=LAST_NIGHT, entry_id=3)
        affected = read_rating(run.present, sitting="6", mood="0", clear=["concentration"])
        assert affected == LogNight(Rating(sitting=6, mood=0), frozenset({"concentration"}), None)

    def test_a_night_is_logged_and_only_what_is_said_again_changes(self, run: Context) -> None:
        assert stored(store_night(run, LogNight(Rating(6, overnight=5)))) == Night(LAST_NIGHT, 6, overnight=5)
        again = store_night(run, LogNight(Rating(7), frozenset({"overnight"})))
        assert isinstance(again, Change)
        assert again.changed == {"severity": (6, 7), "overnight": (5, None)}

    def test_a_score_takes_the_place_of_a_reason_and_not_the_other_way_round(self, run: Context) -> None:
        store_night(run, LogNight(Rating(missed="asleep")))
        assert stored(store_night(run, LogNight(Rating(4)))) == Night(LAST_NIGHT, 4)
        with pytest.raises(ScoreThere, match="severity 4"):
            store_night(run, LogNight(Rating(missed="asleep")))
        emptied = LogNight(Rating(missed="asleep"), frozenset({"severity"}))
        assert stored(store_night(run, emptied)) == Night(LAST_NIGHT, missed="asleep")

    def test_a_change_may_move_it_and_nothing_else(self, run: Context) -> None:
        store_night(run, LogNight(Rating(6, note="hot")))
        moved = stored(store_night(run, LogNight(Rating(), night=day("2026-11-20"), entry_id=1)))
        assert moved == Night(day("2026-11-20"), 6, note="hot")
        with pytest.raises(NoSuchEntry):
            store_night(run, LogNight(Rating(5), entry_id=9))

    def test_nothing_is_begun_for_nothing(self, run: Context, diary: Path) -> None:
        with pytest.raises(NothingToClear):
            store_night(run, LogNight(Rating(), frozenset({"note"})))
        with pytest.raises(NothingGiven, match="--missed REASON"):
            read_rating(run.present)
        with pytest.raises(NothingGiven) as refused:
            read_rating(run.present, entry_id=3)
        assert refused.value.hint == "legdiary edit 3 --help"
        with pytest.raises(NotAScore, match="six"):
            read_rating(run.present, "six")
        assert not diary.exists()

    def test_a_clock_behind_the_diary_is_asked_about_and_goes_with_a_yes(self, run: Context, diary: Path) -> None:
        store_night(run, LogNight(Rating(6)))
        behind = context(diary, "2026-11-19T10:00-05:00")
        assert asked(store_night(behind, LogNight(Rating(5)))).about == CLOCK
        assert stored(store_night(behind, LogNight(Rating(5)), frozenset({CLOCK}))) == Night(day("2026-11-18"), 5)


class TestSleep:
    def test_words_become_a_request(self, run: Context) -> None:
        read = read_sleep(run.present, "22:45-06:10", latency="40m", awake="55m", tried="23:00", night="last night")
        tried = Slept(time(22, 45), time(23), time(6, 10), latency_min=40, awake_min=55)
        assert read == LogSleep(tried, night=LAST_NIGHT)
        assert read_sleep(run.present, total="6h30", entry_id=2) == LogSleep(Slept(total_min=390), entry_id=2)
        with pytest.raises(FrameOrTotal):
            read_sleep(run.present, "22:45-06:10", total="6h")

    def test_clock_times_become_moments_around_the_night(self, run: Context) -> None:
        sleep = stored(store_sleep(run, LogSleep(FRAME)))
        assert (sleep.night_of, sleep.bed, sleep.wake) == (
            LAST_NIGHT, moment("2026-11-21T22:45-05:00"), moment("2026-11-22T06:10-05:00")
        )  # fmt: skip
        total = store_sleep(run, LogSleep(Slept(total_min=390)))
        assert isinstance(total, Change)
        assert total.changed == {
            "bed": (sleep.bed, None), "wake": (sleep.wake, None), "latency_min": (40, None), "awake_min": (55, None),
            "total_min": (None, 390),
        }  # fmt: skip

    def test_a_time_alone_needs_the_frame_that_is_there(self, run: Context) -> None:
        up = LogSleep(Slept(up=time(6, 45)))
        with pytest.raises(TimesNeedAFrame, match="--up"):
            store_sleep(run, up)
        store_sleep(run, LogSleep(FRAME))
        assert stored(store_sleep(run, up)).up == moment("2026-11-22T06:45-05:00")

    def test_long_in_bed_is_asked_and_stored_with_a_yes(self, run: Context) -> None:
        """From 22:45 to 10:50 are 12 h 05."""
        long = LogSleep(Slept(bed=time(22, 45), wake=time(10, 50)), night=day("2026-11-20"))
        question = asked(store_sleep(run, long))
        assert (question.about, question.why) == (ENTRY, "12 h 05 in bed is long; is bed time 22:45 right?")
        assert stored(store_sleep(run, long, frozenset({question.about}))).wake == moment("2026-11-21T10:50-05:00")

    def test_a_waking_in_the_hour_that_comes_twice_is_one_question_with_what_else_is_odd(self, diary: Path) -> None:
        run = context(diary, "2026-11-01T12:00-05:00")
        request = LogSleep(Slept(bed=time(13, 10), wake=time(1, 30)), night=day("2026-10-31"))
        question = asked(store_sleep(run, request))
        assert question.about == ENTRY
        assert question.why.startswith("01:30 came twice on 2026-11-01")
        assert question.why.endswith("12 h 20 in bed is long; is bed time 13:10 right, not 01:10?")
        assert stored(store_sleep(run, request, frozenset({ENTRY}))).wake == moment("2026-11-01T01:30-04:00")

    def test_a_correction_stays_in_the_zone_it_was_lived_in_and_a_night_told_anew_does_not(self, diary: Path) -> None:
        store_sleep(context(diary, MORNING), LogSleep(FRAME))
        abroad = context(diary, "2026-11-22T20:00+01:00", "Europe/Berlin")
        frame = Slept(bed=time(23), wake=time(6, 10))
        assert stored(store_sleep(abroad, LogSleep(frame, entry_id=1))).bed == moment("2026-11-21T23:00-05:00")
        told_anew = stored(store_sleep(abroad, LogSleep(frame, night=LAST_NIGHT)))
        assert told_anew.bed == moment("2026-11-21T23:00+01:00", "Europe/Berlin")

    def test_a_night_to_come_was_not_slept_yet(self, run: Context) -> None:
        store_sleep(run, LogSleep(FRAME))
        with pytest.raises(NotSleptYet):
            store_sleep(run, LogSleep(Slept(total_min=390), night=day("2026-11-22")))


class TestMagnesium:
    def test_words_become_a_request(self, run: Context) -> None:
        read = read_magnesium(run.present, "1000mg", form="bisglycinate", salt=True, topical=True, night="today")
        amount = MagnesiumAmount("1000mg", 1000)
        assert read == LogMagnesium(amount, "glycinate", salt=True, topical=True, night=day("2026-11-22"))
        assert read_magnesium(run.present, None, form="oxide", entry_id=4) == ChangeMagnesium(4, form="oxide")
        assert read_magnesium(run.present, None, helped="2", clear=["note", "topical"], entry_id=4) == ChangeMagnesium(
            4, helped=2, emptied=frozenset({"note", "topical"})
        )
        with pytest.raises(NothingToClearYet):
            read_magnesium(run.present, "200mg", clear=["note"])
        with pytest.raises(SaltNeedsForm):
            read_magnesium(run.present, "1000mg", salt=True)
        with pytest.raises(MissingValue):
            read_magnesium(run.present, None)

    def test_the_salt_is_counted_as_magnesium_and_the_day_is_summed(self, run: Context) -> None:
        """400 mg of oxide are 241 mg elemental: 400 × 24.305 ÷ 40.304 = 241.2."""
        oxide = store_magnesium(run, LogMagnesium(MagnesiumAmount("400mg", 400), "oxide", salt=True))
        assert stored(oxide).elemental_mg == 241
        more = store_magnesium(run, LogMagnesium(MagnesiumAmount("200mg", 200)))
        assert isinstance(more, MagnesiumStored)
        assert (more.total_mg, more.before_mg, more.first) == (441, 241, False)
        skin = store_magnesium(run, LogMagnesium(MagnesiumAmount("100mg", 100), topical=True))
        assert isinstance(skin, MagnesiumStored)
        assert (skin.total_mg, skin.before_mg) == (441, 441)

    def test_the_form_of_a_salt_is_cleared_with_an_elemental_amount_alone(self, run: Context) -> None:
        store_magnesium(run, LogMagnesium(MagnesiumAmount("332mg", 332), "oxide", salt=True))
        with pytest.raises(FormOfSalt, match="the 332 mg are of a salt"):
            store_magnesium(run, ChangeMagnesium(1, emptied=frozenset({"form"})))
        elemental = ChangeMagnesium(1, MagnesiumAmount("180mg", 180), emptied=frozenset({"form"}))
        now = stored(store_magnesium(run, elemental))
        assert (now.elemental_mg, now.basis, now.form, now.salt_mg) == (180, "label_elemental", None, None)

    def test_the_same_in_the_same_minute_is_asked_about(self, run: Context) -> None:
        request = LogMagnesium(MagnesiumAmount("200mg", 200))
        assert isinstance(store_magnesium(run, request), MagnesiumStored)
        question = asked(store_magnesium(run, request))
        assert (question.about, question.why) == (ENTRY, "200 mg of magnesium at 10:00 is already stored (#1).")
        assert isinstance(store_magnesium(run, request, frozenset({ENTRY})), MagnesiumStored)

    def test_another_salt_is_counted_anew_when_a_taking_is_changed(self, run: Context) -> None:
        """1000 mg of glycinate are 141 mg, of citrate 162 mg: 1000 × 3 × 24.305 ÷ 451.113 = 161.6."""
        store_magnesium(run, LogMagnesium(MagnesiumAmount("1000mg", 1000), "glycinate", salt=True))
        changed = store_magnesium(run, ChangeMagnesium(1, form="citrate"))
        assert isinstance(changed, MagnesiumStored)
        assert (changed.before_mg, changed.total_mg) == (141, 162)

    def test_a_time_that_came_twice_is_asked_about(self, diary: Path) -> None:
        run = context(diary, "2026-11-01T12:00-05:00")
        request = read_magnesium(run.present, "200mg", at="01:30")
        question = asked(store_magnesium(run, request))
        assert question.about == TIME
        assert stored(store_magnesium(run, request, frozenset({TIME}))).at == moment("2026-11-01T01:30-05:00")
