"""Carry out a request about any kind that a check-in asks for."""

from __future__ import annotations

from legdiary.app.log.factor import LogFactor, store_factor
from legdiary.app.log.kratom import ChangeDose, DoseStored, LogDose, LogWithout, store_dose
from legdiary.app.log.magnesium import ChangeMagnesium, LogMagnesium, MagnesiumStored, store_magnesium
from legdiary.app.log.medicine import ChangeMedicine, LogMedicine, store_medicine
from legdiary.app.log.night import LogNight, store_night
from legdiary.app.log.sleep import LogSleep, store_sleep
from legdiary.app.log.symptom import LogSymptom, store_symptom
from legdiary.app.questions import NOTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from legdiary.app.context import Context
    from legdiary.app.log.medicine import MedicineStored
    from legdiary.app.questions import Asked, Yes
    from legdiary.store.entry_rows import Change

Request: TypeAlias = (
    LogNight | LogSleep | LogDose | LogWithout | ChangeDose | LogMagnesium | ChangeMagnesium | LogMedicine
    | ChangeMedicine | LogSymptom | LogFactor
)  # fmt: skip
Result: TypeAlias = "Change | DoseStored | MagnesiumStored | MedicineStored"


def store(context: Context, request: Request, yes: Yes = NOTHING) -> Result | Asked:
    """Carry out a request by the use case of its kind.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    if isinstance(request, LogNight):
        return store_night(context, request, yes)
    if isinstance(request, LogSleep):
        return store_sleep(context, request, yes)
    if isinstance(request, LogMagnesium | ChangeMagnesium):
        return store_magnesium(context, request, yes)
    if isinstance(request, LogMedicine | ChangeMedicine):
        return store_medicine(context, request, yes)
    if isinstance(request, LogSymptom):
        return store_symptom(context, request, yes)
    if isinstance(request, LogFactor):
        return store_factor(context, request, yes)
    return store_dose(context, request, yes)


def first_of_kind(made: Result) -> str | None:
    """Return the kind of an entry that is the diary's first of its kind and has a first-use note; None for others."""
    return made.new.entry.kind if isinstance(made, DoseStored | MagnesiumStored) and made.first else None
