"""Two weeks of a made-up spring, line by line as a person types them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from driving import BERLIN, ok

if TYPE_CHECKING:
    from pathlib import Path

# When it was typed, and what. Out of order, back-dated and corrected, as it happens; clocks go forward on 29 March.
TYPED = """
16T09:00+01:00  taper new --from 8g --to 0g --cut 1g --every 7d --start 2026-03-16 --doses 2 --name spring --yes
16T09:00+01:00  kratom 4g
16T22:00+01:00  kratom 4000mg --at 21:00
16T22:00+01:00  magnesium 200mg
17T08:00+01:00  night 5 --onset 20:30 --where legs --feel crawling,pulling
17T08:00+01:00  sleep --total 6h30
17T23:00+01:00  kratom 4g --at 09:00
17T23:00+01:00  kratom 3,5g --at 10:00pm
17T23:00+01:00  mag 1419mg --form glycinate --salt
18T08:00+01:00  sleep 23:00-07:00 --latency 30m --awake 0:30
18T08:00+01:00  night 6
19T01:20+01:00  kratom 4g --at "10m ago"
19T01:20+01:00  kratom 4g --at "yesterday 12:00"
19T08:00+01:00  night 4
20T08:00+01:00  night 7 --note "[bold]worse[/bold] than ever"
21T08:00+01:00  night --missed away
21T08:00+01:00  kratom none --night yesterday
22T07:00+01:00  kratom 3g --night 2026-03-21 --at 08:00
22T07:00+01:00  kratom 3g --night 2026-03-21 --at 23:50
22T07:00+01:00  kratom 3g --night 2026-03-21 --at 15:00
22T07:00+01:00  night 3
22T21:00+01:00  kratom 4g
22T21:00+01:00  kratom 4g --at 08:00
23T07:00+01:00  night 5
23T09:00+01:00  kratom 3.5g
23T21:00+01:00  kratom 3.5g
23T21:00+01:00  mag 200mg --form oxide
24T08:00+01:00  sleep 22:45-06:10 --tried 23:15 --latency 40m --awake 55m --times 3 --pacing 20m --lying-awake 20m \
 --up 06:45 --planned 07:00 --quality 3
24T08:00+01:00  night 6 --falling-asleep 7 --overnight 5 --day-resting 4 --day-active 0
25T00:30+01:00  kratom 3g
25T00:30+01:00  kratom 2g --at 08:00
25T00:30+01:00  kratom 2g --at 14:00
25T08:00+01:00  night 8
25T08:00+01:00  night 7
25T08:00+01:00  sleep --total 5h
28T09:00+01:00  night 2 --night 2026-03-25
28T09:00+01:00  sleep 23:00-06:00 --night wed
28T09:00+01:00  kratom none --night -3
28T09:00+01:00  magnesium 300mg --form citrate --night wed --at 21:00
28T09:00+01:00  magnesium 100mg --topical --night wed --at 21:30
28T09:00+01:00  kratom 3.5g --at "2026-03-27 10:00"
28T09:00+01:00  kratom 4.5g --at 22:00
28T09:00+01:00  night 4
28T22:00+01:00  kratom 3.5g
28T22:00+01:00  mag 1237mg --form citrate --salt
29T04:30+02:00  kratom 3.5g
29T09:00+02:00  sleep 23:00-07:00 --latency 20m --awake 40m
29T09:00+02:00  night 9
29T09:00+02:00  kratom none
29T21:00+02:00  kratom 6.5g --at 08:00 --confirm
30T09:00+02:00  sleep 22:30-06:30 --latency 15m --awake 45m
30T09:00+02:00  night 5
"""
READ_AT = "2026-03-30T10:00+02:00"


def commands() -> list[tuple[str, list[str]]]:
    lines = [line.partition(" ") for line in TYPED.replace("\\\n", "").strip().splitlines()]
    return [(f"2026-03-{when}", shlex.split(words)) for when, _, words in lines]


def type_in(path: Path, until: str = READ_AT) -> Path:
    """The diary as it is at a moment."""
    for now, words in commands():
        if now <= until:
            ok(*words, now=now, tz=BERLIN, diary=path)
    return path
