"""One story an error: what was typed, in what world, and what the command it suggests then does.

`test_errors.py` tells every one of them and runs the suggestion; `test_errors_page.py` makes docs/errors.md of them.
An error class without a story fails the tests, and so does a story that meets another error.
"""

from __future__ import annotations

import errno
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from provocations_columns import COLUMN_NEVER_LAST, COLUMN_REFUSALS, COLUMN_VALUES
from provocations_sync import SYNC_NEVER_LAST, SYNC_REFUSALS, SYNC_VALUES
from provocations_table import TABLE_ASKS_AGAIN, TABLE_REFUSALS, TABLE_VALUES
from provoking import (
    DIARY,
    DONE,
    OLDER,
    REFUSED,
    SETTINGS,
    TROUBLE,
    Story,
    a_folder,
    a_folder_for_a_journal,
    a_folder_for_the_memory,
    a_link,
    a_link_to_nothing,
    a_swollen_copy,
    answering,
    at_a_screen_without_its_library,
    at_most,
    connected,
    cut_off,
    edited,
    emptied,
    failing_disk,
    forbidden,
    forgetful,
    gone,
    held_by_another,
    on_a_computer,
    on_a_computer_that_keeps,
    refusing,
    refusing_to_set,
    replaced,
    spoiling,
    told,
    typed_before,
    typing_bytes,
    with_variables,
    without,
)

from legdiary import errors, settings
from legdiary.app import (
    backups,
    demo,
    dose_times,
    encryption,
    entry_ids,
    export_destinations,
    night_range,
    reports,
    shell_setup,
    trials,
)
from legdiary.app.checkin import answers as checkin_answers
from legdiary.app.checkin import listed_answers
from legdiary.app.imports import read_files, taken_lines, typed_lines
from legdiary.app.log import night as rated
from legdiary.app.log import one_per_night, typed_fields
from legdiary.app.log import sleep as slept
from legdiary.app.plans import new as new_plan
from legdiary.app.plans import typed_days as plan_days
from legdiary.app.reminders import computer, timer
from legdiary.cli import clock, passphrases, shared_answers, taper
from legdiary.cli import typed_lines as line_commands
from legdiary.cli.command_line import usage
from legdiary.cli.completion import command
from legdiary.cli.export import browser, csv
from legdiary.cli.interviews import checkin, start
from legdiary.cli.interviews import plan as plan_talk
from legdiary.cli.log import edit
from legdiary.cli.manage import config
from legdiary.cli.remind import remind
from legdiary.cli.views import dashboard
from legdiary.domain import invariants, seek_help
from legdiary.domain.entries import (
    dose,
    dose_limits,
    dose_rules,
    factors_and_medicines,
    magnesium,
    measure_scales,
    name_vocabulary,
    product_kinds,
    products,
    score_range,
    sleep_times,
)
from legdiary.domain.entries import night as night_entry
from legdiary.domain.entries import sleep as sleep_entry
from legdiary.domain.entries import stored_entry as stored_entries
from legdiary.domain.entries import usual_amount as usual
from legdiary.domain.input import amounts, decimal_mark, medicine_amounts, night_vocabulary, paper, text, tracker_names
from legdiary.domain.ledger import conflicts
from legdiary.domain.taper import plan as plans
from legdiary.domain.taper import (
    plan_changes,
    plan_choice,
    plan_coin,
    plan_file,
    plan_questions,
    plan_substance,
    plan_unit,
    step_calculation,
)
from legdiary.domain.time import bed_wake, durations, moments, parse, posix_zone, stamps, tz_variable
from legdiary.domain.trials import refusals as trial_refusals
from legdiary.formats import age_encryption, detect, reader_result
from legdiary.formats import typed_lines as lines_as_text
from legdiary.formats.dose_apps import own_words
from legdiary.formats.files import packages, text_lines
from legdiary.render.page import pdf
from legdiary.store import entry_rows, migrate, other_diary, read_limits, statement_runner, undo
from legdiary.store import errors as trouble
from legdiary.store.backups import restore, verify
from legdiary.store.backups import write as stored_copies
from legdiary.store.schema import comparison
from legdiary.tui import edit_form
from legdiary.util import safe_files

if TYPE_CHECKING:
    from legdiary.errors import BadValue

#: A night, a dose and magnesium of the 21st, a product, a day without kratom.
LOGGED = (
    "night 6",
    "kratom 2.5g --at 23:40",
    "product add 'red leaf'",
    "mag 200mg --at 22:00",
    "kratom none --night -2",
)
HELD = (*LOGGED, "taper new --from 12g --cut 1g --every 7d --start 2026-11-16 --yes")
#: A tablet of 7-OH, halved.
IN_MICROGRAMS = ("night 6", "taper new --of clonidine --from 75mcg --cut 25mcg --every 7d --yes")
TABLETS = ("product add tabs --kind 7-oh --tablet 15mg", "dose 0.5tab --product tabs --at 23:40")
OUR_UNITS: dict[str, bytes | str] = dict.fromkeys(
    (".config/systemd/user/diary-reminder.timer", ".config/systemd/user/diary-reminder.service"),
    "# Made by `legdiary remind`; `legdiary remind off` takes it back.\n",
)
COPIED = (*HELD, "backup --output copy.db")
EXPORTED = (*HELD, "export json --output diary.json")
COMING = (*LOGGED, "taper new --from 12g --cut 1g --every 7d --start 2026-12-01 --yes")
LAST_STEP = (*LOGGED, "taper new --from 2g --cut 1g --every 7d --start 2026-11-01 --yes")
TWO_PLANS = (*HELD, "taper new --from 9g --cut 1g --every 7d --start 2026-12-01 --yes")
TWO_IN_FORCE = (*HELD, "taper new --of 7-oh --from 120mg --cut 10mg --every 7d --yes")
TABLETS_TAKEN = ("night 6", "product add tabs --kind 7-oh", "kratom 60mg --product tabs")
TYPED: dict[str, bytes | str] = {"inbox.txt": "2026-11-22T08:10-05:00 night 6\n"}
OTHERS = ("--diary other.db night 3", "--diary other.db export json --output other.json", *HELD)

#: A night that the ledger knows nothing of.
NO_LEDGER = "INSERT INTO night (id, recalled, night_of) VALUES (999, 0, '2020-01-01')"
NEW = "taper new --from 12g --cut 1g --every 7d"
STEPS = "taper new --steps steps.csv --preview"
HEADER = "starts_on,target_g,doses_per_day\n"
STEP = "2026-12-01,5,\n"


def _steps(error: type[BadValue], rest: str, header: str = HEADER) -> Story:
    """A mistake in a file of steps; the message names the line."""
    return Story(error, STEPS, files={"steps.csv": header + rest}, said_by=plan_file.InFile)


def _in_bed(model: str) -> str:
    """A record of Apple Health: in bed from 23:00 to 07:00, as a device of this model has it."""
    return (
        f'<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Jane" device="&lt;&lt;HKDevice: 0x1&gt;, '
        f'model:{model}, &gt;" startDate="2026-11-19 23:00:00 -0500" endDate="2026-11-20 07:00:00 -0500" '
        'value="HKCategoryValueSleepAnalysisInBed"/>\n'
    )


#: Refused, or nothing there.
TRIAL = "trial new 'warm bath'"
_DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n2026-06-03,June 3,Wednesday,9:10 AM,meh,chess,,\n"
)

REFUSALS = (
    # at the keyboard
    Story(errors.Asks, "kratom 16g"),
    Story(checkin.NobodyToAsk, "checkin", then=DONE),
    Story(start.NobodyToAskAtStart, "start", then=DONE),
    Story(plan_talk.NobodyToAskAboutPlan, "taper new", then=DONE),
    Story(dose_rules.UnknownProduct, "kratom 5caps --product 'green leaf'", HELD, mends=True, then=DONE),
    Story(trials.NoTrial, "trial", HELD, then=DONE),
    Story(trials.SameTrial, f"{TRIAL} --pairs 8", (*HELD, f"{TRIAL} --pairs 14"), then=DONE),
    Story(trials.TrialIsRunning, "edit 7 --pairs 8", (*HELD, f"{TRIAL} --pairs 14", "trial"), then=DONE),
    Story(trials.NotInTrial, "trial did yes --night 2026-11-20", (*HELD, f"{TRIAL} --pairs 14"), then=DONE),
    Story(
        trials.SeveralTrials, "trial did yes --night tonight",
        (*HELD, f"{TRIAL} --pairs 14", "trial new stretching --pairs 14", "trial"), then=DONE,
    ),
    Story(trial_refusals.NoTrialOfMagnesium, "trial new magnesium --pairs 14"),
    Story(trial_refusals.NoTrialOfDoses, "trial new 'gabapentin 300mg' --pairs 14"),
    Story(products.NotANameOfAProduct, "product add none"),
    Story(products.BatchThere, "product add 'red leaf'", HELD, then=DONE),
    Story(dose_rules.DosesOnThatDay, "kratom none --night 2026-11-21", HELD, then=DONE),
    Story(dose_rules.SaidWithout, "edit 2 --night 2026-11-20", HELD, then=DONE),
    Story(dose_rules.NoneIsNoDose, "edit 5 2g", HELD, mends=True, then=DONE),
    Story(product_kinds.KindNeedsWholeMilligrams, "edit 1 --kind leaf", TABLETS, then=DONE),
    Story(
        factors_and_medicines.MeasureThere,
        "measure ferritin 48ng/mL --on 2026-11-20",
        (*HELD, "measure ferritin 48ng/mL --on 2026-11-20"),
    ),
    Story(
        usual.FarFromPlan, "medicine gabapentin 300g",
        (*HELD, "taper new --of gabapentin --from 300mg --to 0mg --cut 100mg --every 7d --yes"),
    ),
    Story(usual.FarFromUsual, "medicine gabapentin 300mcg", (*HELD, "medicine gabapentin 300mg --at 01:00")),
    Story(rated.ScoreThere, "night --missed asleep", HELD),
    Story(one_per_night.NothingToClear, "night --clear note --night 2026-11-10", HELD),
    Story(entry_rows.NoSuchEntry, "delete 99", HELD, then=DONE),
    Story(edit.NotEditable, "edit 6 --yes", HELD, then=DONE),
    Story(
        statement_runner.InTheWay, "delete 3", (*HELD, "kratom 2g --product 'red leaf' --at 22:00"), then=DONE,
    ),
    Story(undo.NothingToUndo, "undo", ("night 6", "undo")),
    # looking, and the taper
    Story(reports.NothingThere, "report --from 2026-01-01 --to 2026-02-01", HELD, then=DONE),
    Story(reports.NoTaper, "report --taper", LOGGED, then=DONE),
    Story(reports.NoPlanOfSubstance, "report --of gabapentin", LOGGED, then=DONE),
    Story(dose_times.NothingOfSubstance, "doses --of gabapentin", LOGGED, then=DONE),
    Story(plans.NoPlan, "taper show", LOGGED, then=DONE),
    Story(plan_changes.FarAboveThePlan, "taper set 2026-12-01 75mg", IN_MICROGRAMS),
    Story(plan_choice.SeveralPlansInForce, "taper hold 5d", TWO_IN_FORCE, then=DONE),
    Story(plan_choice.NoSuchPlan, "taper show autumn", HELD, then=DONE),
    Story(plan_questions.PlanOfWhat, "taper new --from 120mg --cut 10mg --every 7d --yes", TABLETS_TAKEN),
    Story(plan_questions.StartFarAboveUsual, "taper new --of 7-oh --from 6g --cut 1g --every 7d --yes", TABLETS_TAKEN),
    Story(taper.NotTaken, "taper new --from 9g --cut 1g --every 7d", LOGGED, answers_first=True),
    Story(plan_changes.StillInForce, "taper new --from 9g --cut 1g --every 7d --start 2026-11-22 --yes", HELD),
    Story(plan_changes.PastStays, "taper set 2026-11-20 5g", HELD, then=DONE),
    Story(plan_changes.AboveTheStart, "taper set 2026-12-01 13g", HELD),
    Story(plan_changes.BeforeThePlan, "taper set 2026-11-25 11g", COMING, then=DONE),
    Story(plan_changes.PlanNotStarted, "taper hold 5d", COMING, then=DONE),
    Story(plan_changes.NoLaterStep, "taper hold 5d", LAST_STEP, then=DONE),
    Story(plan_coin.NoCoin, "taper coin", HELD),
    Story(plan_coin.HasCoin, "taper coin --rest", (*HELD, "taper coin --rest"), then=DONE),
    Story(plan_coin.NoCutToCome, "taper coin --rest", LAST_STEP, then=DONE),
    Story(plan_coin.RiseByCoin, "taper new --from 2g --to 4g --cut 1g --every 7d --allow-up --coin --yes"),
    Story(
        plan_coin.DayIsTaken, "taper coin",
        scene=typed_before(
            "2026-11-20T12:00-05:00",
            "taper new --from 12g --cut 1g --every 14d --start 2026-11-16 --coin --yes",
            "taper set 2026-11-30 11.5g",
        ),
        now="2026-11-30T12:00-05:00", then=DONE,
    ),
    Story(plan_changes.NoHold, "taper resume", HELD, then=DONE),
    Story(plan_changes.PlanEnded, "taper set 2026-12-01 5g", (*HELD, "taper end"), then=DONE),
    Story(plan_changes.EndsBeforeToday, "taper end --on 2026-11-20", HELD, then=DONE),
    Story(plan_changes.TwoPlansAtOnce, "taper end --on 2026-12-05", TWO_PLANS, then=DONE),
    # handing over
    Story(export_destinations.TargetExists, "export json --output diary.json", EXPORTED),
    Story(export_destinations.NotReplaceable, "export csv --output folder --force", HELD,
    {"folder/notes.txt": "mine\n"}),
    Story(export_destinations.IsADatabase, "export json --output copy.db --force", COPIED),
    Story(export_destinations.IsALink, "export json --output link --force", HELD, {"notes.txt": "mine\n"},
    scene=a_link),
    Story(safe_files.NameOfAJournal, f"export json --output {DIARY}-journal", HELD),
    Story(export_destinations.NoFolderThere, "export csv --output nowhere/folder", HELD, mends=True, then=DONE),
    Story(export_destinations.NoRoom, "export json --output diary.json", HELD, during=refusing(errno.ENOSPC)),
    Story(export_destinations.TargetNotWritable, "export json --output diary.json", HELD, during=refusing(errno.EROFS)),
    Story(browser.NothingToOpen, "export html --open --output -", HELD, then=DONE),
    Story(paper.UnknownPaper, "export html --paper foolscap", HELD),
    Story(pdf.PdfNeedsTypst, "export pdf", HELD, during=without("typst"), then=DONE),
    Story(pdf.PdfFailed, "export pdf", HELD, during=refusing_to_set, then=DONE),
    Story(demo.DemoThere, "demo --output demo.db", files={"demo.db": "mine\n"}),
    # completion, a reminder, and the dashboard
    Story(
        shell_setup.LeftAlone, "completion fish --install", files={".config/fish/completions/legdiary.fish": "mine\n"}
    ),
    Story(remind.NotSetUp, "remind 22:30", during=on_a_computer(), answers_first=True),
    Story(timer.NothingSet, "remind off", during=on_a_computer(), then=DONE, lasting=True),
    Story(
        computer.NotOurs, "remind 22:30", files={".config/systemd/user/diary-reminder.timer": "theirs\n"},
        during=on_a_computer(),
    ),
    Story(computer.NoTimer, "remind 22:30", during=on_a_computer(None), then=DONE),
    Story(computer.NothingShows, "remind 22:30", during=on_a_computer(shows=False)),
    Story(
        timer.CommandFailed, "remind 22:30 --yes", during=on_a_computer(fails_at="enable"), then=DONE, lasting=True,
        answers_first=True,
    ),
    Story(
        timer.NotWritten, "remind 22:30 --yes", files={".config/systemd": "mine\n"}, during=on_a_computer(),
        answers_first=True,
    ),
    Story(
        timer.NotRemoved, "remind off", files=OUR_UNITS,
        during=on_a_computer_that_keeps("diary-reminder.service"),
    ),
    Story(dashboard.NoScreen, "view", HELD, then=DONE),
    Story(dashboard.NoDashboard, "view", HELD, during=at_a_screen_without_its_library, then=DONE),
    # keeping
    Story(detect.NoSuchFile, "import nowhere.json"),
    Story(detect.FileNotReadable, "import theirs.json", files={"theirs.json": "{}"}, during=forbidden("theirs.json")),
    Story(
        other_diary.StillSealed, "import copy.db.age", HELD, {"copy.db.age": b"age-encryption.org/v1\n"},
        during=answering("one", finds=b"SQLite format 3\0"), then=REFUSED,
    ),
    Story(conflicts.Contradicted, "import other.json", OTHERS, then=DONE),
    Story(
        conflicts.TooManyConflicts,
        "import other.json",
        OTHERS,
        during=at_most(0, "domain.ledger.merge._MOST_CONFLICTS"),
    ),
    Story(
        conflicts.TooMuchToJoin, "import other.db", OTHERS, during=at_most(0,
        "domain.ledger.diverged_changes.MOST_CHANGES")
    ),
    Story(
        conflicts.TooMuchTogether,
        "import other.db other.json",
        OTHERS,
        during=at_most(0, "app.imports.store_files.MOST_CHANGES"),
    ),
    Story(stored_copies.CopyExists, "backup --output copy.db", COPIED),
    Story(verify.NoSuchCopy, "restore nowhere.db", HELD, then=REFUSED),
    Story(verify.IsTheDiary, f"restore ~/{DIARY}", HELD),
    Story(backups.NotRestored, "restore copy.db", COPIED),
    Story(age_encryption.NoEncryption, "backup --encrypt", HELD, during=without("pyrage"), then=DONE),
    Story(encryption.NobodyToAsk, "backup --encrypt", HELD, during=answering(at_terminal=False)),
    Story(passphrases.NoPassphrase, "backup --encrypt", HELD, during=answering("one", "another"), says_first=1),
    Story(
        age_encryption.NotOpened, "restore copy.db.age", HELD, {"copy.db.age": b"age-encryption.org/v1\n"},
        during=answering("one"),
    ),
    Story(
        age_encryption.AsksTooMuch, "restore copy.db.age", HELD,
        {"copy.db.age": b"age-encryption.org/v1\n-> scrypt bm8gc2FsdCBhdCBhbGwhIQ 30\n"}, during=answering("one"),
    ),
    Story(
        age_encryption.TooSlowHere, "restore copy.db.age", HELD, {"copy.db.age": b"age-encryption.org/v1\n"},
        during=answering("one", says="Excessive work parameter for passphrase."),
    ),
    Story(settings.NothingToUnset, "config country --unset", then=DONE),
    Story(settings.SettingsNotWritable, "config country us", during=refusing(errno.EROFS)),
    *TABLE_REFUSALS,
    *COLUMN_REFUSALS,
    *SYNC_REFUSALS,
)  # fmt: skip

#: Command lines that cannot be read.
COMMAND_LINES = (
    Story(usage.UnknownCommand, "nigth 6", then=DONE),
    Story(usage.NameWithoutCommand, "nausea 2", then=DONE),
    Story(usage.UnknownOption, "sleep 22:45-06:10 --latncy 40m", then=DONE),
    Story(usage.OptionCalledOtherwise, "night 5 --date yesterday", then=DONE),
    Story(usage.NegativeNumber, "week -2", HELD, then=DONE),
    Story(usage.OptionNeedsValue, "night 6 --onset", then=DONE),
    Story(usage.OptionTakesNoValue, "magnesium 200mg --salt=yes", then=DONE),
    Story(usage.WordsLeftOver, "kratom 2.5g 21:40", then=DONE),
    Story(usage.WordsAfterNote, "night 6 --note restless since ten", then=DONE),
)
#: Values that cannot be right.
BAD_VALUES = (
    # every command
    Story(typed_fields.MissingValue, "kratom", then=DONE),
    Story(typed_fields.NothingToClearYet, "magnesium 200mg --clear note", then=DONE),
    Story(stored_entries.NothingGiven, "night", then=DONE),
    Story(night_vocabulary.UnknownWord, "night 6 --feel crawlng", then=DONE),
    Story(entry_ids.NotAnId, "delete two", HELD, then=DONE),
    Story(clock.BadNow, "night 6", now="tonight"),
    Story(clock.NoSuchPresent, "night 6", now="9999-12-31T23:59-05:00"),
    Story(moments.UnknownZone, "config timezone Mars/Olympus", said_by=settings.BadSetting),
    Story(tz_variable.NotAZone, "night 6", tz="Mars/Olympus"),
    Story(moments.CountsLeapSeconds, "night 6", tz="right/Europe/Berlin"),
    Story(posix_zone.NotKeptByMinutes, "night 6", tz="XXX1:02:03"),
    # nights and moments
    Story(parse.NotANight, "night 6 --night 3/4/2026"),
    Story(parse.NotADate, "night 6 --night 2026-02-30"),
    Story(parse.NotAMoment, "kratom 2g --at noon-ish"),
    Story(parse.NotAClockTime, "night 6 --onset 25:10"),
    Story(parse.HourAlone, "night 6 --onset 8"),
    Story(durations.NotADuration, "sleep --total soon"),
    Story(durations.DurationUnitMissing, "sleep --total 7"),
    Story(bed_wake.RangeReadTwoWays, "sleep 7-3"),
    Story(parse.NotInThatDay, "kratom 2g --night 2026-11-19 --at '2026-11-21 23:00'"),
    Story(moments.NoSuchTime, "kratom 2g --at '2026-03-08 02:30'"),
    Story(moments.InTheFuture, "night 6 --night 2026-11-25"),
    Story(moments.TooLongAgo, "night 6 --night 1989-12-31"),
    Story(
        moments.TooFarAhead, "import diary.json", EXPORTED,
        scene=edited("diary.json", '"night_of":"2026', '"night_of":"2926'), said_by=reader_result.BadRow,
    ),
    Story(invariants.NoZoneName, "import diary.json", EXPORTED, scene=edited("diary.json", "America/New_York", "=1+1"),
        said_by=reader_result.BadRow),
    # a night
    Story(score_range.NotAScore, "night 11"),
    Story(night_entry.ScoreAndMissed, "night 6 --missed away"),
    Story(slept.NotABedWake, "sleep 22:45"),
    Story(slept.TimesNeedAFrame, "sleep --tried 23:15", then=DONE),
    Story(slept.FrameOrTotal, "sleep 22:45-06:10 --total 6h"),
    Story(slept.NotSleptYet, "sleep --total 6h --night tonight"),
    Story(sleep_times.ImpossibleNight, "sleep 10:45-06:10"),
    # what was taken
    Story(amounts.UnitMissing, "kratom 2.5"),
    Story(amounts.NotAnAmount, "kratom 'two spoons'"),
    Story(amounts.TwoReadings, "kratom 2,500g"),
    Story(amounts.FinerThanAMilligram, "kratom 0.0004g"),
    Story(dose_limits.NothingTaken, "kratom 0g"),
    Story(dose_limits.TooMuch, "kratom 250g"),
    Story(dose_rules.CapsulesNeedProduct, "kratom 5caps --product 'red leaf'", HELD, then=DONE),
    Story(dose_rules.NoneHasNoProduct, "kratom none --product 'red leaf'", LOGGED),
    Story(dose_rules.NoneHasNoMoment, "kratom none --at 12:00"),
    Story(dose_rules.NoneHelpedNobody, "kratom none --helped 2"),
    Story(dose_rules.DoseNeedsProduct, "dose 7.5mg", LOGGED, then=DONE),
    Story(dose_rules.NoneNeedsSubstance, "dose none", then=DONE),
    Story(dose_rules.OfIsAboutNone, "dose 7.5mg --of 7-oh"),
    Story(product_kinds.NotAKind, "product add 'red leaf' --kind tea"),
    Story(product_kinds.NotANameOfAKind, "product add 'red leaf' --kind a:b --new"),
    Story(product_kinds.KindIsAMedicine, "product add 'red leaf' --kind gabapentin --new", then=DONE),
    Story(products.WeightNeedsPiece, "product add 'red leaf' --weight 20tab"),
    Story(magnesium.SaltNeedsForm, "magnesium 200mg --salt", then=DONE),
    Story(magnesium.FormOfSalt, "edit 1 --clear form", ("magnesium 332mg --salt --form oxide",)),
    Story(products.OddWeight, "product add 'red leaf' --capsule 6g"),
    Story(products.NotAConcentration, "product add 'red leaf' --mitragynine 13"),
    # what else matters
    Story(name_vocabulary.UnknownName, "factor cofee", then=DONE),
    Story(name_vocabulary.HasItsCommand, "medicine magnesium 200mg", then=DONE),
    Story(medicine_amounts.MedicineUnitMissing, "medicine gabapentin 300"),
    Story(medicine_amounts.NotAMedicineAmount, "medicine gabapentin lots"),
    Story(medicine_amounts.NothingTakenOfIt, "medicine gabapentin 0mg"),
    Story(decimal_mark.TwoReadings, "medicine gabapentin 2,500mg"),
    Story(trials.NotPairs, "trial new 'warm bath' --pairs 3"),
    Story(measure_scales.UnknownMeasure, "measure feritin 48ng/mL", then=DONE),
    Story(measure_scales.NotAMeasure, "measure irls 50"),
    Story(measure_scales.ConditionsOfIron, "measure irls 22 --fasting"),
    Story(measure_scales.MeasureUnitMissing, "measure ferritin 48"),
    # words of one's own: never repeated
    Story(text.UnreadableText, "night 6 --note 'a\x1bb'"),
    Story(text.NotText, "night 6 --note 'n\udce9e'"),
    Story(text.TooLong, f"product add {'x' * 61}"),
    Story(text.NoName, "product add ''"),
    # looking
    Story(night_range.NotASpan, "list --last 2", HELD),
    Story(night_range.LastOrRange, "list --last 2d --from 2026-11-01", HELD),
    Story(night_range.EndsBeforeItBegins, "list --from 2026-11-05 --to 2026-11-01", HELD),
    Story(reports.TaperOrRange, "report --taper --last 8w", HELD, then=DONE),
    Story(reports.NotYet, "report --from 2027-01-01", HELD),
    # a taper by rule
    Story(plan_days.NotAPlanDay, "taper new --from 9g --cut 1g --every 7d --start friday"),
    Story(plan_days.NotDays, "taper hold 5", HELD),
    Story(plans.HoldOutOfRange, "taper hold 400d", HELD),
    Story(plans.TargetOutOfRange, "taper set 2026-12-01 300g", HELD),
    Story(plans.ScaleOutOfRange, f"{NEW} --round 50g"),
    Story(plans.DayOutOfRange, f"{NEW} --start 2500-01-01"),
    Story(plans.PlanTooLong, "taper new --from 12g --cut 1g --every 366d"),
    Story(step_calculation.EveryOutOfRange, "taper new --from 12g --cut 1g --every 0d"),
    Story(step_calculation.NotAPercent, "taper new --from 12g --cut ten% --every 7d --stop-at 1g"),
    Story(step_calculation.PercentOutOfRange, "taper new --from 12g --cut 100% --every 7d --stop-at 1g"),
    Story(step_calculation.PercentOfNothing, "taper new --from 0g --to 5g --cut 10% --every 7d --allow-up"),
    Story(step_calculation.FloorNeeded, "taper new --from 12g --cut 10% --every 7d"),
    Story(step_calculation.CutOfNothing, "taper new --from 12g --cut 0g --every 7d"),
    Story(step_calculation.CutOfEverything, "taper new --from 12g --cut 12g --every 7d"),
    Story(step_calculation.EndNotBelowStart, f"{NEW} --to 13g"),
    Story(step_calculation.FloorAboveStart, f"{NEW} --stop-at 13g"),
    Story(step_calculation.FloorBelowEnd, f"{NEW} --to 4g --stop-at 3g"),
    Story(step_calculation.FloorOfARise, "taper new --from 5g --to 8g --cut 1g --every 7d --allow-up --stop-at 6g"),
    # a taper of another substance
    Story(plan_unit.CutUnitMissing, "taper new --from 6g --cut 10 --every 7d"),
    Story(plan_unit.NoUnitOfTwo, "taper set 2026-12-01 50", IN_MICROGRAMS),
    Story(plan_substance.UnknownSubstance, "taper new --of tea --from 3mg --cut 1mg --every 7d"),
    Story(plan_substance.NotAPlannedSubstance, "taper new --of magnesium --from 9mg --cut 1mg --every 7d", then=DONE),
    Story(taper.EveryOrOne, "taper show leaf --all", HELD),
    # a taper from a file of steps
    Story(new_plan.StepsOrRule, "taper new --steps steps.csv --cut 1g"),
    Story(new_plan.CannotReadSteps, STEPS),
    Story(plan_file.InFile, STEPS, files={"steps.csv": f"{HEADER}1 December,5,\n"}),
    _steps(plan_file.EmptyFile, "", ""),
    _steps(plan_file.WrongHeader, "", "date,grams\n"),
    _steps(plans.NoSteps, ""),
    _steps(plans.TwoStepsOnOneDay, STEP + STEP),
    _steps(plans.StepsOutOfOrder, STEP + "2026-11-01,4,\n"),
    _steps(plans.TooManySteps, "".join(f"{date(2027, 1, 1) + timedelta(days=n)},5,\n" for n in range(401))),
    _steps(plans.DosesOutOfRange, "2026-12-01,5,30\n"),
    _steps(plan_file.TargetRises, STEP + "2026-12-08,6,\n"),
    _steps(plan_file.MissingCell, "2026-12-01,,4\n"),
    _steps(plan_file.TooManyCells, "2026-12-01,4,5,3\n"),
    _steps(plan_file.UnitInColumn, "2026-12-01,5g,\n"),
    _steps(plan_file.NotATarget, "2026-12-01,five,\n"),
    _steps(plan_file.HeaderOfAnotherUnit, "2026-12-01,50\n", "starts_on,target_mg\n"),
    Story(
        plan_file.TargetReadTwoWays, "taper new --of 7-oh --steps steps.csv --preview",
        files={"steps.csv": "starts_on,target_mg\n2026-12-01,7.500\n"}, said_by=plan_file.InFile,
    ),
    _steps(plan_file.NotADoseCount, "2026-12-01,5,four\n"),
    _steps(plan_file.BrokenQuotes, '2026-12-01,"5,\n'),
    _steps(plan_file.NotText, "2026-12-01,\0\n"),
    # handing over
    Story(shared_answers.TwoDocuments, "export json --json --output -", HELD, then=DONE),
    Story(csv.NotTogether, "export csv --zip --table nights --output nights", HELD, then=DONE),
    Story(passphrases.NeedsAFile, "export csv --encrypt --output -", HELD, then=DONE),
    Story(csv.PrintsOneTable, "export csv --output -", HELD, then=DONE),
    Story(seek_help.UnknownCountry, "help-me --country atlantis"),
    Story(command.UnknownShell, "completion tcsh", then=DONE),
    Story(command.InstallOrUninstall, "completion bash --install --uninstall", then=DONE),
    # reading in
    Story(read_files.NothingPiped, "import -"),
    Story(detect.NotAFile, "import folder", files={"folder/notes.txt": "mine\n"}),
    Story(
        packages.TooManyFiles, "import folder --as samsung-health",
        files={"folder/a.txt": "a\n", "folder/b.txt": "b\n"}, during=at_most(1, "formats.files.packages.MOST_FILES"),
    ),
    Story(detect.UnknownFormat, "import notes.txt", files={"notes.txt": "mine\n"}, then=DONE),
    Story(
        detect.OneOfOurTables, "import nights.csv",
        files={"nights.csv": "night,rating_id,severity,severity_missing_reason\n"},
    ),
    Story(lines_as_text.NoTypedLines, "import notes.txt --as lines", files={"notes.txt": "mine\n"}),
    Story(lines_as_text.LinesAlone, "import inbox.txt diary.json", EXPORTED, files=TYPED),
    Story(taken_lines.TakenNotKept, "import inbox.txt", HELD, files=TYPED, scene=a_folder_for_the_memory),
    Story(
        reader_result.TooLarge, "import sleep.csv",
        files={"sleep.csv": "sid,start,stop\n1,1700000000000,1700020000000\n"},
        during=at_most(10, "formats.detect.MOST_BYTES"),
    ),
    Story(own_words.WordsWithoutMeaning, "import daylio.csv", files={"daylio.csv": _DAYLIO}),
    Story(
        own_words.WordsToLookThrough, "import daylio.csv --map .local/share/legdiary/words.toml", ("night 5",),
        files={"daylio.csv": _DAYLIO}, leaves=("words.toml",),
    ),
    Story(
        own_words.NotAWordMap, "import daylio.csv --map words.toml",
        files={"daylio.csv": _DAYLIO, "words.toml": "[[sheet]]\n"},
    ),
    Story(
        own_words.NotAMeaning, "import daylio.csv --map words.toml",
        files={"daylio.csv": _DAYLIO, "words.toml": '[words]\nchess = "good"\n'}, said_by=own_words.NotAWordMap,
    ),
    Story(
        own_words.NameNotKnown, "import daylio.csv --map words.toml",
        files={"daylio.csv": _DAYLIO, "words.toml": '[words]\nchess = "factor chess"\n'}, said_by=own_words.NotAWordMap,
    ),
    Story(text_lines.NotText, "import plees.csv --as plees", files={"plees.csv": "a,b\n".encode("utf-16")}),
    Story(
        tracker_names.SeveralTrackers, "import export.xml",
        files={"export.xml": f"<HealthData>\n{_in_bed('Watch')}{_in_bed('iPhone')}</HealthData>\n"},
    ),
    Story(
        read_files.NoTrackers, "import plees.csv --source iphone",
        files={"plees.csv": "sid,start,stop\n1,1700000000000,1700020000000\n"},
    ),
    Story(
        dose.NotOneAmount, "import diary.json", ("kratom 2.5g", "export json --output diary.json"),
        scene=edited("diary.json", '"amount_mg":2500', '"amount_mg":2500,"amount_ug":7500'),
        said_by=reader_result.BadRow,
    ),
    Story(
        reader_result.BadRow, "import diary.json", EXPORTED,
        scene=edited("diary.json", '"severity":6', '"severity":16'),
    ),
    Story(
        invariants.OutOfRange, "import diary.json", EXPORTED,
        scene=edited("diary.json", '"elemental_mg":200', '"elemental_mg":9000'), said_by=reader_result.BadRow,
    ),
    Story(
        sleep_entry.TwoZones, "import diary.json", (*LOGGED, "sleep 22:45-06:10", "export json --output diary.json"),
        scene=edited("diary.json", "T06:10:00-05:00[America/New_York]", "T06:10:00-05:00[America/Toronto]"),
        said_by=reader_result.BadRow,
    ),
    Story(
        sleep_entry.AwakeAndAtLeast, "import diary.json",
        (*LOGGED, "sleep 22:45-06:10 --awake 55m", "export json --output diary.json"),
        scene=edited("diary.json", '"awake_min":55', '"awake_min":55,"awake_least_min":90'),
        said_by=reader_result.BadRow,
    ),
    Story(
        sleep_entry.BoundWithoutNight, "import diary.json",
        (*LOGGED, "sleep --total 6h30", "export json --output diary.json"),
        scene=edited("diary.json", '"total_min":390', '"total_min":390,"awake_least_min":90'),
        said_by=reader_result.BadRow,
    ),
    # settings
    Story(settings.UnknownSetting, "config colour red"),
    Story(settings.BadSetting, "night 6", files={SETTINGS: 'day_start = "soon"\n'}, mends=True, then=DONE),
    Story(
        settings.NotAWholePath, "night 6", files={SETTINGS: 'diary = "mine.db"\n'}, mends=True, then=DONE,
        said_by=settings.BadSetting,
    ),
    Story(settings.NotAChoice, "config theme purple", said_by=settings.BadSetting),
    Story(settings.NotACount, "config backup_keep many", said_by=settings.BadSetting),
    Story(settings.NoHome, "night 6", during=with_variables(HOME="my/home")),
    Story(settings.BrokenSettings, "night 6", files={SETTINGS: "timezone = Berlin\n"}, mends=True, then=DONE),
    Story(passphrases.NotText, "backup --encrypt", HELD, during=typing_bytes, says_first=1),
    Story(config.ValueOrUnset, "config country us --unset", files={SETTINGS: 'country = "us"\n'}, then=DONE),
    *TABLE_VALUES,
    *COLUMN_VALUES,
    *SYNC_VALUES,
)  # fmt: skip

#: Trouble with the diary file.
TROUBLES = (
    Story(trouble.NoDiary, "week", then=REFUSED),
    Story(trouble.DiaryGone, "night 6", HELD, scene=gone, then=REFUSED),
    Story(trouble.DiaryEmpty, "night 6", HELD, scene=emptied, then=REFUSED),
    Story(trouble.DiaryDamaged, "night 6", HELD, scene=cut_off, then=REFUSED),
    Story(
        trouble.WrongEntry, "list", HELD, scene=told("UPDATE night SET note = char(27)", stored=True), then=TROUBLE,
    ),
    Story(trouble.EntryChanged, "list", HELD, scene=told("UPDATE night SET severity = severity - 1"), then=TROUBLE),
    Story(trouble.HistoryChanged, "history", HELD, scene=told("UPDATE ledger SET made_zone = 'UTC'"), then=TROUBLE),
    Story(trouble.SumsChanged, "list", HELD, scene=told("UPDATE checksum SET sum = sum + 1"), then=TROUBLE),
    Story(trouble.NotADiary, "night 6", HELD, scene=replaced, then=TROUBLE),
    Story(trouble.LinkToNothing, "night 6", scene=a_link_to_nothing),
    Story(trouble.IsAJournal, f"--diary {DIARY}-wal night 6", HELD),
    Story(trouble.NotPlainBeside, "night 6", HELD, scene=a_folder_for_a_journal, mends=True, then=DONE),
    Story(trouble.DiaryNewer, "night 6", HELD, scene=told("PRAGMA user_version = 99"), then=DONE),
    Story(trouble.IsAFolder, "night 6", scene=a_folder),
    Story(trouble.DiaryLocked, "night 6", HELD, during=held_by_another),
    Story(trouble.NotReadable, "night 6", HELD, during=forbidden("diary.db")),
    Story(trouble.NotWritable, "night 6", HELD, during=connected("PRAGMA query_only = ON")),
    Story(
        trouble.DiskFull, f"night 6 --note '{'word ' * 1900}'", HELD,
        during=connected("PRAGMA max_page_count = {pages}"),
    ),
    Story(trouble.DiskTrouble, "night 6", HELD, during=failing_disk),
    Story(
        migrate.UpgradeFailed, "week", scene=told("CREATE TABLE factor (name TEXT)", begun=OLDER), then=TROUBLE,
    ),
    Story(
        migrate.UpgradeDiffers, "week", scene=told("ALTER TABLE hold ADD COLUMN mine TEXT", begun=OLDER), then=TROUBLE,
    ),
    Story(comparison.NotAsMade, "night 6", HELD, scene=told("CREATE INDEX mine ON night (severity)"), then=TROUBLE),
    # copies
    Story(read_limits.MoreThanADiary, "restore copy.db --yes", HELD, scene=a_swollen_copy),
    Story(stored_copies.CopyNotWritable, "backup --output notes.txt/copy.db", HELD, {"notes.txt": "mine\n"}),
    Story(stored_copies.CopyUnsound, "backup", HELD, during=spoiling(NO_LEDGER), then=DONE),
    Story(stored_copies.CopyDiffers, "backup", HELD, during=spoiling("DELETE FROM night")),
    Story(verify.CopyRefused, "restore notes.txt", HELD, {"notes.txt": "mine\n"}, then=REFUSED),
    Story(restore.NeverReplaced, "restore copy.db --yes", COPIED, scene=replaced, mends=True, then=DONE),
    Story(restore.NotAsWritten, "restore copy.db --yes", COPIED, during=forgetful, leaves=("backups", "diary.db")),
)  # fmt: skip

STORIES = (*REFUSALS, *BAD_VALUES, *COMMAND_LINES, *TROUBLES)

#: What ends no command, and what happens instead. Tests beside what raises them say so.
_WAITS = "a typed line waits"
NEVER_LAST: dict[Any, str] = {
    checkin_answers.NothingLast(): "checkin asks again",
    checkin_answers.NotARating("six"): "checkin asks again",
    checkin_answers.NoneHasNoTime("none 20:00"): "checkin asks again",
    listed_answers.GradeMissing("nausea"): "checkin asks again",
    edit_form.FrameStays(): "view leaves the field open",
    edit_form.TakenStays("12", "amount"): "view leaves the field open",
    edit_form.AmountFirst(): "view leaves the field open",
    **TABLE_ASKS_AGAIN,
    **COLUMN_NEVER_LAST,
    **SYNC_NEVER_LAST,
    stamps.NoMomentFirst(): _WAITS,
    stamps.OffsetMissing(): _WAITS,
    stamps.OffsetOfAnotherZone("-05:00", "Europe/Berlin"): _WAITS,
    typed_lines.QuoteLeftOpen(): _WAITS,
    typed_lines.CommandMissing(): _WAITS,
    typed_lines.NotText(): _WAITS,
    typed_lines.StillWritten(): _WAITS,
    line_commands.NotInALine(): _WAITS,
    line_commands.LogsNothing(): _WAITS,
    line_commands.WordsTooMany("kratom"): _WAITS,
}
