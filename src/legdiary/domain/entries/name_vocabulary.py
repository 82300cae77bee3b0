"""The names of factors, symptoms and medicines, and the matching of a typed name with them (facts B8).

Matching ignores case, and a hyphen counts as a blank: `fast-heartbeat` is `fast heartbeat`. Names already in the diary
are known as well; any other name is stored only with `--new`.
"""

from __future__ import annotations

from types import MappingProxyType

from legdiary.domain.entries.medicines import MEDICINE_CLASSES, MEDICINE_SPELLINGS
from legdiary.domain.input.text import check_name
from legdiary.errors import BadValue, quote_typed
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Vocabulary(NamedTuple):
    """The names of one kind of entry.

    Attributes:
        what: the word for such a name: factor, symptom or medicine.
        names: the names, as they are stored and shown.
        others: another spelling or word → the name.
    """

    what: str
    names: tuple[str, ...]
    others: Mapping[str, str]

    def find(self, typed: str) -> str | None:
        """Return the stored name for a typed one; None where it is not known."""
        key = _key(typed)
        return self.others.get(key) or next((name for name in self.names if _key(name) == key), None)

    def nearest(self, typed: str) -> str | None:
        """Return the known name or other word that differs by a letter or two; None where there is none."""
        from legdiary.domain.input.spelling_suggestions import nearest

        names = {_key(name): name for name in self.names}
        near = nearest(_key(typed), names | dict(self.others))
        return None if near is None else names.get(near, near)

    def name_nearest(self, typed: str) -> str:
        """Return the part of a message that names the nearest known names."""
        from legdiary.domain.input.spelling_suggestions import name_nearest

        return name_nearest(_key(typed), {_key(name): name for name in self.names} | dict(self.others))


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


FACTORS = Vocabulary(
    "factor",
    (
        # may worsen
        "caffeine", "alcohol", "nicotine", "antihistamine", "anti-nausea medicine", "antidepressant", "antipsychotic",
        "late exercise", "long sitting", "travel", "stress", "missed dose", "late dose", "poor sleep", "menstruation",
        "pregnancy",
        # may relieve
        "walking", "stretching", "massage", "heat", "cold", "exercise", "regular bedtime", "distraction", "relaxation",
        "compression", "cbt", "support group", "therapy session",
    ),
    MappingProxyType({
        "coffee": "caffeine", "antihistamines": "antihistamine", "anti nausea": "anti-nausea medicine",
        "antinausea": "anti-nausea medicine", "ssri": "antidepressant", "snri": "antidepressant",
        "mirtazapine": "antidepressant", "antidepressants": "antidepressant", "sitting": "long sitting",
        "long travel": "travel", "late dosing": "late dose", "bad sleep": "poor sleep", "period": "menstruation",
        "walk": "walking", "moving": "walking", "stretches": "stretching", "warm bath": "heat", "hot bath": "heat",
        "bath": "heat", "warm compress": "heat", "cool pack": "cold", "cold pack": "cold", "ice pack": "cold",
        "reading": "distraction", "puzzle": "distraction", "cbt i": "cbt", "cbti": "cbt",
        "cognitive behavioral therapy": "cbt", "cognitive behavioural therapy": "cbt", "support": "support group",
        "group": "support group", "group meeting": "support group", "support groups": "support group",
        "therapy": "therapy session", "counseling": "therapy session", "counselling": "therapy session",
    }),
)  # fmt: skip
SYMPTOMS = Vocabulary(
    "symptom",
    (
        "nausea", "vomiting", "constipation", "diarrhoea", "fast heartbeat", "sweating", "hot flushes", "chills",
        "runny nose", "watery eyes", "yawning", "muscle aches", "low appetite", "restlessness", "anxiety", "low mood",
        "irritability", "craving", "fatigue", "daytime sleepiness", "dizziness", "headache", "cramps", "fever",
        "goosebumps", "brain fog",
    ),
    MappingProxyType({
        "diarrhea": "diarrhoea", "palpitations": "fast heartbeat", "sweats": "sweating", "hot flush": "hot flushes",
        "hot flash": "hot flushes", "hot flashes": "hot flushes", "muscle ache": "muscle aches",
        "muscle pain": "muscle aches", "restless": "restlessness", "anxious": "anxiety", "cravings": "craving",
        "tiredness": "fatigue", "sleepiness": "daytime sleepiness", "headaches": "headache", "sad": "low mood",
        "sadness": "low mood", "depressed": "low mood", "depressed mood": "low mood", "cramp": "cramps",
        "leg cramp": "cramps", "leg cramps": "cramps", "muscle cramp": "cramps", "muscle cramps": "cramps",
        "spasms": "cramps", "muscle spasm": "cramps", "muscle spasms": "cramps", "feverish": "fever",
        "temperature": "fever", "high temperature": "fever", "goose bumps": "goosebumps", "gooseflesh": "goosebumps",
        "goose flesh": "goosebumps", "brainfog": "brain fog", "foggy": "brain fog", "fogginess": "brain fog",
    }),
)  # fmt: skip
MEDICINES = Vocabulary("medicine", tuple(MEDICINE_CLASSES), MEDICINE_SPELLINGS)
VOCABULARIES = MappingProxyType({each.what: each for each in (FACTORS, SYMPTOMS, MEDICINES)})
#: Names with a command of their own, which counts their milligrams.
_OWN_COMMANDS = frozenset({"magnesium", "kratom"})


class UnknownName(BadValue):
    """An unknown name: perhaps a slip, perhaps a name of your own.

    Attributes:
        typed: the name as typed.
        what: the kind of name that it was typed for.
        near: a known name that differs by a letter or two; None where there is none.
        elsewhere: the kind of name that it is instead; None where it is of none.
    """

    def __init__(self, vocabulary: Vocabulary, typed: str) -> None:
        self.typed, self.what = typed, vocabulary.what
        self.elsewhere = elsewhere = next(
            (other.what for other in VOCABULARIES.values() if other.find(typed) is not None), None
        )
        self.near = near = vocabulary.nearest(typed) if elsewhere is None else None
        if elsewhere is not None:
            meant = f", but a {elsewhere}"
        elif vocabulary is not MEDICINES:
            meant = vocabulary.name_nearest(typed)
        elif near is not None:
            meant = f" (did you mean {near}?)"
        else:  # of medicines none is named that only looks alike
            meant = "; medicines are known by their generic names"
        super().__init__(
            f"{quote_typed(typed)!r} is not a known {vocabulary.what}{meant}; add --new to keep it as your own",
            f"legdiary {vocabulary.what} --list" if elsewhere is None else f"legdiary {elsewhere} --help",
        )


class HasItsCommand(BadValue):
    """Magnesium as a medicine, kratom as a factor."""

    def __init__(self, vocabulary: Vocabulary, name: str) -> None:
        super().__init__(
            f"{name} is not a {vocabulary.what} here; it has its own command",
            f"legdiary {name} --help",
        )


def find_name(vocabulary: Vocabulary, typed: str, used: Iterable[str], *, new: bool) -> str:
    """Return the name to store for a typed one.

    A name in the diary comes before another word for a known name: an entry made today stands beside those of the same
    name, though that word has been given a name since.

    Args:
        vocabulary: the known names of this kind of entry.
        typed: the name as typed.
        used: the names that the diary holds already.
        new: accept a name that is not known.

    Raises:
        UnknownName: the name is not known and `new` is False.
        HasItsCommand: magnesium or kratom.
        NoName, TooLong, UnreadableText: the text cannot be a name.
    """
    name = check_name(typed, vocabulary.what)
    key = _key(name)
    if key in _OWN_COMMANDS:
        raise HasItsCommand(vocabulary, key)
    known = next((own for own in used if _key(own) == key), None) or vocabulary.find(name)
    if known is None and not new:
        raise UnknownName(vocabulary, name)
    return known or name.lower()
