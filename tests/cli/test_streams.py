"""Streams, pipes, colour, prompts: with the real program where it matters."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from driving import NOW, environment, ok, on_terminal, program, run, run_process, unread

ESCAPE = "\x1b"
DEV_FULL = Path("/dev/full")


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    ok("night", "6", "--onset", "20:30", diary=path)
    ok("night", "8", "--night", "2026-11-20", diary=path)
    ok("kratom", "2.5g", diary=path)
    return path


def stored(diary: Path, kind: str = "kratom") -> int:
    return len(ok("list", "--kind", kind, "--json", diary=diary).json["entries"])


# ---------------------------------------------------------------------- where things are written


def test_the_real_program_answers_as_the_one_in_this_process(diary: Path) -> None:
    for words in (("week",), ("list", "--json"), ("night", "11"), ("--version",), ("--help",), ("kratom", "--help")):
        assert run_process(*words, diary=diary) == run(*words, diary=diary)


def test_messages_are_on_stderr_and_results_on_stdout(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    first = run_process("kratom", "2g", "--json", diary=path)
    assert first.code == 0
    assert first.stderr == f"legdiary: began a new diary at {path}\n"
    assert first.json["stored"]["amount_g"] == 2
    again = run_process("kratom", "2g", "--json", diary=path)
    assert (again.code, again.stdout) == (1, "")
    assert again.stderr == (
        "legdiary: 2 g at 01:30 is already stored (#1). Not stored; add --confirm if it is right.\n"
    )


@pytest.mark.parametrize(
    "words",
    [(), ("week",), ("night",), ("sleep",), ("kratom",), ("magnesium",), ("mag",), ("product", "add"),
     ("product", "list"), ("undo",), ("show",), ("list",), ("history",), ("delete",), ("edit",), ("taper", "new"),
     ("taper", "show"), ("export", "csv"), ("where",), ("demo",)],
)  # fmt: skip
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_help_has_a_worked_example_and_fits_80_columns(words: tuple[str, ...], flag: str) -> None:
    result = ok(*words, flag)
    assert "Example: legdiary" in result.stdout
    assert result.stderr == ""
    assert max(map(len, result.lines)) <= 80


def test_help_of_a_place_without_home_needs_no_file() -> None:
    assert ok("--help", env={"LEGDIARY_DIARY": "/nowhere/at/all"}).stdout == ok("--help").stdout


# ---------------------------------------------------------------------- pipes and full disks


def shell(line: str, diary: Path) -> subprocess.CompletedProcess[str]:
    """A line of a shell, where `legdiary` is the program; the exit code is the program's."""
    start = shlex.join(program())
    return subprocess.run(
        ["bash", "-c", f'legdiary() {{ {start} "$@"; }}; {line}; exit ${{PIPESTATUS[0]}}'],
        check=False, capture_output=True, text=True, timeout=30,
        env={**os.environ, **environment(NOW, "America/New_York", diary, None)},
    )  # fmt: skip


@pytest.mark.parametrize("reader", ["head -1", "true"])
@pytest.mark.parametrize("words", ["list --last 8w", "week", "history"])
def test_a_reader_that_stops_early_is_no_error(words: str, reader: str, diary: Path) -> None:
    done = shell(f"legdiary {words} | {reader}", diary)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("out", [">&-", "> /dev/full", "| true"])
@pytest.mark.parametrize("words", ["kratom 4g", "kratom 4g --json", "kratom 4g 2>&-"])
def test_what_is_stored_is_done_whatever_becomes_of_the_answer(words: str, out: str, diary: Path) -> None:
    if "full" in out and not DEV_FULL.exists():
        pytest.skip("no /dev/full here")
    done = shell(f"legdiary {words} {out}", diary)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert stored(diary) == 2


def test_a_report_that_cannot_be_written_is_an_error_without_a_traceback(diary: Path) -> None:
    if not DEV_FULL.exists():
        pytest.skip("no /dev/full here")
    done = shell("legdiary week > /dev/full", diary)
    assert done.returncode == 1
    assert done.stderr == "legdiary: the system refused: No space left on device\n"


def test_stdin_may_be_closed(diary: Path) -> None:
    assert shell("legdiary kratom 4g <&-", diary).returncode == 0
    assert shell("legdiary kratom 16g <&-", diary).returncode == 1
    assert stored(diary) == 2


def test_a_fault_after_the_commit_is_no_failing_exit(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> str:
        raise RuntimeError("the note says zebra")

    monkeypatch.setattr("legdiary.render.terminal.answers.log_answers.change_lines", fails)
    result = run("kratom", "4g", "--note", "zebra", diary=diary)
    assert result.code == 0
    assert result.stdout == ""
    assert result.stderr.startswith("legdiary: this is a fault in legdiary (RuntimeError at test_streams.py:")
    assert "zebra" not in result.stderr
    assert stored(diary) == 2


def test_a_fault_before_the_commit_stores_nothing_and_fails(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> str:
        raise RuntimeError("zebra")

    monkeypatch.setattr("legdiary.store.entry_rows.all_fields", fails)
    before = diary.read_bytes()
    result = run("kratom", "4g", "--note", "zebra", diary=diary)
    assert (result.code, result.stdout) == (1, "")
    assert "zebra" not in result.stderr
    assert diary.read_bytes() == before


def test_an_old_terminal_shows_what_it_can(diary: Path) -> None:
    result = run_process("week", diary=diary, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert result.code == 0
    assert result.stdout.isascii()
    assert "Week 14-20 Nov 2026" in result.stdout


# ---------------------------------------------------------------------- colour


def test_colour_and_blocks_on_a_terminal(diary: Path) -> None:
    shown = on_terminal("week", diary=diary).shown
    assert ESCAPE in shown
    assert "████████··" in shown


@pytest.mark.parametrize(("env", "block"), [({"NO_COLOR": "1"}, "████████··"), ({"TERM": "dumb"}, "########..")])
def test_a_terminal_that_wants_none_gets_none(env: dict[str, str], block: str, diary: Path) -> None:
    shown = on_terminal("week", diary=diary, env=env).shown
    assert ESCAPE not in shown
    assert block in shown


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, False),
        ({"CLICOLOR_FORCE": "1", "TERM": "xterm-256color"}, False),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "3", "TERM": "dumb"}, True),
    ],
)
def test_colour_in_a_pipe_only_where_it_is_asked_for(env: dict[str, str], coloured: bool, diary: Path) -> None:
    result = run_process("week", diary=diary, env=env)
    assert (ESCAPE in result.stdout) is coloured
    assert "█" not in result.stdout
    assert ESCAPE not in run_process("week", "--json", diary=diary, env=env).stdout


@pytest.mark.parametrize(
    ("typed", "env", "codes"),
    [
        (None, {}, {"1", "2", "35"}),
        (None, {"COLORFGBG": "0;15"}, {"1", "1;34", "2", "31", "35"}),
        (None, {"COLORFGBG": "15;default;0"}, {"1", "1;96", "2", "91", "93", "95"}),
        ("light", {"COLORFGBG": "15;0"}, {"1", "1;34", "2", "31", "35"}),
        ("Dark", {}, {"1", "1;96", "2", "91", "93", "95"}),
        ("none", {}, set()),
        ("none", {"FORCE_COLOR": "1"}, set()),
    ],
)
def test_a_theme_chooses_the_colours(typed: str | None, env: dict[str, str], codes: set[str], diary: Path) -> None:
    """The week of a 7 and a 5 under a plan: on a ground that nobody names one colour, which shows on both."""
    if typed is not None:
        ok("config", "theme", typed)
    ok("night", "5", "--night", "-2", diary=diary)
    ok("night", "7", "--night", "-3", diary=diary)
    ok("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d", "--yes", diary=diary)
    shown = on_terminal("week", "tonight", diary=diary, env=env).shown
    assert set(re.findall(r"\x1b\[([1-9][0-9;]*)m", shown)) == codes


def test_json_has_no_colour_on_a_terminal(diary: Path) -> None:
    assert ESCAPE not in on_terminal("week", "--json", diary=diary).shown


def test_colour_changes_no_letter_and_no_width(diary: Path) -> None:
    coloured = on_terminal("week", diary=diary).shown
    plain = on_terminal("week", diary=diary, env={"NO_COLOR": "1"}).shown
    assert "".join(part.partition("m")[2] if number else part for number, part in enumerate(coloured.split("\x1b["))) \
        == plain  # fmt: skip


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_terminals_own_width_is_kept(columns: int, diary: Path) -> None:
    shown = on_terminal("week", diary=diary, columns=columns, env={"NO_COLOR": "1"}).shown
    assert max(map(len, shown.splitlines())) <= columns


LONG = ("kratom", "2.5g", "--at", "23:40", "--note", "with tea and toast, before the film")


@pytest.mark.parametrize("columns", [30, 40, 57])
def test_an_answer_is_broken_between_words_on_a_narrow_terminal(columns: int, diary: Path) -> None:
    shown = on_terminal(*LONG, diary=diary, columns=columns).shown.splitlines()
    assert max(map(len, shown)) <= columns
    piped = ok(*LONG, "--confirm", diary=diary, env={"COLUMNS": str(columns)})
    assert " ".join(" ".join(shown).split()).startswith(
        "Kratom, day of Sat 21 Nov 2026: 2.5 g at 23:40, “with tea and toast, before the film”. #4 Sat 21 Nov:"
    )
    assert piped.lines[0] == (
        "Kratom, day of Sat 21 Nov 2026: 2.5 g at 23:40, “with tea and toast, before the film”.  #5"
    )  # fmt: skip


def test_what_is_there_to_be_copied_is_never_broken(diary: Path) -> None:
    there = on_terminal("completion", "bash", diary=diary, columns=40, env={"NO_COLOR": "1"}).shown
    assert there == ok("completion", "bash", diary=diary).stdout
    assert str(diary) in on_terminal("where", diary=diary, columns=40).shown


def test_markup_in_a_note_is_text_on_a_colour_terminal(diary: Path) -> None:
    ok("night", "6", "--note", "[red]x[/red] :smile:", diary=diary)
    assert "“[red]x[/red] :smile:”" in on_terminal("show", diary=diary).shown


# ---------------------------------------------------------------------- prompts


def test_the_same_dose_twice_is_asked_and_yes_stores_it(diary: Path) -> None:
    done = on_terminal("kratom", "2.5g", answer="y", diary=diary)
    assert "2.5 g at 01:30 is already stored (#3). Store it? [y/N] y" in done.shown
    assert done.code == 0
    assert stored(diary) == 2


@pytest.mark.parametrize("answer", ["", "n", "No"])
def test_anything_but_yes_stores_nothing(answer: str, diary: Path) -> None:
    before = diary.read_bytes()
    done = on_terminal("kratom", "2.5g", answer=answer, diary=diary)
    assert done.code == 1
    assert "Not stored" in done.shown
    assert diary.read_bytes() == before


def test_ctrl_c_at_a_question_is_130_and_stores_nothing(diary: Path) -> None:
    before = diary.read_bytes()
    done = on_terminal("kratom", "2.5g", interrupt=True, diary=diary)
    assert done.code == 130
    asked, _, after = done.shown.rpartition("[y/N] ")
    assert asked
    assert after.replace("^C", "") == "\nlegdiary: interrupted\n"
    assert "Traceback" not in done.shown
    assert diary.read_bytes() == before


@pytest.mark.parametrize("words", ["kratom 16g", "magnesium 1200mg", "sleep 18:00-07:30 --night 2026-11-19"])
def test_what_is_odd_is_asked(words: str, diary: Path) -> None:
    done = on_terminal(*words.split(), answer="yes", diary=diary)
    assert done.shown.count("[y/N]") == 1
    assert done.code == 0


@pytest.mark.parametrize("words", ["kratom 16g", "magnesium 1200mg", "sleep 18:00-07:30 --night 2026-11-19"])
def test_what_is_odd_is_taken_with_confirm_and_not_asked(words: str, diary: Path) -> None:
    assert run(*words.split(), diary=diary).code == 1
    assert run(*words.split(), diary=diary, stdin="y\n").code == 1
    assert run(*words.split(), "--confirm", diary=diary).code == 0


def test_a_plan_is_shown_and_asked_about(diary: Path) -> None:
    plan = ("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d")
    done = on_terminal(*plan, answer="", diary=diary)
    assert "Store this plan? [y/N]" in done.shown
    assert done.code == 1
    assert run("taper", "show", diary=diary).code == 1
    assert on_terminal(*plan, answer="y", diary=diary).code == 0
    assert run("taper", "show", diary=diary).code == 0


def test_ctrl_c_at_the_plan(diary: Path) -> None:
    done = on_terminal("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d", interrupt=True, diary=diary)
    assert done.code == 130
    assert run("taper", "show", diary=diary).code == 1


# ---------------------------------------------------------------------- what is shown before it is done


PLAN = ("taper", "new", "--from", "4g", "--cut", "1g", "--every", "7d", "--yes")


def test_a_plan_that_was_said_yes_to_is_stored_though_nobody_reads_it(diary: Path) -> None:
    """`legdiary taper new … --yes | true` ended with 0, and no plan was stored."""
    with unread() as pipe:
        done = run_process(*PLAN, diary=diary, stdout=pipe)
    assert (done.code, done.stderr) == (0, "")
    assert ok("taper", "show", "--json", diary=diary).json["steps"][0]["target_g"] == 4


@pytest.mark.skipif(not DEV_FULL.exists(), reason="no /dev/full here")
def test_nor_does_a_full_output_stop_it(diary: Path) -> None:
    with DEV_FULL.open("w") as full:
        done = run_process(*PLAN, diary=diary, stdout=full)
    assert (done.code, done.stderr) == (
        0, "legdiary: stored; the answer could not be shown: No space left on device\n",
    )  # fmt: skip
    assert ok("taper", "show", "--json", diary=diary).json["steps"][0]["target_g"] == 4


def test_without_a_yes_a_plan_that_nobody_reads_is_not_taken(diary: Path) -> None:
    with unread() as pipe:
        done = run_process(*PLAN[:-1], diary=diary, stdout=pipe)
    assert (done.code, run("taper", "show", diary=diary).code) == (1, 1)
