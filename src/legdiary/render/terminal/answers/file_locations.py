"""The files in use, in words."""

from __future__ import annotations

from legdiary.humanize import user_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from legdiary.app.file_locations import FilesInUse


def where_text(found: FilesInUse) -> str:
    """Return the files, a line each."""
    rows = {"diary": found.diary, "settings": found.settings, "backups": found.backups, "device": found.device}
    lines = [
        f"{name:<9} {user_text(str(each.path))}{'' if each.is_there else '  (not there yet)'}"
        for name, each in rows.items()
        if each is not None
    ]
    return "\n".join([*lines, *([] if found.place is None else [f"{'place':<9} {user_text(found.place)}"])])
