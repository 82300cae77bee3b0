"""A gigabyte of Apple Health, made up: how much memory and time its import takes beside reading the XML alone.

    python bench/apple_health.py [MEGABYTES] [--zip]

The file has what a watch writes in years: heart beats, steps, energy, with their metadata, and nights in stages from a
watch beside nights in bed from a phone. Printed is the peak memory of `legdiary import FILE --dry-run`, and its time
over that of `xml.etree.ElementTree.iterparse` with nothing but `clear()`, each in a process of its own, several times,
the shortest taken.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMES = 3
WATCH = (
    "&lt;&lt;HKDevice: 0x300{:06x}&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,1, "
    "software:11.1&gt;"
)
PHONE = "&lt;&lt;HKDevice: 0x300{:06x}&gt;, name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:iPhone14,5&gt;"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
<HealthData locale="en_US">
 <ExportDate value="2026-11-21 09:12:33 -0500"/>
"""
_STAGES = ("AsleepCore", "AsleepDeep", "AsleepCore", "AsleepREM", "Awake")
_LOCAL = timedelta(hours=-5)
#: What is measured besides: iterparse alone, as anybody would write it.
PARSE = """
import sys, xml.etree.ElementTree as tree, zipfile
path = sys.argv[1]
file = zipfile.ZipFile(path).open("apple_health_export/export.xml") if path.endswith(".zip") else open(path, "rb")
for _, element in tree.iterparse(file):
    element.clear()
"""


def _stamp(at: datetime) -> str:
    return f"{at + _LOCAL:%Y-%m-%d %H:%M:%S} -0500"


def _record(kind: str, device: str, start: datetime, end: datetime, value: str, unit: str, metadata: str) -> str:
    name = "Jane’s Apple Watch" if "Watch" in device else "Jane’s iPhone"
    return (
        f' <Record type="{kind}" sourceName="{name}" sourceVersion="11.1" device="{device}" {unit}'
        f'creationDate="{_stamp(end)}" startDate="{_stamp(start)}" endDate="{_stamp(end)}" value="{value}">\n'
        f"  {metadata}\n </Record>\n"
    )


def records(dice: random.Random) -> Iterator[str]:
    """Records without end, a day after the other."""
    day = datetime(2000, 1, 1, 5, tzinfo=UTC)
    zone = '<MetadataEntry key="HKTimeZone" value="America/New_York"/>'
    motion = '<MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="1"/>'
    sleep = "HKCategoryTypeIdentifierSleepAnalysis"
    while True:
        watch, phone = (each.format(dice.randrange(1 << 24)) for each in (WATCH, PHONE))
        for beat in range(600):
            at = day + timedelta(seconds=144 * beat + dice.randrange(100))
            value = str(50 + dice.randrange(90))
            yield _record("HKQuantityTypeIdentifierHeartRate", watch, at, at, value, 'unit="count/min" ', motion)
            if not beat % 6:
                until = at + timedelta(minutes=10)
                yield _record("HKQuantityTypeIdentifierStepCount", phone, at, until, value, 'unit="count" ', zone)
        at = day + timedelta(hours=18, minutes=dice.randrange(30))
        value = "HKCategoryValueSleepAnalysisInBed"
        yield _record(sleep, phone, at - timedelta(minutes=20), at + timedelta(hours=8), value, "", zone)
        for stage in range(25):
            until = at + timedelta(minutes=5 + dice.randrange(20))
            value = f"HKCategoryValueSleepAnalysis{_STAGES[stage % 5]}"
            yield _record(sleep, watch, at, until, value, "", zone)
            at = until
        day += timedelta(hours=24)


def make(path: Path, megabytes: int) -> None:
    """Write an export of this size."""
    size = 0
    with path.open("w", encoding="utf-8") as made:
        made.write(HEAD)
        for record in records(random.Random(1)):  # noqa: S311 - no secret
            size += made.write(record)
            if size > megabytes * 1_000_000:
                break
        made.write("</HealthData>\n")


def measured(*command: str, env: dict[str, str]) -> tuple[float, float]:
    """The least CPU time in seconds and the greatest memory in MiB of several runs."""
    least, most = float("inf"), 0
    for _ in range(TIMES):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{command} ended with {status}")
        least, most = min(least, used.ru_utime + used.ru_stime), max(most, used.ru_maxrss)
    return least, most / 1024


def main() -> None:
    """Make the file, import it, read it with iterparse, and print both."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("megabytes", nargs="?", type=int, default=1000)
    asked.add_argument("--zip", action="store_true", help="as the phone hands it over")
    typed = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xml"
        make(path, typed.megabytes)
        size = path.stat().st_size
        if typed.zip:
            packed = path.with_suffix(".zip")
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(path, "apple_health_export/export.xml")
            path.unlink()
            path = packed
        env = {**os.environ, "HOME": folder, "TZ": "America/New_York", "LEGDIARY_NOW": "2090-01-01T12:00-05:00"}
        alone, _ = measured(sys.executable, "-c", PARSE, str(path), env=env)
        words = ("import", str(path), "--source", "apple-watch", "--dry-run")
        taken, memory = measured(sys.executable, "-m", "legdiary", *words, env=env)
    print(f"{size / 1e6:.0f} MB{' in a zip' if typed.zip else ''}: iterparse alone {alone:.1f} s of CPU time")
    print(f"legdiary import: {taken:.1f} s ({taken / alone:.2f} times), {memory:.0f} MiB at most")


if __name__ == "__main__":
    main()
