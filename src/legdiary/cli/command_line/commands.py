"""Every command, its section of the help, and the place of its code. `command_line.build` builds the one called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERY_NIGHT, LOOKING_BACK, TAPER, EXPORTING, SETTINGS = (
    "Every night",
    "Look back and correct",
    "The taper",
    "Export",
    "Settings, files and help",
)


class Spec(NamedTuple):
    """One command.

    Attributes:
        section: its heading in the help.
        summary: its line there.
        where: `module:function` within `legdiary.cli`; of a group what it does without a command, or None.
        example: a worked example, shown in its help and beside a usage error.
        inside: the commands of a group.
        hidden: it is another name of a command, and not listed.
        passes_on: it takes the flags of another command and passes them on.
    """

    section: str
    summary: str
    where: str | None
    example: str
    inside: Mapping[str, Spec] | None = None
    hidden: bool = False
    passes_on: bool = False


TREE: dict[str, Spec] = {
    "start": Spec(
        EVERY_NIGHT, "Set up the diary, then log the first night", "interviews.start:start", "legdiary start"
    ),
    "checkin": Spec(
        EVERY_NIGHT, "Answer the night's questions one by one", "interviews.checkin:checkin", "legdiary checkin"
    ),
    "night": Spec(EVERY_NIGHT, "Log how restless your legs were", "log.night:night", "legdiary night 6 --onset 20:30"),
    "sleep": Spec(
        EVERY_NIGHT,
        "Log how you slept",
        "log.sleep:sleep",
        "legdiary sleep 22:45-06:10 --latency 40m --awake 55m",
    ),
    "kratom": Spec(
        EVERY_NIGHT,
        "Log a kratom dose; `none` for a dose-free day",
        "log.kratom:kratom",
        "legdiary kratom 2.5g --at 23:40",
    ),
    "dose": Spec(
        EVERY_NIGHT,
        "Log a dose of another product (not leaf)",
        "log.kratom:dose",
        "legdiary dose 15mg --product 'seven tabs'",
    ),
    "magnesium": Spec(
        EVERY_NIGHT,
        "Log magnesium (elemental unless --salt)",
        "log.magnesium:magnesium",
        "legdiary magnesium 200mg --form glycinate",
    ),
    "mag": Spec(EVERY_NIGHT, "The same as magnesium", "log.magnesium:magnesium", "legdiary mag 200mg", hidden=True),
    "factor": Spec(
        EVERY_NIGHT,
        "Log other factors: caffeine, heat, walking, …",
        "log.factors_and_medicines:factor",
        "legdiary factor caffeine --amount '2 cups' --at 15:00",
    ),
    "symptom": Spec(
        EVERY_NIGHT,
        "Log a symptom or side effect, 0–3",
        "log.factors_and_medicines:symptom",
        "legdiary symptom nausea 2",
    ),
    "medicine": Spec(
        EVERY_NIGHT,
        "Log a medicine and when you took it",
        "log.factors_and_medicines:medicine",
        "legdiary medicine gabapentin 300mg --at 21:00",
    ),
    "measure": Spec(
        EVERY_NIGHT,
        "Log a questionnaire total or lab value",
        "log.factors_and_medicines:measure",
        "legdiary measure ferritin 48ng/mL --on 2026-11-20",
    ),
    "product": Spec(
        EVERY_NIGHT,
        "Add and list products and their batches",
        None,
        "legdiary product list",
        inside={
            "add": Spec(
                EVERY_NIGHT,
                "Add a product, or a new batch of one",
                "log.products:add",
                "legdiary product add 'red leaf' --capsule 0.5g",
            ),
            "list": Spec(
                EVERY_NIGHT, "List every product and batch", "log.products:list_products", "legdiary product list"
            ),
        },
    ),
    "trial": Spec(
        EVERY_NIGHT,
        "Test something on nights that a coin chooses",
        "trials:trial",
        "legdiary trial",
        inside={
            "new": Spec(
                EVERY_NIGHT,
                "Start a trial: what you try, and on how many pairs of nights",
                "trials:new",
                "legdiary trial new 'warm bath' --pairs 14",
            ),
            "did": Spec(
                EVERY_NIGHT,
                "Log whether you did it that night",
                "trials:did",
                "legdiary trial did yes --night yesterday",
            ),
            "show": Spec(EVERY_NIGHT, "Show the answer, once every pair is over", "trials:show", "legdiary trial show"),
        },
    ),
    "undo": Spec(EVERY_NIGHT, "Undo the last change", "log.edit:undo", "legdiary undo"),
    "week": Spec(
        LOOKING_BACK, "Show seven nights beside the seven before", "views.nights_and_entries:week", "legdiary week"
    ),
    "doses": Spec(
        LOOKING_BACK, "Show dose times, doses a day and gaps", "views.dose_times:doses", "legdiary doses --last 8w"
    ),
    "report": Spec(
        LOOKING_BACK, "Show how it went: legs, sleep, doses, trend", "views.report:report", "legdiary report --last 8w"
    ),
    "view": Spec(LOOKING_BACK, "Open the dashboard: log, browse, correct", "views.dashboard:view", "legdiary view"),
    "show": Spec(
        LOOKING_BACK, "Show everything about one night", "views.nights_and_entries:show", "legdiary show last night"
    ),
    "list": Spec(
        LOOKING_BACK,
        "List entries with their numbers",
        "views.nights_and_entries:list_entries",
        "legdiary list --last 14d --kind kratom",
    ),
    "history": Spec(
        LOOKING_BACK, "Show what was changed, and when", "views.nights_and_entries:history", "legdiary history 12"
    ),
    "edit": Spec(
        LOOKING_BACK,
        "Change an entry (same options as logging it)",
        "log.edit:edit",
        "legdiary edit 12 3g --at 23:10",
        passes_on=True,
    ),
    "delete": Spec(LOOKING_BACK, "Delete an entry (history keeps it)", "log.edit:delete", "legdiary delete 12"),
    "taper": Spec(
        TAPER,
        "Make, show and change the taper plan",
        None,
        "legdiary taper show",
        inside={
            "new": Spec(
                TAPER,
                "Make a plan; you see every step before you accept",
                "taper:new",
                "legdiary taper new --from 12g --to 0g --cut 10% --every 7d --stop-at 0.5g",
            ),
            "show": Spec(TAPER, "Show the plan beside what you took", "taper:show", "legdiary taper show --chart"),
            "hold": Spec(TAPER, "Make the current step last longer", "taper:hold", "legdiary taper hold 5d"),
            "resume": Spec(TAPER, "End the hold", "taper:resume", "legdiary taper resume"),
            "set": Spec(
                TAPER, "Change a target from a later day on", "taper:set_target", "legdiary taper set 2026-12-01 4.5g"
            ),
            "coin": Spec(
                TAPER, "Let a coin choose in which of two weeks a cut comes", "taper:coin", "legdiary taper coin"
            ),
            "end": Spec(TAPER, "End the plan and start the 3-month follow-up", "taper:end", "legdiary taper end"),
        },
    ),
    "export": Spec(
        EXPORTING,
        "Export the diary for a clinician or a program",
        None,
        "legdiary export csv --output folder",
        inside={
            "csv": Spec(
                EXPORTING,
                "Export tables for a spreadsheet",
                "export.csv:export_csv",
                "legdiary export csv --output folder",
            ),
            "xlsx": Spec(
                EXPORTING,
                "Export the tables as one workbook",
                "export.xlsx:export_xlsx",
                "legdiary export xlsx --output diary.xlsx",
            ),
            "html": Spec(
                EXPORTING,
                "Make a summary for a clinician",
                "export.page:export_html",
                "legdiary export html --taper",
            ),
            "pdf": Spec(
                EXPORTING, "Make the same summary as a PDF", "export.page:export_pdf", "legdiary export pdf --taper"
            ),
            "json": Spec(
                EXPORTING,
                "Export everything; `import` reads it back",
                "export.json_fhir:export_json",
                "legdiary export json --output diary.json",
            ),
            "fhir": Spec(
                EXPORTING,
                "Export a FHIR R4 bundle (draft mapping)",
                "export.json_fhir:export_fhir",
                "legdiary export fhir --output diary.fhir.json",
            ),
            "ics": Spec(
                EXPORTING,
                "Export the taper's steps as a calendar",
                "export.ics:export_ics",
                "legdiary export ics --output taper.ics",
            ),
        },
    ),
    "import": Spec(
        SETTINGS,
        "Import your spreadsheet, an app's data or a diary",
        "manage.imports:import_files",
        "legdiary import diary.json --dry-run",
    ),
    "config": Spec(
        SETTINGS, "Show or change settings", "manage.config:config", "legdiary config timezone Europe/Berlin"
    ),
    "help-me": Spec(
        SETTINGS, "Show when to seek help, urgent first", "views.help_me:help_me", "legdiary help-me --country us"
    ),
    "remind": Spec(SETTINGS, "Set a daily reminder on this computer", "remind.remind:remind", "legdiary remind 22:30"),
    "completion": Spec(
        SETTINGS, "Set up completion with the Tab key", "completion.command:completion", "legdiary completion --install"
    ),
    "backup": Spec(SETTINGS, "Back up the diary, even while in use", "manage.backups:backup", "legdiary backup"),
    "restore": Spec(SETTINGS, "Restore the diary from a backup", "manage.backups:restore", "legdiary restore copy.db"),
    "sync": Spec(
        SETTINGS,
        "Keep one diary on several devices",
        "sync:sync",
        "legdiary sync",
        inside={
            "setup": Spec(
                SETTINGS, "Set up syncing on the first device", "sync:setup", "legdiary sync setup ~/Sync --name laptop"
            ),
            "join": Spec(
                SETTINGS, "Sync this device with the others", "sync:join", "legdiary sync join ~/Sync --name phone"
            ),
            "status": Spec(SETTINGS, "Show your devices and what waits", "sync:status", "legdiary sync status"),
            "settle": Spec(
                SETTINGS, "Settle what two devices say", "sync:settle", "legdiary sync settle 12 --take phone"
            ),
            "forget": Spec(SETTINGS, "Stop expecting a lost device", "sync:forget", "legdiary sync forget phone"),
            "leave": Spec(SETTINGS, "Stop syncing this device", "sync:leave", "legdiary sync leave"),
        },
    ),
    "check": Spec(SETTINGS, "Check the diary file", "manage.backups:check", "legdiary check"),
    "where": Spec(SETTINGS, "Show where the files are", "log.edit:where", "legdiary where"),
    "demo": Spec(SETTINGS, "Try a made-up diary of a whole taper", "log.edit:demo", "legdiary demo"),
}
#: The commands by which something is logged, as `log KIND` takes them.
LOGGED = (
    "night", "sleep", "kratom", "dose", "magnesium", "mag", "factor", "symptom", "medicine", "measure", "checkin",
)  # fmt: skip
#: What people type who look for something; none of them is listed.
LEADS = {
    "today": Spec(LOOKING_BACK, "Today's card", "views.nights_and_entries:today", "legdiary today", hidden=True),
    "status": Spec(LOOKING_BACK, "Today's card", "views.nights_and_entries:today", "legdiary status", hidden=True),
    "help": Spec(SETTINGS, "Show how to use a command", "views.help:help_on", "legdiary help sleep", hidden=True),
    "log": Spec(
        EVERY_NIGHT,
        "Log something",
        "views.help:show_help",
        "legdiary log kratom 2.5g",
        inside={name: TREE[name] for name in LOGGED},
        hidden=True,
    ),
}
TREE |= LEADS


def spec_of(path: list[str]) -> Spec | None:
    """Return the spec of a command by its words, or None."""
    specs: Mapping[str, Spec] | None = TREE
    found: Spec | None = None
    for word in path:
        found = (specs or {}).get(word)
        specs = found.inside if found else None
    return found
