"""The reasons why a device goes on as a new one, and why a file of the place is left out, in words.

The keys are the values of `store.device_identity.Stranger` and `store.places.place.Oddity`.
"""

from __future__ import annotations

WHY_BEGUN_ANEW = {
    "other machine": "This is another computer than the one that was set up",
    "file copied": "The file that names this device was copied here, or restored",
    "other diary": "This is another diary than the one that was set up",
    "diary behind": "This diary was put back to an earlier state",
    "diary beside": "This diary is not the one that was synced last",
    "not ours": "Another computer has written under the name of this device",
    "parted": "Two computers have written under one name, and this device had built on it",
}
WHY_LEFT_OUT = {
    "conflict copy": "a second version that the program which carries the folder has made",
    "other case": "its name is in capital letters",
    "not here yet": "it has not arrived on this computer yet",
    "unknown": "legdiary did not write it",
}
