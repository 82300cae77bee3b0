"""The documentation says what the program does: examples are run, pages and pictures made again, links followed.

`LEGDIARY_UPDATE_GOLDEN=1 python -m pytest tests/test_docs.py` writes examples, pages and pictures anew; read the
difference before it is committed.
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import examples
import make_docs
import pictures
import source_page
from legdiary import wording
from legdiary.cli.completion.command_tree import commands
from legdiary.domain.entries.kinds import KINDS
from legdiary.formats.detect import FORMATS, WITH_NIGHTS
from world import World

UPDATING = bool(os.environ.get("LEGDIARY_UPDATE_GOLDEN"))  # read before the environment is taken away from tests
ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
EVERYTHING = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
#: `tests/cli/test_errors_page.py` makes it, and types what stands there.
MADE_AND_RUN_ELSEWHERE = {DOCS / "errors.md"}
OURS = [page for page in EVERYTHING if page not in MADE_AND_RUN_ELSEWHERE]
WITH_EXAMPLES = [page for page in OURS if "```console" in page.read_text(encoding="utf-8")]
WITH_COMMANDS = [page for page in OURS if list(examples.commands(page.read_text(encoding="utf-8").splitlines()))]
#: They talk with a person, name a place that only a person has, or set the computer's timer.
NEED_A_PERSON = (
    "legdiary checkin", "legdiary start", "legdiary view", "legdiary remind", "legdiary backup --encrypt",
    "legdiary backup --output /media/",
)  # fmt: skip
NEED_AN_EXTRA = ("legdiary export pdf",)
NEED_NO_PLAN = ("legdiary taper new",)
LINK = re.compile(r"\[[^\]]*\]\((?P<to>[^)\s]+)\)")
CODE = re.compile(r"```.*?^ *```|`[^`]*`|<!--.*?-->", re.DOTALL | re.MULTILINE)
LOADED = re.compile(r"(?:src|href|url|@import)\s*[=(]?\s*[\"'(]?\s*(?:https?:)?//", re.IGNORECASE)


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def compare(path: Path, made: str) -> None:
    if UPDATING:
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name)
def test_examples_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    compare(page, examples.refreshed(page, World(tmp_path / "world")))


@pytest.mark.parametrize("page", list(make_docs.PAGES))
def test_a_generated_page_is_fresh(page: str) -> None:
    compare(make_docs.PAGES[page][0], make_docs.made(page))


def explained() -> dict[str, Any]:
    return tomllib.loads((ROOT / "tools" / "json_keys.toml").read_text(encoding="utf-8"))


def test_the_json_of_every_kind_of_entry_is_explained() -> None:
    assert {f"entry {kind}" for kind in KINDS} - explained()["shape"].keys() == set()


def test_the_json_of_every_command_is_explained() -> None:
    """But where it is that of another command, or the command needs a person, a timer or an extra package."""
    typed = [line for command in explained()["command"] for line in command["typed"]]
    prints = [each.path for each in commands() if any(flag.name == "--json" for flag in each.flags)]
    assert {path for path in prints if not any(line == path or line.startswith(f"{path} ") for line in typed)} == {
        "mag", "edit", "taper new", "taper end", "checkin", "start", "remind", "export pdf", "sync join",
    }  # fmt: skip


def test_every_foreign_format_is_on_its_page() -> None:
    page = (DOCS / "import-from-elsewhere.md").read_text(encoding="utf-8")
    assert [each.name for each in FORMATS if each not in WITH_NIGHTS and f"| `{each.name}` |" not in page] == []


def test_making_a_page_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(make_docs.PAGES, "csv", (tmp_path / "csv.md", "csv_page"))
    assert make_docs.main(["csv"]) == 0
    assert (tmp_path / "csv.md").read_bytes() == (DOCS / "csv.md").read_bytes()
    assert capsys.readouterr().out == "csv.md\n"


@pytest.mark.parametrize("name", [pictures.DASHBOARD, *(picture.name for picture in pictures.PICTURES)])
def test_a_picture_is_fresh_and_loads_nothing(name: str) -> None:
    path = DOCS / "pictures" / f"{name}.svg"
    named = {picture.name: picture for picture in pictures.PICTURES}
    drawn = pictures.drawn(named[name]) if name in named else pictures.dashboard()
    if UPDATING:
        path.write_text(drawn, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    # The words and not the bytes: another version of rich may draw the same thing otherwise.
    assert pictures.words(drawn) == pictures.words(kept)
    for svg in (drawn, kept):
        assert not LOADED.search(svg)
        assert "@font-face" not in svg


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name)
def test_commands_in_blocks_run(page: Path, tmp_path: Path) -> None:
    if page in WITH_EXAMPLES:
        return
    full, empty = World(tmp_path / "full"), World(tmp_path / "empty")
    full.bring_demo()
    full.now = empty.now = "2026-11-23T09:00-05:00"  # the morning after: the made-up diary holds nothing of that night
    refused = {}
    for typed in examples.commands(page.read_text(encoding="utf-8").splitlines()):
        if not typed.startswith((*NEED_A_PERSON, *NEED_AN_EXTRA)):
            world = empty if typed.startswith(NEED_NO_PLAN) else full
            answer = world.typed(typed.partition(" | ")[0])
            if answer.code:
                refused[typed] = answer.text
    assert refused == {}


@pytest.mark.parametrize("page", EVERYTHING, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.finditer(CODE.sub("", page.read_text(encoding="utf-8"))):
        to, _, anchor = link["to"].partition("#")
        if "://" in to or to.startswith("mailto:"):
            continue
        target = (page.parent / to).resolve() if to else page
        if not target.exists() or (anchor and anchor not in headings(target)):
            broken.append(link["to"])
    assert broken == []


def headings(page: Path) -> set[str]:
    """The anchors that GitHub and the site make of a page's headings."""
    text = re.sub(r"```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_the_site_shows_every_page_once() -> None:
    nav = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    assert sorted(listed(nav)) == sorted(str(page.relative_to(DOCS)) for page in PAGES)


def listed(nav: object) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    inside = nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ()
    return [page for each in inside for page in listed(each)]


@pytest.mark.parametrize("page", EVERYTHING, ids=name)
def test_nobody_is_shouted_at(page: Path) -> None:
    text = CODE.sub("", page.read_text(encoding="utf-8")).replace("![", "[")
    assert re.findall(r"[^\n]{0,40}!", text) == []


# ---------------------------------------------------------------------- sources


def said_in_wording() -> set[str]:
    """Every public name of wording.py that holds or makes words."""
    public = {name: value for name, value in vars(wording).items() if not name.startswith("_")}
    ours = {name for name, value in public.items() if getattr(value, "__module__", None) == wording.__name__}
    return ours | {name for name, value in public.items() if isinstance(value, str | tuple | dict)}


def test_every_sentence_is_a_fact_with_a_source_or_none() -> None:
    facts = source_page.facts()
    with_source = {shown for group in facts["group"] for fact in group["fact"] for shown in fact.get("shown", [])}
    without = set(facts["no_fact"])
    assert with_source & without == set()
    # A new sentence in wording.py: name it in tools/facts.toml, in a fact or in no_fact.
    assert with_source | without == said_in_wording()
    assert all(fact["source"] and fact["trust"] for group in facts["group"] for fact in group["fact"])


def test_every_reference_in_the_program_stands_among_the_sources() -> None:
    page = (DOCS / "sources.md").read_text(encoding="utf-8")
    shown = [
        "wording.py",
        "domain/entries/interactions.py",
        "domain/stats/effect_sizes.py",
        "domain/reports/measures.py",
        "formats/legdiary_csv/columns.py",
    ]
    text = "".join((ROOT / "src" / "legdiary" / name).read_text(encoding="utf-8") for name in shown)
    found = re.findall(r"doi:10\.[\w./()-]+|PMC\d+|(?:goodrx|medicines)\.[\w./-]+", text)
    references = {re.sub(r"(?<![(\w])\)$|(?<=\d{5})\)$", "", each.rstrip(".")) for each in found}
    assert len(references) > 5
    assert {each for each in references if each not in page} == set()


def test_figures_on_the_page_are_those_of_the_program() -> None:
    from legdiary.domain.entries.magnesium import SUPPLEMENTAL_LIMIT_MG
    from legdiary.domain.reports.measures import IRON_LINES
    from legdiary.domain.reports.report_sections import STEADY_WEEKS_NEEDED
    from legdiary.domain.taper.phases import FOLLOW_UP_MONTHS
    from legdiary.domain.taper.plan import SETTLING_DAYS

    page = (DOCS / "sources.md").read_text(encoding="utf-8")
    assert f"{SUPPLEMENTAL_LIMIT_MG} mg a day" in page
    assert all(named in page for _, named in IRON_LINES.values())
    assert (FOLLOW_UP_MONTHS, "within about three months" in page) == (3, True)
    assert (STEADY_WEEKS_NEEDED, "for more than four weeks" in page) == (4, True)
    assert f"days 1–{SETTLING_DAYS} of a step" in page


def simulated(head: str) -> list[list[str]]:
    """The body of the first table below a heading of docs/simulation.md, without what makes a cell bold."""
    page = (DOCS / "simulation.md").read_text(encoding="utf-8")
    rows = next(part for part in page[page.index(head) :].split("\n\n") if part.startswith("| ")).splitlines()[2:]
    return [[cell.strip().strip("*") for cell in row.strip("|").split("|")] for row in rows]


TUNED = "### The families that the rule was chosen on"


def test_needs_of_the_statistics_page_are_those_of_the_program() -> None:
    from legdiary.domain.reports import report_sections
    from legdiary.domain.stats import descriptive, line_trend, phase_comparison
    from legdiary.domain.taper import blocks

    page = (DOCS / "explanation" / "statistics.md").read_text(encoding="utf-8")
    methods = (DOCS / "explanation" / "statistics-methods.md").read_text(encoding="utf-8")
    for said in (
        f"| {line_trend.NIGHTS_NEEDED} nights with a score over {line_trend.DAYS_NEEDED} days |",
        f"| {phase_comparison.COMPARE_NIGHTS_NEEDED} settled nights on each side |",
        f"| {descriptive.LIMITS_NIGHTS_NEEDED} nights, {descriptive.LIMITS_RANGES_NEEDED} pairs of consecutive ones |",
        f"| {descriptive.NIGHTS_NEEDED} nights; the number",
        f"| {report_sections.CUTS_NEEDED} cuts; their median from {descriptive.NIGHTS_NEEDED} nights",
        f"| {report_sections.EXPOSURE_NIGHTS_NEEDED} nights on each side |",
    ):
        assert said in page
    assert f"needed are n ≥ {line_trend.NIGHTS_NEEDED} and span ≥ {line_trend.DAYS_NEEDED}" in methods
    assert f"shorter than {blocks.STEP_DAYS} days" in methods
    assert f"rows of\nwhole steps of {blocks.BLOCK_DAYS} days and more" in methods
    assert (line_trend.GAP_SHARE, "further apart than a third of the span" in methods) == (3, True)


def test_the_comparison_on_the_statistics_page_is_that_of_the_demo() -> None:
    page = (DOCS / "explanation" / "statistics.md").read_text(encoding="utf-8")
    (quote,) = re.findall(r"^> About the same.*?\n\n", page, re.MULTILINE | re.DOTALL)
    report = (ROOT / "tests" / "golden" / "report" / "taper-80.txt").read_text(encoding="utf-8")
    assert " ".join(quote.replace("> ", " ").split()) in " ".join(report.split())


def test_rates_of_the_statistics_page_are_those_of_the_simulation() -> None:
    from legdiary import wording

    page = (DOCS / "explanation" / "statistics.md").read_text(encoding="utf-8")
    rows = {(row[0], row[1]): row[2:] for row in simulated(TUNED)}
    clear, leaning = ([float(row[column]) for row in rows.values()] for column in (1, 2))
    clear += [float(rate) for row in simulated("### Other lengths") if (row[0], "14") in rows for rate in row[1:]]
    assert f"| {min(clear):.0f} to {max(clear):.0f} |" in page
    # Another draw of ten thousand had 15.7 at worst: 16 is said.
    assert (round(min(leaning)), round(max(leaning)) in {15, 16}) == (5, True)
    assert "with the word above: 5 to 16 |" in page
    assert "in 5 to 16 of 100 diaries" in wording.LEANS_BY_CHANCE
    assert "wrong in up to 16" in wording.trend_method(4)
    assert f"over {len({family for family, _ in rows})} kinds of trendless nights" in wording.trend_method(4)
    for nights in ("14", "28", "56", "112"):
        even, slow = rows["AR(1), phi 0", nights], rows["slow moods (sum of AR)", nights]
        cells = (f"{of[clear]} ({of[clear + 1]})" for clear in (4, 7) for of in (even, slow))
        assert f"| {nights} | {' | '.join(cells)} |" in page
    sides = [[cell.split(" → ") for cell in row[1:]] for row in simulated("## Two stretches of nights")]
    apart = [int(row[0][0]) for row in sides]
    assert f"in {min(apart)} to {max(apart)} of 100 pairs" in " ".join(page.split())
    assert f"in up to {max(float(row[-1][1].strip('*')) for row in sides):.0f}" in " ".join(page.split())
    factors = [int(row[2]) for row in simulated("## Factors that do nothing")]
    assert min(factors) >= 75
    assert max(factors) <= 90  # "about 80 of 100"
    cuts = [float(row[2]) for row in simulated("## After each cut")]
    assert (min(cuts) > 0.7, "about one point worse" in " ".join(page.split())) == (True, True)


def test_what_an_event_takes_is_that_of_the_program() -> None:
    from legdiary.domain.reports import intake_periods

    page = (DOCS / "explanation" / "statistics.md").read_text(encoding="utf-8")
    section = page.partition("## What changed beside the dose")[2].partition("\n## ")[0]
    for said in (
        f"at least {intake_periods.BEGUN_AFTER_DAYS} kept days before it",
        f"{intake_periods.STOPPED_AFTER_DAYS} kept days without it",
        f"{intake_periods.CHANGED_FROM_DAYS} logged days in a row",
        f"within {intake_periods.TOLERANCE_PERCENT} %",
        "on one or two days only" if intake_periods.REGULAR_FROM_DAYS == 3 else "",
    ):
        assert said in section


def test_how_many_cuts_it_takes_is_computed() -> None:
    page = (DOCS / "explanation" / "taper-mathematics.md").read_text(encoding="utf-8")
    for percent in (5, 10):
        half, tenth = (math.ceil(math.log(share) / math.log(1 - percent / 100)) for share in (0.5, 0.1))
        assert f"| {percent} % | {half} | {tenth} |" in page


# ---------------------------------------------------------------------- the examples' own machinery


def test_an_example_that_ends_otherwise_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ legdiary night 11\n```\n")
    with pytest.raises(examples.UnexpectedExit, match=r"page\.md.*ended with 2, not 0"):
        examples.refreshed(page, World(tmp_path / "world"))


def test_a_block_is_written_anew(tmp_path: Path) -> None:
    page = (
        "<!-- world: now=2026-11-20T23:40-05:00 tz=America/New_York -->\n"
        "```console\n$ legdiary kratom 2.5   # exit 2\nold\n$ echo \\\n  two\n```\nAfter.\n"
    )
    made = examples.rerun(page, World(tmp_path / "world"))
    due = page.replace("old", "legdiary: 2.5 of what? Write 2.5g or 2500mg.")
    assert made == due.replace("  two\n", "  two\ntwo\n")


def test_a_world_knows_nothing_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGDIARY_DIARY", str(tmp_path / "mine.db"))
    world = World(tmp_path / "world")
    assert world.typed("legdiary kratom 1g").text.startswith("legdiary: began a new diary at /home/you/.local/share/")
    assert world.typed("legdiary list | head -n 1").text == "Sun 22 Nov 2026\n"
    assert not (tmp_path / "mine.db").exists()
    assert world.diary.stat().st_mode & 0o777 == 0o600


def test_decisions_are_numbered_in_their_order() -> None:
    headings = re.findall(r"^## (.*)$", (DOCS / "decisions.md").read_text(encoding="utf-8"), re.MULTILINE)[1:]
    numbers = [re.fullmatch(r"(\d+)\. 20\d\d-\d\d-\d\d · .+", each) for each in headings]
    assert [each and int(each[1]) for each in numbers] == list(range(1, len(headings) + 1))
