"""The JSON of several devices: what an exchange did, the devices, and what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.humanize import change_time

if TYPE_CHECKING:
    from legdiary.app.sync.exchange import Synced
    from legdiary.app.sync.manage import Settled, SyncStatus
    from legdiary.domain.sync.unsettled import DeviceSaid, Unsettled
    from legdiary.render.json.values import Json


def synced(done: Synced) -> Json:
    """Return `{"device", "sent", "took": [{"device", "lines", "until"}], "waiting", …}`."""
    return {
        "place": done.place,
        "device": done.name,
        "sent": done.sent,
        "sent_again": done.again,
        "took": [
            {
                "device": each.name,
                "lines": each.lines,
                "until": change_time(each.made_utc_ms, each.made_offset_min).isoformat(),
            }
            for each in done.taken
        ],
        "waiting": done.waiting,
        "held_back": done.held_back,
        "missing": [{"device": each.name, "first": each.first, "last": each.last} for each in done.missing],
        "kept": [{"device": each.name, "lines": each.lines} for each in done.kept],
        "behind": [{"device": each.name, "lines": each.lines} for each in done.behind],
        "not_taken": [{"file": each.path, "why": each.why} for each in done.odd],
        "troubles": list(done.troubles),
        "new_identity": done.begun_anew,
    }


def status(found: SyncStatus) -> Json:
    """Return `{"place", "device", "unsent", "devices": […], "waiting": […]}`."""
    return {
        "place": found.place,
        "device": found.name,
        "unsent": found.unsent,
        "devices": [
            {
                "name": each.name,
                "this": each.is_this,
                "lines": each.lines,
                "until": None if each.newest is None else change_time(*each.newest[:2]).isoformat(),
                "forgotten": each.forgotten,
            }
            for each in found.devices
        ],
        "waiting": conflicts(found.unsettled),
    }


def conflicts(unsettled: Unsettled) -> list[Json]:
    """Return what devices have said differently: the entry that stands, whose word it is, and what the others say."""
    from legdiary.render.json.entries import entry

    return [
        {
            "id": each.entry_id,
            "what": each.what,
            "fields": list(each.fields),
            "stands": each.stands,
            "entry": None if each.entry is None else entry(each.entry, unsettled.names),
            "said": [_said(said) for said in each.said],
        }
        for each in unsettled.conflicts
    ]


def _said(said: DeviceSaid) -> Json:
    from legdiary.render.json.history import plain_fields

    return {"device": said.device, "deleted": said.deleted, "values": plain_fields(said.fields)}


def settled(done: Settled) -> Json:
    """Return `{"settled", "stored"}`: the entry as it is from now on, or null where it is gone."""
    from legdiary.render.json.entries import entry

    return {"settled": done.entry_id, "stored": None if done.stored is None else entry(done.stored, done.names)}


def forgotten(name: str) -> Json:
    """Return `{"forgotten"}`: the name of the device."""
    return {"forgotten": name}


def left(place: str) -> Json:
    """Return `{"left"}`: the place."""
    return {"left": place}
