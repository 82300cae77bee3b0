"""JSON of one line, as `json.dumps` writes it: that loads a reader and its regular expressions, a tenth of a dose."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CONTROLS = 0x20
_ESCAPES = {code: f"\\u{code:04x}" for code in range(_CONTROLS)} | str.maketrans({
    '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
})  # fmt: skip
_WORDS = {None: "null", True: "true", False: "false"}


def object_text(fields: Mapping[str, object]) -> str:
    """Return an object without blanks, its characters as they are: `{"amount_mg":2500,"note":"café"}`."""
    return f"{{{','.join([f'{_quoted(name)}:{_value_text(value)}' for name, value in fields.items()])}}}"


def list_text(values: Iterable[object]) -> str:
    """Return a list without blanks."""
    return f"[{','.join(map(_value_text, values))}]"


def _value_text(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int):
        return f"{value:d}"
    if isinstance(value, list):
        return list_text(value)
    raise TypeError(type(value).__name__)


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'
