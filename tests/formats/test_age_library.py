"""The library for encryption: how it is loaded."""

from __future__ import annotations

import signal
import sys
from types import ModuleType

import pytest

from legdiary.formats.age_encryption import load_pyrage


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back here")
def test_ctrl_c_waits_until_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by the fault runs: interrupted while it loads, the library panics, and a person gets a traceback."""
    told: list[str] = []

    def load(name: str) -> ModuleType:
        signal.raise_signal(signal.SIGINT)
        told.append(f"{name} is loaded")
        return ModuleType(name)

    monkeypatch.delitem(sys.modules, "pyrage", raising=False)
    monkeypatch.setattr("importlib.import_module", load)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            load_pyrage()
        told.append(f"held back: {signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())}")
    finally:
        signal.signal(signal.SIGINT, before)
    assert told == ["pyrage is loaded", "held back: False"]
