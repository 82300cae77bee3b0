"""The questions about a table of one's own, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.humanize import user_text

if TYPE_CHECKING:
    from legdiary.app.imports.table.request import TableQuestion

_BEGINS = (
    "legdiary asks about what it can't know from the table. Nothing is stored before you have seen it. b goes back, "
    "? explains, Ctrl-C stops."
)
#: Key → the question; {0}, {1} … are what the point tells.
_QUESTIONS = {
    "used": "{sheet} has the columns {columns}. Is it part of your diary?",
    "is": "{column}{examples}: what is it?",
    "date": "Which column is the date?",
    "twice": "{column}: another column is {0} already.",
    "alone": "{column} is {0}, but no column says what was taken.",
    "pair": "{column} is the {0}, but no column is the {1}. A sleep needs both.",
    "unclear": "{column}: {0}",
    "year": "{column}: {0}",
    "unit": "{column}{examples}: in which unit are these?",
    "scale": "{column} goes from {0} to {1}. On which scale is it? {own}",
    "round": "{column} has numbers such as {0}; the diary keeps whole numbers.",
    "values": "{column}: which number from {1} to {2} is “{0}”? {own} - leaves these cells out.",
    "factor": "{column}: what is “{0}”? Type the name of a known factor, or choose.",
    "product": "{column}{examples}: of which product are these doses? {choose}a kind and a name: 7-oh NAME, "
    "extract NAME.",
    "kind": "{column}: what is “{0}”? Type its kind: leaf, extract, 7-oh …; or none for leaf without a product.",
    "weighs": "{column}: what does one {0} weigh? For example 500mg",
    "amount": "{column} says yes: how much {0} is that? For example 300mg",
    "form": "{0}",
    "salt": "{column}: which salt is it?",
    "at": "{column}: {0} without a time, of {1}; the diary keeps what you take with its time. When did you usually "
    "take it? Type a time, for example 21:00, or choose.",
    "night": "{sheet}Is {0} the evening you went to bed, or the morning you woke up?",
    "doses-on": "{sheet}{1} stands in the row of {0}. When was that?",
    "zero": "{sheet}A dose column has 0 in {0}. What does 0 mean?",
    "sleep": "{sheet}Some rows have bed and wake time, and the total sleep as well. Which is kept?",
    "blank-date": "{sheet}Without a date: {0}, the first is row {1}. Which day is meant?",
}
_HELP = {
    "is": "Type a number, or what the column is: date, severity, bed, wake, up, tried (lights out), latency (time to "
    "fall asleep), awake, times (awakenings), total (total sleep), quality, nap, onset, where, note, dose, dose-time, "
    "dose-product, magnesium, magnesium-time, medicine NAME, medicine-time NAME, factor NAME, symptom NAME. - leaves "
    "the column out.",
    "scale": "Type the number that means the least, a dash, and the number that means the most: 0-4, 1-7, 0-100. The "
    "numbers are then spread over the diary's own scale. Where a low number is the good one, begin with the high one: "
    "6-1.",
    "product": "Doses of leaf are kept in grams, doses of all else in milligrams, and they are never added together. "
    "Type leaf for kratom leaf without a product, the name of a product, or a kind and a name.",
    "at": "One time is then taken for all of them, and the answer of the import says so. Those left out are not "
    "stored.",
    "night": "A night is named by the date on which its evening began. If you wrote each row in the morning, with the "
    "morning's date, it is about the night before.",
    "zero": "A dose-free day is stored as one. Not logged means that nothing is known of that day.",
}
_ANY_HELP = "Type the number of an answer, or its first letters. b goes back to the question before."
_SCALES = {
    "quality": "The diary has 1 (very bad) to 5 (very good).",
    "symptom": "The diary has 0 (none) to 3 (severe).",
}
_LEGS = "The diary has 0 (none) to 10 (worst)."
_MOST = 40
#: Keys whose points tell a whole sentence.
_TELL_WHOLE = frozenset({"unclear", "year", "form"})


def begin_text() -> str:
    """Return the words before the first question."""
    return _BEGINS


def question_text(question: TableQuestion) -> str:
    """Return a question, without the answers to choose."""
    point = question.point
    told = [user_text(each) if point.key in _TELL_WHOLE else _quoted(each) for each in point.told]
    sheet = f"Sheet {user_text(question.sheet)}" if question.sheet else ""
    column = f"Column {question.letter}, {_quoted(question.header) or 'without a name'}"
    own = _SCALES.get(question.field, _LEGS)
    return _QUESTIONS[point.key].format(
        *told,
        sheet=sheet if point.key == "used" or not sheet else f"{sheet}: ",
        columns=", ".join(told),
        column=f"{sheet}, column {column.removeprefix('Column ')}" if sheet else column,
        examples=f" ({', '.join(told)})" if told else "",
        own=own,
        choose="Choose, or type " if point.options else "Type leaf, or ",
    )


def option_lines(question: TableQuestion) -> list[str]:
    """Return the answers to choose, each with its number; that which Enter takes is marked."""
    return [
        f"{place}  {user_text(option.label)}{' (Enter)' if question.point.suggested == place - 1 else ''}"
        for place, option in enumerate(question.point.options, start=1)
    ]


def explain_text(question: TableQuestion) -> str:
    """Return what `?` prints."""
    return _HELP.get(question.point.key, _ANY_HELP)


def _quoted(text: str) -> str:
    plain = user_text(text)
    return plain if len(plain) <= _MOST else plain[: _MOST - 1] + "…"
