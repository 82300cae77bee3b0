"""The errors of several devices and their places; the commands that end with them are being built.

Each class leaves this list with its story, when `sync` can be typed.
"""

from __future__ import annotations

from legdiary.formats import sync_key, sync_segment
from legdiary.store import device_identity
from legdiary.store.places import errors as places

NOT_MET_YET = (
    *sync_segment.SEGMENT_ERRORS,
    sync_key.NotASyncKey,
    device_identity.IdentityUnreadable,
    places.PlaceMissing,
    places.PlaceIsAFile,
    places.PlaceNotReadable,
    places.PlaceNotWritable,
    places.PlaceFull,
    places.PlaceTrouble,
    places.UnknownPlace,
    places.NoDatabaseLibrary,
    places.DatabaseUnreachable,
    places.DatabaseRefuses,
    places.ConnectionLost,
)
