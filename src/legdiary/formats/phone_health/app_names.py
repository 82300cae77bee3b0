"""The names of the apps that write sleep on Android, by their package.

Only packages that are known are named: what else stands in a file may be a person's own word.
"""

from __future__ import annotations

OTHER_APP = "another app"
_APPS = {
    "com.coros.coros": "COROS",
    "com.eightsleep.eight": "Eight Sleep",
    "com.fitbit.FitbitMobile": "Fitbit",
    "com.garmin.android.apps.connectmobile": "Garmin Connect",
    "com.google.android.apps.fitness": "Google Fit",
    "com.google.android.apps.healthdata": "Health Connect",
    "com.google.android.healthconnect.controller": "Health Connect",
    "com.huami.watch.hmwatchmanager": "Zepp",
    "com.huawei.health": "Huawei Health",
    "com.northcube.sleepcycle": "Sleep Cycle",
    "com.ouraring.oura": "Oura",
    "com.sec.android.app.shealth": "Samsung Health",
    "com.ultrahuman.android": "Ultrahuman",
    "com.urbandroid.sleep": "Sleep as Android",
    "com.whoop.android": "WHOOP",
    "com.withings.wiscale2": "Withings",
    "com.xiaomi.hm.health": "Zepp Life",
    "com.xiaomi.wearable": "Mi Fitness",
    "fi.polar.polarflow": "Polar Flow",
    "hu.vmiklos.plees_tracker": "plees-tracker",
    "nl.appyhapps.healthsync": "Health Sync",
}


class AppNames:
    """The names of the apps of one file; each app that is not known has a number of its own."""

    def __init__(self) -> None:
        self._others: dict[object, str] = {}

    def name_of(self, package: object) -> str:
        """Return the name of an app.

        Args:
            package: the app's package; None where the file does not say.
        """
        if isinstance(package, str) and (known := _APPS.get(package)):
            return known
        number = len(self._others) + 1
        return self._others.setdefault(package, OTHER_APP if number == 1 else f"{OTHER_APP} {number}")
