"""`python -m legdiary`, and the entry point of `legdiary`."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line; the exit code is the promise (0 stored or done, see docs/errors.md)."""
    if sys.argv[1:] == ["--version"]:
        # Answered before the frameworks load: it is asked by scripts, often.
        from legdiary import __version__

        sys.stdout.write(f"legdiary {__version__}\n")
        return 0
    if sys.argv[1:2] == ["--complete"]:
        # Asked by the shell at every Tab: answered before the frameworks load as well.
        from legdiary.cli.complete import answer

        return answer(sys.argv[2:])
    # One short command makes little garbage: collecting it costs a third of the start. Long work turns it on again.
    gc.disable()
    from legdiary.later import postpone

    postpone()
    try:
        from legdiary.cli.main import run
    except KeyboardInterrupt:
        sys.stderr.write("legdiary: interrupted\n")
        return 130

    code = run(sys.argv[1:])
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
