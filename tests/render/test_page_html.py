"""The clinician's page as HTML: well formed, whole in one file, readable by everybody, and deaf to what was typed."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import UndefinedError
from test_drawings import case
from test_page_sheet import (
    beside,
    demo_logged,
    demo_report,
    demo_sheet,
    full_logged,
    full_sheet,
    little,
    logged,
    report_of,
)

from builders import day, magnesium, medicine, moment, night, plan, product, symptom
from legdiary import wording
from legdiary.domain.entries.factors_and_medicines import Factor, Medicine
from legdiary.render.json.report.report import report as report_json
from legdiary.render.page.build_sheet import build_sheet
from legdiary.render.page.drawings import draw_sheet
from legdiary.render.page.figure_marks import plain
from legdiary.render.page.html import environment, page_html, template

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.input.paper import Paper
    from legdiary.domain.reports.night_record import Logged
    from legdiary.domain.reports.report import Report
    from legdiary.render.page.sheet import Sheet

VOID = {"meta", "br", "hr", "img", "input", "link", "col", "base", "wbr", "area", "embed", "source", "track"}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></svg><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}",
    "'; color: red } * { display: none",
    "javascript:alert(1)",
    "&lt;b&gt;&amp;",
)
SHEETS = {
    "demo": demo_sheet(),
    "by-month": demo_sheet("month"),
    "full": full_sheet(name="J. D."),
    "one-night": little(night("2026-11-20", 6), first="2026-11-20", last="2026-11-21", by="week"),
}


class Page(HTMLParser):
    """What is in a page; every tag that does not balance is a fault."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.first_inside: dict[int, str] = {}
        self.text: list[str] = []
        self.declared = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_decl(self, decl: str) -> None:
        self.declared = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice in {tag}"
        self._began(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._began(tag, attrs)

    def _began(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.first_inside.setdefault(len(self.tags) - 1, tag)
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "script"}:
            self.text.append(data)

    def named(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def shown(self) -> str:
        return " ".join("".join(self.text).split())


@pytest.fixture(scope="module", params=sorted(SHEETS))
def written(request: pytest.FixtureRequest) -> str:
    return page_html(SHEETS[request.param])


@pytest.fixture
def page(written: str) -> Page:
    return Page(written)


# ---------------------------------------------------------------------- whole, and by itself


def test_it_is_balanced_and_has_a_language(page: Page) -> None:
    assert page.declared.lower() == "doctype html"
    assert page.named("html") == [{"lang": "en"}]
    assert {"charset": "utf-8"} in page.named("meta")
    assert any(attrs.get("name") == "viewport" for attrs in page.named("meta"))


def test_no_script_no_link_nothing_fetched(written: str, page: Page) -> None:
    names = {name for name, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "a", "use", "image"}
    for name, attrs in page.tags:
        assert not {"src", "href", "srcset", "data", "style", "xlink:href"} & set(attrs), name
        assert not [attribute for attribute in attrs if attribute.startswith("on")], name
    # The font stands in the page; nothing else is named by an address.
    assert not re.findall(r"@import|url\((?!data:font/woff2;base64,)|expression\(", written)
    assert len(re.findall(r"url\(", written)) == 2
    assert set(re.findall(r"https?://[^\s\"<]+", written)) == {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in page.named("meta")[1]["content"]


def test_ids_are_unique_and_every_reference_is_there(page: Page) -> None:
    ids = Counter(attrs["id"] for _, attrs in page.tags if "id" in attrs)
    assert set(ids.values()) == {1}
    for _, attrs in page.tags:
        for reference in f"{attrs.get('aria-labelledby', '')} {attrs.get('aria-describedby', '')}".split():
            assert reference in ids


def test_headings_go_down_one_by_one_in_the_order_of_the_page(page: Page) -> None:
    levels = [name for name, _ in page.tags if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == "h1"
    assert set(levels[1:]) == {"h2"}
    parts = [attrs["id"].removeprefix("part-") for name, attrs in page.tags if name == "h2"]
    first = ["question", "summary", "targets", "nights", "typical", "stretches"]
    details = [
        "stretches-further", "pattern", "trend", "steps", "symptoms", "medicines", "factors", "measures", "potency",
        "events", "limits", "help",
    ]  # fmt: skip
    assert parts == [each for each in (*first, *details) if each in parts]
    assert {"question", "summary", "nights", "pattern", "steps", "limits", "help"} <= set(parts)


def test_every_table_says_what_its_cells_are(written: str, page: Page) -> None:
    assert all(attrs.get("scope") in {"col", "row", "colgroup"} for attrs in page.named("th"))
    assert len(page.named("caption")) == len(page.named("table"))
    for table in re.findall(r"<table.*?</table>", written, re.DOTALL):
        widths = set()
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
            spans = [int(span) for span in re.findall(r'colspan="(\d+)"', row)]
            widths.add(len(re.findall(r"<t[hd]", row)) - len(spans) + sum(spans))
        assert len(widths) == 1


def test_every_drawing_has_a_title_or_is_hidden(page: Page) -> None:
    drawings = [(number, attrs) for number, (name, attrs) in enumerate(page.tags) if name == "svg"]
    told = [number for number, attrs in drawings if attrs.get("role") == "img"]
    assert len(told) >= 2
    for number, attrs in drawings:
        if number in told:
            assert page.first_inside[number] == "title"
            assert [name for name, _ in page.tags[number + 1 : number + 3]] == ["title", "desc"]
        else:
            assert attrs["aria-hidden"] == "true"


def test_no_number_has_a_floats_tail(written: str) -> None:
    for drawing in re.findall(r"<svg.*?</svg>", written, re.DOTALL):
        assert not re.findall(r"\d\.\d{4,}|nan|inf\b|None", re.sub(r"<(title|desc).*?</\1>", "", drawing))


def test_everything_on_the_sheet_is_on_the_page() -> None:
    sheet = SHEETS["full"]
    shown = Page(page_html(sheet)).shown
    texts = [sheet.title, sheet.name or "", sheet.question or "", sheet.made, sheet.foot, sheet.stretches_rule]
    texts += [text for line in sheet.headlines for text in (line.label, line.says, line.more)]
    texts += [text for bar in sheet.targets for text in (bar.says, bar.well_over)]
    texts += [tick.says for tick in sheet.picture.events] + [*sheet.help]
    for part in sheet.details:
        texts += [part.title, *part.lines, *part.notes]
    for grid in (*sheet.stretches, *(grid for part in sheet.details for grid in part.grids)):
        texts += [grid.caption, *(cell for row in grid.rows for cell in (row.head, *row.cells))]
    for text in texts:
        assert " ".join(plain(text).split()) in shown, text


# ---------------------------------------------------------------------- the same figures as the JSON


class Figures(HTMLParser):
    """Every figure of a page: the path of its number, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._path = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self._path = dict(attrs).get("data-figure") or ""

    def handle_data(self, data: str) -> None:
        if self._path:
            self.found.append((self._path, data))

    def handle_endtag(self, _: str) -> None:
        self._path = ""


def number_at(document: Any, path: str) -> Any:
    for key in path.split("."):
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def rounding(path: str) -> float:
    """Half of the last place to which a figure is shown."""
    if path.endswith("_mg.median") and "mitragynine" in path:
        return 0.5
    ends = (("_min.median", 0.5), ("_pct.median", 0.5), ("_g", 0.0005), ("_g.median", 0.0005), ("_mg", 0.00005))
    return next((half for end, half in ends if path.endswith(end)), 0.05)


def agrees(shown: str, number: str | float, path: str) -> bool:
    if isinstance(number, str):
        return shown == number
    if ":" in shown:
        hours, minutes = shown.removesuffix(" h").split(":")
        shown_min = 60 * int(hours) + int(minutes)
        # Hours of two decimals are told to the minute.
        return abs(shown_min - 60 * number) <= 0.8 if path.endswith("_h") else shown_min == int(number + 0.5)
    if shown.startswith("<"):
        return 0 < number < float(shown[1:])
    if path.endswith("share_7_plus"):
        return abs(float(shown.removesuffix(" %")) - 100 * number) <= 0.5
    value = float(re.sub(r" (%|mg|g|µg)$", "", shown))
    # A medicine that is told in micrograms is in milligrams there.
    told = (number, 1000 * number) if "_mg" in path else (number,)
    return any(abs(value - each) <= rounding(path) + 1e-9 for each in told)


def micrograms_report() -> Report:
    """Three weeks of pramipexole in micrograms, each step too high."""
    taken = [medicine("pramipexole", f"2026-11-{number:02d}T20:00-05:00", "0.5 mg") for number in range(1, 22)]
    nights = [night(f"2026-11-{number:02d}", number % 8) for number in range(1, 22)]
    of = logged(((each, False) for each in (*taken, *nights)), [PRAMIPEXOLE])
    return report_of(of, "2026-11-01", "2026-11-22")


PRAMIPEXOLE = plan(
    ("2026-11-01", 500), ("2026-11-08", 375), substance="medicine:pramipexole", unit="mcg", scale_ug=1, name="down"
)


def test_a_medicine_has_one_row_in_the_unit_of_its_plan() -> None:
    of = logged([], [PRAMIPEXOLE])
    rows = build_sheet(micrograms_report(), beside(of)).stretches[1].rows
    assert [(row.head, *map(plain, row.cells)) for row in rows if "pramipexole" in row.head] == [
        ("pramipexole, µg a day", "500", "500"), ("doses of pramipexole", "1", "1"),
    ]  # fmt: skip


REPORTS: dict[str, tuple[Callable[[], Report], Callable[[], Logged]]] = {
    "demo": (demo_report, demo_logged), "by-week": (lambda: demo_report("week"), demo_logged),
    "by-month": (lambda: demo_report("month"), demo_logged),
    "full": (lambda: report_of(full_logged(), "2026-07-05", "2026-11-22"), full_logged),
    "micrograms": (micrograms_report, demo_logged),
    "two tapers": (lambda: case("two tapers"), demo_logged), "7-OH only": (lambda: case("7-OH only"), demo_logged),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_every_figure_is_that_of_the_json(name: str) -> None:
    report, of = REPORTS[name]
    made = report()
    document = report_json(made)
    found = Figures(page_html(build_sheet(made, beside(of())))).found
    assert len(found) > 50
    for path, shown in found:
        assert agrees(shown, number_at(document, path), path), (path, shown, number_at(document, path))


def test_the_drawings_say_the_numbers_of_the_json() -> None:
    report = demo_report()
    document, drawn = report_json(report), draw_sheet(SHEETS["demo"]).wide
    (bar,), (days,) = drawn.bars, document["summary"]["target_days"]
    assert drawn.typical is not None
    assert bar.says == (
        f"Of {days['days']} days: {days['on']} on target (within {days['tolerances_g'][0]} g), {days['under']} under, "
        f"{days['over']} over, {days['not_logged']} not logged."
    )
    told = [text.text for text in drawn.typical.texts]
    for typical in document["typical_days"]:
        onset = typical["onset"]
        assert f"legs {onset['median']}" in told
        assert f"{onset['q1']}–{onset['q3']} (n {onset['n']})" in told
        for name in ("longest_gap_h", "last_dose_to_onset_h"):
            # The JSON has hundredths of hours, 0.3 minutes either way.
            near = 60 * typical[name]["median"] + 0.5
            minutes = {int(near - 0.3), int(near + 0.3)}
            shown = {f"{each // 60}:{each % 60:02d} h (n {typical[name]['n']})" for each in minutes}
            assert shown & {*told}


def test_a_trend_is_told_with_the_numbers_of_the_json() -> None:
    document = report_json(demo_report())["summary"]["legs"]["trend"]
    told = wording.trend_in_short("clear", document["change"], tuple(document["interval"]), document["n"])
    assert told in SHEETS["demo"].headlines[1].more


def test_a_missing_value_is_an_error_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()


# ---------------------------------------------------------------------- what was typed


def hostile_sheet(text: str, paper: Paper = "a4") -> Sheet:
    of = logged(
        [
            (night("2026-11-20", 6, onset_min=1230), False),
            (Factor(day("2026-11-20"), text), False),
            (symptom(text, 2, "2026-11-20"), False),
            (Medicine(day("2026-11-20"), moment("2026-11-20T21:00-05:00"), text, text), False),
            (magnesium(), False),
        ],
        [plan(("2026-11-01", 5000), name=text)],
        [product(text, opened_on=day("2026-11-20"))],
    )
    report = report_of(of, "2026-11-19", "2026-11-21")
    return build_sheet(report, beside(of, question=text, name=text, zone=text), paper)


def test_nothing_typed_becomes_a_tag() -> None:
    def tags(page: Page) -> set[tuple[str, tuple[str, ...]]]:
        # Not how many there are: what has no room on the first sheet stands on the second.
        return {(name, tuple(sorted(attrs))) for name, attrs in page.tags}

    usual = tags(Page(page_html(hostile_sheet("x")))) | tags(Page(page_html(hostile_sheet("x" * 60))))
    for text in HOSTILE:
        page = Page(page_html(hostile_sheet(text)))
        assert tags(page) <= usual, text
        assert page.shown.count(text) >= 8, text


def test_direction_marks_and_controls_are_neutralised() -> None:
    written = page_html(hostile_sheet("a\u202eb\u2066c\u200de\ufefff"))
    assert not set(written) & set("\u202e\u2066\u200d\ufeff")


# ---------------------------------------------------------------------- contrast (WCAG 2.2 AA)


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", css))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_text_and_shapes_stand_out(theme: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", template("page.css"), re.DOTALL)
    assert len(blocks) == 3
    of = _colours(blocks[("light", "dark", "print").index(theme)])
    for ground in ("paper", "band", "wash"):
        for text in ("ink", "soft", "accent", "over"):
            assert contrast(of[text], of[ground]) >= (4.5 if text != "over" or ground == "paper" else 3), (theme, text)
        for shape in ("edge", "accent", "over", "asleep"):
            assert contrast(of[shape], of[ground]) >= 3, (theme, shape, ground)
    # Letters on the surfaces of the bar, and in the curve of sleep.
    for text, ground in (("paper", "accent"), ("paper", "over"), ("ink", "in-bed")):
        assert contrast(of[text], of[ground]) >= 4.5, (theme, text, ground)


def test_paper_is_light_whatever_the_screen_is() -> None:
    light, _, printed = re.findall(r":root \{(.*?)\}", template("page.css"), re.DOTALL)
    assert _colours(light) == _colours(printed)


def test_the_contrast_is_computed_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
