"""`python -m legdiary`, and the entry point of `legdiary`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; the exit code is the promise (0 stored or done, see docs/errors.md)."""
    if sys.argv[1:] == ["--version"]:
        # Answered before the frameworks load: it is asked by scripts, often.
        from legdiary import __version__

        sys.stdout.write(f"legdiary {__version__}\n")
        return 0
    from legdiary.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
