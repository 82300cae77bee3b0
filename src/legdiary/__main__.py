"""The entry point of `legdiary` and of `python -m legdiary`."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_STANDARD_ERROR, _NO_MEMORY = 2, b"legdiary: the system refused: not enough memory\n"


def end_without_memory(code: int) -> NoReturn:
    """End the process without making an object: the interpreter's own way would need memory, and lose the exit code."""
    try:  # noqa: SIM105 - `suppress` is an object
        os.write(_STANDARD_ERROR, _NO_MEMORY)
    except (OSError, MemoryError):
        pass
    os._exit(code)


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
    except (MemoryError, SystemError):  # as the latter the interpreter tells of some memory that it did not find
        end_without_memory(1)
    except ImportError as error:
        sys.stderr.write(f"legdiary: the system refused: a part of the program could not be loaded ({error.name})\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"legdiary: the system refused: {error.strerror}\n")
        return 1

    code = run(sys.argv[1:], end_without_memory)
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
