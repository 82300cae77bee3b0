"""The files in use, as JSON."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from legdiary.app.file_locations import FilesInUse
    from legdiary.domain.time.moments import Present
    from legdiary.render.json.values import Json


def where(found: FilesInUse, present: Present) -> Json:
    """Return the files, the zone and the present moment as one document."""
    return {
        "diary": str(found.diary.path),
        "settings": str(found.settings.path),
        "backups": str(found.backups.path),
        "device": None if found.device is None else str(found.device.path),
        "place": found.place,
        "exists": found.diary.is_there,
        "timezone": present.zone.name,
        "now": present.now.iso,
    }
