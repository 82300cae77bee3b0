"""Every refusal: the exact line, the exit code, and the diary byte for byte as it was."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest
from driving import ok, program, run

from legdiary.domain.entries.kinds import KIND_NAMES

if TYPE_CHECKING:
    from pathlib import Path

MORNING = "2026-11-22T10:00-05:00"

AT = "is not a time; write 23:40, 11:40pm, now, 20m ago, yesterday 23:40, 2026-11-20 23:40 or 2026-11-20T23:40-05:00"
WHEN = (
    "names no night; write tonight, last night, today, yesterday, mon … sun, -2 (or 2 ago), or "
    "a date such as 2026-11-20"
)
FIELDS = (
    "severity, missed, falling-asleep, overnight, day-resting, day-active, sitting, mood, concentration, onset, where, "
    "feel, note"
)
DATE = "is not a date; write a day that exists as 2026-11-20"
PLAN_DAY = "is not a day; write today, tomorrow, or a date that exists as 2026-11-20"
AMOUNT = "is not an amount; write 2.5g, 2,5g or 2500mg"
DURATION = "is not a duration; write 6h30, 6:30, 390m, 45m or 1.5h (up to 24h)"
SCORE = "is out of range; write a whole number from 0 to 10"
FUTURE = "is in the future (it is 2026-11-22 10:00 now); nothing can be logged ahead of time"
ANSWERED_BY = "Not stored; add --confirm if it is right."


class Case(NamedTuple):
    """What is typed, and what comes back."""

    typed: str
    code: int
    message: str
    hint: str | None = None


#: What the diary holds: a night and a dose of the 21st, a day without, a product, magnesium, a plan.
HELD = (
    "night 6",
    "kratom 2.5g --at 23:40",
    "product add 'red leaf'",
    "mag 200mg --at 22:00",
    "kratom none --night -2",
    "taper new --from 12g --cut 1g --every 7d --start 2026-11-16 --yes",
)
CASES = (
    Case("night 11", 2, f"severity 11 {SCORE}"),
    Case("night 6.5", 2, f"severity 6.5 {SCORE}"),
    Case(
        "night -1",
        2,
        "-1 is neither an option nor a value that night takes; values are 0 or more",
        "legdiary night --help",
    ),
    Case(
        "night -0.5",
        2,
        "-0.5 is neither an option nor a value that night takes; values are 0 or more",
        "legdiary night --help",
    ),
    Case(
        "week -2",
        2,
        "-2 is neither an option nor a value that week takes; for an earlier night write 2 ago",
        "legdiary week 2 ago",
    ),
    Case("night six", 2, "severity: 'six' is not a number; write 0 to 10"),
    Case("night ''", 2, "severity: '' is not a number; write 0 to 10"),
    Case("night ٣", 2, "severity: '٣' is not a number; write 0 to 10"),
    Case("night 99999999999999999999", 2, f"severity 99999999999999999999 {SCORE}"),
    Case("night 6 --falling-asleep 11", 2, f"falling asleep 11 {SCORE}"),
    Case("night 6 --day-active 2.5", 2, f"day active 2.5 {SCORE}"),
    Case("night 6 --onset 25:10", 2, "'25:10' is not a clock time; write 23:40 or 11:40pm"),
    Case("night 6 --onset noon-ish", 2, "'noon-ish' is not a clock time; write 23:40 or 11:40pm"),
    Case("night 6 --night 2026-02-29", 2, f"'2026-02-29' {DATE}"),
    Case("night 6 --night 2026-13-01", 2, f"'2026-13-01' {DATE}"),
    Case("night 6 --night 3/4/2026", 2, f"'3/4/2026' {WHEN}"),
    Case("night 6 --night 2026-11-23", 2, f"the night of 2026-11-23 {FUTURE}"),
    Case("night 6 --night 1989-12-31", 2, "1989-12-31 is before 1990; write a date from 1990 on"),
    Case("night 6 --night 'next week'", 2, f"'next week' {WHEN}"),
    Case("night 6 --night -99999", 2, f"'-99999' {WHEN}"),
    Case("night 6 --missed away", 2, "a night has either a score or --missed, not both; leave one out"),
    Case(
        "night --missed asleep",
        1,
        "the night of 2026-11-21 already has a score: severity 6; add --clear severity to remove it",
    ),
    Case(
        "edit 1 --missed asleep",
        1,
        "the night of 2026-11-21 already has a score: severity 6; add --clear severity to remove it",
    ),
    Case("night --missed bored", 2, "'bored' is not a known reason; write one of: asleep, away, forgot, other"),
    Case(
        "night 6 --where knee",
        2,
        "'knee' is not a known body part; closest names: feet, calves, arms",
        "legdiary night --list",
    ),
    Case(
        "night 6 --feel crawlng",
        2,
        "'crawlng' is not a known sensation; closest names: crawling, creeping, tingling",
        "legdiary night --list",
    ),
    Case("night --clear temper", 2, f"'temper' is not a known field; write one of: {FIELDS}"),
    Case("night", 2, "nothing to store; give a severity from 0 to 10, or --missed REASON", "legdiary night --help"),
    Case("night 6 7", 2, "night takes only SEVERITY; '7' is left over", "legdiary night --help"),
    Case(
        "night 6 --colour red",
        2,
        "night has no option --colour",
        "legdiary night --help",
    ),
    Case("kratom 'NaN g'", 2, f"'NaN g' {AMOUNT}"),
    Case("kratom nan", 2, f"'nan' {AMOUNT}"),
    Case("kratom inf", 2, f"'inf' {AMOUNT}"),
    Case("kratom 1e3g", 2, f"'1e3g' {AMOUNT}"),
    Case("kratom 250g", 2, "250g is above 200 g, the most for one entry"),
    Case("kratom 200.001g", 2, "200.001g is above 200 g, the most for one entry"),
    Case("kratom 16g", 1, f"16 g of kratom in one entry is more than 15 g. {ANSWERED_BY}"),
    Case("kratom 2.5", 2, "2.5 of what? Write 2.5g or 2500mg."),
    Case("kratom 2,5", 2, "2.5 of what? Write 2.5g or 2500mg."),
    Case("kratom 2,500g", 2, "2,500g can be read two ways; write 2500g or 2.500g"),
    Case("kratom 2.500mg", 2, "2.500mg can be read two ways; write 2500mg or whole milligrams"),
    Case("kratom 0g", 2, "0g is not a dose; write an amount above 0. For a dose-free day: kratom none"),
    Case("kratom 0.0004g", 2, "0.0004g is finer than a milligram; leaf is stored in whole milligrams"),
    Case(
        "kratom -2g",
        2,
        "-2g is neither an option nor a value that kratom takes; values are 0 or more",
        "legdiary kratom --help",
    ),
    Case("kratom ½g", 2, f"'½g' {AMOUNT}"),
    Case("kratom 2kg", 2, f"'2kg' {AMOUNT}"),
    Case("kratom '2.5 g each'", 2, f"'2.5 g each' {AMOUNT}"),
    Case("kratom", 2, "the amount is missing", "legdiary kratom --help"),
    Case(
        "kratom 5caps",
        2,
        "5caps needs --product, and a product with the weight of a capsule, or write the amount in grams",
        "legdiary product list",
    ),
    Case(
        "kratom 5caps --product 'green leaf'",
        1,
        "there is no product 'green leaf' yet; add it first, with the weight of a capsule (--capsule)",
        "legdiary product add 'green leaf'",
    ),
    Case(
        "kratom 5caps --product 'red leaf'",
        2,
        "5caps: the weight of a capsule of 'red leaf' is not known; add it once with --capsule, "
        "or write the amount in grams",
        "legdiary edit 3 --help",
    ),
    Case(
        "kratom 0caps --product 'red leaf'",
        2,
        "0caps: the weight of a capsule of 'red leaf' is not known; add it once with --capsule, "
        "or write the amount in grams",
        "legdiary edit 3 --help",
    ),
    Case(
        "kratom 2g --product 'green leaf'",
        1,
        "there is no product 'green leaf' yet; add it first",
        "legdiary product add 'green leaf'",
    ),
    Case("kratom 2g --at 25:10", 2, f"'25:10' {AT}"),
    Case("kratom 2g --at noon-ish", 2, f"'noon-ish' {AT}"),
    Case("kratom 2g --at 3/4/2026", 2, f"'3/4/2026' {AT}"),
    Case("kratom 2g --at 2360", 2, f"'2360' {AT}"),
    Case("kratom 2g --at 'tomorrow 08:00'", 2, f"'tomorrow 08:00' {AT}"),
    Case("kratom 2g --at '2026-11-22 10:06'", 2, f"2026-11-22 10:06 {FUTURE}"),
    Case("kratom 2g --at '2026-11-23 10:00'", 2, f"2026-11-23 10:00 {FUTURE}"),
    Case("kratom 2g --at '2026-02-30 10:00'", 2, f"'2026-02-30 10:00' {AT}"),
    Case("kratom 2g --at '1989-12-31 23:59'", 2, "1989-12-31 23:59 is before 1990; write a date from 1990 on"),
    Case(
        "kratom 2g --at '2026-03-08 02:30'",
        2,
        "02:30 did not exist on 2026-03-08 in America/New_York: the clocks were put forward past it; "
        "write a time before or after",
    ),
    Case(
        "kratom 2g --night yesterday",
        2,
        "the time of a dose on 2026-11-21 is missing",
        "legdiary kratom --help",
    ),
    Case(
        "kratom 2g --night 2026-11-19 --at '2026-11-21 23:00'",
        2,
        "2026-11-21 23:00 is not within the diary day of 2026-11-19; leave out --night, or give a time inside that day",
    ),
    Case("kratom 2.5g --at 23:40", 1, f"2.5 g at 23:40 is already stored (#2). {ANSWERED_BY}"),
    Case(
        "kratom 2g --at '2026-11-20 12:00'",
        1,
        f"2026-11-20 is logged as a day without kratom; this dose would replace that. {ANSWERED_BY}",
    ),
    Case(
        "kratom none --at 12:00",
        2,
        "kratom none means the whole day; leave out --at, or give the day with --night",
    ),
    Case(
        "kratom none --night 2026-11-21",
        1,
        "a dose is already logged on 2026-11-21, so that day can't be dose-free",
        "legdiary show 2026-11-21",
    ),
    Case("magnesium 200", 2, "200 of what? Write 200mg."),
    Case("magnesium 6g", 2, "6g is above 5000 mg elemental, the most for one entry"),
    Case("magnesium 1200mg", 1, f"1200 mg of elemental magnesium in one entry is more than 1000 mg. {ANSWERED_BY}"),
    Case("magnesium 0mg", 2, "0mg is not a dose; write an amount above 0"),
    Case(
        "magnesium 200mg --form glycinte",
        2,
        "'glycinte' is not a known form of magnesium; closest names: glycinate, gluconate, glycinate-dihydrate",
        "legdiary magnesium --list",
    ),
    Case(
        "magnesium 200mg --salt",
        2,
        "--salt needs --form, since each salt holds a different share of magnesium",
        "legdiary magnesium --list",
    ),
    Case("magnesium 40g --form oxide --salt", 2, "40g is above 5000 mg elemental, the most for one entry"),
    Case("magnesium 200mg --at 22:00", 1, f"200 mg of magnesium at 22:00 is already stored (#4). {ANSWERED_BY}"),
    Case("mag", 2, "the amount is missing", "legdiary magnesium --help"),
    Case(
        "sleep 22:45-06:10 --latency 5h --awake 3h",
        2,
        "this night is impossible: 5 h 00 to fall asleep and 3 h 00 awake is 8 h 00, but from trying to "
        "sleep to awake is only 7 h 25",
    ),
    Case(
        "sleep 22:45-06:10 --awake 20m --pacing 30m",
        2,
        "this night is impossible: pacing 30 min is part of the time awake, which is only 20 min",
    ),
    Case(
        "sleep 22:45-06:10 --up 06:30 --lying-awake 30m",
        2,
        "this night is impossible: lying awake 30 min does not fit between awake and up, 20 min",
    ),
    Case(
        "sleep 10:45-06:10",
        2,
        "this night is impossible: from bed time 10:45 to awake 06:10 is 19 h 25, more than 16 h; did you "
        "mean 22:45 for 10:45?",
    ),
    Case(
        "sleep 22:45-22:40 --night -3",
        2,
        "this night is impossible: from bed time 22:45 to awake 22:40 is 23 h 55, more than 16 h",
    ),
    Case("sleep 19:00-08:00", 1, f"13 h 00 in bed is long; is bed time 19:00 right? {ANSWERED_BY}"),
    Case(
        "sleep 22:45-06:10 --tried 07:00",
        2,
        "this night is impossible: tried to sleep 07:00 is not between bed time 22:45 and awake 06:10",
    ),
    Case("sleep 22:45-06:10 --up 05:00", 2, "this night is impossible: out of bed 05:00 comes before awake 06:10"),
    Case("sleep 22:45-11:00", 2, f"awake 11:00 (2026-11-22 11:00) {FUTURE}"),
    Case(
        "sleep 25:10-06:10",
        2,
        "'25:10-06:10' is not a bed–wake range; write 22:45-06:10, or only how long you slept: 6h30",
    ),
    Case("sleep 22:45", 2, "'22:45' is not a bed–wake range; write 22:45-06:10, or only how long you slept: 6h30"),
    Case("sleep 6:30", 2, "'6:30' is not a bed–wake range; write 22:45-06:10, or only how long you slept: 6h30"),
    Case(
        "sleep 22:45 -06:10 --awake 55",
        2,
        "-06:10 is neither an option nor a value that sleep takes; write a bed–wake range without a blank before the "
        "dash",
        "legdiary sleep 22:45-06:10 --awake 55",
    ),
    Case("sleep 7-3", 2, "'7-3' can be read two ways; write 07:00-15:00 or 19:00-03:00"),
    Case("sleep 10:30-6", 2, "'10:30-6' can be read two ways; write 10:30-18:00 or 22:30-06:00"),
    Case(
        "sleep 22:45-06:10 --total 6h",
        2,
        "give BED-WAKE or --total, not both; with BED-WAKE the sleep is calculated",
    ),
    Case("sleep --total 17h", 2, "this night is impossible: 17 h 00 of sleep is more than 16 h"),
    Case("sleep --total 390", 2, "390 of what? Write 390m."),
    Case("sleep --total 7", 2, "7 of what? Write 7h or 7m."),
    Case("sleep 23-7 --awake 2", 2, "2 of what? Write 2h or 2m."),
    Case("sleep --total 3/4", 2, f"'3/4' {DURATION}"),
    Case(
        "sleep 7h --up 7am",
        2,
        "--up needs BED-WAKE before it: the times of the night",
        "legdiary sleep --help",
    ),
    Case(
        "sleep --tried 23:15",
        2,
        "--tried needs BED-WAKE before it: the times of the night",
        "legdiary sleep --help",
    ),
    Case("sleep 22:45-06:10 --quality 6", 2, "quality 6 is out of range; write a whole number from 1 to 5"),
    Case("sleep 22:45-06:10 --times -1", 2, "times -1 is out of range; write a whole number from 0 to 99"),
    Case(
        "sleep 02:30-07:00 --night 2026-03-07",
        2,
        "02:30 did not exist on 2026-03-08 in America/New_York: the clocks were put forward past it; "
        "write a time before or after",
    ),
    Case(
        "sleep",
        2,
        "nothing to store; give BED-WAKE such as 22:45-06:10, or --total 6h30",
        "legdiary sleep --help",
    ),
    Case("product add", 2, "the product's name is missing", "legdiary product add --help"),
    Case(
        "product add 'red leaf'",
        1,
        "that product already exists (#3); a new batch needs another --opened",
        "legdiary product list",
    ),
    Case(
        "product add x --kind leav",
        2,
        "'leav' is not a known kind of product (did you mean leaf?); write one of: leaf, extract, 7-oh, "
        "mitragynine-pseudoindoxyl, mgm-15, mgm-16; add --new to keep it as your own",
    ),
    Case("product add x --capsule 0.5", 2, "0.5 of what? Write 0.5g or 500mg."),
    Case("product add x --capsule 6g", 2, "6g can't be the weight of a capsule; write more than 0, up to 5g"),
    Case(
        "product add x --mitragynine 13",
        2,
        "'13' is not a mitragynine content; write 13mg/g, 10-15mg/g or 1.3% (up to 1000mg/g)",
    ),
    Case(
        "product add x --opened 2026-11-23",
        2,
        "2026-11-23 is in the future (it is 2026-11-22 now); nothing can be logged ahead of time",
    ),
    Case("product add x --opened 2026-02-30", 2, f"'2026-02-30' {DATE}"),
    Case(
        "taper new",
        1,
        "taper new asks step by step at a terminal, but there is none; add --from, --cut and --every",
        "legdiary taper new --help",
    ),
    Case("taper new --cut 10% --every 7d", 2, "--from is missing", "legdiary taper new --help"),
    Case(
        "taper new --from 12g --cut 10% --every 7d",
        2,
        "cuts in percent never reach 0 g; add --stop-at with the last dose before 0 g",
    ),
    Case(
        "taper new --from 12g --cut 0% --every 7d --stop-at 1g",
        2,
        "a cut of 0 % is out of range; write more than 0 % and less than 100 %",
    ),
    Case(
        "taper new --from 12g --cut 100% --every 7d --stop-at 1g",
        2,
        "a cut of 100 % is out of range; write more than 0 % and less than 100 %",
    ),
    Case(
        "taper new --from 12g --cut 12g --every 7d",
        2,
        "a cut of 12 g uses up the whole start of 12 g; write less than 12 g",
    ),
    Case(
        "taper new --from 12g --to 13g --cut 1g --every 7d",
        2,
        "the end of 13 g is not below the start of 12 g; write a lower end, or add --allow-up",
    ),
    Case("taper new --from 12g --cut 1g --every 0d", 2, "a step every 0d is out of range; write 1d to 366d"),
    Case("taper new --from 12g --cut 1g --every 7", 2, "'7' is not a number of days; write 7d or 2w"),
    Case(
        "taper new --from 12g --cut 1g --every 7d --stop-at 13g",
        2,
        "the floor of 13 g is above the start of 12 g; write --stop-at with at most 12 g",
    ),
    Case(
        "taper new --from 12g --cut 0.01g --every 7d --round 0.01g",
        2,
        "the plan that starts on 2026-11-22 has a step on 2031-11-23; a plan of at most 5 years from "
        "its first step to its last is accepted",
    ),
    Case(
        "taper new --from 12g --cut 1g --every 366d",
        2,
        "the plan that starts on 2026-11-22 has a step on 2031-11-26; a plan of at most 5 years from "
        "its first step to its last is accepted",
    ),
    Case(
        "taper new --from 12g --cut 1g --every 7d --start 2026-11-22",
        1,
        "a new plan cannot start on 2026-11-22, since another plan has a target for that day; write a "
        "start from 2026-11-23 on",
    ),
    Case("taper new --from 12g --cut 1g --every 7d --start friday", 2, f"'friday' {PLAN_DAY}"),
    Case("taper new --from 12g --cut 1g --every 7d --start yesterday", 2, f"'yesterday' {PLAN_DAY}"),
    Case("taper set 2026-02-30 4g", 2, f"'2026-02-30' {PLAN_DAY}"),
    Case("taper set friday 4g", 2, f"'friday' {PLAN_DAY}"),
    Case("taper end --on 1.12.2026", 2, f"'1.12.2026' {PLAN_DAY}"),
    Case("taper end --on ''", 2, f"'' {PLAN_DAY}"),
    Case(
        "taper new --from 12g --cut 1g --every 7d --doses 0",
        2,
        "doses a day 0 is out of range; write a whole number from 1 to 24",
    ),
    Case(
        "taper new --steps nowhere.csv",
        2,
        "nowhere.csv cannot be read (no such file or directory); write a CSV file: starts_on,target_g,doses_per_day",
    ),
    Case("taper new --steps nowhere.csv --cut 1g", 2, "--steps already gives every step; leave out --cut"),
    Case("edit", 2, "the entry's number is missing", "legdiary list"),
    Case("edit 99 2g", 1, "there is no entry 99", "legdiary list"),
    Case("edit two 2g", 2, "'two' is not an entry number; write a whole number from 1 on", "legdiary list"),
    Case(
        "edit 2",
        2,
        "nothing to store; give an amount, --at, --night, --product, --helped or --note",
        "legdiary edit 2 --help",
    ),
    Case("edit 2 250g", 2, "250g is above 200 g, the most for one entry"),
    Case("edit 2 2.5", 2, "2.5 of what? Write 2.5g or 2500mg."),
    Case("edit 1 11", 2, f"severity 11 {SCORE}"),
    Case(
        "edit 3",
        2,
        "nothing to store; give a name, --kind, --capsule, --mitragynine, --weight or --opened",
        "legdiary edit 3 --help",
    ),
    Case("edit 6 --yes", 1, "edit can't change a plan; use taper hold, set or end", "legdiary taper show"),
    Case("edit 2 --severity 4", 2, "edit 2 has no option --severity", "legdiary edit 2 --help"),
    Case("delete", 2, "the entry's number is missing", "legdiary list"),
    Case("delete 99", 1, "there is no entry 99", "legdiary list"),
    Case("delete 0", 2, "'0' is not an entry number; write a whole number from 1 on", "legdiary list"),
    Case(
        "delete -1",
        2,
        "-1 is neither an option nor a value that delete takes; values are 0 or more",
        "legdiary delete --help",
    ),
    Case(
        "delete 99999999999999999999",
        2,
        "'99999999999999999999' is not an entry number; write a whole number from 1 on",
        "legdiary list",
    ),
    Case("history 99", 1, "there is no entry 99", "legdiary list"),
    Case("history one", 2, "'one' is not an entry number; write a whole number from 1 on", "legdiary list"),
    Case("list --kind dose", 2, f"'dose' is not a known kind; write one of: {', '.join(KIND_NAMES)}"),
    Case("list --last 2", 2, "'2' is not a length of time; write 14d or 8w"),
    Case("list --last 0d", 2, "'0d' is not a length of time; write 14d or 8w"),
    Case(
        "list --last 2d --from 2026-11-01",
        2,
        "give --last, or --from and --to, not both",
    ),
    Case(
        "list --from 2026-11-05 --to 2026-11-01",
        2,
        "the range from 2026-11-05 to 2026-11-01 ends before it begins; write the earlier date first",
    ),
    Case("list --from 2026-02-30", 2, f"'2026-02-30' {DATE}"),
    Case("week someday", 2, f"'someday' {WHEN}"),
    Case("week 2026-02-29", 2, f"'2026-02-29' {DATE}"),
    Case("week 2026-11-25", 2, f"the night of 2026-11-25 {FUTURE}"),
    Case("show '3 nights ago'", 2, f"'3 nights ago' {WHEN}"),
    Case("show tomorrow", 2, f"'tomorrow' {WHEN}"),
    Case("nigth 6", 2, "there is no command 'nigth'; did you mean night?", "legdiary night 6"),
    Case("frobnicate", 2, "there is no command 'frobnicate'", "legdiary --help"),
    Case("taper nwe", 2, "taper has no command 'nwe'; did you mean new?", "legdiary taper new --help"),
    Case("hlep", 2, "there is no command 'hlep'; did you mean help?", "legdiary help --help"),
    Case("nigth 6 --note mine", 2, "there is no command 'nigth'; did you mean night?", "legdiary night --help"),
    Case("nausea 2", 2, "'nausea' is a symptom, not a command", "legdiary symptom nausea 2"),
    Case("log xyz", 2, "log has no command 'xyz'", "legdiary log --help"),
    Case("help nigth", 2, "there is no command 'nigth'; did you mean night?", "legdiary night --help"),
    Case(
        "sleep 23-7 --latncy 40",
        2,
        "sleep has no option --latncy; did you mean --latency?",
        "legdiary sleep 23-7 --latency 40",
    ),
    Case("kratom 2.5g 23:10", 2, "'23:10' needs --at before it", "legdiary kratom 2.5g --at 23:10"),
    Case("kratom 2.5g at 23.10", 2, "'23.10' needs --at before it", "legdiary kratom 2.5g --at 23.10"),
    Case("night 6 last night", 2, "'last night' needs --night before it", "legdiary night 6 --night 'last night'"),
    Case(
        "product add red leaf",
        2,
        "product add takes only NAME; a value of several words goes in quotes",
        "legdiary product add --help",
    ),
    Case("kratom 2g --at", 2, "--at needs a value after it: AT", "legdiary kratom --help"),
    Case("mag 200mg --salt=yes", 2, "--salt takes no value; write it alone", "legdiary mag --help"),
    Case("--colour red", 2, "legdiary has no option --colour", "legdiary --help"),
    Case("export csv", 2, "--output DIR is missing", "legdiary export csv --help"),
    Case("week --json --colour", 2, "week has no option --colour", "legdiary week --help"),
    Case("where now", 2, "where takes no value; 'now' is left over", "legdiary where --help"),
    Case("undo now", 2, "undo takes no value; 'now' is left over", "legdiary undo --help"),
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("held") / "diary.db"
    for typed in HELD:
        ok(*shlex.split(typed), now=MORNING, diary=path)
    return path.read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.typed)
def test_a_refusal_is_one_clear_line_and_changes_nothing(case: Case, held: bytes, tmp_path: Path) -> None:
    path = tmp_path / "diary" / "diary.db"
    path.parent.mkdir()
    path.write_bytes(held)
    result = run(*shlex.split(case.typed), now=MORNING, diary=path)
    expected = f"legdiary: {case.message}\n" + (f"legdiary: try: {case.hint}\n" if case.hint else "")
    assert (result.stderr, result.code, result.stdout) == (expected, case.code, "")
    assert path.read_bytes() == held
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.typed)
def test_a_refusal_begins_no_diary(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "diary.db"
    result = run(*shlex.split(case.typed), now=MORNING, diary=path)
    if result.code:  # some are refused only for what the diary holds
        assert not path.parent.exists()
        assert "began" not in result.stderr


def test_a_plan_that_is_not_taken_is_shown_and_not_stored(held: bytes, tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    path.write_bytes(held)
    result = run(
        *shlex.split("taper new --from 9g --cut 1g --every 7d --start 2026-12-01"), now=MORNING, diary=path
    )  # fmt: skip
    assert result.code == 1
    assert result.stderr == "legdiary: the plan is not stored; add --yes to store it, or --preview to look only\n"
    assert path.read_bytes() == held


@pytest.mark.parametrize("group", ["taper", "product", "export"])
def test_a_group_alone_shows_its_commands_and_is_a_usage_error(group: str) -> None:
    result = run(group)
    assert result.code == 2
    assert f"Usage: legdiary {group}" in result.stdout + result.stderr


PRIVATE = "zebra-crossing"
PRIVATE_COMMANDS = (
    "night 11 --note 'PRIVATE'",
    "night 6 --note 'PRIVATE' --night 2026-02-29",
    "night 6 --note PRIVATE and more PRIVATE",
    "night 6 --note 'PRIVATE\x1b[31m'",
    "night 6 --missed away --note 'PRIVATE'",
    "sleep 10:45-06:10 --note 'PRIVATE'",
    "sleep 22:45-06:10 --note PRIVATE PRIVATE",
    "kratom 250g --note 'PRIVATE'",
    "kratom 16g --note 'PRIVATE'",
    "kratom 2g --product nowhere --note 'PRIVATE'",
    "kratom 2g --note PRIVATE then PRIVATE --at 12:00",
    "kratom none --at 12:00 --note 'PRIVATE'",
    "edit 1 11 --note 'PRIVATE'",
    "edit 1 4 --note PRIVATE PRIVATE",
    "edit 3 --note 'PRIVATE'",
    "edit 2 --note 'PRIVATE\x00'",
)


@pytest.mark.parametrize("typed", PRIVATE_COMMANDS)
def test_what_a_note_says_is_never_repeated(typed: str, held: bytes, tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    path.write_bytes(held)
    result = run(*shlex.split(typed.replace("PRIVATE", PRIVATE)), now=MORNING, diary=path)
    assert result.code in {1, 2}
    assert PRIVATE not in result.stdout + result.stderr
    assert path.read_bytes() == held


def test_a_note_without_quotes_is_explained() -> None:
    result = run("night", "6", "--note", "slept", "badly")
    assert result.stderr.splitlines()[0] == (
        "legdiary: there are words after --note that belong to no option; put a note of several words in quotes"
    )
    assert result.code == 2


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\r", "\x7f", "\x9b"])
def test_control_characters_in_a_note_are_refused(character: str, tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    result = run("night", "6", "--note", f"ab{character}c", diary=path)
    assert result.stderr == (
        "legdiary: the note has a control character at position 3; write plain text (lines and tabs are fine)\n"
    )
    assert result.code == 2
    assert not path.exists()


def test_bytes_that_are_no_text_are_named_as_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    for words in (("night", "6", "--note", b"n\xe9e"), ("product", "add", b"n\xe9e"), ("factor", b"n\xe9e", "--new")):
        done = subprocess.run(
            [*program(), *words], check=False, capture_output=True, timeout=30,
            env={**os.environ, "LEGDIARY_DIARY": str(path), "LEGDIARY_NOW": MORNING, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert done.returncode == 2
        assert b" has the byte 0xE9, which is not UTF-8, at position 2; write UTF-8" in done.stderr
    assert not path.exists()


def test_a_note_of_more_than_10_000_characters_is_refused(tmp_path: Path) -> None:
    result = run("kratom", "2g", "--note", "x" * 10_001, diary=tmp_path / "diary.db")
    assert result.stderr == "legdiary: the note is 10001 characters long; up to 10000 are kept\n"
    assert result.code == 2


@pytest.mark.parametrize("note", ["[red]x[/red]", "[/]", "[link=http://x]y[/link]", ":smile:", "=1+2", "%s {0} \\n"])
def test_markup_is_kept_and_shown_as_typed(note: str, tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    assert f"“{note}”" in ok("night", "6", "--note", note, diary=path).stdout
    for command in (("show", "--json"), ("list", "--json")):
        assert ok(*command, diary=path).json["entries"][0]["note"] == note
    for looking in ("show", "list", "history"):
        assert f"“{note}”" in ok(looking, diary=path).stdout


def test_characters_that_turn_a_line_round_are_kept_and_not_let_loose(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    note = "a\u202eb\u200bc"
    ok("night", "6", "--note", note, diary=path)
    assert ok("show", "--json", diary=path).json["entries"][0]["note"] == note
    assert "“a\ufffdb\ufffdc”" in ok("show", diary=path).stdout


def test_a_product_name_is_no_note_and_still_harmless(tmp_path: Path) -> None:
    result = run("kratom", "2g", "--product", "\x1b[31mred", diary=tmp_path / "diary.db")
    assert "\x1b" not in result.stderr
    assert result.code == 1


@pytest.mark.parametrize("now", ["yesterday", "2026-11-22T01:30", "2026-02-30T01:30-05:00", "1"])
def test_a_stand_in_for_now_that_is_none(now: str, tmp_path: Path) -> None:
    result = run("night", "6", now=now, diary=tmp_path / "diary.db")
    assert result.stderr == (
        f"legdiary: LEGDIARY_NOW={now} is not a moment; write ISO 8601 with offset: 2026-11-22T01:30-05:00\n"
    )
    assert result.code == 2


def test_a_zone_that_is_none(tmp_path: Path) -> None:
    result = run("night", "6", tz="Mars/Olympus", diary=tmp_path / "diary.db")
    assert result.stderr == (
        "legdiary: the time zone 'Mars/Olympus' is not known; write an IANA name such as Europe/Berlin\n"
    )
    assert result.code == 2


def test_five_minutes_ahead_are_the_clock_of_another_machine(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    assert ok("kratom", "2g", "--at", "2026-11-22 10:05", now=MORNING, diary=path).code == 0


@pytest.mark.parametrize("typed", ["kratom 2g", "magnesium 200mg", "medicine gabapentin 300mg"])
def test_a_computer_whose_clock_began_anew_is_told_so(tmp_path: Path, typed: str) -> None:
    refused = run(*typed.split(), now="1970-01-01T00:10Z", tz="UTC", diary=tmp_path / "diary.db")
    assert (refused.code, refused.stderr) == (2, "legdiary: now is before 1990; write a date from 1990 on\n")
    assert not (tmp_path / "diary.db").exists()
