"""The kind of device or app behind a source of Apple Health.

Apple Health names a source as its owner does (`Jane’s Apple Watch`), so that name is never shown: it only decides which
kind it is. Names of well-known apps are shown as they are.
"""

from __future__ import annotations

import re

#: Devices by the model that the attribute `device` states.
_MODELS = {"Watch": "Apple Watch", "iPhone": "iPhone", "iPad": "iPad", "iPod touch": "iPod"}
_MODEL = re.compile(r", model:([^,>]*)")
#: Apps and makers whose name as a source is their own.
_APPS = {
    name.lower(): name
    for name in (
        "AutoSleep", "BetterSleep", "Beddit", "Eight Sleep", "Fitbit", "Google Health", "Huawei Health", "Mi Fitness",
        "NapBot", "Oura", "Pillow", "Polar Flow", "RingConn", "Samsung Health", "Sleep Cycle", "Sleep++", "SleepScore",
        "SleepWatch", "ShutEye", "Sleepzy", "Sleep as Android", "Ultrahuman", "WHOOP", "Withings", "Zepp",
    )
} | {"connect": "Garmin Connect", "garmin connect": "Garmin Connect", "health mate": "Withings"}  # fmt: skip
OTHER_APP = "another app"
_IN_NAMES = (("watch", "Apple Watch"), ("iphone", "iPhone"), ("ipad", "iPad"))


def kind_of_source(name: str, device: str) -> str:
    """Return the kind of device or app of a source, or `OTHER_APP`.

    Args:
        name: the source's name, which may hold a person's.
        device: the attribute `device`, `<<HKDevice: …, model:Watch, …>`; may be empty.
    """
    plain = " ".join(name.split())
    if app := _APPS.get(plain.lower()):
        return app
    model = _MODEL.search(device)
    if model and (kind := _MODELS.get(model[1].strip())):
        return kind
    return next((kind for word, kind in _IN_NAMES if word in plain.lower()), OTHER_APP)
