"""Makes lives: what a person types night after night, what befalls the diary, at an hour that makes trouble.

A life follows from its seed alone. Nothing here looks at a diary: what can be refused is made now and then as well.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from life_operations import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Tokyo", "Australia/Sydney", "Asia/Kolkata")
#: Evenings with which a life may begin: an ordinary one, both clock changes here and there, a leap day, a year's end.
BEGINNINGS = (
    ("2026-11-20T22:00-05:00", "America/New_York"), ("2026-03-05T21:30-05:00", "America/New_York"),
    ("2026-10-29T23:10-04:00", "America/New_York"), ("2026-03-26T20:15+01:00", "Europe/Berlin"),
    ("2026-10-22T22:40+02:00", "Europe/Berlin"), ("2028-02-26T19:05+01:00", "Europe/Berlin"),
    ("2026-12-28T23:55+11:00", "Australia/Sydney"), ("2026-04-02T22:22+11:00", "Australia/Sydney"),
)  # fmt: skip
NOTES = ("hot", "walked at 3", "=1+1", "שלום", "[bold]", "a, b; c", "it's fine")
SYMPTOMS = ("nausea", "sweating", "anxiety")
FACTORS = ("caffeine", "alcohol", "heat", "stretching")
MEDICINES = ("gabapentin", "iron")
PRODUCTS = (("red leaf", "leaf"), ("tabs", "7-oh"), ("gold", "extract"))
CLOCKS = ("00:30", "01:10", "01:30", "02:30", "04:59", "05:00", "08:40", "12:15", "18:05", "21:40", "23:10", "23:59")
FORMS = ("oxide", "citrate", "glycinate", "malate")
#: Name → how often; what a person does most, most.
OFTEN = {
    "wait": 20, "night": 14, "sleep": 12, "kratom": 20, "magnesium": 8, "medicine": 4, "factor": 4, "symptom": 5,
    "measure": 2, "product": 4, "plan": 3, "hold": 2, "resume": 1, "set": 2, "end": 1, "edit": 14, "delete": 5,
    "undo": 8, "crash": 5, "backup": 2, "restore": 1, "return": 1, "travel": 2, "jump": 2,
}  # fmt: skip
#: What happens beside it in a life of two diaries.
TWO = {"there": 40, "sync": 9, "part": 3, "meet": 5}
#: What happens to files and the clock, not to entries.
AROUND = frozenset({"wait", "crash", "backup", "restore", "return", "travel", "jump"})


def life_of(seed: int, length: int | None = None) -> list[Operation]:
    """Return the life of a seed."""
    return Generator(Random(seed)).life(length)  # noqa: S311 - to be replayed


class Generator:
    """Makes operations by a source of randomness, which may be hypothesis' own."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.often = dict(OFTEN)

    def life(self, length: int | None = None) -> list[Operation]:
        length = length or self.random.randint(30, 60)
        return [self.beginning(), *(self.operation() for _ in range(length))]

    def beginning(self) -> Operation:
        now, zone = self.random.choice(BEGINNINGS)
        start = self.random.choice((300, 300, 300, 0, 720))
        told: dict[str, Any] = {"now": now, "zone": zone, "day_start": start}
        if self.random.random() < 0.4:
            self.often |= TWO
        if self.random.random() < 0.15:
            told["schema"] = self.random.randint(1, 7)
        return Operation("begin", told)

    def operation(self) -> Operation:
        random = self.random
        name = random.choices(tuple(self.often), tuple(self.often.values()))[0]
        if name == "crash":
            return self._crash()
        return self._plain(name)

    def _plain(self, name: str) -> Operation:
        if name == "edit":
            kind = self.random.choices(tuple(_EDITS), (5, 4, 6, 3, 2, 2, 2, 1, 2))[0]
            return Operation(kind, {"pick": self.random.randrange(12)} | self._some(_EDITS[kind](self)))
        make: Callable[[], dict[str, Any]] = getattr(self, f"_{name}")
        return Operation(name, make())

    def _crash(self) -> Operation:
        random = self.random
        inside = self._inside()
        told: dict[str, Any] = {"name": inside.name, "told": inside.told, "way": "cut"}
        if random.random() < 0.5:
            told |= {"way": "kill", "at": random.choice((random.randrange(60), random.randrange(60, 175)))}
        return Operation("crash", told)

    def _inside(self) -> Operation:
        """Return something that changes entries."""
        names = [name for name in OFTEN if name not in AROUND]
        return self._plain(self.random.choices(names, [OFTEN[name] for name in names])[0])

    # ------------------------------------------------------------------ words

    def _some(self, told: dict[str, Any]) -> dict[str, Any]:
        """Return one or a few of what may be told."""
        names = sorted(told)
        keep = self.random.sample(names, min(len(names), self.random.choice((1, 1, 2, 3))))
        return {name: told[name] for name in keep}

    def _often(self, told: dict[str, Any], share: float = 0.35) -> dict[str, Any]:
        return {name: value for name, value in sorted(told.items()) if self.random.random() < share}

    def _night_word(self) -> dict[str, Any]:
        word = self.random.choice((None, None, None, "last night", "yesterday", "2 ago", "3 ago", "today", "tonight"))
        return {} if word is None else {"night": word}

    def _at_word(self) -> dict[str, Any]:
        random = self.random
        clock = random.choice(CLOCKS)
        word = random.choice(
            (None, "now", clock, clock, f"yesterday {clock}", f"today {clock}", f"{random.randrange(600)}m ago",
             f"{random.randrange(24)}h ago")
        )  # fmt: skip
        told = {} if word is None else {"at": word}
        if word == clock and random.random() < 0.4:
            told["night"] = random.choice(("yesterday", "2 ago", "today", "1 ago"))
        return told

    def _note(self) -> str:
        return self.random.choice(NOTES)

    # ------------------------------------------------------------------ time

    def _wait(self) -> dict[str, Any]:
        random = self.random
        return {"minutes": random.choice((random.randrange(1, 300), random.randrange(300, 900), 1440, 1440, 2000))}

    def _jump(self) -> dict[str, Any]:
        return {"minutes": self.random.choice((-90, -1500, -4 * 1440, 3 * 1440, 20 * 1440, -61))}

    def _travel(self) -> dict[str, Any]:
        return {"zone": self.random.choice(ZONES)}

    # ------------------------------------------------------------------ entries

    def _rating(self) -> dict[str, Any]:
        random = self.random
        return {
            "falling_asleep": str(random.randrange(11)), "overnight": str(random.randrange(11)),
            "day_resting": str(random.randrange(11)), "sitting": str(random.randrange(11)),
            "mood": str(random.randrange(11)), "onset": random.choice(CLOCKS),
            "where": random.choice(("legs", "legs,arms", "calves,feet")),
            "feel": random.choice(("crawling", "pulling")), "note": self._note(),
        }  # fmt: skip

    def _night(self) -> dict[str, Any]:
        random = self.random
        told = self._often(self._rating(), 0.2) | self._night_word()
        if random.random() < 0.85:
            return told | {"severity": str(random.randrange(11))}
        if random.random() < 0.3:
            return told | {"clear": [random.choice(("severity", "note", "onset", "where", "missed", "mood"))]}
        return told | {"missed": random.choice(("asleep", "away", "forgot"))}

    def _slept(self) -> dict[str, Any]:
        random = self.random
        return {
            "bed_wake": f"{random.choice(('21:50', '22:45', '23:30', '00:15', '01:20', '14:00'))}-"
            f"{random.choice(('02:30', '05:05', '06:10', '07:00', '08:20', '01:30'))}",
            "latency": f"{random.choice((0, 5, 20, 40, 95))}m", "awake": f"{random.choice((0, 10, 55, 120))}m",
            "tried": random.choice(("22:50", "23:50", "00:30")), "up": random.choice(("06:45", "07:30", "09:00")),
            "planned": random.choice(("06:00", "07:00")), "times": str(random.randrange(6)),
            "pacing": f"{random.choice((0, 10, 30))}m", "lying_awake": f"{random.choice((0, 10, 25))}m",
            "quality": str(random.randrange(1, 6)), "nap": "30m", "note": self._note(),
        }  # fmt: skip

    def _sleep(self) -> dict[str, Any]:
        random = self.random
        if random.random() < 0.2:
            return {"total": f"{random.choice((240, 390, 455))}m"} | self._night_word()
        slept = self._slept()
        told = {"bed_wake": slept["bed_wake"], "latency": slept["latency"], "awake": slept["awake"]}
        others = {name: value for name, value in slept.items() if name not in told}
        if random.random() < 0.2:
            del told[random.choice(("latency", "awake"))]
        return told | self._often(others, 0.15) | self._night_word()

    def _kratom(self) -> dict[str, Any]:
        random = self.random
        if random.random() < 0.15:
            told: dict[str, Any] = {"amount": "none"} | self._night_word()
            if random.random() < 0.3:
                told |= {"of": random.choice(("7-oh", "extract")), "command": "dose"}
            if told.get("night") == "last night":
                del told["night"]
            return told
        told = self._dose() | self._at_word()
        return told | self._often({"note": self._note(), "helped": str(random.randrange(4))}, 0.1)

    def _dose(self) -> dict[str, Any]:
        random = self.random
        product, kind = random.choice((*PRODUCTS, ("none such", "leaf"), ("", "leaf"), ("", "leaf"), ("", "leaf")))
        amounts = ("2.5g", "2g", "1500mg", "0.5g", "3.25g", "250g") if kind == "leaf" else ("15mg", "7.5mg", "12.55mg")
        weights = (5, 5, 3, 2, 2, 0.2) if kind == "leaf" else (3, 3, 1)
        amount = random.choices(amounts, weights)[0]
        return {"amount": amount} | ({"product": product} if product else {})

    def _magnesium(self) -> dict[str, Any]:
        random = self.random
        told = {"amount": f"{random.choice((100, 200, 350, 400, 5200))}mg"} | self._at_word()
        if random.random() < 0.3:
            told |= {"form": random.choice(FORMS)} | ({"salt": True} if random.random() < 0.5 else {})
        return told | self._often({"topical": True, "note": self._note(), "helped": "2"}, 0.1)

    def _medicine(self) -> dict[str, Any]:
        words = [self.random.choice(MEDICINES), f"{self.random.choice((100, 300, 65))}mg"]
        return {"words": words} | self._at_word() | self._often({"note": self._note(), "helped": "1"}, 0.1)

    def _factor(self) -> dict[str, Any]:
        told = self._at_word() if self.random.random() < 0.5 else self._night_word()
        if told.get("night") == "last night":
            del told["night"]
        more = {"note": self._note(), "helped": "3", "amount": "2 cups"}
        return {"name": self.random.choice(FACTORS)} | told | self._often(more, 0.2)

    def _symptom(self) -> dict[str, Any]:
        words = [self.random.choice(SYMPTOMS), str(self.random.randrange(4))]
        return {"words": words} | self._night_word() | self._often({"note": self._note()}, 0.15)

    def _measure(self) -> dict[str, Any]:
        words = [self.random.choice(("irls", "sows")), str(self.random.randrange(40))]
        return {"words": words} | self._often({"on": self._day(-40, 2), "by": "self"}, 0.4)

    def _product(self) -> dict[str, Any]:
        name, kind = self.random.choice(PRODUCTS)
        return {"name": name, "kind": kind} | self._often({"opened": self._day(-20, 1)}, 0.5)

    def _day(self, least: int, most: int) -> str:
        """Return a date near one of the beginnings."""
        now, _ = self.random.choice(BEGINNINGS)
        day = datetime.fromisoformat(now).date() + timedelta(days=self.random.randint(least, most))
        return day.isoformat()

    # ------------------------------------------------------------------ plans

    def _of(self) -> dict[str, Any]:
        return {"of": "7-oh"} if self.random.random() < 0.25 else {}

    def _plan(self) -> dict[str, Any]:
        random, of = self.random, self._of()
        leaf = not of
        start, cut = (("6g", "0.5g"), ("12g", "10%"), ("3g", "1g"), ("8.4g", "5%"))[random.randrange(4)]
        if not leaf:
            start, cut = (("30mg", "7mg"), ("60mg", "20mg"))[random.randrange(2)]
        told: dict[str, Any] = {"name": random.choice(("down", "winter")), "start_dose": start, "cut": cut}
        told["every"] = f"{random.choice((1, 2, 3, 7))}d"
        if cut.endswith("%"):
            told["stop_at"] = random.choice(("4g", "7.5g", "2g"))
        if random.random() < 0.4:
            told["start"] = self._day(-3, 12)
        if random.random() < 0.3:
            told["doses"] = str(random.randint(1, 5))
        return told | of

    def _hold(self) -> dict[str, Any]:
        why = self._often({"why": self.random.choice(("travel", "planned"))})
        return {"days": f"{self.random.choice((1, 5, 14))}d"} | self._of() | why

    def _resume(self) -> dict[str, Any]:
        return self._of()

    def _set(self) -> dict[str, Any]:
        of = self._of()
        amount = self.random.choice(("2g", "5.5g", "0g", "7g") if not of else ("25mg", "10mg", "0mg"))
        return {"day": self._day(-1, 14), "amount": amount} | of | self._often({"doses": "3", "why": "other"}, 0.2)

    def _end(self) -> dict[str, Any]:
        return self._of() | self._often({"on": self._day(0, 10)}, 0.4)

    # ------------------------------------------------------------------ changes

    def _delete(self) -> dict[str, Any]:
        return {"pick": self.random.randrange(60)}

    def _undo(self) -> dict[str, Any]:
        return {}

    def _backup(self) -> dict[str, Any]:
        return {}

    def _restore(self) -> dict[str, Any]:
        return {"pick": self.random.randrange(4)}

    def _return(self) -> dict[str, Any]:
        return {"format": self.random.choice(("json", "csv")), "anew": self.random.random() < 0.5}

    def _there(self) -> dict[str, Any]:
        inside = self._inside()
        return {"name": inside.name, "told": inside.told}

    def _sync(self) -> dict[str, Any]:
        told: dict[str, Any] = {"copied": True} if self.random.random() < 0.3 else {}
        return told | ({"kill": self.random.randrange(900)} if self.random.random() < 0.2 else {})

    def _part(self) -> dict[str, Any]:
        return {}

    def _meet(self) -> dict[str, Any]:
        return {}

    # ------------------------------------------------------------------ edits

    def edited_night(self) -> dict[str, Any]:
        return self._rating() | {"severity": str(self.random.randrange(11)), "night": "2 ago",
                                 "clear": [self.random.choice(("note", "onset", "severity"))]}  # fmt: skip

    def edited_sleep(self) -> dict[str, Any]:
        return self._slept() | {"night": "yesterday", "clear": [self.random.choice(("up", "awake", "note", "tried"))]}

    def edited_dose(self) -> dict[str, Any]:
        return self._dose() | self._at_word() | {"note": self._note(), "helped": str(self.random.randrange(4))}

    def edited_magnesium(self) -> dict[str, Any]:
        told = {"amount": "250mg", "form": self.random.choice(FORMS), "note": self._note(),
                "clear": [self.random.choice(("form", "note", "topical"))]}  # fmt: skip
        return told | self._at_word()

    def edited_medicine(self) -> dict[str, Any]:
        return {"words": [self.random.choice(MEDICINES), "400mg"], "note": self._note(), "clear": ["helped"]} | (
            self._at_word()
        )

    def edited_factor(self) -> dict[str, Any]:
        told = {"name": self.random.choice(FACTORS), "amount": "1", "clear": [self.random.choice(("at", "note"))]}
        return told | self._at_word()

    def edited_symptom(self) -> dict[str, Any]:
        return {"words": [str(self.random.randrange(4))], "note": self._note(), "night": "yesterday", "clear": ["note"]}

    def edited_measure(self) -> dict[str, Any]:
        return {"words": ["irls", "17"], "by": "clinician", "on": self._day(-40, 2)}

    def edited_product(self) -> dict[str, Any]:
        name, kind = self.random.choice(PRODUCTS)
        return {"name": name, "kind": kind, "opened": self._day(-20, 1)}


_EDITS: dict[str, Callable[[Generator], dict[str, Any]]] = {
    "night": Generator.edited_night, "sleep": Generator.edited_sleep, "kratom": Generator.edited_dose,
    "magnesium": Generator.edited_magnesium, "medicine": Generator.edited_medicine,
    "factor": Generator.edited_factor, "symptom": Generator.edited_symptom, "measure": Generator.edited_measure,
    "product": Generator.edited_product,
}  # fmt: skip
