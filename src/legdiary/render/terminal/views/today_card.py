"""Today's card: one small screen, with the command for each missing entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize
from legdiary.humanize import MISSING, user_text
from legdiary.render.terminal.answers.log_answers import day_lines, shows_leaf
from legdiary.render.terminal.entry_line import describe
from legdiary.render.terminal.layout import DIM, STRONG, Span, wrapped
from legdiary.render.terminal.views.week import coin_sentence, taper_sentence

if TYPE_CHECKING:
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.today_card import Card
    from legdiary.render.terminal.layout import Line, Page

_INDENT = "    "


def card_text(card: Card, page: Page) -> list[Line]:
    """Return the card as lines."""
    lines: list[Line] = [[Span(f"Today, {humanize.long_day(card.today)}", STRONG)]]
    before = "Last night" if card.last_is_last_night else "The night before"
    lines += _legs(before, card.last, card, page) + _sleep(before, card.last, card, page)
    if card.evening or card.tonight.rating is not None:
        lines += _legs("Tonight", card.tonight, card, page)
    if card.tonight.sleep is not None:
        lines += _sleep("Tonight", card.tonight, card, page)
    lines += _kratom(card, page)
    lines += _magnesium(card, page)
    for plan in card.plans:
        lines += wrapped(f"{taper_sentence(plan)} {coin_sentence(plan)}", page.width)
    return lines


def _fact(label: str, text: str, page: Page) -> list[Line]:
    return wrapped(f"{label}: {text}", page.width)


def _missing_lines(label: str, command: str) -> list[Line]:
    return [[Span(f"{label}: {MISSING}")], [Span(f"{_INDENT}{command}", DIM)]]


def _legs(label: str, record: NightRecord, card: Card, page: Page) -> list[Line]:
    label = f"{label} ({humanize.day(record.night_of)}), legs"
    if record.rating is None:
        return _missing_lines(label, f"legdiary night SEVERITY{_flag(record, card)}")
    return _fact(label, describe(record.rating, {}), page)


def _sleep(label: str, record: NightRecord, card: Card, page: Page) -> list[Line]:
    label = f"{label} ({humanize.day(record.night_of)}), sleep"
    if record.sleep is None:
        return _missing_lines(label, f"legdiary sleep BED-WAKE{_flag(record, card)}")
    return _fact(label, describe(record.sleep, {}), page)


def _flag(record: NightRecord, card: Card) -> str:
    """Return the flag that names the night; empty where the command means this night anyway."""
    return "" if record.night_of == card.default_night else f" --night {record.night_of}"


def _kratom(card: Card, page: Page) -> list[Line]:
    """Return leaf and the other substances of the day; below one that is planned and not logged how to log it."""
    taken = card.tonight.kratom
    lines: list[Line] = []
    others = [humanize.other_substance_line(each) for each in taken.apart]
    if shows_leaf(taken) and taken.total_mg is None:
        target = "" if taken.target_mg is None else f", target {humanize.grams(taken.target_mg)} g"
        leaf = "Kratom leaf" if taken.apart else "Kratom"
        lines += _missing_lines(f"{leaf} today{target}", "legdiary kratom AMOUNT   (or: kratom none)")
    elif shows_leaf(taken):
        total, *more = day_lines(card.today, taken, card.doses)
        lines += wrapped(f"Kratom {total}", page.width)
        for doses in more[: len(more) - len(others)]:
            lines += wrapped(doses, page.width, indent=_INDENT)
    for each, told in zip(taken.apart, others, strict=True):
        lines += wrapped(told, page.width)
        if not each.is_known:
            lines.append([Span(f"{_INDENT}{_command(each.substance)}", DIM)])
    return lines


def _command(word: str) -> str:
    """Return the command that logs a substance other than leaf."""
    from shlex import quote

    from legdiary.domain.entries.substances import Substance

    of = Substance(word)
    if of.is_medicine:
        return f"legdiary medicine {quote(user_text(of.name))} AMOUNT"
    return f"legdiary dose AMOUNT --product NAME   (or: dose none --of {quote(user_text(word))})"


def _magnesium(card: Card, page: Page) -> list[Line]:
    if card.tonight.magnesium_mg is None:
        return _missing_lines("Magnesium today", "legdiary magnesium AMOUNT")
    return _fact("Magnesium today", f"{card.tonight.magnesium_mg} mg elemental", page)
