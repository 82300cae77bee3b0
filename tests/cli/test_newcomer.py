"""The first nights of somebody new, by `start` and `checkin` alone, and a plan typed answer by answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from driving import NEW_YORK, ok, run
from test_checkin import CTRL_C, CTRL_D, ENTER, FEWER_THAN_KEYS, Talk, entries, talk
from test_remind import OFF, SET, Stage

from legdiary.cli.terminal import Terminal

FIRST, SECOND, THIRD, FOURTH = (f"2026-11-2{day}T20:40-05:00" for day in (3, 4, 5, 6))
PHONE = {"columns": 40, "TERM": "dumb"}


def spoken(done: Talk) -> str:
    """What was on the terminal, its line breaks and margins taken out."""
    return " ".join(done.shown.split())


def ask(
    *answers: str, diary: Path | None, command: tuple[str, ...] = ("checkin",), words: Any = (), **how: Any
) -> Talk:
    """A talk on a terminal where that is the point, else in this process, which is much faster."""
    if CTRL_C in answers or how.keys() & {"columns", "TERM", "PATH", "on_terminal"}:
        how.pop("on_terminal", None)
        return talk(*answers, diary=diary, command=command, words=words, **how)
    read_line = Terminal.read_line

    def echoing(terminal: Terminal) -> str | None:
        typed = read_line(terminal)
        terminal.say("" if typed is None else f"{typed}\n")
        return typed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Terminal, "read_line", echoing)
        for is_there in ("can_ask", "has_person"):
            patch.setattr(Terminal, is_there, property(lambda _: True))
        typed = "".join(answers).partition(CTRL_D)[0]
        done = run(*command, *words, diary=diary, stdin=typed, now=how.pop("now", FIRST), tz=how.pop("tz", NEW_YORK))
    assert not how, how
    return Talk(done.stderr + done.stdout, done.code, sum(map(len, answers)), 0.0)


def start(*answers: str, diary: Path | None = None, now: str = FIRST, **how: Any) -> Talk:
    return ask(*answers, diary=diary, now=now, command=("start",), tz=None, **how)


def config(key: str) -> str | None:
    """The value of a setting in the file."""
    settings: list[dict[str, Any]] = ok("config", key, "--json").json["settings"]
    value: str | None = settings[0]["in_file"]
    return value


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


# ---------------------------------------------------------------------- the first three nights


@pytest.mark.parametrize("how", [{"columns": 80}, PHONE], ids=["80 columns", "40 columns, dumb"])
def test_the_first_three_nights(how: dict[str, Any], diary: Path) -> None:
    first = start(
        "America/New_York\n", ENTER, ENTER, ENTER, ENTER, ENTER,  # the time zone alone is set
        "six\n", "6\n", "20:15\n", "calves, feet\n", "2310-620\n", "45\n", ENTER, "2.5g 7:30\n", "2.5g 13:00\n", ENTER,
        ENTER, ENTER, ENTER, diary=diary, **how,
    )  # fmt: skip
    assert first.code == 0, first.shown
    assert "1 of 8" in first.shown or "1/8" in first.shown
    said = spoken(first)
    assert "Your first entry. The diary stays on this computer; nothing is sent anywhere." in said
    assert "'six' is not a number; write 0 to 10" in said
    assert "Bed 23:10, awake 06:20: 7 h 10 in bed." in said
    assert "Night of Mon 23 Nov 2026: severity 6, began 20:15, calves + feet." in said
    assert "A dash (–) means not logged." in said.replace("(-)", "(–)")
    assert [each["kind"] for each in entries(diary, "2026-11-22")] == ["sleep"]
    assert sorted(each["kind"] for each in entries(diary, "2026-11-23")) == ["kratom", "kratom", "night"]

    second = ask("5\n", "20:40\n", ".\n", ".\n", ENTER, ENTER, "2.5g 18:00\n", ENTER, ENTER, ENTER, ENTER, diary=diary,
                  now=SECOND, **how)  # fmt: skip
    assert second.code == 0, second.shown
    assert "Your first entry" not in second.shown
    assert "Kratom since yesterday 13:00? One dose with its time (for example 2.5g 20:30), or none." in spoken(second)
    third = ask("4\n", ENTER, ".\n", "620\n", ENTER, ENTER, "2.5g 18:00\n", ENTER, ENTER, ENTER, ENTER, diary=diary,
                 now=THIRD, **how)  # fmt: skip
    assert third.code == 0, third.shown
    asked_no_more = (
        "No longer asked, because you skipped it three times: minutes awake in the night, magnesium, symptoms, what "
        "helped."
    )
    assert asked_no_more in spoken(third)
    assert "legdiary checkin --all" in spoken(third)

    ok("kratom", "2.5g", "--at", "18:00", diary=diary, now=FOURTH)
    fourth = ask("4\n", ENTER, ".\n", ENTER, ENTER, ENTER, diary=diary, now=FOURTH, **how)
    assert (fourth.code, fourth.keys) == (0, 8), fourth.shown
    assert fourth.keys < FEWER_THAN_KEYS
    assert "o longer asked" not in fourth.shown, "it is said once"
    for shown in (first, second, third, fourth):
        assert shown.cpu_s < 3
        assert "\x1b" not in shown.shown
        assert how != PHONE or max(len(line) for line in shown.lines if "/" not in line) <= 42
    with_scores = [each for night in ("23", "24", "25", "26") for each in entries(diary, f"2026-11-{night}")]
    assert [each["severity"] for each in with_scores if each["kind"] == "night"] == [6, 5, 4, 4]


def test_what_is_skipped_is_asked_again_after_it_was_logged_or_where_somebody_wants_all(diary: Path) -> None:
    for now in (FIRST, SECOND, THIRD):
        done = ask("4\n", *[ENTER] * 7, diary=diary, now=now)
        assert done.code == 0
    everything = {
        "when the legs began",
        "where",
        "sleep",
        "kratom and other doses",
        "magnesium",
        "symptoms",
        "what helped",
    }
    assert set(spoken(done).partition("three times: ")[2].partition(".")[0].split(", ")) == everything
    short = ask("5\n", diary=diary, now=FOURTH)
    assert (short.code, short.keys) == (0, 2), short.shown
    assert "1 of 8" in ask(CTRL_D, diary=diary, now=FOURTH, words=("--all",)).shown
    ok("config", "checkin", "all")
    assert "1 of 8" in ask(CTRL_D, diary=diary, now=FOURTH).shown
    ok("config", "checkin", "--unset")
    ok("magnesium", "200mg", "--at", "20:00", diary=diary, now=THIRD)
    again = ask(ENTER, ENTER, diary=diary, now=FOURTH)
    assert again.code == 0
    assert "2 of 2  Magnesium today? (. for 200mg)" in again.lines


def test_one_night_counts_once_and_a_look_at_another_night_not_at_all(diary: Path) -> None:
    for _ in range(3):
        ask("4\n", *[ENTER] * 7, diary=diary, now=FIRST)
        ask(*[ENTER] * 9, diary=diary, now=FIRST, words=("--night", "2026-11-20"))
    assert "1 of 8" in ask(CTRL_D, diary=diary, now=SECOND).shown


@pytest.mark.parametrize("held", [b"", b"{", b"[]", b'{"magnesium": "often"}', b"\xff", b"[" * 9000, b'{"sleep": [9]}'])
def test_a_count_that_cannot_be_read_asks_for_everything(held: bytes, diary: Path) -> None:
    ask("4\n", CTRL_D, diary=diary, now=FIRST)
    (diary.parent / "diary.db.checkin").write_bytes(held)
    done = ask(CTRL_D, diary=diary, now=SECOND)
    assert done.code == 0
    assert "1 of 8" in done.shown


def test_the_count_holds_no_name_of_anything_taken(diary: Path) -> None:
    ok("product", "add", "seven tabs", "--kind", "7-oh", diary=diary, now=FIRST)
    ok("dose", "15mg", "--product", "seven tabs", "--at", "8:00", diary=diary, now=FIRST)
    for now in (SECOND, THIRD):
        ask("4\n", *[ENTER] * 7, diary=diary, now=now)
    held = (diary.parent / "diary.db.checkin").read_text()
    assert held == (
        '{"onset": [2, "2026-11-25"], "where": [2, "2026-11-25"], "sleep": [2, "2026-11-25"], '
        '"dose": [2, "2026-11-25"], '
        '"magnesium": [2, "2026-11-25"], "symptoms": [2, "2026-11-25"], "factors": [2, "2026-11-25"]}'
    )
    assert oct((diary.parent / "diary.db.checkin").stat().st_mode)[-3:] == "600"


# ---------------------------------------------------------------------- other answers


def test_symptoms_what_helped_and_a_medicine_of_a_plan(diary: Path) -> None:
    ok("taper", "new", "--of", "gabapentin", "--from", "300mg", "--cut", "100mg", "--every", "7d", "--yes",
       diary=diary, now=FIRST)  # fmt: skip
    done = ask(
        "4\n", ENTER, ENTER, ENTER, ENTER, ENTER, "300mg 19:00\n", "nausia 2\n", "n\n", "nausea 2, low mood\n",
        "nausea 2, brain zaps 1\n", "y\n", "walking 4\n", "walking 2, coffee\n", diary=diary, now=FIRST,
    )  # fmt: skip
    assert done.code == 0, done.shown
    said = spoken(done)
    assert "7 of 9 Gabapentin today? The amount with its time (for example 300mg 21:00)" in said
    assert "300 mg in 1 dose, target 300 mg (on it)" in said
    assert (
        "'nausia' is not in the list of symptoms. The closest name is nausea. Add 'nausia' as a name of your own?"
        in said
    )
    assert "'low mood' has no grade; write 0 (none) to 3 (severe) after it." in said
    assert "Helped 4 is out of range; write a whole number from 0 to 3." in said
    found = {each.get("name"): each for each in entries(diary, "2026-11-23")}
    assert (found["gabapentin"]["amount"], found["gabapentin"]["at"][11:16]) == ("300 mg", "19:00")
    assert (found["nausea"]["grade"], found["brain zaps"]["grade"]) == (2, 1)
    assert (found["walking"]["helped"], found["caffeine"]["helped"]) == (2, None)


TABLETS_PLANNED = ("taper", "new", "--of", "7-oh", "--from", "60mg", "--cut", "15mg", "--every", "7d", "--yes")


def test_a_first_dose_of_a_plan_of_7_oh_asks_for_its_product_and_is_never_taken_for_leaf(diary: Path) -> None:
    """The settings name leaf; what is answered about 7-OH is 7-OH all the same."""
    ok("product", "add", "red leaf", diary=diary, now=FIRST)
    ok("config", "product", "red leaf", now=FIRST)
    ok(*TABLETS_PLANNED, diary=diary, now=FIRST)
    done = ask(
        "0\n", ENTER, ENTER, "15\n", "15mg 18:00\n", ENTER, "15mg 18:00\n", "seven tabs\n", "none 20:00\n",
        "7.5mg 20:00\n", ENTER, CTRL_D, diary=diary,
    )  # fmt: skip
    said = spoken(done)
    assert "7-OH today? One dose with its time (for example 15mg 20:30), or none." in said
    assert "15 of what? Write 15mg" in said
    assert said.count("Which product of 7-OH is it?") == 2, "Enter names none, and the dose is asked for again"
    assert "'none 20:00': none means the whole day; write none alone, or no if there is nothing to add." in said
    found = [each for each in entries(diary, "2026-11-23") if each["kind"] == "kratom"]
    assert [(each["substance"], each["amount_mg"], each["product"]) for each in found] == [
        ("7-oh", 15, "seven tabs"),
        ("7-oh", 7.5, "seven tabs"),
    ]


def test_a_first_dose_in_tablets_asks_what_one_weighs(diary: Path) -> None:
    ok(*TABLETS_PLANNED, diary=diary, now=FIRST)
    done = ask("0\n", ENTER, "0.5 tab 18:00\n", "seven tabs\n", "15mg\n", ENTER, CTRL_D, diary=diary)
    assert "What does one tablet weigh? (for example 15mg)" in spoken(done)
    found = [each for each in entries(diary, "2026-11-23") if each["kind"] == "kratom"]
    assert [(each["substance"], each["amount_mg"]) for each in found] == [("7-oh", 7.5)]


def test_a_product_that_is_not_known_names_the_command_that_adds_it(diary: Path) -> None:
    done = ask("0\n", ENTER, "2g of blue\n", "5caps\n", CTRL_D, diary=diary)
    said = spoken(done)
    assert "There is no product 'blue' yet; add it first. After the check-in: legdiary product add blue" in said
    assert "5caps write the amount in grams." in said or "write the amount in grams" in said
    assert "--" not in said


def test_the_words_of_a_first_dose_and_of_first_magnesium_stand_once_and_below_the_questions(diary: Path) -> None:
    done = ask("0\n", ENTER, "2.5g\n", ENTER, "200mg\n", ENTER, ENTER, diary=diary, now=FIRST)
    said = spoken(done)
    assert said.count("Shown once: ") == 2
    assert said.count("When to seek help: legdiary help-me") == 1
    assert said.index("8 of 8") < said.index("Shown once: ")


def test_the_sleep_asked_for_at_half_past_two_is_named_by_its_date(diary: Path) -> None:
    done = ask("7\n", ENTER, ENTER, "2245-610\n", CTRL_D, diary=diary, now="2026-11-23T02:30-05:00")
    assert "Tonight, Sun 22 Nov 2026" in done.lines
    assert "How did you sleep last night (Sat 21 Nov)?" in spoken(done)
    assert [each["kind"] for each in entries(diary, "2026-11-21")] == ["sleep"]


# ---------------------------------------------------------------------- start


def test_every_question_can_be_skipped_and_a_second_run_changes_only_what_is_answered_anew(diary: Path) -> None:
    nothing = start(*[ENTER] * 12, diary=diary)
    assert (nothing.code, nothing.lines[-1]) == (0, "Nothing stored.")
    assert not diary.exists()
    done = start(
        "Europe/Berlin\n", "04:00\n", "red leaf\n", ENTER, "0.5g\n", "n\n", ENTER, ENTER, "7\n", CTRL_D, diary=diary
    )
    assert done.code == 0, done.shown
    assert [config(key) for key in ("timezone", "day_start", "product")] == ["Europe/Berlin", "04:00", "red leaf"]
    again = start(ENTER, "05:30\n", ENTER, ENTER, ENTER, "bash\n", "y\n", diary=diary, now=SECOND)
    assert again.code == 0, again.shown
    assert [config(key) for key in ("timezone", "day_start", "product")] == ["Europe/Berlin", "05:30", "red leaf"]
    assert "Now red leaf; Enter keeps it." in spoken(again)
    assert "Completion for bash is set up." in again.shown
    assert "legdiary.bash; fi" in Path.home().joinpath(".bashrc").read_text()
    assert again.lines[-1] == "For every night: legdiary checkin"
    assert ok("product", "list", diary=diary).lines == ["#1  red leaf, leaf, capsule 0.5 g"]


def test_wrong_answers_and_going_back_in_start(diary: Path) -> None:
    done = start(
        "Europe/Berln\n", "b\n", "?\n", ENTER, "25:00\n", "b\n", ENTER, ENTER, "blue\n", "leav\n", "n\n", "leaf\n",
        "half\n", "b\n", ENTER, "0.4g\n", "perhaps\n", ENTER, "noon\n", ENTER, "csh\n", ENTER, CTRL_D, diary=diary,
    )  # fmt: skip
    assert done.code == 0, done.shown
    said = spoken(done)
    assert "The time zone 'Europe/Berln' is not known; did you mean Europe/Berlin?" in said
    assert "'25:00' is not a clock time; write 23:40 or 11:40pm." in said
    assert "Add 'leav' as a name of your own?" in said
    assert "'perhaps' is not y or n." in said
    assert "There is no completion for 'csh'; write one of: bash, zsh, fish, powershell." in said
    assert said.count("Time zone for new entries?") == 3
    assert config("timezone") is None
    assert ok("product", "list", diary=diary).lines == ["#1  blue, leaf, capsule 0.4 g"]


def test_ctrl_c_in_the_middle_keeps_what_was_answered(diary: Path) -> None:
    done = start("Europe/Berlin\n", "04:00\n", CTRL_C, diary=diary)
    assert (done.code, done.lines[-1]) == (130, "legdiary: interrupted")
    assert (config("timezone"), config("day_start")) == ("Europe/Berlin", "04:00")
    assert not diary.exists()


def test_a_variable_that_comes_before_the_setting_is_named(diary: Path) -> None:
    done = ask("Europe/Berlin\n", *[ENTER] * 5, CTRL_D, diary=diary, command=("start",))
    assert "Time zone: Europe/Berlin. On this computer TZ overrides it." in spoken(done)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    made.has("systemctl")
    return made


def test_a_reminder_is_shown_set_kept_and_taken_back(diary: Path, stage: Stage) -> None:
    """Its own `no` sets nothing, a time and a yes do, Enter keeps what is set, `off` takes it back."""
    there = [ENTER] * 4
    no = start(*there, "22:30\n", "n\n", CTRL_D, CTRL_D, diary=diary, **stage.env)
    assert (no.code, stage.ran()) == (0, [])
    done = start(*there, "22:30\n", "y\n", ENTER, CTRL_D, diary=diary, **stage.env)
    assert done.code == 0, done.shown
    assert stage.ran() == SET
    kept = start(*[ENTER] * 6, CTRL_D, diary=diary, **stage.env)
    assert "Now 22:30; Enter keeps it." in spoken(kept)
    assert stage.ran() == []
    gone = start(*there, "off\n", ENTER, CTRL_D, diary=diary, **stage.env)
    assert gone.code == 0, gone.shown
    assert stage.ran() == OFF


def test_the_bare_command_offers_the_questions_where_there_is_no_diary(diary: Path) -> None:
    done = ask("y\n", *[ENTER] * 6, "6\n", CTRL_D, diary=diary, now=FIRST, command=(), on_terminal=True)
    assert done.code == 0, done.shown
    assert [each["severity"] for each in entries(diary, "2026-11-23")] == [6]
    card = ask(diary=diary, now=FIRST, command=(), on_terminal=True)
    assert (card.code, card.keys) == (0, 0)


def test_who_does_not_want_them_hears_what_the_command_says_without_a_terminal(diary: Path) -> None:
    done = ask("later\n", "n\n", diary=diary, now=FIRST, command=(), on_terminal=True)
    assert done.code == 3
    assert "[Y/n] > later Type y for yes or n for no. Enter means yes. > n" in spoken(done)
    assert done.lines[-1] == "legdiary: try: legdiary start"
    assert run(diary=diary).stderr.splitlines()[-1] == "legdiary: try: legdiary start"
    assert ask(CTRL_D, diary=diary, now=FIRST, command=(), on_terminal=True).code == 3
    assert not diary.exists()


def test_enter_takes_the_offer_of_the_first_questions(diary: Path) -> None:
    done = ask(ENTER, CTRL_D, CTRL_D, diary=diary, now=FIRST, command=(), on_terminal=True)
    assert "Time zone for new entries? A name, for example Europe/Berlin (Enter: America/New_York)" in spoken(done)


def test_a_file_that_is_no_diary_ends_it_before_the_first_question(diary: Path) -> None:
    diary.write_bytes(b"something else")
    for command in ((), ("start",)):
        done = ask(diary=diary, now=FIRST, command=command, on_terminal=True)
        assert (done.code, done.keys) == (3, 0)
    assert diary.read_bytes() == b"something else"


def test_without_a_terminal_start_names_the_commands(diary: Path) -> None:
    result = run("start", diary=diary, stdin="y\n")
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr == (
        "legdiary: start asks at a terminal, but there is none; use config, product add, taper new, remind and night\n"
        "legdiary: try: legdiary --help\n"
    )


# ---------------------------------------------------------------------- a plan, step by step


def plan(*answers: str, diary: Path, words: tuple[str, ...] = (), **how: Any) -> Talk:
    return ask(*answers, diary=diary, now=FIRST, command=("taper", "new"), words=words, **how)


def plans(diary: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok("taper", "show", "--all", "--json", diary=diary, now=FIRST).json["plans"]
    return found


@pytest.mark.parametrize("how", [{}, PHONE], ids=["80 columns", "40 columns, dumb"])
def test_a_plan_of_leaf_with_a_preview_after_each_answer(how: dict[str, Any], diary: Path) -> None:
    done = plan(ENTER, "6g\n", ENTER, "1g\n", ENTER, ENTER, "7d\n", "2026-12-01\n", "4\n", "y\n", diary=diary, **how)
    assert done.code == 0, done.shown
    said = spoken(done)
    # 6 5 4 3 2 1 0 g: 21 g a day over the six weeks before 0, which is 147 g.
    assert said.count("So far: 6 g a day at the start.") == 2
    first, later = ("Mon 23 Nov", "Mon 4 Jan 2027"), ("Tue 1 Dec", "Tue 12 Jan 2027")
    for begins, arrives in (first, later):
        assert f"So far: 7 steps: {begins} 6 g, " in said
        assert f"It ends on {arrives}. Total needed until then: 147 g." in said
    assert said.count("7 steps: ") == 3
    assert "4 × 1.5" in said
    assert [(each["plan"], each["starts_on"]) for each in plans(diary)] == [("taper", "2026-12-01")]


def test_cuts_in_percent_ask_for_the_smallest_dose_and_the_wrong_answers_cost_a_retry_each(diary: Path) -> None:
    done = plan(
        "lef\n", "n\n", "leaf\n", "six\n", "6\n", ENTER, "6g\n", "7g\n", "0g\n", "0%\n", "100%\n", "10%\n", "?\n",
        ENTER, ENTER,
        "9g\n", "0.5g\n", "7\n", "7d\n", "monday\n", "today\n", "99\n", ENTER, "y\n", diary=diary,
    )  # fmt: skip
    assert done.code == 0, done.shown
    said = spoken(done)
    for told in (
        "'six' is not an amount; write 2.5g, 2,5g or 2500mg.",
        "6 of what? Write 6g or 6000mg.",
        "The plan needs this answer. Ctrl-C leaves without a plan.",
        "before the end? Cuts in percent never reach 0 g, so the plan needs it. With its unit >",
        "The end of 7 g is not below the start of 6 g; write a lower end.",
        "A cut of 0 % is out of range; write more than 0 % and less than 100 %.",
        "The floor of 9 g is above the start of 6 g; write at most 6 g.",
        "'7' is not a number of days; write 7d or 2w.",
        "'monday' is not a day; write today, tomorrow, or a date that exists as 2026-11-20.",
        "Doses a day 99 is out of range; write a whole number from 1 to",
    ):
        assert told in said, told
    assert "--" not in said.partition("Taper “taper”")[0].replace("--help", "")


@pytest.mark.parametrize(
    ("end", "code"), [(("n\n",), 1), ((CTRL_C,), 130), ((CTRL_D,), 1)], ids=["no", "Ctrl-C", "end of input"]
)
def test_nothing_of_a_plan_is_stored_before_the_last_yes(end: tuple[str, ...], code: int, diary: Path) -> None:
    done = plan(ENTER, "6g\n", ENTER, "1g\n", ENTER, ENTER, "7d\n", ENTER, ENTER, *end, diary=diary)
    assert done.code == code, done.shown
    assert not diary.exists()


def test_no_word_but_yes_or_no_ends_the_last_question_about_a_plan(diary: Path) -> None:
    """`?` explains, `b` goes back one question, a refusal keeps the answers, and they are the defaults then."""
    done = plan(
        ENTER, "6g\n", "0\n", "10\n", "2g\n", ENTER, ENTER, "7d\n", "tomorrow\n", "b\n", ".\n", ENTER,
        "?\n", "maybe\n", "b\n", "3\n", "n\n", ENTER, "8g\n", *[ENTER] * 7, "YES\n", diary=diary,
    )  # fmt: skip
    assert done.code == 0, done.shown
    said = spoken(done)
    assert said.count("Type y for yes or n for no. Enter means no. b goes back one question.") == 2
    assert "10 of what? Write 10% or 10g." in said
    assert " 0 of what" not in said
    assert "or a date as YYYY-MM-DD. Now tomorrow; Enter keeps it. > ." in said
    assert "How many doses a day? (Enter: leave open)" in said
    assert "The plan is not stored. Your answers are kept. Change them? [Y/n]" in said
    for kept in ("6g", "0", "2g", "7d", "3"):
        assert f"Now {kept}; Enter keeps it." in said
    (made,) = plans(diary)
    assert (made["from_g"], made["starts_on"]) == (8, "2026-11-24")


@pytest.mark.parametrize(
    ("of", "start_dose", "cut", "forms"),
    [
        ("leaf", "6g", "10", "10% or 10g"),
        ("7-oh", "600mg", "2,5", "2.5% or 2.5mg"),
        ("7-oh", "600mg", "100", "100mg"),
        ("clonidine", "75mcg", "25", "25% or 25mcg"),
    ],
)
def test_a_cut_without_its_unit_names_only_what_it_can_mean(of: str, start_dose: str, cut: str, forms: str) -> None:
    done = run("taper", "new", "--of", of, "--from", start_dose, "--to", "0", "--cut", cut, "--every", "7d")
    assert done.code == 2
    assert f" of what? Write {forms}.\n" in done.stderr


def test_a_plan_whose_answers_nobody_wants_to_change_is_not_stored(diary: Path) -> None:
    done = plan(ENTER, "6g\n", ENTER, "1g\n", ENTER, ENTER, "7d\n", ENTER, ENTER, "n\n", "no\n", diary=diary)
    assert done.code == 1, done.shown
    assert not diary.exists()


def test_b_goes_back_in_a_plan_and_enter_keeps_what_was_typed(diary: Path) -> None:
    done = plan(
        ENTER,
        "6g\n",
        "b\n",
        "8g\n",
        ENTER,
        "2g\n",
        "b\n",
        ENTER,
        ENTER,
        ENTER,
        "7d\n",
        ENTER,
        ENTER,
        "y\n",
        diary=diary,
    )
    assert done.code == 0, done.shown
    said = spoken(done)
    assert "Now 6g; Enter keeps it." in said
    assert "Now 2g; Enter keeps it." in said
    (made,) = plans(diary)
    assert made["from_g"] == 8


def test_a_plan_of_tablets_and_one_of_a_medicine_in_micrograms(diary: Path) -> None:
    done = plan("7-OH\n", "60mg\n", ENTER, "15mg\n", "0.5mg\n", ENTER, "1w\n", ENTER, ENTER, "y\n", diary=diary)
    assert done.code == 0, done.shown
    # 60 45 30 15 0: 150 mg a day over four weeks before 0, which is 1050 mg.
    assert "It ends on Mon 21 Dec 2026. Total needed until then: 1050 mg." in spoken(done)
    done = plan("75mcg\n", ENTER, "25mcg\n", ENTER, ENTER, "7d\n", ENTER, ENTER, "y\n", diary=diary,
                words=("--of", "clonidine"))  # fmt: skip
    assert done.code == 0, done.shown
    assert "needs 1050 µg until then" in spoken(done)
    assert "What do you taper?" not in done.shown


def test_a_plan_begun_in_start_is_stored_or_not_and_the_night_follows(diary: Path) -> None:
    typed = (ENTER, "6g\n", ENTER, "1g\n", ENTER, ENTER, "7d\n", ENTER, ENTER)
    done = start(ENTER, ENTER, ENTER, "y\n", *typed, "y\n", ENTER, ENTER, "6\n", CTRL_D, diary=diary, now=FIRST)
    assert done.code == 0, done.shown
    assert "Your first entry." in done.shown
    assert len(plans(diary)) == 1
    tomorrow = (*typed[:-2], ENTER, "tomorrow\n", ENTER)
    again = start(ENTER, ENTER, ENTER, "y\n", *tomorrow, "n\n", ENTER, ENTER, diary=diary, now=FIRST)
    assert again.code == 0, again.shown
    assert "Active plan: " in spoken(again)
    assert "The plan is not stored." in spoken(again)
    assert len(plans(diary)) == 1


def test_without_a_terminal_a_plan_without_flags_names_them(diary: Path) -> None:
    result = run("taper", "new", diary=diary, stdin="6g\n")
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr == (
        "legdiary: taper new asks step by step at a terminal, but there is none; add --from, --cut and --every\n"
        "legdiary: try: legdiary taper new --help\n"
    )
    assert run("taper", "new", "--from", "6g", diary=diary).code == 2, "one flag is a command line, and lacks the rest"
