"""What the trend's verdict does on daily self-ratings of real people: docs/real-diaries.md.

None of the data is here: their owners give them to everybody, but not to be passed on by us. Fetch what you like of it
into one folder (the addresses are in SOURCES), and let the script read what it finds:

    mkdir diaries && cd diaries && git clone https://github.com/jmbh/EmotionTimeSeries && …
    pip install rdata
    python bench/real_diaries.py diaries --write docs/real-diaries.md

R's files are read by `rdata`, which brings pandas; nothing else of the project needs it.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from legdiary.domain.stats.line_trend import line_trend
from noise import generator
from trend_arrays import lines, ranks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from legdiary.domain.stats.line_trend import LineTrend
    from noise import Array, Nights

DAYS_NEEDED = 29
SPREAD_NEEDED = 0.5
WINDOWS = (14, 28, 56, 112)
#: Series by their number of days: the shortest and, but for the last, the longest.
CLASSES = ((29, 59), (60, 149), (150, 100_000))
DRAWS = 2000
#: Baseline, sham reduction and the reduction itself, of the double-blind taper.
TAPER_DAYS = 127
MUCH_ALIKE = 0.5


class Series(NamedTuple):
    """One item of one person: the last rating of each day, on 0–10.

    Attributes:
        person: who, across all sources.
        item: what was rated.
        values: (day number, rating) in order.
    """

    person: str
    item: str
    values: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Public data.

    Attributes:
        name: as the page prints it.
        address: where it is fetched.
        terms: the licence or the owners' words.
        file: the file that is read, below the folder of all data.
        read: reads it.
    """

    name: str
    address: str
    terms: str
    file: str
    read: Callable[[Path], Iterable[Series]]


# ---------------------------------------------------------------------- reading

Rated = tuple[str, str, int, float]
"""Person, item, day and rating, in the order in which they were made."""


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return None if value != value else float(value)  # noqa: PLR0124 - a NaN is not itself
    return None


def _columns(table: Any) -> dict[str, list[Any]]:  # noqa: ANN401 - a table of pandas
    return {str(name): table[name].to_list() for name in table.columns}


def _r_file(path: Path) -> Any:  # noqa: ANN401 - whatever R kept there
    rdata = import_module("rdata")
    return rdata.read_rds(path) if path.suffix == ".RDS" else rdata.read_rda(path)


def _wide(
    columns: Mapping[str, Sequence[Any]], prefix: str, person: Sequence[Any], day: Sequence[Any], items: Iterable[str]
) -> Iterator[Rated]:
    for item in items:
        for who, when, value in zip(person, day, columns[item], strict=True):
            known, number = _number(value), _number(when)
            if known is not None and number is not None:
                yield f"{prefix} {who}", item, int(number), known


def _series(rated: Iterable[Rated], scales: Mapping[str, tuple[float, float]] | None = None) -> Iterator[Series]:
    """Yield the series, the last rating of a day, each item scaled to 0–10 by its scale or by all its ratings."""
    last: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for person, item, day, value in rated:
        last[person, item][day] = value
    of_item: dict[str, list[float]] = defaultdict(list)
    for (_, item), days in last.items():
        of_item[item] += days.values()
    for (person, item), days in last.items():
        low, high = (scales or {}).get(item, (min(of_item[item]), max(of_item[item])))
        yield Series(
            person, item, tuple((day, 10 * (value - low) / (high - low)) for day, value in sorted(days.items()))
        )


def _kossakowski(path: Path) -> Iterator[Series]:
    kept = _r_file(path)["symptom_data"]
    columns, times = _columns(kept["data"]), _columns(kept["data_time"])
    dates = [datetime.strptime(text, "%d/%m/%y").toordinal() for text in times["date"]]  # noqa: DTZ007 - a date
    items = [name for name in columns if name.startswith(("mood_", "pat_"))]
    below_zero = dict.fromkeys(("mood_down", "mood_lonely", "mood_anxious", "mood_guilty"), (-3.0, 3.0))
    scales = {name: below_zero.get(name, (1.0, 7.0)) for name in items}
    yield from _series(_wide(columns, "Kossakowski", [""] * len(dates), dates, items), scales)


def _fisher(path: Path) -> Iterator[Series]:
    columns = _columns(_r_file(path))
    people = columns.pop("subj_id")
    # Four times a day, a missing one has a row too; the days are not numbered.
    days = [number // 4 for _, rows in groupby(people) for number, _ in enumerate(rows)]
    items = [name for name in columns if name != "hours"]
    yield from _series(_wide(columns, "Fisher", people, days, items), dict.fromkeys(items, (0.0, 100.0)))


def _rowland(path: Path) -> Iterator[Series]:
    columns = _columns(_r_file(path))
    items = ["happy", "excited", "relaxed", "satisfied", "angry", "anxious", "depressed", "sad"]
    scales = dict.fromkeys(items, (0.0, 100.0))
    yield from _series(_wide(columns, "Rowland", columns["subj_id"], columns["dayno"], items), scales)


def _wright(path: Path) -> Iterator[Series]:
    columns = _columns(_r_file(path))
    items = list(columns)[8:]
    scales = dict.fromkeys(items, (1.0, 5.0))
    yield from _series(_wide(columns, "Wright", columns["subj_id"], columns["day"], items), scales)


def _tinnitus(path: Path) -> Iterator[Series]:
    columns = _columns(_r_file(path))
    items = [
        *("loudness_cur", "distress_cur", "jaw_tension", "neck_tension", "tin_thoughts"),
        *("distress_tod", "loudness_tod", "stress_tod"),
    ]
    scales = dict.fromkeys(items, (0.0, 100.0))
    yield from _series(_wide(columns, "Tinnitus", columns["case_id"], columns["con_days"], items), scales)


def _dcnet(path: Path) -> Iterator[Series]:
    rated = []
    for person, table in enumerate(_r_file(path)["ema_fitbit"]):
        for column, item in enumerate(("active", "excited", "totalDistance", "interested")):
            if item != "totalDistance":
                rated += [(f"Rast {person}", item, day, float(row[column])) for day, row in enumerate(table.values)]
    yield from _series(rated, dict.fromkeys(("active", "excited", "interested"), (0.0, 100.0)))


def _seasonal(path: Path) -> Iterator[Series]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rated = [
            (
                "Smolenski",
                "mood",
                datetime.strptime(row["Date"], "%B %d, %Y").toordinal(),  # noqa: DTZ007 - a date
                float(row["Level"]),
            )
            for row in csv.DictReader(file)
        ]
    yield from _series(rated, {"mood": (1.0, 10.0)})


def _niplav(path: Path) -> Iterator[Series]:
    items = ("happy", "content", "relaxed")  # on a slider of 0 to 100, of which the person uses 30 to 75
    with path.open(encoding="utf-8", newline="") as file:
        rated = [
            ("niplav", item, datetime.fromisoformat(row["date"]).toordinal(), float(row[item]))
            for row in csv.DictReader(file)
            for item in items
            if row[item]
        ]
    yield from _series(sorted(rated, key=lambda one: one[2]), dict.fromkeys(items, (30.0, 75.0)))


SOURCES = (
    Source(
        "One person, 239 days, a double-blind taper of an antidepressant (Kossakowski et al. 2017)",
        "https://github.com/cran/mgm", "GPL-2 or later; data doi:10.5334/jopd.29",
        "mgm/data/symptom_data.RData", _kossakowski,
    ),
    Source(
        "40 people with anxiety or depression, about 33 days (Fisher et al. 2017)",
        "https://github.com/jmbh/EmotionTimeSeries", "no licence; an archive of open data, with its sources",
        "EmotionTimeSeries/DataClean/Fisher2017/data_Fisher2017.RDS", _fisher,
    ),
    Source(
        "125 students, 40 days (Rowland & Wenzel 2020)",
        "https://github.com/jmbh/EmotionTimeSeries", "as above",
        "EmotionTimeSeries/DataClean/Rowland2020/data_Rowland2020.RDS", _rowland,
    ),
    Source(
        "228 people, about 21 days (Wright et al. 2017)",
        "https://github.com/jmbh/EmotionTimeSeries", "as above",
        "EmotionTimeSeries/DataClean/Wright2017/data_Wright2017.RDS", _wright,
    ),
    Source(
        "18 people with tinnitus, about 90 days",
        "https://github.com/MilenaEn/uniti-hackathon", "no licence",
        "uniti-hackathon/sced1.RDS", _tinnitus,
    ),
    Source(
        "38 people, 98 days, with a little noise added by the owners",
        "https://github.com/ph-rast/dcnet", "GPL-3 or later",
        "dcnet/data/ema-fitbit.rda", _dcnet,
    ),
    Source(
        "One person's mood over 1,185 days",
        "https://github.com/ssmolenski/SeasonalAffective", "no licence",
        "SeasonalAffective/iMoodJournal.csv", _seasonal,
    ),
    Source(
        "One person's mood over 951 days",
        "https://github.com/niplav/site", "MIT",
        "site/data/mood.csv", _niplav,
    ),
)  # fmt: skip


def usable(series: Series) -> bool:
    """Return whether a series is long enough, and varies: an item that is nearly always 0 has no false alarms."""
    values = [value for _, value in series.values]
    return len(values) >= DAYS_NEEDED and float(np.std(values)) >= SPREAD_NEEDED


def read_all(folder: Path) -> dict[str, list[Series]]:
    """Return the usable series of every source whose file is there."""
    found = {}
    for source in SOURCES:
        if (folder / source.file).exists():
            found[source.name] = [series for series in source.read(folder / source.file) if usable(series)]
    return found


# ---------------------------------------------------------------------- counting


class Alarms(NamedTuple):
    """How many windows of one series were called what, as shares of its windows."""

    person: str
    before: float
    clear: float
    leaning: float


def alarms(series: Series, window: int) -> Alarms:
    """Return the alarms on windows of so many days with a rating, the line over the whole record taken off."""
    days, rest, level = without_line(series)
    # Whole numbers, as a person types them: a line taken off ties would turn all of them the same way.
    values = np.clip(np.rint(level + rest), 0, 10)
    starts = range(0, len(days) - window + 1, window // 2)
    nights = np.stack([days[at : at + window] for at in starts])
    scores = np.stack([values[at : at + window] for at in starts])
    found, old = lines(nights, scores), ranks(nights, scores)
    shares = (old.clear, found.clear, found.clear | found.leaning)
    return Alarms(series.person, *(float(np.mean(share)) for share in shares))


def without_line(series: Series) -> tuple[Nights, Array, float]:
    """Return the days, what the line over the whole record leaves of the values, and their mean."""
    days = np.array([day for day, _ in series.values])
    values = np.array([value for _, value in series.values])
    since = days - days[0]
    return days, values - np.polyval(np.polyfit(since, values, 1), since), float(values.mean())


@dataclass(frozen=True, slots=True)
class WindowRow:
    """All series of one class of lengths, in windows of one length.

    Attributes:
        window: days with a rating.
        days: the class: shortest and longest series.
        series, people: how many.
        rates: the mean share of windows called falling or rising by the rule before, clear, leaning or clear.
        between: 95 % of it, people drawn anew.
    """

    window: int
    days: tuple[int, int]
    series: int
    people: int
    rates: tuple[float, float, float]
    between: tuple[tuple[float, float], ...]


def window_rows(every: Sequence[Series]) -> list[WindowRow]:
    """Return the rows of the table; a series is cut into two windows at least."""
    rows = []
    for days in CLASSES:
        chosen = [series for series in every if days[0] <= len(series.values) <= days[1]]
        for window in WINDOWS:
            if 2 * window <= days[0] or days == CLASSES[-1]:
                found = [alarms(series, window) for series in chosen if len(series.values) >= 2 * window]
                rows += [_row(window, days, found)] if found else []
    return rows


def _row(window: int, days: tuple[int, int], found: Sequence[Alarms]) -> WindowRow:
    people = sorted({one.person for one in found})
    by_person = [np.array([one[1:] for one in found if one.person == person]) for person in people]
    sums = np.array([values.sum(axis=0) for values in by_person])
    counts = np.array([len(values) for values in by_person])
    drawn = generator("real", window, days).integers(len(people), size=(DRAWS, len(people)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)[:, None]
    low, high = np.quantile(means, (0.025, 0.975), axis=0)
    rates = sums.sum(axis=0) / counts.sum()
    return WindowRow(
        window,
        days,
        len(found),
        len(people),
        tuple(rates.tolist()),
        tuple(zip(low.tolist(), high.tolist(), strict=True)),
    )


def autocorrelations(every: Iterable[Series]) -> list[float]:
    """Return every series' lag-1 autocorrelation without its line, corrected for the bias of a short series."""
    found = []
    for series in every:
        days, rest, _ = without_line(series)
        next_day = np.diff(days) == 1
        if next_day.sum() >= DAYS_NEEDED // 2:
            phi = float(np.mean(rest[:-1][next_day] * rest[1:][next_day]) / np.mean(rest**2))
            found.append((len(rest) * phi + 2) / (len(rest) - 4))
    return found


def taper(found: Mapping[str, Sequence[Series]], folder: Path) -> dict[str, LineTrend]:
    """Return the verdicts on the double-blind taper: day means of its first 127 days, and of the days after."""
    source = SOURCES[0]
    if source.name not in found:
        return {}
    kept = _r_file(folder / source.file)["symptom_data"]
    columns, times = _columns(kept["data"]), _columns(kept["data_time"])
    dates = [datetime.strptime(text, "%d/%m/%y").toordinal() for text in times["date"]]  # noqa: DTZ007 - a date
    first = min(dates)
    verdicts = {}
    for name, item in (("restless", "pat_restl"), ("irritable", "mood_irritat")):
        of_day: dict[int, list[float]] = defaultdict(list)
        for date, value in zip(dates, columns[item], strict=True):
            if (known := _number(value)) is not None:
                of_day[date - first].append(10 * (known - 1) / 6)
        means = [(day, float(np.mean(values))) for day, values in sorted(of_day.items())]
        verdicts[f"{name}, days 0–126"] = line_trend([one for one in means if one[0] < TAPER_DAYS])
        verdicts[f"{name}, the days after"] = line_trend([one for one in means if one[0] >= TAPER_DAYS])
    return verdicts


# ---------------------------------------------------------------------- as Markdown


def window_table(rows: Iterable[WindowRow]) -> str:
    """Return the table of windows."""
    lines_of = [
        "| windows of | series of | series (people) | rule before | clear | leaning or clear |",
        "| ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        days = f"{row.days[0]}–{row.days[1]} days" if row.days != CLASSES[-1] else f"{row.days[0]} days and more"
        cells = " | ".join(
            f"{100 * rate:.1f} ({100 * low:.1f}–{100 * high:.1f})"
            for rate, (low, high) in zip(row.rates, row.between, strict=True)
        )
        lines_of.append(f"| {row.window} | {days} | {row.series} ({row.people}) | {cells} |")
    return "\n".join(lines_of)


def source_table(found: Mapping[str, Sequence[Series]]) -> str:
    """Return what was read, with addresses and terms."""
    lines_of = ["| data | address | terms | series used (people) |", "| --- | --- | --- | ---: |"]
    for source in SOURCES:
        used = found.get(source.name)
        count = "not read" if used is None else f"{len(used)} ({len({series.person for series in used})})"
        lines_of.append(f"| {source.name} | <{source.address}> | {source.terms} | {count} |")
    return "\n".join(lines_of)


def taper_table(verdicts: Mapping[str, LineTrend]) -> str:
    """Return the verdicts on the double-blind taper."""
    lines_of = ["| rated | days | verdict | change | interval |", "| --- | ---: | --- | ---: | --- |"]
    for name, trend in verdicts.items():
        if trend.change is not None and trend.interval is not None:
            low, high = trend.interval
            word = trend.verdict if trend.strength != "leaning" else "leaning"
            lines_of.append(f"| {name} | {trend.n} | {word} | {trend.change:+.1f} | {low:+.1f} to {high:+.1f} |")
    return "\n".join(lines_of)


def document(folder: Path) -> str:
    """Return the whole of docs/real-diaries.md."""
    found = read_all(folder)
    every = [series for of_source in found.values() for series in of_source]
    alike = np.array(autocorrelations(every))
    tenth, quarter, half, upper, ninth = (f"{value:.2f}" for value in np.quantile(alike, (0.1, 0.25, 0.5, 0.75, 0.9)))
    much = f"{100 * np.mean(alike >= MUCH_ALIKE):.0f} %"
    return f"""\
# The trend's verdict on diaries of real people

Made by `python bench/real_diaries.py FOLDER --write docs/real-diaries.md`; do not edit. Made-up nights are in
[simulation.md](simulation.md). Here are daily self-ratings of real people that anybody can fetch. None of them is in
this repository: fetch what you like of it into one folder, as the addresses say, and run the command. R's files are
read by `rdata` (`pip install rdata`). No public diary of restless legs was found; tinnitus, mood and restlessness stand
in.

{source_table(found)}

The archive EmotionTimeSeries holds more studies: one whose owners ask to be asked first, and some of two weeks and
less; they are not used. Of each item the last rating of a day counts, on 0–10. A series is used from {DAYS_NEEDED} days
on, if it varies (a standard deviation of {SPREAD_NEEDED} and more).

## How often a trend is called where none was left

The line over the whole record is taken off each series, what is left is rounded to whole numbers, and windows of it are
judged. Real life goes on in them: a week of flu is a real change and no false alarm, so all figures are upper bounds.
In percent; in brackets 95 %, people drawn anew.

{window_table(window_rows(every))}

An earlier count over 1,398 series, by another program and with more long diaries (of apps, up to 823 nights), found of
the rule before 3.7–4.8 % at 14 days, 5.8–9.7 % at 28, 13.6 % at 56 and 20.5 % at 112; of *clear* 1.5–2.0, 1.6, 3.3 and
3.6 %.

## How much days resemble their neighbours

Lag-1 autocorrelation of the series, their line taken off, corrected for the bias of a short series: a tenth of them lie
under {tenth}, a quarter under {quarter}, half under {half}, three quarters under {upper}, nine tenths under {ninth};
{much} are {MUCH_ALIKE} and more. So a correlation of 0.5 from day to day is rare. A small part that drifts for weeks is
not, and this figure does not see it.

## Does it still see what is real?

One person, who did not know on which days, came off an antidepressant within the first {TAPER_DAYS} days: baseline, a
sham reduction, the reduction. Day means, on 0–10:

{taper_table(taper(found, folder))}
"""


def main() -> None:
    """Read what is there, print the page, write it if asked to."""
    parser = argparse.ArgumentParser(description="Hold the trend's verdict against diaries of real people.")
    parser.add_argument("folder", type=Path, help="where the data of SOURCES was fetched to")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page, e.g. docs/real-diaries.md")
    args = parser.parse_args()
    if not any((args.folder / source.file).exists() for source in SOURCES):
        wanted = "\n".join(f"  {source.file}  from {source.address}" for source in SOURCES)
        parser.error(f"there is none of the data in {args.folder}; one of these is needed:\n{wanted}")
    page = document(args.folder)
    print(page)
    if args.write:
        args.write.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
