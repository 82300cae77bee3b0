"""The entry point of `legdiary` and of `python -m legdiary`."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line and return its exit code (0 stored or done; docs/errors.md has them all)."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        # Answered before the frameworks load, since scripts ask often.
        from legdiary import __version__

        sys.stdout.write(f"legdiary {__version__}\n")
        return 0
    if sys.argv[1:2] == ["--complete"]:
        # Also answered before the frameworks load, since the shell asks at every Tab.
        from legdiary.cli.completion.live_answers import answer

        return answer(sys.argv[2:])
    # A short command makes little garbage, and collecting it takes a third of the start. Long work enables it again.
    gc.disable()
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
