"""Five months of a made-up person in New York: what was, night by night, and how it was typed.

`TABLE` is the truth: a line a night, as the diary has to hold it in the end. `PLANNED` are the plans and products with
the moment at which they were typed, `SLIPS` what was mistyped and mended. `type_in` types all of it, in the order of
its moments, through the command line. `test_five_months` compares every view with `reckoning`, which reads only `TABLE`
and shares no code with the program.

The story: 16 nights of baseline; the plan "autumn" from 5 November, with a hold, a week of set-back from 2 December and
a target set anew; Christmas in Berlin, without a plan; "winter" from 8 January to nothing, with a new batch on
29 January; its end, and a week of follow-up. The clocks go back on 2 November and forward on 8 March.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from driving import ok

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What stands in the columns, each of which may be empty, which is: not logged.
#:   legs    severity 0-10, or why there is none; when it began; where; f o r a: the ratings of the four times of day
#:   sleep   BED-WAKE, minutes to fall asleep and awake (- not known), more; `total`; `tracked`: parts out of a tracker
#:   kratom  clock and grams, and the product where it is not the leaf; `none`; a: the first 01:30 of two, b: the second
#:   Mg      clock and elemental mg, or s for milligrams of the salt, and the form
#:   more    factors (with how much they helped), symptoms (with their grade), gabapentin 300 mg at its time
#: Times before 05:00 are of the morning after. @ZONE: where the day was lived otherwise. lateN: typed N days later than
#: the next morning. !: not typed from here but by a slip below, which was mended to this.
TABLE = """
2025-10-20 Mon| 5 2000        | 2245-0615 25 50     | 0830 4.2; 2130 4.3
2025-10-21 Tue| 4 f6 o4 r3 a0 calves,arms| 2300-0645 30 35     | 0830 4.2; 2130 4.3    |             | caffeine
2025-10-22 Wed| 6             | 2310-0705 20 50     | 0830 4.2; 2130 4.3
2025-10-23 Thu| 5 2121        | 2330-0600 30 35     | 0830 3; 1500 2.5; 0130 3
2025-10-24 Fri| 7             | 2250-0715           | 0830 4.2; 2130 4.2
2025-10-25 Sat| 4 calves,arms | 2310-0640 35 -
2025-10-26 Sun| asleep        | total 6h20          | 0830 4.3; 2130 4.4
2025-10-27 Mon| 6             | 2245-0615 25 55     | 0830 4.2; 2130 4.3    |             | caffeine
2025-10-28 Tue| 3             | 2300-0645 25 30     | 0830 4.2; 2130 4.3
2025-10-29 Wed| 5 2103 calves | 2310-0705 20 45     | 0830 4.2; 2130 4.3
2025-10-30 Thu| 6             | 2330-0600 30 40     | 0830 4.2; 2130 4.3
2025-10-31 Fri| 4             | 2250-0715 35 50     | 0830 4.2!; 2130 4.2
2025-11-01 Sat| 5 2024        | 2300-0700 50 70     | 0830 4.1; 0130a 2; 0130b 2
2025-11-02 Sun| 7 calves,arms | 2305-0620 50 70     | 0830 4.3; 2130 4.4    |             | caffeine
2025-11-03 Mon| 5             |                     | 0830 4.2; 2130 4.3
2025-11-04 Tue
2025-11-05 Wed| 8             | 2310-0705 25 60     | 0830 4; 2130 4
2025-11-06 Thu| 7 calves      | 2330-0600 35 45     | 0830 4; 2130 4        |             | nausea 1
2025-11-07 Fri| 9 2149 late3  | 2250-0715 50 75     | 0830 3.9; 2130 4
2025-11-08 Sat| 6             | total 5h50          | 0830 3.9; 2130 3.9    |             | caffeine; bath 2
2025-11-09 Sun| 7             | 2305-0620 50 70     | 0830 4.1; 2130 4.1
2025-11-10 Mon| 7 2127 calves,arms| 2245-0615 30 60     | 0830 4; 2130 4
2025-11-11 Tue| 4             | 2245-0610 40 55 tried2315 up0645 pace20 lie20 plan0700 q3 x3| 0830 4; 2130 4
2025-11-12 Wed| away          |                     | 0830 4; 2130 4
2025-11-13 Thu| 7 2048        | 2330-0600 35 45     | 0830 4!; 2130 4
2025-11-14 Fri| 5 calves      | 2250-0715 40 55     | 0830 3.9; 2130 4      |             | caffeine
2025-11-15 Sat| 7             | 2340-0630           | 0830 3.4; 2130 3.4    | 2200 200 gly
2025-11-16 Sun| 9 2109        | 2305-0620 55 80     | 0830 3.6; 2130 3.6    | 2200 200 gly
2025-11-17 Mon| 7             | 2230-0615 30 60 up0640 pace15| 0830 3.5; 2130 3.5    | 2200 200 gly
2025-11-18 Tue| 6 calves,arms | tracked 2300-0200 0330-0700| 0830 3.5; 2130 3.5    | 2200 200 gly
2025-11-19 Wed| 8 2030        | tracked 2310-0655   | 0830 3.5; 2130 3.5    | 2200 200 gly
2025-11-20 Thu| 6             | 2330-0600 30 40     | 0830 3.5; 2130 3.5    | 2200 200 gly| caffeine
2025-11-21 Fri| 8             |                     | 0830 3.4; 2130 3.5    | 2200 200 gly | alcohol!
2025-11-22 Sat| forgot        | 2340-0630 50 70     | 0830 3.4; 2130 3.4    | 2200 200 gly
2025-11-23 Sun| 6             | 2305-0620 45 65     | 0830 3.6; 2130 3.6    | 2200 200 gly
2025-11-24 Mon| 7             | 2245-0615 30 60     | 0830 3.5; 2130 3.5    | 2200 200 gly
2025-11-25 Tue| 4 2012        | 2300-0645 30 35     | 0830 3.5; 2130 3.5    | 2200 200 gly
2025-11-26 Wed| 6 calves,arms | 2310-0705           | 0830 3.5; 2130 3.5    | 2200 200 gly| caffeine
2025-11-27 Thu| 7             | tracked 2245-0030 0115-0300 0420-0640| 0830 3.5; 2130 3.5    | 2200 200 gly
2025-11-28 Fri| 5 2133        | 2250-0715 40 55     | 0830 3.4; 2130 3.5    | 2200 200 gly
2025-11-29 Sat| 6             | 2340-0630 50 75     | 0830 3.4; 2130 3.4    | 2200 200 gly
2025-11-30 Sun| 9 calves      |                     | 0830 3.1; 2130 3.1    | 2200 200 gly
2025-12-01 Mon| 7 2054        | 2245-0615 30 60     | 0830 3; 2130 3        | 2200 200 gly
2025-12-02 Tue| 6             | 2300-0645 35 45     | 0830 5; 2130 5        | 2200 200 gly| caffeine
2025-12-03 Wed| 8             | 2310-0705 25 60     | 0830 5; 2130 5        | 2200 200 gly
2025-12-04 Thu| 7 2115 calves,arms| total 5h50          | 0830 5; 2130 5        | 2200 200 gly
2025-12-05 Fri| 8             | 2250-0715 45 70     | 0830 5; 2130 5        | 2200 200 gly
2025-12-06 Sat| 5             | 2340-0630 50 70     | 0830 5; 1200 0.5 gold; 2130 4.9| 2200 200 gly
2025-12-07 Sun| 6 2036        | 2305-0620           | 0830 5; 2130 5        | 2200 200 gly
2025-12-08 Mon| 7 calves      | 2245-0615 30 60     | 0830 5; 2130 5        | 2200 200 gly| caffeine
2025-12-09 Tue| 4             |                     | 0830 3; 2130 2.9; 0445 0.5| 2200 200 gly
2025-12-10 Wed| 6 2157        | 2310-0705 20 50     | 0900 3; 2115 2        | 2200 200 gly
2025-12-11 Thu| 7             | 2330-0600 35 45 nap30| 0900 3; 2115 2        | 2200 200 gly
2025-12-12 Fri| 5 calves,arms | 2250-0715 40 55     | 0900 2.9; 2115 2      | 2200 200 gly
2025-12-13 Sat| 6 2018        | 2340-0630 50 75     | 0900 2.8; 2115 2      | 2200 200 gly
2025-12-14 Sun| 8             | 2305-0620 50 75     | 0830 2.8; 2130 2.9    | 2200 200 gly| caffeine
2025-12-15 Mon| 6             | 2245-0615 25 55     | 0830 2.7; 2130 2.8    | 2200 200 gly
2025-12-16 Tue| 5 2139 calves | 2300-0645 35 40     | 0830 2.7; 2130 2.8    | 2200 200 gly
2025-12-17 Wed| 7             | total 5h50          | 0830 2.7; 2130 2.8    | 2200 200 gly
2025-12-18 Thu| 6             |                     | 0830 2.7; 2130 2.8    | 2200 200 gly
2025-12-19 Fri| 7 2000        | 2250-0715 45 65     | 0830 2.7; 2130 2.7    | 2200 200 gly
2025-12-20 Sat| 4 calves,arms | 2340-0630 45 65     | 0830 2.6; 2130 2.7    | 2200 200 gly| caffeine
2025-12-21 Sun| 6             | 2305-0620 45 65     | 0900 3.1; 2115 2.1    | 2200 200 gly
2025-12-22 Mon| 7 2121        | 2245-0615 30 60     | 0900 3; 2115 2        | 2200 200 gly
2025-12-23 Tue| away          |                     | 0800@NY 3; 0100 2
2025-12-24 Wed| 6 calves      | 0100-0905 20 50     | 0930 2; 2115 2        | 2200 200 gly
2025-12-25 Thu| 7 2042        | 2330-0600 35 45     | 0900 3; 2115 2        | 2200 200 gly
2025-12-26 Fri| 4             | 2250-0715 35 50     | 0900 2.9; 2115 2      | 2200 200 gly| caffeine
2025-12-27 Sat| 5             |                     | 0900 2.8; 2115 2      | 2200 200 gly
2025-12-28 Sun| 7 2103 calves,arms| 2305-0620 50 70     | 1300 0.02 pink        | 2200 200 gly
2025-12-29 Mon| 5             | 2245-0615           | 0900 3; 1700 0.02 pink; 2115 2| 2200 200 gly
2025-12-30 Tue| 4             | total 6h20          | 0900 3; 2115 2        | 2200 200 gly
2025-12-31 Wed| 6 2024        | 2310-0705 20 50     | 0900 3; 2115 2        | 2200 200 gly
2026-01-01 Thu| 5 calves      | 2330-0600 30 35     | 0900 3; 2115 2        | 2200 200 gly| caffeine
2026-01-02 Fri| 7             | 2250-0715 45 65     | 0900 2.9; 2115 2      | 2200 200 gly
2026-01-03 Sat| 4 2145        | 2340-0630 45 65     | none; 1300 0.03 pink  | 2200 200 gly
2026-01-04 Sun| 5             | 2305-0620 - 60      | 0900@Berlin 3; 2115 2.1| 2200 200 gly
2026-01-05 Mon| 6 calves,arms |                     |                       | 2200 200 gly
2026-01-06 Tue| 3 2006        | 2300-0645 25 30
2026-01-07 Wed| 5             | 2310-0705 20 45     |                       |             | caffeine
2026-01-08 Thu| 6             | 2330-0600 30 40     | 0900 3; 2115 2        | 2200 200 gly
2026-01-09 Fri| 4 2127 calves | 2250-0715           | 0900 2.9; 2115 2      | 2200 200 gly
2026-01-10 Sat| 5 late5       | 2340-0630 50 70 late5| 0900 2.8; 2115 2      | 2200 200 gly
2026-01-11 Sun| 7             | 2305-0620 50 70     | 0900 3.1; 2115 2.1    | 2200 200 gly
2026-01-12 Mon| 5 2048        | total 6h20          | 0900 3; 2115 2        | 2200 200 gly
2026-01-13 Tue| 4 calves,arms | 2300-0645 30 35     | 0900 3; 2115 2        | 2200 200 gly| caffeine
2026-01-14 Wed|               |                     | 0900 3; 2115 2        | 2200 200 gly
2026-01-15 Thu| 5 2109        | 2330-0600 30 35     | 0900 3; 2115 2        | 2200 200 gly
2026-01-16 Fri| 7             | 2250-0715 45 65     | 0900 2.9; 2115 2      | 2100 400 ox
2026-01-17 Sat| 4 calves      | 2340-0630 45 65     | 0900 2.8; 2115 2      | 2100 400 ox
2026-01-18 Sun| 5 2030        | 2305-0620 45 60     | 0900 3.1; 2115 2.1    | 2100 400 ox
2026-01-19 Mon| 6             | 2245-0615 25 55     | 0900 3; 2115 2        | 2100 400 ox | caffeine
2026-01-20 Tue| 3             | 2300-0645           | 0900 3; 2115 2        | 2100 400 ox | gaba 2130
2026-01-21 Wed| 5 2151 calves,arms| 2310-0705 20 45     | 0900 3; 2115 2        | 2100 400 ox | gaba 2300
2026-01-22 Thu| 7             | 2330-0600 35 45     | 0900 2.2; 2115 1.6    | 2100 400 ox | gaba 2259
2026-01-23 Fri| 5             |                     | 0900 2.2; 2115 1.5    | 2100 400 ox | gaba 1900
2026-01-24 Sat| 6 2012        | 2340-0630 50 75     | 0900 2.1; 2115 1.5    | 2100 400 ox | gaba 1901
2026-01-25 Sun| 8 calves      | total 5h50          | 0900 2.4; 2115 1.6    | 2100 400 ox | caffeine; gaba 0030
2026-01-26 Mon| 6             | 2245-0615 25 55     | 0900 2.2; 2115 1.6    | 2100 400 ox | gaba 0030
2026-01-27 Tue| 4 2133        | 2300-0645 30 35     | 0900 2.2; 2115 1.6    | 2100 400 ox | gaba 0030
2026-01-28 Wed| 6             | 2310-0705 20 50     | 0900 2.2; 2115 1.6    | 2100 400 ox | gaba 0030!
2026-01-29 Thu| 5 calves,arms | 2330-0600 30 35     | 0900 2.2; 2115 1.6    | 2100 400 ox
2026-01-30 Fri| 7 2054        | 2250-0715 45 65     | 0900 2.2; 2115 1.5    | 2100 400 ox | gaba 0030
2026-01-31 Sat| 4             | 2340-0630           | 0900 2.1; 2115 1.5    | 2100 400 ox | caffeine
2026-02-01 Sun| 5             |                     | 0900 2.4; 2115 1.6    | 2130 1237s cit| gaba 2330
2026-02-02 Mon| 6 2115 calves | 2245-0615 25 55     | 0900 2.2; 2115 1.6    |             | gaba 2330
2026-02-03 Tue| 3             | 2300-0645 25 30     | 0900 2.2; 2115 1.6    | 2130 1237s cit
2026-02-04 Wed| 5             | 2310-0705 20 45     | 0900 2.2; 2115 1.6    | 2130 1237s cit| gaba 2100
2026-02-05 Thu| 8 2036        | 2330-0600 35 50     | 0900 1.5; 2115 1
2026-02-06 Fri| 6 calves,arms | 2250-0715 40 60     | 0900 1.4; 2115 1      | 2130 1237s cit| caffeine; gaba 2330
2026-02-07 Sat| 7             | total 5h50          | 0900 1.3; 2115 1      | 2130 1237s cit
2026-02-08 Sun| 9 2157        | 2305-0620 55 80     | 0900 1.6; 2115 1.1    |             | gaba 2330
2026-02-09 Mon| 7             | 2245-0615 30 60     | 0900 1.5; 2115 1      | 2130 1237s cit
2026-02-10 Tue| 5 calves     |                     | 0900 1.5; 2115 1      | 2130 1237s cit; 2200 150 skin; 0430 200 gly
2026-02-11 Wed| 7 2018        | 2310-0705           | 0900 1.5; 2115 1      |             | gaba 0530
2026-02-12 Thu| 6             | 2330-0600 30 40     | 0900 1.5; 2115 1      | 2130 1237s cit; 2200 150 skin| caffeine
2026-02-13 Fri| 8             | 2250-0715 45 70     | 0900 1.4; 2115 1      | 2130 1237s cit; 2200 150 skin
2026-02-14 Sat| 5 2142 late2  | 2340-0630 50 70     | 0900 1.3; 2115 1
2026-02-15 Sun| 6             | 2305-0620 45 65     | 0900 1.6; 2115 1.1    | 2130 1237s cit; 2200 150 skin
2026-02-16 Mon| 7             | 2245-0615 30 60     | 0900 1.5; 2115 1      | 2200 150 skin
2026-02-17 Tue| 4 2000        | 2300-0645 30 35 up0700 pace10| 0900 1.5; 2115 1
2026-02-18 Wed| 6 calves      | 2310-0705 20 50     | 0900 1.5; 2115 1      | 2130 1237s cit| caffeine
2026-02-19 Thu| 9             |                     | 2045 1.3              | 2130 1237s cit
2026-02-20 Fri| 7 2121        | total 5h50          | 2045 1.2              |             | nausea 2
2026-02-21 Sat| 8             | 2340-0630 55 85     | 2045 1.1              | 2130 1237s cit| nausea 1
2026-02-22 Sun| 10 calves,arms| 2305-0620           | 2045 1.5              | 2130 1237s cit| bath 2
2026-02-23 Mon| 8 2042        | 2245-0615 30 65     | 2045 1.3
2026-02-24 Tue| 6             | 2300-0645 35 45     | 2045 1.3              | 2130 1237s cit| caffeine; bath 2
2026-02-25 Wed| 8             | 2310-0705 25 60     | 2045 1.3              | 2130 1237s cit| bath 2
2026-02-26 Thu| 7 2103 calves | 2330-0600 35 45     | 2045 1.3
2026-02-27 Fri| 9             | 2250-0715 50 75     | 2045 1.2              | 2130 1237s cit
2026-02-28 Sat| 6             |                     | 2045 1.1              | 2130 1237s cit
2026-03-01 Sun| 7 2024        | 2305-0620 50 70     | 2045 1.5              |             | bath 2
2026-03-02 Mon| 8 calves,arms | 2245-0615 30 65     | 2045 1.3              | 2130 1237s cit| caffeine
2026-03-03 Tue| 5             | 2300-0645 35 40     | 2045 1.3              | 2130 1237s cit
2026-03-04 Wed| 7 2145        | 2310-0705 25 55     | 2045 1.3
2026-03-05 Thu| 8             | total 5h50          | none                  | 2130 1237s cit| nausea 1
2026-03-06 Fri| 6 calves      | 2250-0715 40 60     | none                  | 2130 1237s cit| nausea 2; low mood 2
2026-03-07 Sat| 7 2006        | 2300-0700 40 60     | none                  |             | nausea 3
2026-03-08 Sun| 9             | 2305-0620 55 80     | 2045 1                | 2130 1237s cit| caffeine; nausea 2
2026-03-09 Mon
2026-03-10 Tue| 5 2127 calves,arms| 2300-0645 35 40     | none                  |             | nausea 1
2026-03-11 Wed| 7             | 2310-0705 25 55     | none                  | 2130 1237s cit| nausea 1
2026-03-12 Thu| 6             | 2330-0600 30 40     | 2030 1; 2036 1        | 2130 1237s cit
2026-03-13 Fri| 8 2048        | 2250-0715 45 70
2026-03-14 Sat| 5 calves      | 2340-0630 50 70     | none                  | 2130 1237s cit| caffeine
2026-03-15 Sun| 5             | 2305-0620 45 60     | none                  | 2130 1237s cit
2026-03-16 Mon| 6 2109        | 2245-0615           | none
2026-03-17 Tue| 3             | 2300-0645 25 30     | none                  | 2130 1237s cit
2026-03-18 Wed| asleep        |                     | none                  | 2130 1237s cit
2026-03-19 Thu| 5 2030        | 2330-0600 30 35     | 2030 0.5; 2036 0.5
2026-03-20 Fri| 3             | 2250-0715 30 45     | none                  | 2130 1237s cit| caffeine
2026-03-21 Sat| 3             | 2340-0630 40 60     | none                  | 2130 1237s cit
2026-03-22 Sun|                |                      | 0900 0.2
"""

#: When it was typed, and what; times are New York's.
PLANNED = """
2025-10-26T20:00 | measure irls 24 --on 2025-10-25 --by self
2025-10-30T20:00 | measure irls 22 --on 2025-10-30 --by clinician
2025-10-30T20:01 | measure ferritin 48ng/mL --on 2025-10-30
2025-10-30T20:02 | measure tsat 18% --on 2025-10-30
2025-11-04T21:00 | taper new --from 8g --to 5g --cut 1g --every 10d --start 2025-11-05 --doses 2 --name autumn --yes
2025-11-05T08:00 | product add "red leaf" --opened 2025-11-05 --weight 500g
2025-11-20T21:00 | taper hold 5d
2025-11-28T20:00 | import TRACKER
2025-12-06T11:00 | product add gold --kind extract
2025-12-12T21:00 | taper set 2025-12-14 5.5g
2025-12-20T21:00 | taper end --on 2025-12-21
2025-12-28T05:00 | product add pink --kind 7-oh
2026-01-07T21:00 | taper new --from 5g --to 0g --cut 1.25g --every 14d --start 2026-01-08 --name winter --yes
2026-01-10T20:00 | measure irls 28 --on 2026-01-10 --by self
2026-01-29T08:00 | product add "red leaf" --opened 2026-01-29 --weight 250g --mitragynine 13mg/g
2026-03-02T20:00 | measure ferritin 76ng/mL --on 2026-03-02
2026-03-10T20:00 | measure irls 19 --on 2026-03-10 --by clinician
2026-03-14T21:00 | taper end
"""

#: What was mistyped and mended: when, what, and the name by which a later line finds its number. `{night DAY}` is the
#: entry that the table typed. In the end the diary holds what the table says.
SLIPS = """
2025-10-28T07:00 | night 3 --night 2025-10-27
2025-10-29T07:00 | sleep 23:00-06:45 --night 2025-10-28
2025-10-31T20:00 | kratom 5g --at 08:30 | five
2025-10-31T21:00 | edit {five} 4.2g
2025-11-10T22:30 | kratom 2g --at 22:00 | twice
2025-11-10T22:31 | delete {twice}
2025-11-13T09:30 | kratom none --night 2025-11-13
2025-11-13T22:00 | kratom 4g --at 08:30 --product "red leaf" --confirm
2025-11-22T09:00 | factor alcohol --night 2025-11-20 | wine
2025-11-22T09:01 | edit {wine} --night 2025-11-21
2025-12-01T23:00 | magnesium 300mg --at 22:00
2025-12-01T23:01 | undo
2025-12-03T11:00 | edit {mag 2025-12-01} 250mg
2025-12-03T11:01 | undo
2026-01-29T01:00 | medicine gabapentin 600mg --at 00:30 | pill
2026-01-29T01:01 | edit {pill} gabapentin 300mg
2026-03-11T07:00 | symptom nausea 2 --night 2026-03-10
"""
#: When the diary is read: the night of the 22nd has not come yet.
READ_AT = "2026-03-22T10:30-04:00"

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
_PLACES = {"NY": NEW_YORK, "Berlin": BERLIN}
_IN_BERLIN = (date(2025, 12, 23), date(2026, 1, 3))
_LEAF_SINCE = date(2025, 11, 5)
_FORMS = {"gly": "glycinate", "cit": "citrate", "ox": "oxide", "skin": "chloride"}
A_DAY = timedelta(days=1)


class Taken(NamedTuple):
    """Something taken: when by the clock of which place, how much as it was typed, and of what."""

    clock: str
    place: ZoneInfo
    amount: str
    what: str
    slip: bool

    def at(self, day: date) -> datetime:
        """The moment; before 05:00 it is of the morning after."""
        hour, minute = int(self.clock[:2]), int(self.clock[2:4])
        on = day if hour >= 5 else day + A_DAY
        return datetime.combine(on, time(hour, minute, fold=int(self.clock.endswith("b"))), self.place)


class Line(NamedTuple):
    """A line of the table."""

    day: date
    place: ZoneInfo
    legs: list[str]
    sleep: list[str]
    kratom: list[Taken]
    none: bool
    magnesium: list[Taken]
    more: list[str]


def lines() -> list[Line]:
    """The table, read."""
    return [_line(*(cell.strip() for cell in (text + "|" * 5).split("|")[:6])) for text in TABLE.strip().splitlines()]


def _line(head: str, legs: str, sleep: str, kratom: str, magnesium: str, more: str) -> Line:
    day = date.fromisoformat(head[:10])
    place = BERLIN if _IN_BERLIN[0] <= day <= _IN_BERLIN[1] else NEW_YORK
    doses = [part for part in kratom.split("; ") if part]
    return Line(
        day, place, legs.split(), sleep.split(),
        [_taken(part, place) for part in doses if part != "none"], "none" in doses,
        [_taken(part, place) for part in magnesium.split("; ") if part],
        [part for part in more.split("; ") if part],
    )  # fmt: skip


def _taken(text: str, place: ZoneInfo) -> Taken:
    clock, amount, *what = text.rstrip("!").split()
    clock, _, elsewhere = clock.partition("@")
    return Taken(clock, _PLACES.get(elsewhere, place), amount, " ".join(what), text.endswith("!"))


# ---------------------------------------------------------------------- how it was typed


class Typed(NamedTuple):
    """A command: when and where it was typed, and the name by which a slip finds its entry."""

    now: datetime
    place: ZoneInfo
    words: list[str]
    name: str = ""


def type_in(path: Path) -> Path:
    """The diary, typed through the command line in the order of its moments."""
    numbers: dict[str, int] = {}
    (tracker := path.with_name("tracker.csv")).write_text(_tracked())
    asked = set(re.findall(r"\{(.*?)\}", SLIPS))
    for typed in sorted(_typed(), key=lambda each: each.now):
        words = [str(tracker) if word == "TRACKER" else word for word in typed.words]
        words = [str(numbers[word[1:-1]]) if word.startswith("{") else word for word in words]
        if typed.name in asked:
            words.append("--json")
        done = ok(*words, now=typed.now.isoformat(timespec="minutes"), tz=typed.place.key, diary=path)
        if typed.name in asked:
            numbers[typed.name] = done.json["stored"]["id"]
    return path


def _typed() -> Iterator[Typed]:
    for text in (PLANNED + SLIPS).strip().splitlines():
        if text:
            when, words, *name = (cell.strip() for cell in text.split(" | "))
            now = datetime.fromisoformat(when).replace(tzinfo=NEW_YORK)
            yield Typed(now, NEW_YORK, _words(words), *name)
    for line in lines():
        yield from _of_line(line)


def _words(text: str) -> list[str]:
    return [quoted or bare or plain for quoted, bare, plain in re.findall(r'"(.*?)"|(\{.*?\})|(\S+)', text)]


def _of_line(line: Line) -> Iterator[Typed]:
    """What is typed the next morning at ten; of the last line, at once."""
    night = ["--night", line.day.isoformat()]
    morning = datetime.combine(line.day + A_DAY, time(10), line.place)
    morning = min(morning, datetime.fromisoformat(READ_AT) - timedelta(minutes=5))

    def typed(words: list[str], late: list[str], place: ZoneInfo = line.place, name: str = "") -> Typed:
        days = next((int(word[4:]) for word in late if word.startswith("late")), 0)
        return Typed(morning + days * A_DAY, place, words, f"{name} {line.day}")

    if line.legs:
        yield typed(["night", *_legs_words(line.legs), *night], line.legs, name="night")
    if line.sleep and line.sleep[0] != "tracked":
        yield typed(["sleep", *_sleep_words(line.sleep), *night], line.sleep, name="sleep")
    if line.none:
        yield typed(["kratom", "none", *night], [])
    for dose in line.kratom:
        if not dose.slip:
            product = dose.what or ("red leaf" if line.day >= _LEAF_SINCE else "")
            named = ["--product", product] if product else []
            amount = f"{Fraction(dose.amount) * 1000}mg" if product == "pink" else f"{dose.amount}g"
            yield typed(["kratom", amount, *_at(dose, line.day), *named], [], dose.place)
    for taking in line.magnesium:
        form = ["--form", _FORMS[taking.what], *(["--topical"] if taking.what == "skin" else [])]
        salt = ["--salt"] if taking.amount.endswith("s") else []
        amount = f"{taking.amount.rstrip('s')}mg"
        yield typed(["magnesium", amount, *form, *salt, *_at(taking, line.day)], [], name="mag")
    for each in line.more:
        if not each.endswith("!"):
            yield typed([*_more_words(each), *night], [])


def _at(taken: Taken, day: date) -> list[str]:
    if taken.clock[4:]:  # the hour that comes twice
        return ["--at", taken.at(day).isoformat(timespec="minutes")]
    return ["--at", f"{taken.clock[:2]}:{taken.clock[2:]}", "--night", day.isoformat()]


_RATINGS = {"f": "--falling-asleep", "o": "--overnight", "r": "--day-resting", "a": "--day-active"}


def _legs_words(legs: list[str]) -> list[str]:
    first, *rest = legs
    words = [first] if first.isdecimal() else ["--missed", first]
    for word in rest:
        if word.isdecimal():
            words += ["--onset", f"{word[:2]}:{word[2:]}"]
        elif word[1:].isdecimal():
            words += [_RATINGS[word[0]], word[1:]]
        elif not word.startswith("late"):
            words += ["--where", word]
    return words


_SLEEP = {
    "tried": "--tried", "up": "--up", "pace": "--pacing", "lie": "--lying-awake", "plan": "--planned",
    "q": "--quality", "x": "--times", "nap": "--nap",
}  # fmt: skip


def _sleep_words(sleep: list[str]) -> list[str]:
    if sleep[0] == "total":
        return ["--total", sleep[1]]
    words = [f"{sleep[0][:2]}:{sleep[0][2:7]}:{sleep[0][7:]}"]
    minutes = iter(("--latency", "--awake"))
    for word in sleep[1:]:
        if word == "-" or word.isdecimal():
            flag = next(minutes)
            words += [flag, f"{word}m"] if word != "-" else []
        elif not word.startswith("late"):
            name, digits = word.rstrip("0123456789"), word.lstrip("abcdefghijklmnopqrstuvwxyz")
            clock = f"{digits[:2]}:{digits[2:]}" if len(digits) == 4 else digits
            words += [_SLEEP[name], f"{clock}m" if name in {"pace", "lie", "nap"} else clock]
    return words


_MEDICINE, _BATH = "gaba", "bath"


def _more_words(text: str) -> list[str]:
    name, _, rest = text.rpartition(" ")
    if name == _MEDICINE:
        return ["medicine", "gabapentin", "300mg", "--at", f"{rest[:2]}:{rest[2:]}"]
    if name == _BATH:
        return ["factor", "warm bath", "--helped", rest]
    return ["symptom", name, rest] if name else ["factor", rest]


def _tracked() -> str:
    """The file of the tracker: a row a part of a sleep, in Unix milliseconds."""
    rows = ["sid,start,stop,rating,comment,wakes"]
    for line in lines():
        for begin, end in parts(line):
            start, stop = (int(moment.timestamp()) * 1000 for moment in (begin, end))
            rows.append(f"{len(rows)},{start},{stop},0,,0")
    return "\r\n".join(rows) + "\r\n"


def parts(line: Line) -> list[tuple[datetime, datetime]]:
    """The parts of a sleep that a tracker has: none of one that was typed."""
    if line.sleep[:1] != ["tracked"]:
        return []
    return [(evening(line, part[:4]), evening(line, part[5:])) for part in line.sleep[1:]]


def evening(line: Line, clock: str) -> datetime:
    """A clock time between noon and noon around the evening."""
    at = time(int(clock[:2]), int(clock[2:]))
    return datetime.combine(line.day if at >= time(12) else line.day + A_DAY, at, line.place)


def utc(moment: datetime) -> datetime:
    """The instant, so that durations are differences of instants."""
    return moment.astimezone(UTC)
