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
        **{name: str(each.path) for name, each in found._asdict().items()},
        "exists": found.diary.is_there,
        "timezone": present.zone.name,
        "now": present.now.iso,
    }
