"""The clinician's page as a PDF: the same text, tagged, at most two sheets of paper, deaf to what was typed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from test_drawings import CASES, case
from test_page_html import HOSTILE, hostile_sheet
from test_page_sheet import QUESTION, beside, demo_logged, demo_sheet, full_sheet, little

from builders import night
from legdiary.domain.input.paper import PAPERS
from legdiary.render.page.build_sheet import build_sheet
from legdiary.render.page.figure_marks import plain
from legdiary.render.page.fonts import font_folder
from legdiary.render.page.html import template
from legdiary.render.page.pdf import PdfNeedsTypst, _inputs, load_typst, page_pdf
from legdiary.util.installation import this_installation

if TYPE_CHECKING:
    from legdiary.domain.input.paper import Paper

try:
    typst: Any = load_typst()
except PdfNeedsTypst:
    typst = None

needs_typst = pytest.mark.skipif(typst is None, reason="typst is not installed: pip install 'legdiary[pdf]'")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext (Debian: poppler-utils)")


def text_of(content: bytes, *flags: str) -> str:
    done = subprocess.run(["pdftotext", *flags, "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def test_without_the_extra_there_is_one_line_and_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PdfNeedsTypst) as caught:
        page_pdf(demo_sheet())
    assert caught.value.exit_code == 1
    assert caught.value.hint == this_installation().adding("pdf")


@needs_typst
@pytest.mark.parametrize("sheet", [demo_sheet(), full_sheet(name="J. D.")], ids=["demo", "full"])
def test_at_most_three_pages_for_a_taper_of_four_months(sheet: Any) -> None:
    pages = typst.compile(
        template("page.typ").encode(),
        format="svg",
        sys_inputs=_inputs(sheet),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
    )
    assert isinstance(pages, bytes) or len(pages) <= 3


@needs_typst
@needs_poppler
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", CASES)
@pytest.mark.thinned(5)
def test_the_first_sheet_is_exactly_one_page(name: str, paper: Paper) -> None:
    sheet = build_sheet(case(name), beside(demo_logged(), question=QUESTION), paper)
    first, second, *_ = (" ".join(page.split()) for page in text_of(page_pdf(sheet).content).split("\f"))
    assert first.startswith(sheet.title)
    assert sheet.foot[-40:] in first
    titles = [part.title for part in sheet.details]
    assert all(title in second for title in titles[:1])
    assert not any(title in first for title in titles if title != sheet.stretches_title)


@needs_typst
def test_it_is_a_tagged_pdf() -> None:
    content = page_pdf(demo_sheet()).content
    assert content.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in content
    assert page_pdf(demo_sheet()).content == content


@needs_typst
@needs_poppler
def test_the_text_can_be_selected_and_is_the_same() -> None:
    sheet = full_sheet(name="J. D.")
    content = page_pdf(sheet).content
    text = "".join(text_of(content, "-layout").split())
    for row in sheet.part("steps").grids[0].rows:
        assert "".join(plain(f"{row.head} {' '.join(row.cells)}").split()) in text
    flowing = " ".join(text_of(content).replace("-\n", "-").split())
    for said in (sheet.title, "J. D.", sheet.question or "", *(line.says for line in sheet.headlines)):
        assert plain(said) in flowing, said
    assert not set(text) & set("\ufdd0\ufdd1\ufdd2")


@needs_typst
@needs_poppler
@pytest.mark.parametrize("text", [*HOSTILE, '#eval("1+1") $x$ *b* @ref \\ /*', '#image("/etc/passwd")'])
def test_nothing_typed_is_read_as_source(text: str) -> None:
    flowing = "".join(text_of(page_pdf(hostile_sheet(text)).content).split())
    assert "".join(text.split()) in flowing


@needs_typst
@pytest.mark.parametrize("name", ["Ελένη", "Анна", "王小明", "محمد", "😀 e\u0301", "\ue000", "\u202eabc"])
def test_a_name_in_any_script(name: str) -> None:
    made = page_pdf(demo_sheet(name=name))
    assert made.content.startswith(b"%PDF")
    assert not made.boxes or not name.isascii()


@needs_typst
def test_little_and_nothing() -> None:
    sheet = little(night("2026-11-20", 6), first="2026-11-20", last="2026-11-21", by="week")
    assert page_pdf(sheet).content.startswith(b"%PDF")
