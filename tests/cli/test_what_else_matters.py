"""`factor`, `symptom`, `medicine`, `measure` as a person types them; and magnesium beside medicines."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, on_terminal, run

from test_imports import loaded_by

if TYPE_CHECKING:
    from pathlib import Path

    from driving import Result

# The present: 01:30 in the night from Saturday the 21st to Sunday the 22nd; the diary day is the 21st.
MORNING = "2026-11-22T10:00-05:00"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


def said(diary: Path, typed: str, **how: Any) -> str:
    return ok(*shlex.split(typed), diary=diary, **how).stdout


def refused(diary: Path, typed: str, code: int, **how: Any) -> str:
    before = diary.read_bytes() if diary.exists() else None
    result: Result = run(*shlex.split(typed), diary=diary, **how)
    assert (result.code, result.stdout) == (code, ""), result
    assert (diary.read_bytes() if diary.exists() else None) == before
    return result.stderr


class TestFactor:
    def test_is_filed_under_the_diary_day_under_way(self, diary: Path) -> None:
        told = said(diary, "factor caffeine --amount '2 cups' --at 15:00 --helped 0 --note 'née [b]'")
        assert told == "Factor, day of Sat 21 Nov 2026: caffeine, 2 cups, at 15:00, helped 0 of 3, “née [b]”.  #1\n"
        assert said(diary, "factor long sitting") == "Factor, day of Sat 21 Nov 2026: long sitting.  #2\n"
        morning = said(diary, "factor heat", now=MORNING)
        assert morning == "Factor, day of Sun 22 Nov 2026: heat.  #3\n"
        late = said(diary, "factor walking --night 'last night' --helped 2", now=MORNING)
        assert late == "Factor, day of Sat 21 Nov 2026: walking, helped 2 of 3.  #4\n"

    def test_json(self, diary: Path) -> None:
        stored = ok("factor", "caffeine", "--at", "15:00", "--json", diary=diary).json
        assert stored == {
            "stored": {
                "id": 1, "kind": "factor", "night_of": "2026-11-21", "at": "2026-11-21T15:00:00-05:00",
                "recalled": False, "name": "caffeine", "amount": None, "helped": None, "note": None,
            },
            "changed": {},
        }  # fmt: skip

    def test_a_slip_begins_no_diary(self, diary: Path) -> None:
        assert refused(diary, "factor cafeine", 2) == (
            "legdiary: 'cafeine' is not a known factor; closest names: caffeine, walking, nicotine; "
            "add --new to keep it as your own\nlegdiary: try: legdiary factor --list\n"
        )
        assert not diary.exists()

    def test_an_own_name_is_kept_and_known_from_then_on(self, diary: Path) -> None:
        said(diary, "factor 'Foot cream' --new")
        assert said(diary, "factor foot-cream --at 22:00").endswith(": foot cream, at 22:00.  #2\n")
        said(diary, "undo")
        said(diary, "undo")
        assert "add --new" in refused(diary, "factor foot cream", 2)

    def test_the_very_same_twice_asks(self, diary: Path) -> None:
        said(diary, "factor caffeine")
        assert refused(diary, "factor caffeine", 1) == (
            "legdiary: 2026-11-21 has the very same entry already (#1). Not stored; add --confirm if it is right.\n"
        )
        said(diary, "factor caffeine --confirm")
        assert len(ok("list", "--kind", "factor", "--json", diary=diary).json["entries"]) == 2

    def test_cbt_is_no_relaxation_any_more_and_entries_of_before_stay(self, diary: Path) -> None:
        said(diary, "factor relaxation --night 2026-11-20")
        assert said(diary, "factor CBT --helped 2").endswith(": cbt, helped 2 of 3.  #2\n")
        assert said(diary, "factor support").endswith(": support group.  #3\n")
        assert said(diary, "factor therapy session").endswith(": therapy session.  #4\n")
        assert "  1  factor     relaxation\n" in said(diary, "list")

    def test_is_edited_with_its_own_flags(self, diary: Path) -> None:
        said(diary, "factor caffeine --at 15:00")
        assert said(diary, "edit 1 --helped 2 --amount '1 cup'") == (
            "Factor, day of Sat 21 Nov 2026: caffeine, amount – → 1 cup, helped – → 2.  #1\n"
        )
        assert said(diary, "edit 1 alcohol --night 2026-11-20") == (
            "Factor, day of Fri 20 Nov 2026: night 2026-11-21 → 2026-11-20, "
            "name caffeine → alcohol, at 2026-11-21 15:00 → 2026-11-20 15:00.  #1\n"
        )
        assert "nothing to store" in refused(diary, "edit 1", 2)
        assert "not a known factor" in refused(diary, "edit 1 alkohole", 2)

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("factor", "the factor's name is missing"),
            ("factor caffeine --helped 4", "helped 4 is out of range; write a whole number from 0 to 3"),
            ("factor caffeine --amount ' '", "the amount is empty or has several lines"),
            ("factor caffeine --at 15:00 --night 2026-11-20 --helped x", "helped: 'x' is not a number"),
            ("factor magnesium --new", "magnesium is not a factor here; it has its own command"),
            ("factor caffeine --night 2026-11-23", "is in the future"),
        ],
    )
    def test_what_is_refused(self, diary: Path, typed: str, message: str) -> None:
        assert message in refused(diary, typed, 2)
        assert not diary.exists()


class TestSymptom:
    def test_again_for_the_same_night_it_changes(self, diary: Path) -> None:
        assert said(diary, "symptom fast heartbeat 2") == (
            "Symptom, night of Sat 21 Nov 2026: fast heartbeat 2 of 3.  #1\n"
        )
        assert said(diary, "symptom fast-heartbeat 0") == (
            "Symptom, night of Sat 21 Nov 2026: fast heartbeat, grade 2 → 0.  #1\n"
        )
        assert said(diary, "symptom fast-heartbeat 0") == ("Symptom, night of Sat 21 Nov 2026: nothing changed.  #1\n")
        assert said(diary, "undo") == "Undone. Symptom, night of Sat 21 Nov 2026: fast heartbeat, grade 0 → 2.  #1\n"

    def test_an_own_name_goes_on_though_it_is_a_word_for_a_known_one_now(self, diary: Path) -> None:
        """`symptom leg cramps 1 --new` was kept under that name before `leg cramps` came to mean cramps."""
        said(diary, "symptom shaky legs 1 --new --night 2026-11-20")
        kept = diary.parent / "kept.json"
        kept.write_text(said(diary, "export json --output -").replace("shaky legs", "leg cramps"), encoding="utf-8")
        before = diary.parent / "before.db"
        said(before, f"import {kept}")
        assert said(before, "symptom leg cramps 3").endswith(": leg cramps 3 of 3.  #2\n")
        assert said(before, "symptom cramps 2").endswith(": cramps 2 of 3.  #3\n")
        assert said(diary, "symptom leg cramps 3").endswith(": cramps 3 of 3.  #2\n")

    def test_means_the_night_that_night_means(self, diary: Path) -> None:
        assert "night of Sat 21 Nov" in said(diary, "symptom nausea 1", now=MORNING)
        assert "night of Sun 22 Nov" in said(diary, "symptom nausea 1", now="2026-11-22T15:00-05:00")
        assert "night of Fri 20 Nov" in said(diary, "symptom nausea 1 --night 2026-11-20", now=MORNING)

    def test_json_of_a_change(self, diary: Path) -> None:
        said(diary, "symptom nausea 1")
        changed = ok("symptom", "nausea", "3", "--json", diary=diary).json
        assert changed == {
            "stored": {
                "id": 1, "kind": "symptom", "night_of": "2026-11-21", "at": None, "recalled": False, "name": "nausea",
                "grade": 3, "note": None,
            },
            "changed": {"grade": [1, 3]},
        }  # fmt: skip

    def test_is_edited(self, diary: Path) -> None:
        said(diary, "symptom nausea 1")
        said(diary, "symptom chills 2")
        assert said(diary, "edit 1 3").endswith("nausea, grade 1 → 3.  #1\n")
        assert said(diary, "edit 1 low mood").endswith(": name nausea → low mood.  #1\n")
        assert said(diary, "edit 1 low mood 0").endswith("low mood, grade 3 → 0.  #1\n")
        assert "already has its place" in refused(diary, "edit 1 chills", 1)
        assert said(diary, "edit 1 --night 2026-11-20").startswith("Symptom, night of Fri 20 Nov 2026: low mood, night")

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("symptom", "the symptom's name is missing"),
            ("symptom nausea", "the grade, 0 to 3, is missing"),
            ("symptom fast heartbeat", "the grade, 0 to 3, is missing"),
            ("symptom nausea 4", "grade 4 is out of range; write a whole number from 0 to 3"),
            ("symptom nausea two", "grade: 'two' is not a number"),
            ("symptom nausee 2", "; closest names: nausea, anxiety, fatigue; "),
            ("symptom gabapentin 2", "try: legdiary medicine --help"),
        ],
    )
    def test_what_is_refused(self, diary: Path, typed: str, message: str) -> None:
        assert message in refused(diary, typed, 2)
        assert not diary.exists()


class TestMedicine:
    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("gabapentin 300mg", "gabapentin 300 mg"),
            ("gabapentin 300 mg", "gabapentin 300 mg"),
            ("gabapentin enacarbil 600mg", "gabapentin enacarbil 600 mg"),
            ("'IV iron' 1 infusion", "iron infusion 1 infusion"),
            ("iron '1 tablet'", "iron 1 tablet"),
            ("pramipexole 0,125mg", "pramipexole 0.125 mg"),
        ],
    )
    def test_needs_no_quotes(self, diary: Path, typed: str, told: str) -> None:
        assert (
            said(diary, f"medicine {typed} --at 23:40") == f"Medicine, day of Sat 21 Nov 2026: {told} at 23:40.  #1\n"
        )

    def test_an_own_name_says_what_the_check_knows(self, diary: Path) -> None:
        first = said(diary, "medicine 5-HTP 100mg --new --at 20:00")
        assert first == (
            "Medicine, day of Sat 21 Nov 2026: 5-htp 100 mg at 20:00.  #1\n"
            "  Stored under this name. The spacing check knows only the generic names in its list.\n"
        )
        assert said(diary, "medicine 5-htp 100mg --at 21:00").count("\n") == 1

    def test_the_same_minute_twice_asks(self, diary: Path) -> None:
        said(diary, "medicine gabapentin 300mg")
        asked = "300 mg of this medicine at 01:30 is already stored (#1)."
        assert refused(diary, "medicine gabapentin 300 mg", 1) == (
            f"legdiary: {asked} Not stored; add --confirm if it is right.\n"
        )
        said(diary, "medicine gabapentin 300mg --confirm")
        seen = on_terminal("medicine", "gabapentin", "300mg", answer="y", diary=diary)
        assert f"{asked} Store it? [y/N]" in seen.flat
        assert seen.code == 0
        assert len(ok("list", "--kind", "medicine", "--json", diary=diary).json["entries"]) == 3

    def test_micrograms_typed_for_milligrams_are_asked_about(self, diary: Path) -> None:
        said(diary, "medicine gabapentin 300mg --at '2026-11-20 21:00'")
        asked = (
            "300 mcg of this medicine in one entry is less than a tenth of the median dose of the last 14 days "
            "(300 mg)."
        )
        assert refused(diary, "medicine gabapentin 300mcg", 1) == (
            f"legdiary: {asked} Not stored; add --confirm if it is right.\n"
        )
        seen = on_terminal("medicine", "gabapentin", "300mcg", answer="n", diary=diary)
        assert f"{asked} Store it? [y/N]" in seen.flat
        assert seen.code == 1
        said(diary, "medicine gabapentin 300mcg --confirm")
        # The median of 300 mg and 0.3 mg is 150.15 mg: 1501.5 mg is ten times that, and not asked about.
        said(diary, "medicine gabapentin 1501.5mg --at 01:00")
        assert "more than ten times the median dose of the last 14 days (300 mg)" in (
            refused(diary, "medicine gabapentin 3.1g --at 00:30", 1)
        )
        said(diary, "medicine gabapentin 3g --at 00:20")

    def test_milligrams_typed_for_micrograms_are_asked_about(self, diary: Path) -> None:
        said(diary, "medicine levothyroxine 12.5mcg --at '2026-11-20 07:00'")
        assert refused(diary, "medicine levothyroxine 12.5mg", 1) == (
            "legdiary: 12.5 mg of this medicine in one entry is more than ten times the median dose of the last 14 "
            "days "
            "(12.5 mcg). Not stored; add --confirm if it is right.\n"
        )

    def test_only_ones_own_doses_by_weight_of_the_last_days_are_compared(self, diary: Path) -> None:
        said(diary, "medicine gabapentin 300mg --at '2026-11-07 21:00'")  # 15 days before
        said(diary, "medicine gabapentin 1 capsule --at 20:00")
        said(diary, "medicine clonidine 0.1mg --at 20:00")
        said(diary, "medicine gabapentin 20mg --at 21:00")
        assert "(20 mg)" in refused(diary, "medicine gabapentin 300mg --at 22:00", 1)
        said(diary, "medicine gabapentin 30 tablets --at 22:00")

    def test_a_change_of_the_amount_or_the_name_is_asked_about_and_no_other(self, diary: Path) -> None:
        said(diary, "medicine gabapentin 300mg --at '2026-11-20 21:00'")
        said(diary, "medicine clonidine 0.1mg --at '2026-11-20 21:00'")
        said(diary, "medicine gabapentin 20mg --at 21:00 --confirm")
        said(diary, "edit 3 --at 22:00")
        assert "20.5 mg of this medicine in one entry is less than a tenth" in refused(diary, "edit 3 20.5mg", 1)
        said(diary, "edit 3 30mg")
        assert "30 mg of this medicine in one entry is more than ten times" in refused(diary, "edit 3 clonidine", 1)
        assert said(diary, "edit 3 clonidine --confirm").endswith(": name gabapentin → clonidine.  #3\n")

    def test_is_edited(self, diary: Path) -> None:
        said(diary, "medicine gabapentin 300mg --at 20:00")
        assert said(diary, "edit 1 600mg").endswith("gabapentin, amount 300 mg → 600 mg.  #1\n")
        assert said(diary, "edit 1 pregabalin 75 mg").endswith(
            ": name gabapentin → pregabalin, amount 600 mg → 75 mg.  #1\n"
        )
        assert said(diary, "edit 1 --at 21:30").endswith("at 2026-11-21 20:00 → 2026-11-21 21:30.  #1\n")
        assert "300 of what?" in refused(diary, "edit 1 300", 2)

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("medicine", "the medicine's name is missing"),
            ("medicine gabapentin", "the amount is missing"),
            ("medicine gabapentin enacarbil", "the amount is missing"),
            ("medicine gabapentin 300", "300 of what? Write 300mg or '300 tablets'."),
            ("medicine gabapentn 300mg", "(did you mean gabapentin?)"),
            ("medicine gabapentin 2,500mg", "can be read two ways"),
            ("medicine magnesium 200mg --new", "try: legdiary magnesium --help"),
            (
                "medicine gabapentin 300mg --night 2026-11-19",
                "try: legdiary medicine --help",
            ),
            ("medicine gabapentin 300mg --at 04:00", None),
        ],
    )
    def test_what_is_refused(self, diary: Path, typed: str, message: str | None) -> None:
        if message is None:  # the latest 04:00 that is past
            assert "day of Fri 20 Nov" in said(diary, typed)
            return
        assert message in refused(diary, typed, 2)
        assert not diary.exists()


class TestMeasure:
    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("irls 22", "Measure of Sat 21 Nov 2026: IRLS total 22 of 40."),
            ("ferritin 48 ug/L --on 2026-11-18", "Measure of Wed 18 Nov 2026: ferritin 48 ng/mL."),
            ("cows 6 --by clinician", "Measure of Sat 21 Nov 2026: COWS total 6 of 48, by clinician."),
            ("tsat 18,5%", "Measure of Sat 21 Nov 2026: transferrin saturation 18.5 %."),
            ("egfr 62mL/min", "Measure of Sat 21 Nov 2026: eGFR 62 mL/min/1.73m2."),
            ("phq 9 12", "Measure of Sat 21 Nov 2026: PHQ-9 total 12 of 27."),
            ("transferrin saturation 18 %", "Measure of Sat 21 Nov 2026: transferrin saturation 18 %."),
            ("heart-rate 96/min", "Measure of Sat 21 Nov 2026: heart rate 96/min."),
            ("heart rate 96 /min", "Measure of Sat 21 Nov 2026: heart rate 96/min."),
            ("pulse 71.5 bpm --by clinician", "Measure of Sat 21 Nov 2026: heart rate 71.5/min, by clinician."),
        ],
    )
    def test_is_kept_with_its_date(self, diary: Path, typed: str, told: str) -> None:
        assert said(diary, f"measure {typed}") == f"{told}  #1\n"

    def test_json(self, diary: Path) -> None:
        stored = ok("measure", "tsat", "18.5%", "--by", "self", "--json", diary=diary).json["stored"]
        assert stored == {
            "id": 1, "kind": "measure", "night_of": "2026-11-21", "at": None, "recalled": False,
            "taken_on": "2026-11-21", "name": "tsat", "value": 18.5, "unit": "%", "by": "self",
            "conditions": [],
        }  # fmt: skip
        assert isinstance(ok("measure", "irls", "22", "--json", diary=diary).json["stored"]["value"], int)

    def test_the_same_value_of_the_same_day_adds_nothing(self, diary: Path) -> None:
        said(diary, "measure irls 22")
        assert refused(diary, "measure irls 22", 1) == "legdiary: that irls of 2026-11-21 is already stored (#1)\n"
        said(diary, "measure irls 22 --by clinician")
        said(diary, "measure irls 23")

    def test_is_edited_and_listed_under_its_date(self, diary: Path) -> None:
        said(diary, "measure ferritin 48ng/mL --on 2024-03-01")
        assert said(diary, "edit 1 50ng/mL") == "Measure of Fri 1 Mar 2024: ferritin, value 48 → 50.  #1\n"
        assert said(diary, "edit 1 --by clinician --on 2024-03-02").endswith(
            "ferritin, date 2024-03-01 → 2024-03-02, by – → clinician.  #1\n"
        )
        assert said(diary, "edit 1 irls 22").endswith("value 50 → 22, unit ng/mL → points.  #1\n")
        assert "the value is missing" in refused(diary, "edit 1 tsat", 2)
        assert said(diary, "list --to 2026-11-21") == (
            "Sat 2 Mar 2024\n  1  measure    IRLS total 22 of 40, by clinician\n"
        )
        assert "value 48 → 50" in said(diary, "history 1").replace("\n", " ")

    def test_the_heart_rate_of_a_day_several_times(self, diary: Path) -> None:
        said(diary, "night 4 --night 2026-11-19")
        said(diary, "measure heart-rate 96/min --on 2026-11-19")
        said(diary, "measure pulse 88bpm --on 2026-11-19")
        said(diary, "measure hr 104/min --on 2026-11-20")
        assert refused(diary, "measure hr 88/min --on 2026-11-19", 1) == (
            "legdiary: that heart-rate of 2026-11-19 is already stored (#3)\n"
        )
        assert said(diary, "list") == (
            "Thu 19 Nov 2026\n"
            "  1  night      severity 4 (recalled)\n"
            "  2  measure    heart rate 96/min\n"
            "  3  measure    heart rate 88/min\n"
            "Fri 20 Nov 2026\n"
            "  4  measure    heart rate 104/min\n"
        )
        assert said(diary, "edit 4 100/min").endswith(": heart-rate, value 104 → 100.  #4\n")
        assert "Totals, laboratory values and heart rate\n" in said(diary, "report --full --last 7d")
        assert [
            line for line in ok("report", "--full", "--last", "7d", diary=diary).lines if "heart rate " in line
        ] == [
            "  19 Nov 2026: heart rate 96/min.",
            "  19 Nov 2026: heart rate 88/min; 8 lower than another on that day.",
            "  20 Nov 2026: heart rate 100/min; 12 higher than on 19 Nov 2026.",
        ]
        assert said(diary, "export csv --table measures --output -").splitlines() == [
            "id,taken_on,measure,value,unit,rated_by,conditions",
            "2,2026-11-19,heart-rate,96,/min,,",
            "3,2026-11-19,heart-rate,88,/min,,",
            "4,2026-11-20,heart-rate,100,/min,,",
        ]

    def test_without_a_heart_rate_the_report_has_its_heading_of_before(self, diary: Path) -> None:
        said(diary, "night 4 --night 2026-11-19")
        said(diary, "measure irls 22 --on 2026-11-19")
        assert "Totals and laboratory values\n" in said(diary, "report --full --last 7d")

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("measure", "what was measured is missing"),
            ("measure ferritin", "try: legdiary measure --help"),
            ("measure ferritin 48", "ferritin 48 of what? Write 48ng/mL."),
            ("measure irls 41", "41 is not a valid value for irls; write a whole number from 0 to 40"),
            ("measure feritin 48ng/mL", "; closest names: ferritin, "),
            ("measure irls 22 --on 2026-11-23", "is in the future"),
            ("measure irls 22 --on yesterday", "is not a date"),
            ("measure irls 22 --by doctor", "write one of: self, clinician"),
            (
                "measure heart-rate 19/min",
                "19/min is not a valid value for heart-rate; write 20 to 300 /min, such as 96/min",
            ),
            ("measure heart-rate 301/min", "301/min is not a valid value for heart-rate"),
            ("measure pulse 96", "heart-rate 96 of what? Write 96/min."),
            ("measure heart 96/min", "'heart' is not a known measure"),
        ],
    )
    def test_what_is_refused(self, diary: Path, typed: str, message: str) -> None:
        assert message in refused(diary, typed, 2)
        assert not diary.exists()


class TestEverywhere:
    TYPED = (
        "factor caffeine --at 15:00",
        "symptom nausea 2",
        "medicine clonidine 0.1mg --at 22:00",
        "measure irls 22",
    )

    @pytest.fixture
    def held(self, diary: Path) -> Path:
        for typed in self.TYPED:
            said(diary, typed)
        return diary

    def test_list_and_show_have_all_four(self, held: Path) -> None:
        assert said(held, "list") == (
            "Sat 21 Nov 2026\n"
            "  2  symptom    nausea 2 of 3\n"
            "  4  measure    IRLS total 22 of 40\n"
            "  1  factor     caffeine, at 15:00\n"
            "  3  medicine   clonidine 0.1 mg at 22:00\n"
        )
        assert said(held, "show tonight") == (
            "Night of Sat 21 Nov 2026\n"
            "  3  medicine   clonidine 0.1 mg at 22:00\n"
            "  1  factor     caffeine, at 15:00\n"
            "  2  symptom    nausea 2 of 3\n"
            "  4  measure    IRLS total 22 of 40\n"
        )
        for kind in ("factor", "symptom", "medicine", "measure"):
            [entry] = ok("list", "--kind", kind, "--json", diary=held).json["entries"]
            assert entry["kind"] == kind

    def test_the_week_names_factors_and_symptoms(self, held: Path) -> None:
        said(held, "factor caffeine --at 09:00")
        said(held, "factor heat")
        night = ok("week", "tonight", "--json", diary=held).json["nights"][-1]
        assert night["factors"] == ["heat", "caffeine"]
        assert night["symptoms"] == [{"name": "nausea", "grade": 2}]

    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_what_is_deleted_comes_back(self, held: Path, number: int) -> None:
        before = said(held, "list --json")
        assert said(held, f"delete {number}").endswith(f"#{number} deleted\n")
        assert said(held, "undo").startswith("Undone. ")
        assert said(held, "list --json") == before
        assert said(held, f"history {number}").count(f"#{number}") == 3

    def test_an_entry_made_late_is_marked(self, diary: Path) -> None:
        assert "(recalled: entered more than 36 h after waking)" in said(diary, "symptom nausea 2 --night -5")
        assert "(recalled" in said(diary, "factor heat --night -5")
        assert "(recalled" in said(diary, "medicine clonidine 0.1mg --at '2026-11-16 22:00'")


class TestSpacing:
    PAIR = "labels ask for 2 h between magnesium and gabapentin."

    def test_is_said_whichever_is_logged_last(self, diary: Path) -> None:
        said(diary, "medicine gabapentin 300mg --at '40m ago'")
        assert said(diary, "magnesium 200mg") == (
            "Magnesium, day of Sat 21 Nov 2026: 200 mg elemental at 01:30 (Sun).  #2\n"
            "Sat 21 Nov: 200 mg elemental by mouth.\n"
            f"  Spacing: gabapentin was taken 40 minutes ago; {self.PAIR}\n"
        )
        assert said(diary, "medicine gabapentin 300mg", now="2026-11-22T03:00-05:00").splitlines()[1:] == [
            f"  Spacing: magnesium was taken 1 h 30 min ago; {self.PAIR}"
        ]
        assert said(diary, "edit 1 --at 23:40").count("\n") == 2
        assert said(diary, "edit 1 --at 23:30").count("\n") == 1

    def test_reaches_over_the_end_of_the_diary_day(self, diary: Path) -> None:
        said(diary, "mag 200mg", now="2026-11-22T04:30-05:00")
        told = said(diary, "medicine levothyroxine 50mcg", now="2026-11-22T05:30-05:00")
        assert told == (
            "Medicine, day of Sun 22 Nov 2026: levothyroxine 50 mcg at 05:30.  #2\n"
            "  Spacing: magnesium was taken 1 h ago; labels ask for 2–3 h between magnesium and levothyroxine.\n"
        )

    def test_json_has_it_with_its_source(self, diary: Path) -> None:
        assert ok("magnesium", "200mg", "--at", "23:00", "--json", diary=diary).json["spacing"] == []
        stored = ok("medicine", "doxycycline", "100mg", "--at", "01:00", "--json", diary=diary).json
        assert stored["spacing"] == [
            {
                "medicine": "doxycycline", "medicine_at": "2026-11-22T01:00:00-05:00",
                "magnesium_at": "2026-11-21T23:00:00-05:00", "magnesium_first": True, "gap_min": 120, "asked_h": 4,
                "asked_to_h": 6, "source": "label summaries of tetracyclines and quinolones, seen in secondary sources",
                "trust": "V2",
            }
        ]  # fmt: skip

    def test_what_is_put_on_the_skin_is_not_in_the_way(self, diary: Path) -> None:
        said(diary, "medicine gabapentin 300mg")
        assert "Spacing" not in said(diary, "magnesium 200mg --topical")
        assert ok("magnesium", "100mg", "--topical", "--json", diary=diary).json["spacing"] == []


class TestWhatIsLoaded:
    def test_the_nightly_path_loads_nothing_of_it(self, tmp_path: Path) -> None:
        for words in (("medicine", "gabapentin", "300mg"), ("kratom", "2.5g"), ("night", "6")):
            loaded = loaded_by(words, tmp_path)
            assert loaded.code == 0
            if words[0] != "medicine":
                assert not loaded.modules & {f"legdiary.{name}" for name in NEW_MODULES}, words

    def test_magnesium_loads_it_only_beside_medicines(self, tmp_path: Path) -> None:
        assert loaded_by(("medicine", "gabapentin", "300mg", "--at", "2026-11-15 22:00"), tmp_path).code == 0
        loaded = loaded_by(("magnesium", "200mg"), tmp_path)
        assert loaded.code == 0
        assert not loaded.modules & {f"legdiary.{name}" for name in NEW_MODULES}
        assert loaded_by(("medicine", "gabapentin", "300mg"), tmp_path).code == 0
        loaded = loaded_by(("magnesium", "100mg"), tmp_path)
        assert loaded.code == 0
        assert "legdiary.domain.entries.interactions" in loaded.modules

    def test_none_of_the_four_loads_anything_heavy(self, tmp_path: Path) -> None:
        for typed in TestEverywhere.TYPED:
            loaded = loaded_by(tuple(shlex.split(typed)), tmp_path)
            assert loaded.code == 0
            assert not loaded.modules & {"sqlalchemy", "sqlmodel", "rich", "alembic", "pydantic"}, typed


NEW_MODULES = (
    "domain.entries.factors_and_medicines", "domain.entries.name_vocabulary", "domain.entries.medicines",
    "domain.input.medicine_amounts", "domain.entries.measure_scales", "domain.input.decimal_mark",
    "domain.entries.interactions", "cli.log.factors_and_medicines",
)  # fmt: skip
