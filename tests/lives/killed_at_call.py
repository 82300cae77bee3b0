"""A process that is killed at one of its system calls: run in a child, stopped at each call, ended at the nth."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import warnings
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TRACE_ME, _SYSCALL, _SET_OPTIONS = 0, 24, 0x4200
#: Stops at system calls are told from other stops, and the child ends with its parent.
_OPTIONS = 0x1 | 0x100000
_TRAP, _OF_A_CALL = 5, 0x80
#: A call and its return are two stops.
_STOPS_A_CALL = 2


@cache
def can_kill_at_calls() -> bool:
    """Return whether this system lets a process watch the calls of its child."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return killed_at(0, lambda: None) == (0, True)
    except OSError:
        return False


def killed_at(call: int, act: Callable[[], object]) -> tuple[int, bool]:
    """Do something in a child that is killed as it makes the nth system call from now on.

    Returns:
        How many calls it made, and whether it was killed; one that makes fewer calls comes to its end.

    Raises:
        OSError: this system allows none of it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads are not in the child, and are not missed
        child = os.fork()
    if not child:
        code = 70
        try:
            if libc.ptrace(_TRACE_ME, 0, None, None) == 0:
                os.kill(os.getpid(), signal.SIGSTOP)
                act()
                code = 0
        finally:
            os._exit(code)
    try:
        return _watched(libc, child, call)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise


def _watched(libc: ctypes.CDLL, child: int, call: int) -> tuple[int, bool]:
    _, status = os.waitpid(child, 0)
    if not os.WIFSTOPPED(status) or libc.ptrace(_SET_OPTIONS, child, None, ctypes.c_void_p(_OPTIONS)) != 0:
        raise OSError(ctypes.get_errno(), "a child cannot be watched")
    stops = passed_on = 0
    while True:
        if libc.ptrace(_SYSCALL, child, None, ctypes.c_void_p(passed_on)) != 0:
            raise OSError(ctypes.get_errno(), "a child cannot be watched")
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return stops // _STOPS_A_CALL, False
        passed_on = 0
        if os.WSTOPSIG(status) != _TRAP | _OF_A_CALL:
            passed_on = os.WSTOPSIG(status)
            continue
        stops += 1
        if stops == _STOPS_A_CALL * call + 1:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return call, True
