"""The medicines known by name: the class of each, and its other spellings (facts B1, B8).

Names are generic, because the check of interactions works by class. Names that are easily confused are all listed, so
that none is ever suggested in place of another.
"""

from __future__ import annotations

from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

GABAPENTIN, GABAPENTINOID, DOPAMINE_AGONIST, LEVODOPA = "gabapentin", "gabapentinoid", "dopamine agonist", "levodopa"
IRON, IRON_INFUSION, OPIOID, BENZODIAZEPINE = "iron", "iron infusion", "opioid", "benzodiazepine"
CLONIDINE, DIURETIC, ACID_REDUCER = "clonidine", "loop or thiazide diuretic", "proton-pump inhibitor"
CALCIUM_BLOCKER, TETRACYCLINE, QUINOLONE = "calcium-channel blocker", "tetracycline", "quinolone"
NITROFURANTOIN, BISPHOSPHONATE, THYROID = "nitrofurantoin", "bisphosphonate", "thyroid hormone"
SLEEP_AID, ANTIHISTAMINE, SEDATING = "sleep aid", "antihistamine", "sedating antidepressant"
ANTI_NAUSEA, OTHER_DIURETIC = "anti-nausea medicine", "other diuretic"
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
    BENZODIAZEPINE: (
        "clonazepam", "diazepam", "lorazepam", "alprazolam", "temazepam", "oxazepam", "bromazepam", "brotizolam",
        "chlordiazepoxide", "clobazam", "estazolam", "flunitrazepam", "flurazepam", "lormetazepam", "medazepam",
        "midazolam", "nitrazepam", "prazepam", "tetrazepam", "triazolam",
    ),
    SLEEP_AID: (
        "zolpidem", "zopiclone", "eszopiclone", "zaleplon", "melatonin", "ramelteon", "suvorexant", "lemborexant",
        "daridorexant", "valerian",
    ),
    ANTIHISTAMINE: (
        "diphenhydramine", "doxylamine", "hydroxyzine", "promethazine", "dimenhydrinate", "meclizine", "cyclizine",
        "cinnarizine", "chlorphenamine", "dexchlorpheniramine", "brompheniramine", "pheniramine", "triprolidine",
        "clemastine", "cyproheptadine", "ketotifen", "alimemazine", "cetirizine", "levocetirizine", "loratadine",
        "desloratadine", "fexofenadine", "bilastine", "ebastine", "rupatadine", "mizolastine", "acrivastine",
    ),
    ANTI_NAUSEA: ("metoclopramide", "domperidone", "ondansetron", "granisetron", "prochlorperazine"),
    SEDATING: ("trazodone", "mirtazapine", "doxepin", "amitriptyline", "nortriptyline", "trimipramine", "imipramine",
        "clomipramine", "desipramine"),
    CLONIDINE: ("clonidine",),
    DIURETIC: (
        "furosemide", "torasemide", "bumetanide", "etacrynic acid", "hydrochlorothiazide", "chlorothiazide",
        "bendroflumethiazide", "chlortalidone", "indapamide", "metolazone", "xipamide",
    ),
    OTHER_DIURETIC: ("spironolactone", "eplerenone", "finerenone", "amiloride", "triamterene", "acetazolamide"),
    ACID_REDUCER: ("omeprazole", "esomeprazole", "pantoprazole", "lansoprazole", "rabeprazole"),
    CALCIUM_BLOCKER: (
        "amlodipine", "levamlodipine", "nifedipine", "felodipine", "verapamil", "diltiazem", "nicardipine",
        "nimodipine", "nisoldipine", "nitrendipine", "isradipine", "lacidipine", "lercanidipine", "manidipine",
        "benidipine", "azelnidipine", "barnidipine", "cilnidipine", "clevidipine",
    ),
    TETRACYCLINE: ("doxycycline", "minocycline", "tetracycline", "lymecycline"),
    QUINOLONE: ("ciprofloxacin", "levofloxacin", "moxifloxacin", "ofloxacin"),
    NITROFURANTOIN: ("nitrofurantoin",),
    BISPHOSPHONATE: ("alendronate", "risedronate", "ibandronate"),
    THYROID: ("levothyroxine",),
}  # fmt: skip
#: Name → class (facts B8); taken by mouth, unless the class says otherwise.
MEDICINE_CLASSES: Mapping[str, str] = MappingProxyType({
    name: of for of, names in _BY_CLASS.items() for name in names
})  # fmt: skip
#: Other spelling or name → the name above.
MEDICINE_SPELLINGS: Mapping[str, str] = MappingProxyType({
    "carbidopa levodopa": "levodopa", "levodopa carbidopa": "levodopa", "oral iron": "iron", "iron tablet": "iron",
    "iron tablets": "iron", "ferrous sulphate": "ferrous sulfate", "iv iron": "iron infusion",
    "iron iv": "iron infusion", "torsemide": "torasemide", "chlorthalidone": "chlortalidone", "hctz":
    "hydrochlorothiazide", "frusemide": "furosemide", "alendronic acid": "alendronate", "risedronic acid":
    "risedronate", "ibandronic acid": "ibandronate", "thyroxine": "levothyroxine", "l thyroxine": "levothyroxine",
    "chlorpheniramine": "chlorphenamine", "meclozine": "meclizine", "trimeprazine": "alimemazine", "ethacrynic acid":
    "etacrynic acid", "bendrofluazide": "bendroflumethiazide",
})  # fmt: skip
