"""Commands of several devices under faults: two devices that meet in a folder, and what a second `sync` brings.

An exchange writes the diary, the identity of the device and files of the place, one after the other; no moment makes
all of them. So its promise is another: exit 0 if and only if all of it is done; after any other end a second `sync`
brings the rest, and then everything is as after a run without a fault. That is tried at every point.

Two things differ from run to run and say nothing. The ids of devices and diaries are random: here they come from a
number that counts (`STEADY` of faults_world). What is sealed is sealed anew each time:
it is opened and compared.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from hashlib import blake2b
from typing import TYPE_CHECKING

from faults_commands import NONE, PASSPHRASE
from faults_scenes import BACKUPS, DIARY, Scene, picture
from faults_sealed import PLACE, STATE
from faults_world import HERE, THERE, WHICH, first_wrong

if TYPE_CHECKING:
    from pathlib import Path

    from faults_scenes import Picture, Seen

#: What a kill leaves where a file was being made, until the next file is made there.
_LEFTOVER = re.compile(r"/\.legdiary-[0-9a-f]{12}\.")
_TWICE = (PASSPHRASE, PASSPHRASE)


def _typed(words: tuple[str, ...]) -> tuple[str, ...]:
    return {"setup": _TWICE, "join": _TWICE[:1]}.get(words[1] if words[:1] == ("sync",) and words[1:] else "", ())


class DeviceScene(Scene):
    """An act on a device that meets another one."""

    def _lay(self) -> None:
        """Lay what the act finds: the lives of both devices so far, in the order in which they were lived."""
        super()._lay()
        there = self.world.folder()
        for folder, name in ((self.template, HERE), (there, THERE)):
            for each in ("home", "place", "work", "tmp"):
                (folder / each).mkdir(mode=0o700, exist_ok=True)
            (folder / WHICH).write_text(name, encoding="utf-8")
        (self.template / PLACE).mkdir()
        (there / DIARY).write_bytes(self.world.other)
        if self.act.on == NONE:
            (self.template / "place").rmdir()
        for who, *words in self.act.lives or ():
            if who == "lost":
                (identity,) = (self.template / STATE).glob("*.json")
                own = json.loads(identity.read_text(encoding="utf-8"))["device"]
                shutil.rmtree(self.template / PLACE / "legdiary-sync" / own)
                continue
            home = self.template if who == HERE else there
            ran = self.world.run(
                self._words(words, self.template), home / DIARY, home=home, typed=_typed(tuple(words))
            )  # fmt: skip
            if ran.code:
                raise AssertionError(words, ran)
        shutil.rmtree(self.template / "place" / "backups", ignore_errors=True)
        for note in (self.template / STATE).glob("*.day"):
            note.unlink()

    def place(self, on: Path | None = None) -> Path:
        """A folder of its own with all that the act finds there; the device knows it as its own."""
        return self.adopt(super().place(on))

    def adopt(self, folder: Path) -> Path:
        """Make the identity of a device that of the diary in another folder: as if it had been written there."""
        for path in (folder / STATE).glob("*.json"):
            try:
                told = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                continue
            mark = blake2b(os.fsencode(os.path.realpath(folder / DIARY)), digest_size=8).hexdigest()
            named = path.rename(path.with_name(f"{mark}.json"))
            told |= {"place": str(folder / PLACE), "inode": named.stat().st_ino}
            named.write_text(f"{json.dumps(told, ensure_ascii=False, indent=1)}\n", encoding="utf-8")
        return folder

    # ------------------------------------------------------------------ judging

    def half(self, seen: Seen) -> bool:
        """Whether a part may be done: of an exchange, and a second `sync` brings the rest."""
        return self.act.exchanges and not (seen.done and seen.ran.code > 0 and not self.act.idle)

    def afterwards(self, folder: Path) -> str:
        """Why a second `sync` does not bring the rest; empty where it does."""
        if not self.act.exchanges or not os.access(folder, os.W_OK):
            return ""
        words = self._next_words(folder)
        again = self.world.run(words, folder / DIARY, home=folder, typed=_typed(words))
        found = picture(folder, self.scratch(folder))
        passing = {name for name in found.held if _LEFTOVER.search(name)}
        kept = {name for name in found.held.keys() | self.after.held.keys() if f"{name}/".startswith(BACKUPS)}
        differing = self._differing_but(found, passing | kept)
        told = " ".join(words[:2]).replace(str(folder), "…")
        return first_wrong(
            "" if again.code == 0 and "Traceback" not in again.err else f"a second {told}: {again.code} {again.said}",
            f"a second {told} did not bring all: {differing}" if differing else "",
        )

    def _next_words(self, folder: Path) -> tuple[str, ...]:
        """Return what a person types next: `sync` where the device knows who it is, else what leads to that."""
        if list((folder / STATE).glob("*.json")):
            return ("sync",)
        if (folder / PLACE / "legdiary-sync" / "key.age").exists():
            return ("sync", "join", str(folder / PLACE), "--name", "laptop")
        return self.words(folder)

    def _differing_but(self, found: Picture, passing: set[str]) -> list[str]:
        names = (found.held.keys() | self.after.held.keys()) - passing
        return sorted(name for name in names if found.held.get(name) != self.after.held.get(name))
