"""Meanings of a person's own words in another app: read from the file of `--map`, asked about once, kept there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from legdiary.errors import BadValue
from legdiary.formats.dose_apps.own_words import (
    OUT,
    WordsToLookThrough,
    WordsWithoutMeaning,
    likely_meaning,
    read_answer,
    read_words,
    sure_meaning,
    write_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from legdiary.formats.dose_apps.own_words import Meaning, Word

_TRIES = 3
_LEAVE_OUT = "-"


class WordQuestion(NamedTuple):
    """The question what one word means.

    Attributes:
        source: the file's name.
        is_first: no word of the file was asked about before.
        word: the word.
        times: how often it stands in the file.
        left: how many words are asked about, this one included.
        offered: the meaning that Enter takes, as it is typed; None where Enter leaves the word out.
        has_numbers: numbers stand beside it.
        is_graded: the app grades it in legdiary's own words.
        about: itself; or the question is what the milligrams of a salt are, or what one piece is.
    """

    source: str
    is_first: bool
    word: str
    times: int
    left: int
    offered: str | None
    has_numbers: bool
    is_graded: bool
    about: str


class WordAsker(Protocol):
    """The person at the terminal."""

    def ask(self, question: WordQuestion) -> str | None:
        """Return what is typed at a question; None at the end of input."""

    def refuse(self, error: BadValue) -> None:
        """Show why an answer is not accepted."""


class WordSettler:
    """The meanings of words in the files of one import."""

    def __init__(self, path: Path | None, asker: WordAsker | None) -> None:
        """Make it; nothing is read yet.

        Args:
            path: the file of `--map`, which may not be there yet; None where the person named none.
            asker: the person; None if there is nobody to ask.
        """
        self._path, self._asker = path, asker
        self._known: dict[str, Meaning] | None = None

    def settle(self, source: str, words: Sequence[Word]) -> Mapping[str, Meaning]:
        """Return what each word means; new answers are kept in the file.

        Raises:
            NotAWordMap: the file is no list of words.
            WordsWithoutMeaning: a word has none, nobody can be asked, and there is no file to write it into.
            WordsToLookThrough: the words without a meaning were written into the file.
            NoFolderThere, NoRoom, TargetNotWritable: the file cannot be written.
        """
        known = self._read()
        found = {word.text: known.get(word.text) or sure_meaning(word) for word in words}
        open_words = [word for word in words if found[word.text] is None]
        if open_words and self._asker is None:
            self._draft(source, found, open_words)
        try:
            for place, word in enumerate(open_words):
                found[word.text] = self._answer(source, word, place, len(open_words) - place)
        finally:  # Ctrl-C loses no answer
            settled = {text: meaning for text, meaning in found.items() if meaning is not None}
            if open_words or (self._path is not None and not self._path.exists()):
                self._keep(settled)
        return settled

    def _answer(self, source: str, word: Word, before: int, left: int) -> Meaning:
        """Return the meaning that the person says.

        Raises:
            WordsWithoutMeaning: there is no answer.
        """
        likely = likely_meaning(word)
        offered = None if likely is None else likely.phrase()
        question = WordQuestion(
            source,
            not before,
            word.text,
            word.times,
            left,
            offered,
            word.scale is not None or word.is_measured,
            word.is_graded,
            word.about,
        )
        for _ in range(_TRIES if self._asker is not None else 0):
            typed = self._asker.ask(question) if self._asker is not None else None
            if typed is None:
                break
            if typed in {"", _LEAVE_OUT}:
                return OUT if typed or likely is None else likely
            try:
                return read_answer(word, typed)
            except BadValue as error:
                if self._asker is not None:
                    self._asker.refuse(error)
        raise WordsWithoutMeaning(source, left)

    def _read(self) -> dict[str, Meaning]:
        if self._known is None:
            self._known = {}
            if self._path is not None and self._path.exists():
                from legdiary.formats.detect import read_bytes
                from legdiary.formats.files.text_lines import decode_text

                name = self._path.name
                self._known = read_words(decode_text(read_bytes(self._path), name), name)
        return self._known

    def _draft(self, source: str, found: Mapping[str, Meaning | None], open_words: Sequence[Word]) -> None:
        """Write the words that are open into the file, for the person to look through.

        Raises:
            WordsToLookThrough, WordsWithoutMeaning: always, with a file and without one.
        """
        if self._path is None:
            raise WordsWithoutMeaning(source, len(open_words))
        offered = {word.text: likely_meaning(word) or OUT for word in open_words}
        self._keep({text: meaning or offered[text] for text, meaning in found.items()})
        raise WordsToLookThrough(self._path.name, len(open_words))

    def _keep(self, meanings: Mapping[str, Meaning]) -> None:
        """Remember meanings; write those that the file does not have yet."""
        known = self._read()
        is_new = bool(meanings.keys() - known.keys())
        known |= {text: meaning for text, meaning in meanings.items() if text not in known}
        if self._path is not None and is_new:
            from legdiary.app.export_destinations import new_file

            with new_file(self._path, force=self._path.exists()) as file:
                file.write(write_words(known).encode("utf-8"))
