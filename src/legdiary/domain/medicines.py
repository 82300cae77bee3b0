"""The medicines that are known by name: the class of each, and its other spellings (facts B8).

Generic names, since the spacing check (`domain.spacing`) rests on them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GABAPENTIN, GABAPENTINOID, DOPAMINE_AGONIST, LEVODOPA = "gabapentin", "gabapentinoid", "dopamine agonist", "levodopa"
IRON, IRON_INFUSION, OPIOID, BENZODIAZEPINE = "iron", "iron infusion", "opioid", "benzodiazepine"
CLONIDINE, DIURETIC, ACID_REDUCER = "clonidine", "loop or thiazide diuretic", "proton-pump inhibitor"
CALCIUM_BLOCKER, TETRACYCLINE, QUINOLONE = "calcium-channel blocker", "tetracycline", "quinolone"
NITROFURANTOIN, BISPHOSPHONATE, THYROID = "nitrofurantoin", "bisphosphonate", "thyroid hormone"
_BY_CLASS = {
    GABAPENTIN: ("gabapentin",),
    GABAPENTINOID: ("gabapentin enacarbil", "pregabalin"),
    DOPAMINE_AGONIST: ("pramipexole", "ropinirole", "rotigotine"),
    LEVODOPA: ("levodopa",),
    IRON: ("iron", "ferrous sulfate", "ferrous fumarate", "ferrous gluconate", "iron bisglycinate"),
    IRON_INFUSION: ("iron infusion",),
    OPIOID: (
        "buprenorphine", "methadone", "oxycodone", "hydrocodone", "morphine", "codeine", "tramadol", "tapentadol",
        "hydromorphone", "fentanyl",
    ),
    BENZODIAZEPINE: ("clonazepam", "diazepam", "lorazepam", "alprazolam", "temazepam", "oxazepam"),
    CLONIDINE: ("clonidine",),
    DIURETIC: ("furosemide", "torasemide", "bumetanide", "hydrochlorothiazide", "chlortalidone", "indapamide"),
    ACID_REDUCER: ("omeprazole", "esomeprazole", "pantoprazole", "lansoprazole", "rabeprazole"),
    CALCIUM_BLOCKER: ("amlodipine", "nifedipine", "felodipine", "verapamil", "diltiazem"),
    TETRACYCLINE: ("doxycycline", "minocycline", "tetracycline", "lymecycline"),
    QUINOLONE: ("ciprofloxacin", "levofloxacin", "moxifloxacin", "ofloxacin"),
    NITROFURANTOIN: ("nitrofurantoin",),
    BISPHOSPHONATE: ("alendronate", "risedronate", "ibandronate"),
    THYROID: ("levothyroxine",),
}  # fmt: skip
#: Name → class, for the medicines of interest (facts B8); swallowed, unless the class says otherwise.
MEDICINE_CLASSES: Mapping[str, str] = MappingProxyType({
    name: of for of, names in _BY_CLASS.items() for name in names
})  # fmt: skip
#: Other spellings and words for them.
MEDICINE_SPELLINGS: Mapping[str, str] = MappingProxyType({
    "carbidopa levodopa": "levodopa", "levodopa carbidopa": "levodopa", "oral iron": "iron", "iron tablet": "iron",
    "iron tablets": "iron", "ferrous sulphate": "ferrous sulfate", "iv iron": "iron infusion",
    "iron iv": "iron infusion", "torsemide": "torasemide", "chlorthalidone": "chlortalidone", "hctz":
    "hydrochlorothiazide", "frusemide": "furosemide", "alendronic acid": "alendronate", "risedronic acid":
    "risedronate", "ibandronic acid": "ibandronate", "thyroxine": "levothyroxine", "l thyroxine": "levothyroxine",
})  # fmt: skip
