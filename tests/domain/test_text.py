from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.input.text import NoName, NotText, TooLong, UnreadableText, check_name, check_note, for_terminal
from legdiary.errors import BadValue, LegdiaryError, quote_typed


class TestNotes:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "walked at 3, cold bath helped",
            "two\nlines\tand a tab",
            "[bold]not markup[/bold] [link=file:///etc/passwd]x[/link]",
            "=1+1",
            "שלום \u202eright to left\u202c",
            "zero\u200bwidth",
            "👩‍👩‍👧 née Zoë 日記",
            "  blanks stay  ",
        ],
    )
    def test_are_kept_as_they_were_written(self, text: str) -> None:
        assert check_note(text) == text

    @pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\r", "\x7f", "\x85", "\x9b"])
    def test_with_control_characters_are_refused_without_being_repeated(self, character: str) -> None:
        with pytest.raises(UnreadableText) as refusal:
            check_note(f"secret{character}words")
        assert str(refusal.value) == (
            "the note has a control character at position 7; write plain text (lines and tabs are fine)"
        )
        assert refusal.value.exit_code == 2

    @pytest.mark.parametrize(
        ("character", "found", "accepted"),
        [
            # é of Latin-1 in a terminal of UTF-8
            ("\udce9", "the byte 0xE9, which is not UTF-8,", "UTF-8 (your locale may be wrong)"),
            ("\udc80", "the byte 0x80, which is not UTF-8,", "UTF-8 (your locale may be wrong)"),
            ("\udcff", "the byte 0xFF, which is not UTF-8,", "UTF-8 (your locale may be wrong)"),
            ("\ud800", "half a character", "whole ones"),
        ],
    )
    def test_with_what_is_no_text_are_told_so(self, character: str, found: str, accepted: str) -> None:
        for check in (check_note, lambda text: check_name(text, "note")):
            with pytest.raises(NotText) as refusal:
                check(f"secret{character}words")
            assert str(refusal.value) == f"the note has {found} at position 7; write {accepted}"

    def test_too_long_are_refused_without_being_repeated(self) -> None:
        assert check_note("n" * 10_000) == "n" * 10_000
        with pytest.raises(TooLong, match=r"^the note is 10001 characters long; up to 10000 are kept$"):
            check_note("n" * 10_001)

    @given(st.text())
    def test_are_stored_exactly_or_refused(self, text: str) -> None:
        try:
            assert check_note(text) == text
        except (UnreadableText, NotText) as refusal:
            assert refusal.message.isascii()  # noqa: PT017 - either way is right
        else:
            text.encode()  # whatever is kept can be written to a file


class TestNames:
    @pytest.mark.parametrize(
        ("typed", "name"), [("red leaf", "red leaf"), ("  red   leaf ", "red leaf"), ("a\tb", "a b")]
    )
    def test_are_trimmed_and_folded(self, typed: str, name: str) -> None:
        assert check_name(typed, "product") == name

    @pytest.mark.parametrize("typed", ["", "   ", "\t", "two\nlines"])
    def test_have_something_in_them_on_one_line(self, typed: str) -> None:
        with pytest.raises(NoName, match=r"^the product is empty or has several lines; write it on one line"):
            check_name(typed, "product")

    def test_are_short(self) -> None:
        assert check_name("n" * 60, "product") == "n" * 60
        with pytest.raises(TooLong, match=r"^the product is 61 characters long; up to 60 are kept$"):
            check_name("n" * 61, "product")

    def test_have_no_control_characters(self) -> None:
        with pytest.raises(UnreadableText, match=r"^the product has a control character at position 4"):
            check_name("red\x1b[31m", "product")


class TestOnATerminal:
    @pytest.mark.parametrize(
        ("text", "seen"),
        [
            ("plain words", "plain words"),
            ("née Zoë 日記 שלום", "née Zoë 日記 שלום"),
            ("two\nlines\tand a tab", "two lines and a tab"),
            ("[bold]no markup[/bold]", "[bold]no markup[/bold]"),
            ("\x1b]0;title\x07", "�]0;title�"),
            ("abc\u202edef\u2066ghi", "abc�def�ghi"),
            ("zero\u200bwidth\ufeff\u2060", "zero�width��"),
            ("line\u2028and\u2029paragraph\x85", "line�and�paragraph�"),
            ("lone \ud800", "lone �"),
            ("private \ue000", "private �"),
        ],
    )
    def test_nothing_is_at_work(self, text: str, seen: str) -> None:
        assert for_terminal(text) == seen

    @given(st.text())
    def test_no_character_moves_hides_or_reorders(self, text: str) -> None:
        seen = for_terminal(text)
        assert len(seen) == len(text)
        assert not {unicodedata.category(c) for c in seen} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class TestAValueInAnError:
    @pytest.mark.parametrize(
        ("typed", "seen"),
        [("3/4/2026", "3/4/2026"), ("a\nb\x1b\u202e", "a�b��"), ("x" * 40, "x" * 40), ("x" * 41, "x" * 39 + "…")],
    )
    def test_is_one_short_printable_line(self, typed: str, seen: str) -> None:
        assert quote_typed(typed) == seen

    def test_and_the_error_carries_its_hint(self) -> None:
        error = BadValue("no", "legdiary night 6")
        assert (str(error), error.message, error.hint, error.exit_code) == ("no", "no", "legdiary night 6", 2)
        assert LegdiaryError("no").hint is None
