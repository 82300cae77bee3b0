"""Files that were handed over, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from legdiary.app.exports import CsvExported, Exported, FhirExported, WorkbookExported
    from legdiary.app.plans.calendar import CalendarExported
    from legdiary.domain.reports.report import Report
    from legdiary.render.json.values import Json
    from legdiary.render.page.sheet import Sheet


def file(made: Exported) -> Json:
    """Return where a file is."""
    return {"path": str(made.path), "encrypted": made.encrypted}


def csv(made: CsvExported) -> Json:
    """Return where the tables are, and how many rows they have."""
    return {
        "path": str(made.path), "encrypted": made.encrypted, "tables": dict(made.rows), "files": list(made.files),
        "dialect": made.dialect or None,
    }  # fmt: skip


def workbook(made: WorkbookExported) -> Json:
    """Return where the workbook is, and how many rows its tables have."""
    return file(made.file) | {"tables": dict(made.rows)}


def fhir(made: FhirExported) -> Json:
    """Return where the bundle is, and what is in it."""
    return file(made.file) | {"resources": dict(made.resources)}


def page(made: Exported, kind: str, report: Report, sheet: Sheet) -> Json:
    """Return where the page is, and what stands on it."""
    return {
        "path": str(made.path), "encrypted": made.encrypted, "format": kind, "bytes": made.size,
        "from": report.from_night.isoformat(), "to": (report.before_night - A_DAY).isoformat(), "by": report.by,
        "nights": report.overall.possible, "logged": report.overall.severity.n,
        "question": sheet.question is not None, "name": sheet.name is not None, "notes": sheet.has_notes,
        "paper": sheet.paper,
    }  # fmt: skip


def calendar(made: CalendarExported) -> Json:
    """Return `{"path", "plans": [{"id", "name", "events", "sequence"}, …], …}`; no alarm is null."""
    reminder = made.reminder
    return {
        "path": str(made.file.path),
        "plans": [
            {"id": each.plan_id, "name": each.plan.name, "events": len(each.events), "sequence": each.sequence}
            for each in made.plans
            if each.plan and each.told
        ],
        "cancelled": made.cancelled,
        "with_amounts": made.with_amounts,
        "reminder": reminder
        and {
            "at": f"{reminder.at:%H:%M}",
            "from": reminder.from_day.isoformat(),
            "to": reminder.last_day and reminder.last_day.isoformat(),
        },
    }
