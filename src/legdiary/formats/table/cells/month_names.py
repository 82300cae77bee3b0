"""Names of months and weekdays as tables have them: whole or short, in ten languages."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

#: Month → its names; a dot after a short one, and accents, are left out before it is looked up. No name may mean two
#: months: Polish `listopad` is November and the Croatian one October, so neither language is here.
_MONTHS = (
    "january jan januar janner januari januaro janvier janv enero ene gennaio gen janeiro",
    "february feb februar feber februari fevrier fevr fev febrero febbraio fevereiro",
    "march mar marz mrz maerz mars marzo marco maart mrt marts",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei maj",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug aout agosto ago augustus augusti",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dicembre dezembro",
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_WEEKDAYS = frozenset(
    name
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
        "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so",
        "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim",
        "lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom",
        "lunedi martedi mercoledi giovedi venerdi gio segunda terca quarta quinta sexta seg ter qua qui sex",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo",
        "mandag tirsdag onsdag torsdag fredag lordag sondag tir ons tor lor son tisdag tis",
    )
    for name in names.split()
)
_WORD = re.compile(r"[^\W\d_]+\.?")
#: Words between the parts of a date: `22nd of November`, `22 de noviembre de 2026`, `le 22`, `den 22.`.
_LINKS = frozenset({"of", "the", "de", "del", "le", "den", "der", "d", "e", "do"})
_ORDINAL = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|er|º|ª|\.º)\b|(?<=[0-9])[ºª]", re.IGNORECASE)


def plain(word: str) -> str:
    """Return a word in small letters, without accents and without a dot at its end."""
    return "".join(c for c in normalize("NFKD", word.casefold()) if not combining(c)).replace("ø", "o").rstrip(".")


def month_of(word: str) -> int | None:
    """Return the number of the month that a word names; None if it names none."""
    return _MONTH_OF.get(plain(word))


def is_weekday(word: str) -> bool:
    """Return whether a word names a weekday."""
    return plain(word) in _WEEKDAYS


def without_weekday(text: str) -> str:
    """Return a date without the weekday before or after it; `mar` is one only where a month is named as well."""
    words = _WORD.findall(text)
    for word in (words[:1], words[-1:]):
        if word and is_weekday(word[0]):
            others = [each for each in words if each is not word[0]]
            if month_of(word[0]) and not any(month_of(each) for each in others):
                continue
            begins = text.startswith(word[0])
            rest = text[len(word[0]) :] if begins else text.removesuffix(word[0])
            if rest != text:
                return rest.strip(" ,.") if begins else rest.strip(" ,")
    return text


def with_month_number(text: str) -> tuple[str, int] | None:
    """Return a date with `M` in place of its month's name, without ordinals and links; None if it names no month."""
    plain_text = _ORDINAL.sub("", text)
    found = [(match, month) for match in _WORD.finditer(plain_text) if (month := month_of(match[0]))]
    if len(found) != 1:
        return None
    match, month = found[0]
    parts = []
    for part in (plain_text[: match.start()], plain_text[match.end() :]):
        kept = _WORD.sub(lambda word: " " if plain(word[0]) in _LINKS else word[0], part)
        parts.append(kept)
    return f"{parts[0]}M{parts[1]}", month
