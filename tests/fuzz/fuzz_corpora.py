"""Makes the corpora anew from samples that tests hold: `python tests/fuzz/fuzz_corpora.py`.

What fuzzing has found is kept beside them (`found-…`) and is not touched.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parents[1]
sys.path[:0] = [f"{TESTS}", f"{TESTS / 'formats'}", f"{TESTS / 'cli'}"]

_THIRD = "00000000000000cc"
FIXTURES = TESTS / "formats" / "fixtures"

_ARMORED = """-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBiRyA2MwpubyBrZXkK
-----END AGE ENCRYPTED FILE-----
"""
_RANGES = ("00000001-00000020", "00000021-00000024", "00000025-00002072")
_WORDS: dict[str, tuple[str, ...]] = {
    "amounts": (
        "2.5g", "2,5 g", "2500mg", "4caps", "1/2 tab", "1 1/2 tablets", "0.5 tab", "7.5 mg", "75mcg", "300mg",
        "2 drops", "0",
    ),
    "times": (
        "23:40", "11:40pm", "now", "20m ago", "yesterday 23:40", "2026-11-20 23:40", "2026-11-20T23:40-05:00",
        "last night",
        "-2", "2 ago", "mon", "2026-11-20", "2026-11-20T23:40-05:00[America/New_York] night 6",
    ),
    "spans": (
        "6h30", "6:30", "390m", "1.5h", "45", "22:45-06:10", "22:45 to 6:10", "10:45pm – 6", "23-7",
        "2026-10-25T02:30+01:00-07:00",
    ),
    "zones": ("Europe/Berlin", "berlin", "EST5EDT,M3.2.0,M11.1.0", "<-03>3", "UTC+05:30", "Etc/GMT-5", "right/UTC",
    ":/etc/localtime"),
    "night": (
        "6\n\n\n20:30\nlegs,arms\ncrawling\nas if ants ran there\n\nlast night\n", "\n\n\n\n\n\n\nforgot\n-2\nnote",
        "3\n2\n1",
    ),
    "command-line": (
        "night\n6\n--note\nas if ants ran", "--diary\nd.db\nkratom\n2.5\ng\n--at\n23:40\n--json",
        "sleep\n22:45-06:10\n--latency=40m",
        "log\nmagnesium\n200mg\n--form\nglycinate\n--salt", "list\n--from\n-14", "sync\nstatus",
        "taper\nnew\n--start\n12g",
        "measure\nferritin\n48\n--unit\nng/mL", "import\na.csv\nb.csv\n--dry-run", "undo",
        "export\nhtml\n--output\nx", "",
    ),
    "config": (
        'day_start = "04:30"\ntimezone = "Europe/Berlin"\nbackups = 8\n',
        '# mine\ninbox = "~/inbox.txt"\nsync = "daily"\n',
        'product = "red leaf"\npaper = "A4"\n[other]\nx = 1\n',
    ),
    "segment-names": (
        "\n".join(f"00000000000000aa/{each}.age" for each in _RANGES),
        "key.age\nREADME.txt\n0123456789abcdef/00000013-00000020 (conflicted copy).age",
        "00000000000000aa/00000001-100000000.age",
    ),
    "place-names": (
        "00000000000000aa/00000001-00000020.age\nREADME.txt\n.stfolder\n00000000000000aa/00000001-00000020 (1).age",
        "00000000000000bb/.00000001-00000002.age.icloud\nkey.sync-conflict-20261120-221500-ABC.age\nx.tmp",
    ),
    "copy-names": (
        "diary-20261116T200000Z-v7.db\ndiary-20261116T200000Z-v7-2.db\ndiary-mine.db\ndiary-2-20261116T200000Z-v7.db",
        "diary-20261116T200000Z-v7.db.age\ndiary.db.age\n.legdiary-x\ndiary-20261316T200000Z-v7.db",
    ),
    "sync-key": (f"# legdiary sync 1\n# diary: {'d' * 32}\n# more\nAGE-SECRET-KEY-1{'Q' * 58}\n",),
    "age-file": (
        "age-encryption.org/v1\n-> scrypt bm8gc2FsdCBhdCBhbGwhIQ 18\nno key\n--- no proof\n",
        _ARMORED,
    ),
    "device-name": ("laptop", "Anna's iPhone", "host.example.org", "büro-2", " - "),
    "state-files": (
        f"legdiary inbox 1\n+ {'0' * 32} 1 2 2:1795334400000\n= L2luYm94:1:2 -\n", "2026-11-21\n", "legdiary inbox 1\n",
    ),
}  # fmt: skip


def seeds() -> Iterator[tuple[str, str, bytes]]:
    """Every target, the name of a seed, and the seed."""
    for target, texts in _WORDS.items():
        yield from ((target, f"{number:02}", text.encode()) for number, text in enumerate(texts, start=1))
    yield from _of_files()
    yield from _of_tables()
    yield from _of_diaries()
    yield from _of_sync()


def _of_files() -> Iterator[tuple[str, str, bytes]]:
    """The exports of other programs."""
    by_name = {
        "apple-health": "apple-health", "samsung-health": "samsung-health", "sleep-as-android": "sleep-export",
        "herbal-tracker": "herbal-tracker", "health-connect": "health-connect", "table": "own-table",
        "psychonautwiki": "psychonautwiki", "medtimer": "medtimer", "sleepmeter": "sleepmeter",
        "sleepdiary": "sleepdiary",
        "bearable": "bearable", "daylio": "daylio", "loop": "loop", "fitbit": "fitbit", "garmin": "garmin",
        "oura": "oura",
        "withings": "withings", "plees": "plees",
    }  # fmt: skip
    for format_, begins in by_name.items():
        for path in sorted(FIXTURES.glob(f"{begins}*")):
            if path.suffix != ".toml":
                yield f"import-{format_}", path.name, path.read_bytes()
                if path.stat().st_size < 1000:
                    yield "import-any", path.name, path.read_bytes()
    yield "import-any", "loop.zip", (FIXTURES / "loop.zip").read_bytes()
    yield "lines", "inbox.txt", (FIXTURES / "inbox.txt").read_bytes()
    yield "lines", "more.txt", _LINES.encode()
    yield "word-map", "words.toml", (FIXTURES / "words.toml").read_bytes()
    yield "table-map", "own-table.toml", (FIXTURES / "own-table.toml").read_bytes()
    yield "table-map", "kinds.toml", _MAP.encode()


_LINES = """# phone
2026-11-20T23:40-05:00 night 6 --where legs,arms --feel crawling --note "as if ants ran there"
2026-11-20T23:45-05:00 kratom 2.5g --helped 2 --note 'two words'
2026-11-21T02:10-05:00[America/New_York] sleep 22:45-06:10 --night 2026-11-20 --awake 20m
2026-11-21T08:10-05:00 magnesium 200mg --form glycinate
2026-11-21T09:00-05:00 medicine gabapentin 300mg
2026-11-21T09:05-05:00 factor caffeine
2026-11-21T09:06-05:00 symptom nausea 2
2026-11-21T09:07-05:00 measure ferritin 48 --unit ng/mL
2026-11-21T09:08-05:00 kratom none
2026-11-21T09:09-05:00 night --missed away
"""
_MAP = """separator = ";"
encoding = "utf-8"

[products]
"red leaf" = "leaf"

[[sheet]]
header = 1
date = "day"

[[sheet.column]]
header = "legs"
is = "severity"
scale = "0-4"
"""


_GERMAN = """Datum;Ins Bett;Auf;Beine 0-4;Kratom (g);Notiz
4.3.2026;22:45;06:10;3;2,5;Ameisen
5.3.2026;23:10;07:00;1;2;
"""
_ENGLISH = """Date,Bed,Wake,Quality,Factors,Magnesium glycinate,Gabapentin 300 mg
2026-03-04,10:45 pm,6:10 am,3,coffee; stress,200,x
"""


def _of_tables() -> Iterator[tuple[str, str, bytes]]:
    import workbooks

    def fill(book: object) -> None:
        book.set_properties({"created": datetime(2026, 11, 22, tzinfo=UTC)})  # type: ignore[attr-defined]
        sheet = book.add_worksheet("Nights")  # type: ignore[attr-defined]
        sheet.write_row(0, 0, ("Date", "Legs", "Kratom (g)", "Note"))
        sheet.write_row(1, 0, ("2026-03-04", 6, 2.5, "ants"))

    yield "import-workbook", "nights.xlsx", workbooks.xlsx(fill)
    rows = [
        workbooks.row(*(workbooks.cell("string", text=each) for each in ("Date", "Legs", "Note"))),
        workbooks.row(
            workbooks.cell("date", 'date-value="2026-03-04"', "4.3.2026"), workbooks.cell("float", 'value="6"', "6"),
            workbooks.cell("string", text="ants"),
        ),
    ]  # fmt: skip
    yield "import-workbook", "nights.ods", _deflated(workbooks.ods(workbooks.sheet(*rows)))
    yield "import-table", "german.csv", _GERMAN.encode()
    yield "import-table", "words.csv", _ENGLISH.encode()


def _of_diaries() -> Iterator[tuple[str, str, bytes]]:
    """A kept diary, and kept exports of an early schema and of the last."""
    for version in (2, 7):
        folder = TESTS / "kept" / f"schema-{version}"
        yield "import-json", f"schema-{version}.json", (folder / "diary.json").read_bytes()
        yield "import-csv", f"schema-{version}.zip", _deflated((folder / "package.zip").read_bytes())
    yield "import-diary", "schema-7.db", (TESTS / "store" / "schemas" / "diary-7.db").read_bytes()


def _deflated(data: bytes) -> bytes:
    """Return a zip without the time at which it was made."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made,
    ):
        for each in archive.namelist():
            made.writestr(zipfile.ZipInfo(each), archive.read(each), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _of_sync() -> Iterator[tuple[str, str, bytes]]:
    """Log lines and segments that a phone wrote, and who it is."""
    import fuzz_sync
    from fuzzing import emptied

    from builders import dose, magnesium, night, plan, product, sleep
    from legdiary.app.reminders.platform_files import launchd, scheduler, systemd
    from legdiary.domain.sync.line_chain import start_chain
    from legdiary.domain.sync.lines import line_to_text
    from legdiary.store.diary import Diary

    path = emptied("seeds") / "diary.db"
    with Diary.for_writing(path, fuzz_sync.PRESENT) as diary:
        diary.sync.begin(fuzz_sync.DIARY)
        for entry in (
            night("2026-11-20", 7, note="ants"),
            sleep("2026-11-21"),
            product("green"),
            dose(product_id=3),
            magnesium(),
            plan(),
        ):
            diary.add(entry, fuzz_sync.PRESENT)
        diary.edit(1, lambda old: old.__class__(old.night_of, 5), fuzz_sync.PRESENT)
        diary.delete(5, fuzz_sync.PRESENT)
        diary.sync.exchange(fuzz_sync.PHONE, fuzz_sync.NAMES, [], fuzz_sync.PRESENT)
        lines = [line_to_text(each) for each in diary.sync.device_lines(fuzz_sync.PHONE, 0)]
    yield "sync-arrival", "phone", "\n".join(lines).encode()
    yield "sync-arrival", "night", lines[0].encode()
    third = [re.sub(r'"seen":.*?}', f'"seen":{{"{fuzz_sync.PHONE}":2}}', each) for each in lines[:3]]
    third = [each.replace(f'"device":"{fuzz_sync.PHONE}"', f'"device":"{_THIRD}"') for each in third]
    third = [each.replace(f'"of":["{fuzz_sync.PHONE}', f'"of":["{_THIRD}') for each in third]
    yield "sync-arrival", "two", "\n".join([*lines[:2], *third]).encode()
    yield "sync-arrival", "conflict", _conflict(lines[0]).encode()
    header = {
        "legdiary_sync": 1, "diary": fuzz_sync.DIARY, "device": fuzz_sync.PHONE, "first": 1, "last": len(lines),
        "before": start_chain(fuzz_sync.DIARY, fuzz_sync.PHONE), "seen": {fuzz_sync.ME: 4}, "name": "phone",
        "version": "0.22.0", "marks": {fuzz_sync.ME: [[2, "ab"], [4, "cd"]]},
    }  # fmt: skip
    text = "".join(f"{line}\n" for line in (json.dumps(header, separators=(",", ":")), *lines))
    yield "sync-segment", "phone", text.encode()
    yield "sync-segment", "one", "".join(f"{line}\n" for line in (json.dumps({**header, "last": 1}), lines[0])).encode()
    kept = TESTS / "kept" / "schema-7" / "carried" / "legdiary-sync" / "6054ef7690ac2f01" / "00000001-00000001.age"
    yield "sync-sealed", "kept.age", kept.read_bytes()
    yield "age-file", "key.age", (kept.parents[1] / "key.age").read_bytes()
    identity = {
        "legdiary_device": 1, "machine": "", "inode": 1, "diary": fuzz_sync.DIARY, "device": fuzz_sync.ME,
        "name": "laptop",
        "place": "/carried", "key": "AGE-SECRET-KEY-1", "published": 2, "chain": "ab",
        "segments": [f"{fuzz_sync.ME}/00000001-00000002.age"],
    }  # fmt: skip
    times = [time(21, 30), time(7)]
    for made in (
        systemd(Path("/h"), times, "/bin/notify-send"),
        launchd(Path("/h"), times, 501),
        scheduler(Path("/h"), times),
    ):
        yield from (("reminder-files", each.path.name, each.content) for each in made.files)
    yield "identity", "laptop.json", json.dumps(identity, indent=1).encode()


def _conflict(added: str) -> str:
    """A night that the phone and a third device rate, settle and delete without knowing each other."""
    from legdiary.domain.sync.lines import LineRef, line_from_text, line_to_text
    from legdiary.util.values import replace

    first = line_from_text(added)

    def written(device: str, number: int, action: str, severity: int | None, seen: int) -> str:
        new = None if severity is None else {**(first.new or {}), "severity": severity}
        line = replace(
            first, device=device, number=number, clock=10 * number, action=action, of=(LineRef(first.device, 1),),
            new=new, seen={first.device: seen} if seen else {}, changed=() if new is None else ("severity",),
        )  # fmt: skip
        return line_to_text(line)

    of_phone = [written(first.device, number, "edit", severity, 0) for number, severity in ((2, 4), (3, 2))]
    told = (("edit", 9, 1), ("settle", 8, 2), ("delete", None, 2))
    return "\n".join([added, *of_phone, *(written(_THIRD, number, *each) for number, each in enumerate(told, start=1))])


def main() -> None:
    """Write the seeds."""
    from fuzzing import CORPORA

    for target, name, data in seeds():
        path = CORPORA / target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"{len(data):7} {target}/{name}")


if __name__ == "__main__":
    main()
