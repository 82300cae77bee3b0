"""Start programs one after another and tell what each cost: the small process between the benchmark and its children.

A child's peak memory, as the kernel counts it, is never less than that of the process that started it. So this one
loads nothing but `os`, and is itself started by `python -I -S`.

One line in: how standard output is caught (`pipe`, `terminal`, or `terminal` and the keys that are typed ahead, as
hexadecimal digits; `asking` and the keys that are typed at the first question, as a passphrase must be), the file for
standard error, the diary (or nothing), and the program with its arguments, parted by the unit separator. One line out:
exit code, CPU seconds, peak KiB, bytes printed.
"""

import os
import sys

_PART = "\x1f"
_CHUNK = 1 << 16
_KIB = 1024


def launch(caught: str, errors: str, diary: str, program: list[str]) -> tuple[int, float, int, int]:
    """Run a program to its end.

    Returns:
        Its exit code, the CPU seconds it took (user and system), its peak memory in KiB, and how much it printed.
    """
    how, _, keys = caught.partition(":")
    ours, theirs = os.pipe() if how == "pipe" else os.openpty()
    typed = bytes.fromhex(keys)
    os.write(ours, typed) if how == "terminal" and keys else None
    child = os.posix_spawn(
        program[0],
        program,
        {**os.environ, "LEGDIARY_DIARY": diary} if diary else os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, theirs, 0) if keys else (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, theirs, 1),
            (os.POSIX_SPAWN_OPEN, 2, errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            # What asks, asks on standard error.
            *([(os.POSIX_SPAWN_DUP2, theirs, 2)] if keys else []),
        ],
    )
    os.close(theirs)
    printed = _drain(ours, typed if how == "asking" else b"")
    os.close(ours)
    _, status, usage = os.wait4(child, 0)
    peak = usage.ru_maxrss // _KIB if sys.platform == "darwin" else usage.ru_maxrss
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, peak, printed


def _drain(descriptor: int, typed: bytes) -> int:
    """Read all that is printed; at the first of it type what is to be typed."""
    printed = 0
    try:
        while chunk := os.read(descriptor, _CHUNK):
            printed += len(chunk)
            if typed:
                os.write(descriptor, typed)
                typed = b""
    except OSError:  # so a terminal says that its other end is closed
        pass
    return printed


def main() -> None:
    """Serve until there is no more to start."""
    for line in sys.stdin:
        caught, errors, diary, *program = line.rstrip("\n").split(_PART)
        print(*launch(caught, errors, diary, program), flush=True)


if __name__ == "__main__":
    main()
