"""Tab in real shells on a terminal: a name comes out as it is, whatever is in it and wherever a quote was opened.

Names may come from an import, so a name is hostile text; nothing of it may ever be run, expanded or taken for a flag.
"""

from __future__ import annotations

import shutil
import sys
from shlex import quote
from typing import TYPE_CHECKING

import pytest
from driving import NEW_YORK, NOW, environment, ok
from shells import STARTED, TAB, shell_with

from legdiary.cli.completion.command import script

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shells import Shell

#: Every character that a shell means something by, at the beginning, in the middle and at the end.
NAMES = (
    "red$(touch PWN)leaf", "$HOME", "a$HOME b", "`touch PWN`", "a`touch PWN`b", "o'brien", "o'", "'", "''x", 'a"b',
    'a"', '"', '""', "a\\b", "a\\", "\\", "a!b", "a!", "!!", "!touch", "!a!", "'!\"", "two  blanks", "v*", "*", "w?[x]",
    "-y", "--help", "#z", "{aa,bb}", "=cat", "a;touch PWN", "a&touch PWN", "a|touch PWN", "a>PWN", "a<PWN", "a:b",
    "a=b", "a@b", "%s%d", "a,b", "(a)", "a^b", "^a^b", "é à", "日本 語", "a\u00a0b", 'a"$(touch PWN)"',
    "a'$(touch PWN)'", "a\\$(touch PWN)", "%1", "+", "a.b/c", "/etc/passwd", "a~", "~", "~root",
)  # fmt: skip
EVERYDAY = 12
#: What is open where Tab is pressed.
QUOTES = {"unquoted": "", "single": "'", "double": '"'}
#: Not offered there, since it could not be written so that it stays what it is.
NOT_OFFERED = {"fish": {"~", "~root"}}


def everyday(names: tuple[str, ...] = NAMES) -> list[object]:
    """All of them; in the everyday run one in twelve."""
    return [
        pytest.param(name, marks=() if number % EVERYDAY == 0 else pytest.mark.slow)
        for number, name in enumerate(names)
    ]


@pytest.fixture(scope="module", params=tuple(STARTED))
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    name: str = request.param
    if shutil.which(name) is None:
        pytest.skip(f"no {name} here")
    with shell_with(name, script(name), tmp_path_factory.mktemp(name) / "shell") as started:
        started.type("legdiary touch PWN danger")  # what `!!` and `!touch` would bring back
        yield started


@pytest.fixture(autouse=True)
def _nothing_is_run(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "shell" in request.fixturenames:
        assert list(request.getfixturevalue("shell").work.iterdir()) == []


# ---------------------------------------------------------------------- one name


@pytest.mark.parametrize("quoted", QUOTES)
@pytest.mark.parametrize("beside", ["--product ", "--product="])
@pytest.mark.parametrize("name", everyday())
def test_a_name_comes_out_as_it_is(name: str, beside: str, quoted: str, shell: Shell) -> None:
    shell.names(name)
    typed = shell.type(f"legdiary kratom 1g {beside}{QUOTES[quoted]}", TAB)
    if name in NOT_OFFERED.get(shell.name, ()):
        assert typed.words in (None, ["kratom", "1g", *beside.split()])
        return
    expected = ["--product", name] if beside.endswith(" ") else [f"--product={name}"]
    assert typed.words == ["kratom", "1g", *expected], typed.shown


@pytest.mark.parametrize(
    ("begun", "name"),
    [
        ("red", "red$(touch PWN)leaf"), ('"red', "red$(touch PWN)leaf"), ("'red", "red$(touch PWN)leaf"),
        ('re"d', "red$(touch PWN)leaf"), ("re'd", "red$(touch PWN)leaf"), ("r'e'd", "red$(touch PWN)leaf"),
        ('"red\\$(tou', "red$(touch PWN)leaf"), ("red\\$\\(tou", "red$(touch PWN)leaf"),
        ("'red$(tou", "red$(touch PWN)leaf"), ("two\\ ", "two !words"), ('"two ', "two !words"),
        ("'two ", "two !words"), ("a\\:b", "a:b:$HOME"), ('"a:', "a:b:$HOME"), ("a:b:", "a:b:$HOME"),
        ("a=", "a=b`touch PWN`"), ("o\\'", "o'brien $x"),
        ("\"o'", "o'brien $x"), ("é", "é$(touch PWN)"), ('"日', "日`touch PWN`"), ("--", "--help me"), ("'*", "*.*"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("beside", ["--product ", "--product="])
def test_what_is_begun_is_completed(begun: str, name: str, beside: str, shell: Shell) -> None:
    shell.names(name)
    typed = shell.type(f"legdiary kratom 1g {beside}{begun}", TAB)
    if shell.name == "fish" and begun in {"--", "'*"}:  # flags, and a pattern, to fish
        return
    expected = ["--product", name] if beside.endswith(" ") else [f"--product={name}"]
    assert typed.words == ["kratom", "1g", *expected], typed.shown


@pytest.mark.parametrize("begun", ["$(touch PWN)r", '"$(touch PWN)r', "`touch PWN`r", "$'r", '"$HOME'])
def test_what_only_bash_knows_is_not_completed(begun: str, shell: Shell) -> None:
    """It is run where the person typed it, once the line is sent, and not by Tab; zsh runs it by itself at a Tab."""
    if shell.name != "bash":
        pytest.skip("bash's")
    shell.names("red leaf", "$(touch PWN)red leaf", "$HOME leaf")
    shell.type(f"legdiary kratom 1g --product {begun}", TAB, "\x15")  # the line is taken back
    assert list(shell.work.iterdir()) == []


@pytest.mark.parametrize("quoted", QUOTES)
def test_several_names_go_on_as_far_as_they_are_alike(quoted: str, shell: Shell) -> None:
    opened = QUOTES[quoted]
    shell.names("red$(touch PWN)a", "red$(touch PWN)b", "blue")
    typed = shell.type(f"legdiary kratom 1g --product {opened}r", TAB, "b", opened)
    assert typed.words == ["kratom", "1g", "--product", "red$(touch PWN)b"], typed.shown


@pytest.mark.parametrize("quoted", QUOTES)
@pytest.mark.parametrize(
    "names",
    [
        ("a!b", "a'c"),
        *(
            pytest.param(each, marks=pytest.mark.slow)
            for each in (("a$b", "a`c"), ("a\\b", 'a"c'), ("a!", "a!x"), ("a'", "a'x"))
        ),
    ],
)
def test_what_names_have_in_common_is_never_cut_into_something_else(
    names: tuple[str, str], quoted: str, shell: Shell
) -> None:
    opened = QUOTES[quoted]
    shell.names(*names)
    typed = shell.type(f"legdiary kratom 1g --product {opened}a", TAB, opened)
    assert typed.words is None or all(name.startswith(typed.words[-1]) for name in names), typed


def test_a_name_as_an_argument_is_never_a_flag(shell: Shell) -> None:
    shell.names("--new", "-x", "zinc $(touch PWN)")
    assert shell.type("legdiary factor zi", TAB).words == ["factor", "zinc $(touch PWN)"]
    assert shell.type("legdiary factor -", TAB).words in (None, ["factor", "-"], ["factor", "--"])


def test_a_list_goes_on_behind_its_comma(shell: Shell) -> None:
    for opened in QUOTES.values():
        typed = shell.type(f"legdiary night 5 --where {opened}legs,ar", TAB)
        assert typed.words == ["night", "5", "--where", "legs,arms"], typed.shown
        typed = shell.type(f"legdiary night 5 --where={opened}legs,ar", TAB)
        assert typed.words == ["night", "5", "--where=legs,arms"], typed.shown


@pytest.mark.parametrize(
    "diary",
    [
        "--diary 'my $(touch PWN) diary.db'", '--diary="my \\$(touch PWN) diary.db"',
        "--diary my\\ \\$\\(touch\\ PWN\\)\\ diary.db",
    ],
)  # fmt: skip
def test_the_diary_that_the_line_names_is_asked(diary: str, shell: Shell) -> None:
    shell.names("red leaf")
    typed = shell.type(f"legdiary {diary} kratom 1g --product r", TAB)
    assert typed.words is not None
    assert typed.words[-1] == "red leaf"
    assert shell.asked == "my $(touch PWN) diary.db"


def test_files_are_the_shells_own_to_complete(shell: Shell) -> None:
    (shell.work / "my $(touch PWN) diary.json").touch()
    try:
        for opened in QUOTES.values():
            typed = shell.type(f"legdiary import {opened}my", TAB)
            assert typed.words == ["import", "my $(touch PWN) diary.json"], typed.shown
    finally:
        (shell.work / "my $(touch PWN) diary.json").unlink()


# ---------------------------------------------------------------------- shells as people set them


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("bash", "set -u"), ("bash", "set -f"), ("bash", "shopt -s nocasematch extglob"), ("bash", "set +H"),
        ("bash", "COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=]/}"), ("bash", "COMP_WORDBREAKS=' '"), ("bash", "IFS=eal"),
        ("bash", "LC_ALL=C"), ("bash", "bind 'set completion-ignore-case on'"), ("bash", "set -o vi"),
        ("zsh", "setopt ksharrays shwordsplit globsubst"), ("zsh", "setopt rcquotes"), ("zsh", "unsetopt banghist"),
        ("zsh", "setopt extendedglob nullglob"), ("zsh", "LC_ALL=C"), ("zsh", "setopt menucomplete"),
        ("zsh", "setopt completeinword"), ("fish", "set -g fish_features qmark-noglob"), ("fish", "set -gx LC_ALL C"),
    ],
)  # fmt: skip
@pytest.mark.thinned(6)
def test_with_settings(name: str, setting: str, tmp_path: Path) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"no {name} here")
    with shell_with(name, script(name), tmp_path / "shell") as shell:
        shell.run(setting)
        for named in ("red$(touch PWN)leaf", "a!b'c\"d\\e f:g=h"):
            shell.names(named)
            for opened in QUOTES.values():
                typed = shell.type(f"legdiary kratom 1g --product={opened}", TAB)
                assert typed.words == ["kratom", "1g", f"--product={named}"], (opened, typed.shown)
        assert list(shell.work.iterdir()) == []


# ---------------------------------------------------------------------- the program itself


@pytest.mark.thinned(3)
@pytest.mark.parametrize("name", tuple(STARTED))
def test_from_a_name_in_the_diary_to_a_dose(name: str, tmp_path: Path) -> None:
    """The whole way, with the real program."""
    if shutil.which(name) is None:
        pytest.skip(f"no {name} here")
    diary, done = tmp_path / "diary.db", tmp_path / "done"
    ok("product", "add", "--", "red$(touch PWN)leaf", diary=diary)
    program = f"""#!/bin/sh
{quote(sys.executable)} -m legdiary "$@"
case $1 in kratom) touch {quote(str(done))};; esac
"""
    with shell_with(name, script(name), tmp_path / "shell", program, environment(NOW, NEW_YORK, diary, None)) as shell:
        shown = shell.type('legdiary kratom 1g --product "red', TAB).shown
        assert done.exists(), shown
        assert list(shell.work.iterdir()) == []
    entries = ok("list", "--kind", "kratom", "--json", diary=diary).json["entries"]
    assert [each["product"] for each in entries] == ["red$(touch PWN)leaf"], shown


@pytest.mark.parametrize("begun", ["--as pl", "--as=pl"])
def test_the_formats_of_an_import_are_offered(begun: str, shell: Shell) -> None:
    typed = shell.type(f"legdiary import x.csv {begun}", TAB)
    expected = ["--as", "plees"] if " " in begun else ["--as=plees"]
    assert typed.words == ["import", "x.csv", *expected], typed.shown
    several = shell.type("legdiary import x.csv --as sleep", TAB, "-as", TAB)
    assert several.words == ["import", "x.csv", "--as", "sleep-as-android"], several.shown
