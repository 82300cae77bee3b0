"""The program's side of a life: every operation as a request to the use cases, made of typed words."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.app.backups import DIARY, MakeCopy, make_copy, open_copy, restore
from legdiary.app.check import check
from legdiary.app.context import Context
from legdiary.app.delete_undo import delete_entry, undo
from legdiary.app.exports import ExportCsv, ExportJson, export_csv, export_json, read_scope
from legdiary.app.exports import Target as ExportTarget
from legdiary.app.imports.read_files import ImportFiles, NamedFile, read_files
from legdiary.app.imports.store_files import store_entries
from legdiary.app.log.factor import read_factor, store_factor
from legdiary.app.log.kratom import read_dose, store_dose
from legdiary.app.log.magnesium import read_magnesium, store_magnesium
from legdiary.app.log.measure import read_measure, store_measure
from legdiary.app.log.medicine import read_medicine, store_medicine
from legdiary.app.log.night import read_rating, store_night
from legdiary.app.log.sleep import read_sleep, store_sleep
from legdiary.app.log.symptom import read_symptom, store_symptom
from legdiary.app.plans.change import ResumeTaper, change_plan, read_end, read_hold, read_target
from legdiary.app.plans.new import Rule, read_plan, store_plan
from legdiary.app.products import read_product, store_product
from legdiary.app.questions import EVERYTHING, Asked
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.errors import DiaryTrouble, LegdiaryError
from legdiary.store.errors import NoDiary
from legdiary.store.findings import WRONG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model_time import Clock

YES = EVERYTHING | {DIARY}


class AnsweredError(AssertionError):
    """A question that was answered."""


class Outcome(NamedTuple):
    """What came of a request: a result, or a refusal."""

    result: Any
    refused: LegdiaryError | None

    def check(self) -> None:
        """Nothing was refused."""
        if self.refused is not None:
            raise self.refused


def present_at(clock: Clock) -> Present:
    zone = load_zone(clock.zone)
    now = Moment.from_datetime(datetime.fromtimestamp(clock.now, UTC), zone)
    return Present(now, zone, time(*divmod(clock.day_start, 60)))


def context_at(
    path: Path, clock: Clock, stored: Callable[[], None] = lambda: None,
    before_commit: Callable[..., None] | None = None,
) -> Context:  # fmt: skip
    return Context(present_at(clock), path, None, stored, lambda _: None, lambda: True, before_commit=before_commit)


def act_on(path: Path, clock: Clock, name: str, told: dict[str, Any], **ways: Any) -> Outcome:
    """Carry out an operation, with a yes to whatever is asked."""
    run = context_at(path, clock, **ways)
    try:
        done = _ACTS[name](run, dict(told))
    except DiaryTrouble as trouble:
        if not isinstance(trouble, NoDiary):
            raise
        return Outcome(None, trouble)
    except LegdiaryError as error:
        return Outcome(None, error)
    if isinstance(done, Asked):
        raise AnsweredError(f"{name} {told} asks though the answer is given: {done.question}")
    return Outcome(done, None)


def _night(run: Context, told: dict[str, Any]) -> Any:
    return store_night(run, read_rating(run.present, **told), YES)


def _sleep(run: Context, told: dict[str, Any]) -> Any:
    return store_sleep(run, read_sleep(run.present, told.pop("bed_wake", None), **told), YES)


def _dose(run: Context, told: dict[str, Any]) -> Any:
    return store_dose(run, read_dose(run.present, told.pop("amount", None), **told), YES)


def _magnesium(run: Context, told: dict[str, Any]) -> Any:
    return store_magnesium(run, read_magnesium(run.present, told.pop("amount", None), **told), YES)


def _medicine(run: Context, told: dict[str, Any]) -> Any:
    return store_medicine(run, read_medicine(run, told.pop("words", ()), **told), YES)


def _factor(run: Context, told: dict[str, Any]) -> Any:
    return store_factor(run, read_factor(run.present, told.pop("name", None), **told), YES)


def _symptom(run: Context, told: dict[str, Any]) -> Any:
    return store_symptom(run, read_symptom(run.present, told.pop("words", ()), **told), YES)


def _measure(run: Context, told: dict[str, Any]) -> Any:
    return store_measure(run, read_measure(run.present, told.pop("words", ()), **told), YES)


def _product(run: Context, told: dict[str, Any]) -> Any:
    return store_product(run, read_product(run.present, told.pop("name", None), **told), YES)


def _plan(run: Context, told: dict[str, Any]) -> Any:
    of, name = told.pop("of", None), told.pop("name")
    return store_plan(run, read_plan(run.present, Rule(**told), name=name, of=of), YES)


def _hold(run: Context, told: dict[str, Any]) -> Any:
    return change_plan(run, read_hold(told["days"], told.get("why")), YES, of=told.get("of", "leaf"))


def _resume(run: Context, told: dict[str, Any]) -> Any:
    return change_plan(run, ResumeTaper(), YES, of=told.get("of", "leaf"))


def _set(run: Context, told: dict[str, Any]) -> Any:
    of = told.pop("of", "leaf")
    return change_plan(run, read_target(run.present, told.pop("day"), told.pop("amount"), **told), YES, of=of)


def _end(run: Context, told: dict[str, Any]) -> Any:
    return change_plan(run, read_end(run.present, told.get("on")), YES, of=told.get("of", "leaf"))


def _restore(run: Context, told: dict[str, Any]) -> Any:
    with open_copy(run, told["source"], lambda _: "") as opened:
        return restore(run, opened, YES)


def _import(run: Context, told: dict[str, Any]) -> Any:
    files = [NamedFile(str(path), path) for path in told["files"]]
    return store_entries(run, read_files(run, ImportFiles(files, way=told.get("way"))), YES)


def _export_csv(run: Context, told: dict[str, Any]) -> Any:
    return export_csv(run, ExportCsv(ExportTarget(told["output"]), read_scope(None, None, notes=True), zipped=True))


_ACTS: dict[str, Callable[[Context, dict[str, Any]], Any]] = {
    "night": _night, "sleep": _sleep, "kratom": _dose, "magnesium": _magnesium, "medicine": _medicine,
    "factor": _factor, "symptom": _symptom, "measure": _measure, "product": _product,
    "plan": _plan, "hold": _hold, "resume": _resume, "set": _set, "end": _end,
    "delete": lambda run, told: delete_entry(run, told["entry_id"], YES),
    "undo": lambda run, _: undo(run, YES),
    "backup": lambda run, told: make_copy(run, MakeCopy(told["output"])),
    "restore": _restore, "import": _import, "export_csv": _export_csv,
    "export_json": lambda run, told: export_json(run, ExportJson(ExportTarget(told["output"]))),
}  # fmt: skip


def export_of(path: Path, clock: Clock) -> bytes:
    """Return the whole diary as JSON."""
    return export_json(context_at(path, clock), ExportJson(None)).held


def check_of(path: Path, clock: Clock) -> list[str]:
    """Return what `check` finds wrong."""
    return [f"{each.topic}: {each.what}" for each in check(context_at(path, clock)).findings if each.state == WRONG]
