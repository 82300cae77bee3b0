"""`sync`: several devices with one diary."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from legdiary.app.entry_ids import parse_entry_id
from legdiary.app.log.typed_fields import MissingValue
from legdiary.render.json import sync as documents
from legdiary.render.terminal.answers import sync as told

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Annotated

    import typer

    from legdiary.app.sync.exchange import Synced
    from legdiary.app.sync.manage import Settled
    from legdiary.cli.command_line.options import ConfirmOption, JsonOption
    from legdiary.cli.session import Session

#: The passphrase's subject in questions.
_PLACE = "your devices"
_NO_WAY_BACK = "write this passphrase down: each further device asks for it once, and nobody can replace it"


def sync(ctx: typer.Context, json: JsonOption = False, _confirm: ConfirmOption = False) -> None:
    """Exchange changes with your other devices: send what is new here, take what is new there."""
    if ctx.invoked_subcommand is not None:
        return
    session: Session = ctx.obj
    from legdiary.app.sync.exchange import sync as exchange

    done: Synced = session.carry_out(lambda yes: exchange(session.context, session.sync_files, yes))
    _answer(session, done, json=json)


def setup(
    ctx: typer.Context,
    place: Annotated[
        str | None, typer.Argument(metavar="PLACE", help="A folder that reaches your devices, or postgresql://… .")
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="This device's name: laptop. Default: the computer's.")
    ] = None,
    json: JsonOption = False,
    confirm: ConfirmOption = False,
) -> None:
    """Set up syncing on the first device. Everything in the place is encrypted with a passphrase that you choose."""
    session: Session = ctx.obj
    from legdiary.app.sync.begin import Begin, set_up

    if place is None:
        raise MissingValue("the place", "legdiary sync setup --help")
    request = Begin(place, name, ask_passphrase(session, is_new=True))
    done: Synced = session.carry_out(
        lambda yes: set_up(session.context, session.sync_files, request, yes), confirm=confirm
    )
    session.answer(told.set_up_text(done, session.page), lambda: documents.synced(done), as_json=json)


def join(
    ctx: typer.Context,
    place: Annotated[str | None, typer.Argument(metavar="PLACE", help="The place that the first device uses.")] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="This device's name: phone. Default: the computer's.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would come; store nothing.")] = False,
    json: JsonOption = False,
    confirm: ConfirmOption = False,
) -> None:
    """Sync this device with others that are set up. Both diaries become one; nothing of either is lost."""
    session: Session = ctx.obj
    from legdiary.app.sync.begin import Begin
    from legdiary.app.sync.begin import join as join_place

    if place is None:
        raise MissingValue("the place", "legdiary sync join --help")
    request = Begin(place, name, ask_passphrase(session, is_new=False), dry_run)
    done: Synced = session.carry_out(
        lambda yes: join_place(session.context, session.sync_files, request, yes), confirm=confirm
    )
    shown = told.joined_text(done, session.page, dry_run=dry_run)
    session.answer(shown, lambda: documents.synced(done), as_json=json)


def status(ctx: typer.Context, json: JsonOption = False) -> None:
    """Show your devices, what is not sent yet, and what waits for you."""
    session: Session = ctx.obj
    from legdiary.app.sync.manage import load_status

    found = load_status(session.context, session.sync_files)
    session.answer(told.status_text(found, session.page), lambda: documents.status(found), as_json=json)


def settle(
    ctx: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="ID", help="The number of the entry, from `sync status`.")
    ] = None,
    take: Annotated[
        str | None, typer.Option(metavar="DEVICE", help="What this device says counts. Default: what stands.")
    ] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Settle an entry of which two devices say different things."""
    session: Session = ctx.obj
    from legdiary.app.sync.manage import settle as settle_entry

    if number is None:
        raise MissingValue("the entry's number", "legdiary sync status")
    entry_id = parse_entry_id(number)
    done: Settled = session.carry_out(
        lambda yes: settle_entry(session.context, session.sync_files, entry_id, take, yes)
    )
    session.answer(told.settled_text(done, session.page), lambda: documents.settled(done), as_json=json)


def forget(
    ctx: typer.Context,
    device: Annotated[str | None, typer.Argument(metavar="DEVICE", help="Its name, from `sync status`.")] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Stop expecting a device that is lost or sold. What it logged stays."""
    session: Session = ctx.obj
    from legdiary.app.sync.manage import forget as forget_device

    if device is None:
        raise MissingValue("the device's name", "legdiary sync status")
    name: str = session.carry_out(lambda yes: forget_device(session.context, session.sync_files, device, yes))
    session.answer(told.forgotten_text(name), lambda: documents.forgotten(name), as_json=json)


def leave(ctx: typer.Context, json: JsonOption = False) -> None:
    """Stop syncing this device. The diary here stays; the other devices keep theirs."""
    session: Session = ctx.obj
    from legdiary.app.sync.manage import leave as leave_place

    place = leave_place(session.context, session.sync_files)
    session.note_made()
    session.answer(told.left_text(place), lambda: documents.left(place), as_json=json)


def ask_passphrase(session: Session, *, is_new: bool) -> Callable[[], str]:
    """Return the function that asks for the passphrase once, after checking that one can be asked for.

    Raises:
        NoEncryption: the library for encryption is not installed.
        NobodyToAsk: there is no terminal.
    """
    from legdiary.app.encryption import NobodyToAsk, check_available
    from legdiary.cli import passphrases

    check_available()
    if not session.can_ask:
        raise NobodyToAsk
    if is_new:
        return cache(lambda: passphrases.new_passphrase(session, _PLACE, _NO_WAY_BACK))
    return cache(lambda: passphrases.read_hidden_line("Passphrase of the other devices: "))


def _answer(session: Session, done: Synced, *, json: bool) -> None:
    session.answer(told.synced_text(done, session.page), lambda: documents.synced(done), as_json=json)
