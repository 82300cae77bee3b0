"""The encoding of a text file: UTF-8 or UTF-16, or an older one that its words show; where they do not, it is asked.

A file of an older encoding decodes without an error by most others as well, only wrongly. So it is read by one of them
if its words are those of a language that is written with it, and if no other encoding gives words of any language.
"""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import quote_typed
from legdiary.formats.files.text_lines import NotText, first_bytes, open_bytes, pieces
from legdiary.formats.reader_result import BadRow
from legdiary.formats.table.cells.findings import Choice

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from legdiary.formats.files.text_lines import Content


class Encoding(StrEnum):
    """An encoding, by its name in Python."""

    UTF8 = "utf-8-sig"
    UTF16 = "utf-16"
    UTF16_LE = "utf-16-le"
    UTF16_BE = "utf-16-be"
    WESTERN = "cp1252"
    CENTRAL = "cp1250"
    CYRILLIC = "cp1251"
    GREEK = "cp1253"
    TURKISH = "cp1254"
    BALTIC = "cp1257"
    MAC = "mac-roman"
    DOS = "cp850"


_NAMES = {
    Encoding.WESTERN: "Western European (Windows)", Encoding.CENTRAL: "Central European (Windows)",
    Encoding.CYRILLIC: "Cyrillic (Windows)", Encoding.GREEK: "Greek (Windows)", Encoding.TURKISH: "Turkish (Windows)",
    Encoding.BALTIC: "Baltic (Windows)", Encoding.MAC: "Western European (old Mac)",
    Encoding.DOS: "Western European (DOS)",
}  # fmt: skip
_WESTERN = ("äöüß", "àâæçéèêëîïôœùûü", "áéíóúüñ", "áâãàçéêíóôõúü", "àèéìíîòóùú", "åäöæøé", "áéëïóöüè", "éèïñç")
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў"
#: The letters beside a to z of each language that is written with an encoding.
_LETTERS = {
    Encoding.WESTERN: _WESTERN,
    Encoding.CENTRAL: (
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "áäčďéíĺľňóôŕšťúýž", "äöüß",
    ),
    Encoding.CYRILLIC: (_CYRILLIC,),
    Encoding.GREEK: ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",),
    Encoding.TURKISH: ("çğıöşüâîûi̇",),
    Encoding.BALTIC: ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    Encoding.MAC: _WESTERN,
    Encoding.DOS: _WESTERN,
}  # fmt: skip
#: Alphabets of which every letter of a word has to be, since none of a to z stands among them.
_OWN_ALPHABET = (Encoding.CYRILLIC, Encoding.GREEK)
#: Signs that people write; within a word only the first few.
_WITHIN, _SIGNS = "’‘´·–—\N{SOFT HYPHEN}", "“”„‚‹›«»…•°µ±½¼¾²³€£§©®™¿¡ª׺\N{NO-BREAK SPACE}"
#: Frequent words of Western languages with a letter that Central European encodings have another letter for.
FREQUENT = frozenset(
    word
    for words in (
        "à là où très après près dès père mère légère être même tête",
        "più può così già caffè metà",
        "sueño mañana año años niño señor pequeño",
        "não são então mão mãe manhã amanhã irmã",
        "på når går også år få søvn først før må nær være",
    )
    for word in words.split()
)
_HIGH_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_MOST_WORDS, _LONGEST_WORD = 5000, 60


class TextForm(NamedTuple):
    """The writing of a text file, as far as the person has said so.

    Attributes:
        encoding: None to find it out.
        separator: the mark between cells; None to find it out.
    """

    encoding: Encoding | None = None
    separator: str | None = None


#: Everything is to be found out.
FIND_OUT = TextForm()


class UnclearText(BadRow):
    """A text file that can be read in several ways.

    Attributes:
        question: the question for a person at a terminal.
        choices: the answers; the finding of each is a TextForm to read the file with.
    """

    def __init__(self, source: str, question: str, choices: Sequence[Choice], otherwise: str) -> None:
        super().__init__(source, None, None, otherwise)
        self.question, self.choices = question, tuple(choices)


def find_encoding(content: Content, source: str) -> Encoding:
    """Return the encoding of a text file.

    Raises:
        NotText: it is no text, or of an encoding that is not known here.
        UnclearText: several encodings are possible.
    """
    head = first_bytes(content, 4)
    if head in {codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE}:
        raise NotText(source, 1, "this is UTF-32")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(content, source, Encoding.UTF16)
    if b"\0" in first_bytes(content, 4096):
        return _checked(content, source, _utf16_without_mark(content, source))
    line = _first_line_not_utf8(content)
    if line is None:
        return _checked(content, source, Encoding.UTF8)
    if head.startswith(codecs.BOM_UTF8):
        raise NotText(source, line, "a byte that is not UTF-8 is not accepted")
    return _older(content, source, line)


def _checked(content: Content, source: str, encoding: Encoding) -> Encoding:
    """Return the encoding, after a look at every character of the file.

    Raises:
        NotText: a byte is none of its characters, or a NUL stands there.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    try:
        for piece in pieces(open_bytes(content)):
            text = decoder.decode(piece)
            if "\0" in text:
                raise NotText(source, lines + text.count("\n", 0, text.index("\0")), "a NUL byte is not accepted")
            lines += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise NotText(source, lines, f"from there on a byte is not {_shown(encoding)}") from error
    return encoding


def _shown(encoding: Encoding) -> str:
    return "UTF-16" if encoding.startswith("utf-16") else "UTF-8"


def _utf16_without_mark(content: Content, source: str) -> Encoding:
    """Return which UTF-16 a text without a byte order mark is: the zeros of its plain letters stand on one side.

    Raises:
        NotText: it is none.
    """
    head = first_bytes(content, 4096)
    even, odd = head[::2].count(0), head[1::2].count(0)
    if bool(even) == bool(odd) or (b"\n" not in head and b"\r" not in head) or (even + odd) * 4 < len(head):
        raise NotText(source, head.count(b"\n", 0, head.index(b"\0")) + 1, "a NUL byte is not accepted")
    return Encoding.UTF16_BE if even else Encoding.UTF16_LE


def _first_line_not_utf8(content: Content) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1
    for piece in chain(pieces(open_bytes(content)), [b""]):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            return lines + piece.count(b"\n", 0, max(0, error.start - held))
        lines += piece.count(b"\n")
    return None


def _older(content: Content, source: str, line: int) -> Encoding:
    """Return the encoding of a text that is not UTF-8.

    Raises:
        NotText: its words are of no language in any encoding, or some of it is UTF-8.
        UnclearText: several are possible.
    """
    words = _words(content)
    if any(_is_utf8(word) for word in words):
        raise NotText(source, line, "the file is UTF-8, and from there on it is not")
    readings = {each: tuple(_decoded(word, each) for word in words) for each in _LETTERS}
    likely = {each: read for each, read in readings.items() if _is_language(read, each)}
    different = {read: each for each, read in reversed(likely.items())}
    if Encoding.WESTERN in likely:
        western = likely[Encoding.WESTERN]
        if len(different) == 1 or any(word.casefold() in FREQUENT for word in western):
            return Encoding.WESTERN
    if not different:
        raise NotText(source, line, "a byte that is not UTF-8 is not accepted")
    first = next((n for n in range(len(words)) if len({read[n] for read in different}) > 1), 0)
    choices = [
        Choice(TextForm(each), f"{_NAMES[each]}: {quote_typed(read[first])}") for read, each in different.items()
    ]
    raise UnclearText(
        source,
        "Which of these is a word as it was written?",
        choices[::-1],
        "the text is not UTF-8, and more than one older encoding fits; save it as UTF-8 text",
    )


def _words(content: Content) -> list[bytes]:
    """Return the words with letters beside a to z, each once."""
    found: dict[bytes, None] = {}
    for piece in pieces(open_bytes(content)):
        found.update(dict.fromkeys(word[:_LONGEST_WORD] for word in _HIGH_WORD.findall(piece)))
        if len(found) > _MOST_WORDS:
            break
    return list(found)


def _is_utf8(word: bytes) -> bool:
    try:
        word.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decoded(word: bytes, encoding: Encoding) -> str:
    return word.decode(encoding, errors="replace")


def _is_language(words: Collection[str], encoding: Encoding) -> bool:
    """Return whether words could be of a language that is written with an encoding."""
    letters = {c.lower() for word in words for c in word if c.isalpha() and not c.isascii()}
    if not all(_is_word(word, mixed=encoding not in _OWN_ALPHABET) for word in words):
        return False
    return not letters or any(letters <= set(each) for each in _LETTERS[encoding])


def _is_word(word: str, *, mixed: bool) -> bool:
    """Return whether letters and signs stand as in a word.

    Args:
        word: letters and signs.
        mixed: its language mixes letters with those from a to z, and has no more than two others side by side.
    """
    within = word.strip(_SIGNS + _WITHIN)
    others = [c for c in word if not c.isascii() and not c.isalpha()]
    if any(c not in _WITHIN + _SIGNS for c in others) or any(not c.isalpha() and c not in _WITHIN for c in within):
        return False
    if mixed:
        return re.search(r"[^\W\d_a-zA-Z]{3}", word) is None
    return within.isascii() or re.search(r"[a-zA-Z]", within) is None
