"""The values that shells complete after a flag or a command: a new flag or argument gets its line here.

Fixed values are words; values from the diary are a kind, for which the script runs `legdiary --complete`
(`cli.completion.live_answers`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.completion import (
    DEVICE,
    ENTRY,
    FACTOR,
    MEDICINE,
    OTHER_DEVICE,
    PRODUCT,
    PRODUCT_KIND,
    SYMPTOM,
    WAITING,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The shells that have a script.
SHELLS = ("bash", "zsh", "fish", "powershell")


class Values(NamedTuple):
    """The values of one flag or argument.

    Attributes:
        words: the fixed values.
        asked: the kind of value that the diary is asked for, or None.
        files: it takes names of files.
        listed: it takes several values, separated by commas.
    """

    words: tuple[str, ...] = ()
    asked: str | None = None
    files: bool = False
    listed: bool = False


#: The words for a day on which a plan can begin or end.
_COMING = Values(("today", "tomorrow"))


def flag_values() -> dict[str, Values]:
    """Return the values of flags, by the flag, or by the command and the flag."""
    from legdiary.app.exports import dialect_names
    from legdiary.app.imports.read_files import format_names
    from legdiary.app.log.factor import FACTOR_FIELDS
    from legdiary.app.log.magnesium import MAGNESIUM_FIELDS
    from legdiary.app.log.measure import MEASURE_FIELDS
    from legdiary.app.log.medicine import MEDICINE_FIELDS
    from legdiary.app.log.night import NIGHT_FIELDS
    from legdiary.app.log.sleep import SLEEP_FIELDS
    from legdiary.app.log.symptom import SYMPTOM_FIELDS
    from legdiary.domain.entries.kinds import KIND_NAMES
    from legdiary.domain.entries.magnesium import FORMS
    from legdiary.domain.entries.measure_scales import BY
    from legdiary.domain.entries.name_vocabulary import MEDICINES
    from legdiary.domain.entries.substances import KNOWN_KINDS
    from legdiary.domain.input.night_vocabulary import BODY_PARTS, MISSED_REASONS, SENSATIONS
    from legdiary.domain.input.paper import PAPERS
    from legdiary.domain.ledger.conflicts import ASK, WAYS
    from legdiary.domain.seek_help import numbers
    from legdiary.domain.taper.plan import REASONS
    from legdiary.domain.trials.trial import SCORES

    cleared: dict[str, Mapping[str, str]] = {
        "night": NIGHT_FIELDS, "sleep": SLEEP_FIELDS, "magnesium": MAGNESIUM_FIELDS, "mag": MAGNESIUM_FIELDS,
        "factor": FACTOR_FIELDS, "symptom": SYMPTOM_FIELDS, "medicine": MEDICINE_FIELDS, "measure": MEASURE_FIELDS,
    }  # fmt: skip
    return {
        "--night": _nights(),
        "--at": Values(("now", "20m ago", "1h ago")),
        "--form": Values(FORMS),
        "--product": Values(asked=PRODUCT),
        "kratom --of": Values(KNOWN_KINDS, PRODUCT_KIND),
        "dose --of": Values(KNOWN_KINDS, PRODUCT_KIND),
        "doses --of": Values(KNOWN_KINDS, PRODUCT_KIND),
        "--where": Values(BODY_PARTS, listed=True),
        "--feel": Values(SENSATIONS, listed=True),
        "--missed": Values(MISSED_REASONS),
        "--helped": Values(tuple("0123")),
        "--quality": Values(tuple("12345")),
        "--last": Values(("7d", "14d", "4w", "8w", "12w")),
        "--country": Values(tuple(sorted(numbers().countries))),
        "--paper": Values(PAPERS),
        "--output": Values(files=True),
        "--steps": Values(files=True),
        "--dialect": Values(dialect_names()),
        "--on-conflict": Values((*WAYS, ASK)),
        "import --as": Values(format_names()),
        **{f"{command} --clear": Values(tuple(fields)) for command, fields in cleared.items()},
        "edit --clear": Values(tuple(dict.fromkeys(name for fields in cleared.values() for name in fields))),
        "list --kind": Values(KIND_NAMES),
        "product add --kind": Values(KNOWN_KINDS, PRODUCT_KIND),
        "measure --by": Values(BY),
        "taper new --of": Values((*KNOWN_KINDS, *MEDICINES.names), PRODUCT_KIND),
        **{f"taper {command} --of": Values(KNOWN_KINDS, MEDICINE) for command in ("hold", "resume", "set", "end")},
        "trial new --score": Values(SCORES),
        "sync settle --take": Values(asked=DEVICE),
        "--why": Values(REASONS),
        "taper new --start": _COMING,
        "taper end --on": _COMING,
        "report --by": Values(("step", "week", "month")),
    }


def argument_values() -> dict[str, Values]:
    """Return the values of first arguments, by the command."""
    from legdiary.domain.entries.measure_scales import MEASURES
    from legdiary.domain.entries.name_vocabulary import FACTORS, MEDICINES, SYMPTOMS
    from legdiary.domain.entries.substances import KNOWN_KINDS
    from legdiary.settings import SPEC

    return {
        "night": Values(tuple(f"{score}" for score in range(11))),
        "kratom": Values(("none",)),
        "dose": Values(("none",)),
        "factor": Values(FACTORS.names, FACTOR),
        "symptom": Values(SYMPTOMS.names, SYMPTOM),
        "medicine": Values(MEDICINES.names, MEDICINE),
        "measure": Values(tuple(MEASURES)),
        "week": _nights(),
        "show": _nights(),
        "history": Values(asked=ENTRY),
        "edit": Values(asked=ENTRY),
        "delete": Values(asked=ENTRY),
        "config": Values(tuple(SPEC)),
        "taper set": _COMING,
        "taper show": Values(KNOWN_KINDS, MEDICINE),
        "trial did": Values(("yes", "no")),
        "sync setup": Values(files=True),
        "sync join": Values(files=True),
        "sync settle": Values(asked=WAITING),
        "sync forget": Values(asked=OTHER_DEVICE),
        "completion": Values(SHELLS),
        "import": Values(files=True),
        "restore": Values(files=True),
    }


def _nights() -> Values:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Values(("tonight", "last night", "today", "yesterday", *days))
