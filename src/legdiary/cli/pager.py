"""The pager: what is longer than the screen is shown by another program, which scrolls.

It is the program that PAGER names, else `less`, else `more`. An empty PAGER, or `cat`, means none. The text goes to the
pager alone and into no file: `less` is told to keep no history of what is searched for, and runs in its secure mode, in
which no key saves the text (a command typed into it by mistake, such as `sleep`, begins with the key that would).
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The pagers that are tried without a PAGER, in order.
_USUAL = ("less", "more")
#: How `less` runs: it ends where all fits (F), shows colours (R), leaves the text on the screen (X); its prompt (Ps)
#: says how to leave it.
_LESS, _LESS_FLAGS = "less", "-FRX -Psq leaves, Space shows more"
#: What a shell answers where a program is not there, or cannot be run.
_NOT_RUN = {126, 127}


def command_of(environ: Mapping[str, str]) -> list[str] | None:
    """Return the words of the pager's command; None where no pager is wanted, or none is there."""
    named = environ.get("PAGER")
    if named is None:
        found = next((each for each in _USUAL if _is_there(each, environ)), None)
        return None if found is None else _with_colours([found])
    import shlex

    try:
        words = shlex.split(named)
    except ValueError:  # a quote that is not closed
        return None
    if not words or os.path.basename(words[0]) == "cat":  # noqa: PTH119
        return None
    return _with_colours(words)


def _is_there(name: str, environ: Mapping[str, str]) -> bool:
    """Return whether a program can be run; `shutil.which` would load what packs archives."""
    if os.name != "posix":
        from shutil import which

        return which(name, path=environ.get("PATH")) is not None
    places = [os.path.join(folder, name) for folder in os.get_exec_path(environ)]  # noqa: PTH118 - text
    return any(os.path.isfile(place) and os.access(place, os.X_OK) for place in places)  # noqa: PTH113


def _with_colours(words: list[str]) -> list[str]:
    """Return the command; `less` shows colours only where it is told to, whatever LESS says."""
    return [*words, "-R"] if os.path.basename(words[0]) == _LESS else words  # noqa: PTH119


def show_paged(text: bytes, environ: Mapping[str, str], *, is_utf8: bool) -> bool:
    """Show a text in the pager, and wait until the person has left it; return whether a pager could be run.

    Args:
        text: the text, as standard output would have it.
        environ: the variables of the run.
        is_utf8: the text is UTF-8, which `less` asks the locale for.
    """
    command = command_of(environ)
    if command is None:
        return False
    usual = {"LESS": _LESS_FLAGS, "LESSHISTFILE": "-", "LESSSECURE": "1"}
    around = {**usual, **({"LESSCHARSET": "utf-8"} if is_utf8 else {}), **environ}
    with _interrupts_for_the_pager():
        try:
            return _run(command, around, text) not in _NOT_RUN
        except OSError:
            return False


def _run(command: list[str], environ: Mapping[str, str], text: bytes) -> int:
    """Run a program that reads the text, and return its exit code; `subprocess` would cost a week's view a tenth.

    Raises:
        OSError: it cannot be run.
    """
    if not hasattr(os, "posix_spawnp"):
        import subprocess

        return subprocess.run(command, input=text, env=environ, check=False).returncode  # noqa: S603 - the person's own
    reading, writing = os.pipe()
    # The rest of the text is not wanted once the person has left.
    with suppress(BrokenPipeError), open(writing, "wb") as pipe:  # noqa: PTH123 - a handle
        try:
            pager = os.posix_spawnp(
                command[0], command, environ, file_actions=[(os.POSIX_SPAWN_DUP2, reading, 0)],
                setsigdef=[signal.SIGPIPE],
            )  # fmt: skip
        finally:
            os.close(reading)
        pipe.write(text)
    return os.waitstatus_to_exitcode(os.waitpid(pager, 0)[1])


@contextmanager
def _interrupts_for_the_pager() -> Iterator[None]:
    """Leave Ctrl-C to the pager, which gets it as well; a handler, unlike an ignored signal, is not inherited."""

    def stay(_number: int, _frame: object) -> None:
        pass

    before = signal.signal(signal.SIGINT, stay)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
