"""The present state of a setting, as `config` shows it."""

from __future__ import annotations

from typing import NamedTuple

#: The sources of a value, the strongest first.
OPTION, ENVIRONMENT, FILE, DEFAULT = "option", "environment", "file", "default"


class InForce(NamedTuple):
    """The present state of one setting.

    Attributes:
        key: its name.
        meaning: its meaning, in a sentence.
        value: its value as text; None if the computer has none either.
        source: the source of the value: option, environment, file or default.
        in_file: the value in the file, even if it is overridden; None if the file has none.
        instead_of_file: the names of the option and the variable that override the file now.
        default: its default as text; empty if the computer supplies it.
        default_text: the default in words.
        environment: the variable that overrides the file, or None.
        is_number: it is stored as a number.
    """

    key: str
    meaning: str
    value: str | None
    source: str
    in_file: str | None
    instead_of_file: tuple[str, ...]
    default: str
    default_text: str
    environment: str | None
    is_number: bool
