"""`completion --install` and `--uninstall`: lines between two marks; what is around them stays as it is."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import ok, run
from hypothesis import given
from hypothesis import strategies as st
from shells import TAB, shell_with

from legdiary.app import shell_setup
from legdiary.app.shell_setup import LeftAlone, ShellPlaces, set_up, take_back
from legdiary.cli.completion import places
from legdiary.cli.completion.command_tree import commands, flags_with_values
from legdiary.cli.completion.flag_values import SHELLS
from legdiary.util.atomic_files import do_nothing
from legdiary.util.safe_files import read_plain

if TYPE_CHECKING:
    from driving import Result

BASHRC = "alias ll='ls -l'\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "a home"
    made.mkdir()
    return made


def completion(home: Path, *words: str, **variables: str) -> Result:
    env = {"HOME": str(home), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "ZDOTDIR": "", "SHELL": "", **variables}
    return run("completion", *words, env=env)


def files(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_bash_is_told_each_file_and_given_back_its_own(home: Path) -> None:
    (home / ".bashrc").write_text(BASHRC)
    (home / ".bashrc").chmod(0o644)
    done = completion(home, "--install", SHELL="/usr/bin/bash")
    script, startup = home / ".local/share/legdiary/completion/legdiary.bash", home / ".bashrc"
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == (
        f"Completion for bash is set up.\n  written: {script}\n  lines added: {startup}\n"
        "It works in the next terminal. To remove it: legdiary completion bash\n--uninstall\n"
    )
    assert startup.read_text() == (
        "alias ll='ls -l'\n"
        "# >>> legdiary completion >>>\n"
        'if [ -r "$HOME"/.local/share/legdiary/completion/legdiary.bash ]; then '
        '. "$HOME"/.local/share/legdiary/completion/legdiary.bash; fi\n'
        "# <<< legdiary completion <<<\n"
    )
    assert script.read_text() == ok("completion", "bash").stdout
    assert stat.S_IMODE(startup.stat().st_mode) == 0o644
    again, held = completion(home, "bash", "--install", "--json"), files(home)
    assert [each["change"] for each in again.json["shells"][0]["files"]] == ["unchanged", "unchanged"]
    startup.write_text(f"{startup.read_text()}export LATER=1\n")
    assert files(home).keys() == held.keys()
    back = completion(home, "--uninstall")
    assert back.stdout == (f"Completion for bash is taken back.\n  lines removed: {startup}\n  removed: {script}\n")
    assert files(home) == {".bashrc": b"alias ll='ls -l'\nexport LATER=1\n"}
    assert stat.S_IMODE(startup.stat().st_mode) == 0o644
    none = completion(home, "--uninstall")
    assert (none.code, none.stdout) == (
        0, "No completion of legdiary was found, so there was nothing to remove.\n",
    )  # fmt: skip


@pytest.mark.parametrize("shell", SHELLS)
def test_an_empty_home_is_empty_again(shell: str, home: Path) -> None:
    made = completion(home, shell, "--install", "--json").json
    assert made["installed"] is True
    assert {each["path"] for each in made["shells"][0]["files"]} == {str(home / name) for name in files(home)}
    taken = completion(home, "--uninstall", "--json").json
    assert (taken["installed"], [each["shell"] for each in taken["shells"]]) == (False, [shell])
    assert files(home) == {}
    assert not (home / ".local/share/legdiary/completion").exists()


def test_a_script_of_before_an_upgrade_is_written_anew(home: Path) -> None:
    completion(home, "fish", "--install")
    script = home / ".config/fish/completions/legdiary.fish"
    script.write_text("# Made by `legdiary completion fish`; make it again after an upgrade.\n")
    assert completion(home, "fish", "--install", "--json").json["shells"][0]["files"][0]["change"] == "written"
    assert script.read_text() == ok("completion", "fish").stdout


@pytest.mark.parametrize(
    ("laid", "why"),
    [
        ("link", "is a link"),
        ("hard link", "is a link"),
        ("dangling", "is a link"),
        ("folder", "is a folder"),
        ("read-only", "is read-only"),
        ("utf-16", "is written in UTF-16"),
        ("begun", "were changed by hand"),
        ("twice", "were changed by hand"),
    ],
)
def test_a_file_that_is_not_to_be_changed_is_left_alone(laid: str, why: str, home: Path) -> None:
    startup, other = home / ".zshrc", home / "dotfiles"
    block = "# >>> legdiary completion >>>\n:\n# <<< legdiary completion <<<\n"
    texts = {"utf-16": "a".encode("utf-16"), "begun": block[:40].encode(), "twice": block.encode() * 2}
    other.write_text("mine\n")
    if laid == "link":
        startup.symlink_to(other)
    elif laid == "hard link":
        startup.hardlink_to(other)
    elif laid == "dangling":
        startup.symlink_to(home / "none")
    elif laid == "folder":
        startup.mkdir()
    else:
        startup.write_bytes(texts.get(laid, b"mine\n"))
        startup.chmod(0o444 if laid == "read-only" else 0o644)
    before = files(home)
    refused = completion(home, "zsh", "--install")
    assert (refused.code, refused.stdout) == (1, "")
    assert f"{startup} " in refused.stderr
    assert why in refused.stderr
    assert "nothing was changed" in refused.stderr
    assert 'eval "$(legdiary completion zsh)"' in refused.stderr
    assert files(home) == before
    if laid == "link":
        assert startup.is_symlink()


def test_a_script_of_another_is_neither_replaced_nor_removed(home: Path) -> None:
    script = home / ".config/fish/completions/legdiary.fish"
    script.parent.mkdir(parents=True)
    script.write_text("complete -c legdiary -f\n")
    refused = completion(home, "fish", "--install")
    assert refused.code == 1
    assert refused.stderr == f"legdiary: {script} was not made by legdiary; nothing was changed\n"
    assert completion(home, "fish", "--uninstall").code == 0
    assert script.read_text() == "complete -c legdiary -f\n"


def test_a_script_that_cannot_be_read_is_not_passed_over(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines were taken out, the script stayed, and the exit code said that all is taken back."""
    completion(home, "bash", "--install")
    before = files(home)

    def broken(path: Path, most: int) -> bytes:
        if path.name == "legdiary.bash":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return read_plain(path, most)

    monkeypatch.setattr(shell_setup, "read_plain", broken)
    result = completion(home, "bash", "--uninstall")
    script = home / ".local/share/legdiary/completion/legdiary.bash"
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr == f"legdiary: {script} cannot be read ({os.strerror(errno.EIO)}); nothing was changed\n"
    assert files(home) == before


def test_the_shell_is_yours_or_must_be_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert completion(home, "--install", "--json", SHELL="/bin/zsh").json["shells"][0]["shell"] == "zsh"
    assert completion(home, "pwsh", "--install", "--json").json["shells"][0]["shell"] == "powershell"
    assert completion(home, "--install", SHELL="/bin/tcsh").code == 2
    assert completion(home, "bash", "--install", "--uninstall").code == 2
    elsewhere = completion(home, "zsh", "--install", "--json", ZDOTDIR=str(home / "z")).json["shells"][0]["files"]
    assert elsewhere[1]["path"] == str(home / "z" / ".zshrc")
    monkeypatch.setattr(places, "_system", lambda: "win32")
    assert places.shell_in_use({"SHELL": "/bin/bash"}) == "powershell"
    profile = places.places_of("powershell", {"XDG_DATA_HOME": "/home/o’brien"})
    assert profile.startup is not None
    assert profile.startup.parts[-2:] == ("WindowsPowerShell", "Microsoft.PowerShell_profile.ps1")
    script = "'/home/o’’brien/legdiary/completion/legdiary.ps1'"
    assert profile.lines == f"if (Test-Path -LiteralPath {script}) {{ . {script} }}", "a curved quote ends a text too"
    monkeypatch.setattr(places, "_system", lambda: "darwin")
    monkeypatch.setenv("HOME", str(home))
    (home / ".profile").write_text("")
    found = places.places_of("bash", {"HOME": str(home), "XDG_DATA_HOME": str(home)})
    assert found.startup is not None
    assert found.startup.name == ".profile", "a .bash_profile would hide it"


@given(before=st.none() | st.binary(max_size=60), after=st.binary(max_size=20))
def test_what_was_there_comes_back_byte_for_byte(
    before: bytes | None, after: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if (before or b"").startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    folder = tmp_path_factory.mktemp("home")
    startup = folder / "rc"
    if before is not None:
        startup.write_bytes(before)
    of = ShellPlaces("bash", folder / "completion" / "script", startup, ". script", "eval")
    set_up(of, "# Made by `legdiary completion bash`\n", do_nothing)
    set_up(of, "# Made by `legdiary completion bash`\n# newer\n", do_nothing)
    with startup.open("ab") as file:
        file.write(after)
    take_back(of, do_nothing)
    if before is None and not after:
        assert not startup.exists()
    elif before and not before.endswith(b"\n") and after:
        assert startup.read_bytes() == before + b"\n" + after  # one line must not become part of another
    else:
        assert startup.read_bytes() == (before or b"") + after
    assert not of.script.exists()


def test_a_disk_that_refuses_the_lines_leaves_no_script(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = ShellPlaces("bash", home / "completion" / "script", home / ".bashrc", ". script", "eval")
    real = Path.chmod

    def chmod(path: Path, mode: int) -> None:
        if path.name == ".bashrc":
            raise OSError(28, "No space left on device")
        real(path, mode)

    (home / ".bashrc").write_text(BASHRC)
    monkeypatch.setattr(Path, "chmod", chmod)
    with pytest.raises(LeftAlone, match="cannot be written"):
        set_up(of, "# Made by `legdiary completion bash`\n", do_nothing)
    assert not of.script.exists()


def test_the_powershell_script_names_all_and_closes_its_quotes() -> None:
    """No PowerShell was at hand to run it; what its tables are made of can be counted."""
    lines = ok("completion", "powershell").stdout.splitlines()
    tables = lines[: lines.index("    $quotes = [char[]]@(39, 34)")]
    assert all(line.count("'") % 2 == 0 for line in tables)
    (takes,) = [line for line in tables if line.startswith("    $takes = ")]
    assert all(f"'{place}'" in takes for place in flags_with_values(commands()))
    assert "        'symptom ARGUMENT' = @('<ask>symptom', 'nausea'" in "\n".join(tables)
    assert "'\\''" not in "\n".join(lines), "a quote is doubled there, not escaped"
    assert sum(line.count("{") - line.count("}") for line in lines) == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_tab_works_in_a_new_terminal(shell: str, home: Path, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    if shell == "zsh":
        (home / ".zshrc").write_text("PS1='%# '\n")  # an empty one would ask its first questions
    assert completion(home, shell, "--install").code == 0
    with shell_with(shell, None, tmp_path / "terminal", home=home) as started:
        assert started.type("legdiary tap", TAB, "sh", TAB).words == ["taper", "show"]
