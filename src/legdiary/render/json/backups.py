"""Copies of the diary, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.app.backups import CopiesFound, CopyMade, CopyRestored, ListedCopy
    from legdiary.domain.diary_facts import Facts
    from legdiary.render.json.values import Json


def made(copy: CopyMade) -> Json:
    """Return where a copy is, and what is in it."""
    return {
        "path": str(copy.path), "encrypted": copy.encrypted, "bytes": copy.size, "sha256": copy.sha256,
        **_facts(copy.facts),
    }  # fmt: skip


def copies(found: CopiesFound, complete: Callable[[str], str]) -> Json:
    """Return the copies that are there.

    Args:
        found: the copies.
        complete: makes a command one for the diary of this run.
    """
    return {
        "path": str(found.diary),
        "copies": [_listed(each) for each in found.copies],
        "try": complete(found.command) if found.command else None,
    }


def restored(copy: CopyRestored, complete: Callable[[str], str]) -> Json:
    """Return what took the diary's place, and what stood there.

    Args:
        copy: the copy.
        complete: as in `copies`.
    """
    done = copy.done
    return {
        "path": str(copy.diary),
        "restored": {"from": str(copy.source), **_facts(copy.facts)},
        "before": {"state": done.before.state, **(_facts(done.before.facts) if done.before.facts else {})},
        "kept": str(done.kept) if done.kept else None,
        "undo": complete(done.undo) if done.undo else None,
    }


def _listed(copy: ListedCopy) -> Json:
    facts = copy.facts
    return {
        "path": str(copy.path),
        "made": copy.made.iso,
        "from": copy.nights[0].isoformat() if copy.nights else None,
        "to": copy.nights[1].isoformat() if copy.nights else None,
        "entries": facts.entries if facts else None,
        "changes": facts.lines if facts else None,
        "until": facts.newest.iso if facts and facts.newest else None,
        "schema": facts.version if facts else None,
        "bytes": copy.size,
        "encrypted": copy.verified is None,
        "verified": copy.verified,
        "kept_as": copy.kept_as,
    }


def _facts(facts: Facts) -> Json:
    return {
        "entries": facts.entries,
        "changes": facts.lines,
        "until": facts.newest.iso if facts.newest else None,
        "schema": facts.version,
    }
