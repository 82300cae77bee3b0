"""An entry of any kind is moved to another day, back, and away: every look is told, and nothing is taken for damage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import ok

if TYPE_CHECKING:
    from pathlib import Path

#: What is typed, and how its day is corrected.
MOVED = (
    ("night 6 --night 2026-11-20", "--night 2026-11-19"),
    ("sleep --total 6h30 --night 2026-11-20", "--night 2026-11-19"),
    ("kratom 2g --night 2026-11-20 --at 20:00", "--night 2026-11-19"),
    ("kratom none --night 2026-11-20", "--night 2026-11-19"),
    ("magnesium 200mg --night 2026-11-20 --at 20:00", "--night 2026-11-19"),
    ("factor caffeine --night 2026-11-20", "--night 2026-11-19"),
    ("symptom nausea 2 --night 2026-11-20", "--night 2026-11-19"),
    ("medicine gabapentin 300mg --night 2026-11-20 --at 20:00", "--night 2026-11-19"),
    ("measure ferritin 48ng/mL --on 2026-11-20", "--on 2026-11-19"),
    ("product add leaf --opened 2026-11-20", "--opened 2026-11-19"),
)


@pytest.mark.parametrize(("logged", "moved"), MOVED, ids=[logged.partition(" --")[0] for logged, _ in MOVED])
@pytest.mark.thinned(3)
def test_every_look_is_told_after_it(logged: str, moved: str, tmp_path: Path) -> None:
    diary = tmp_path / "diary.db"
    ok("night", "3", "--night", "2026-11-18", diary=diary)
    for words in (logged, f"edit 2 {moved}", "undo", "undo", logged, f"edit 6 {moved}", "delete 6"):
        ok(*words.split(), diary=diary)
        for look in ("list --last 30d", "week", "report --last 2w", "history", "product list"):
            ok(*look.split(), diary=diary)
        assert "Nothing is wrong." in ok("check", diary=diary).stdout
