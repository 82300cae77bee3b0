"""Made by `python tools/make_docs.py table` from the commands' declarations; edit those, never this.

Each row: command → `module:function` in `legdiary.cli`, the values that take one word each, the value that takes all
further words, and option → its parameter and what it takes. `cli.command_line.table_reader` reads command lines by it.
"""

from __future__ import annotations

# fmt: off
#: What an option takes: one word, one word each time, or none (it switches on or off).
ONE, MANY, ON, OFF = "one", "many", "on", "off"

#: The commands that `log` leads to.
LOGGED = ("night", "sleep", "kratom", "dose", "magnesium", "mag", "factor", "symptom", "medicine", "measure", "checkin")
#: The options of the program itself.
ROOT: dict[str, tuple[str, str]] = {
    "--diary": ("diary", ONE), "--json": ("as_json", ON), "--no-pager": ("no_pager", ON),
}
TABLE: dict[str, tuple[str, tuple[str, ...], str | None, dict[str, tuple[str, str]]]] = {
    "start": (
        "interviews.start:start", (), None,
        {
            "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "checkin": (
        "interviews.checkin:checkin", (), None,
        {
            "--night": ("night_word", ONE), "--all": ("everything", ON), "--json": ("json", ON),
            "--confirm": ("_confirm", ON),
        },
    ),
    "night": (
        "log.night:night", ("severity",), None,
        {
            "--falling-asleep": ("falling_asleep", ONE), "--overnight": ("overnight", ONE),
            "--day-resting": ("day_resting", ONE), "--day-active": ("day_active", ONE), "--sitting": ("sitting", ONE),
            "--mood": ("mood", ONE), "--concentration": ("concentration", ONE), "--onset": ("onset", ONE),
            "--where": ("where", ONE), "--feel": ("feel", ONE), "--note": ("note", ONE), "--missed": ("missed", ONE),
            "--clear": ("clear", MANY), "--night": ("night_word", ONE), "--json": ("as_json", ON),
            "--confirm": ("confirm", ON), "--list": ("list_names", ON),
        },
    ),
    "sleep": (
        "log.sleep:sleep", ("bed_wake",), None,
        {
            "--tried": ("tried", ONE), "--latency": ("latency", ONE), "--awake": ("awake", ONE),
            "--times": ("times", ONE), "--pacing": ("pacing", ONE), "--lying-awake": ("lying_awake", ONE),
            "--up": ("up", ONE), "--planned": ("planned", ONE), "--quality": ("quality", ONE), "--nap": ("nap", ONE),
            "--total": ("total", ONE), "--note": ("note", ONE), "--clear": ("clear", MANY),
            "--night": ("night_word", ONE), "--confirm": ("confirm", ON), "--json": ("as_json", ON),
        },
    ),
    "kratom": (
        "log.kratom:kratom", ("amount",), None,
        {
            "--at": ("at", ONE), "--night": ("night_word", ONE), "--product": ("product", ONE), "--of": ("of", ONE),
            "--helped": ("helped", ONE), "--note": ("note", ONE), "--confirm": ("confirm", ON), "--json": ("json", ON),
        },
    ),
    "dose": (
        "log.kratom:dose", ("amount",), None,
        {
            "--at": ("at", ONE), "--night": ("night_word", ONE), "--product": ("product", ONE), "--of": ("of", ONE),
            "--helped": ("helped", ONE), "--note": ("note", ONE), "--confirm": ("confirm", ON), "--json": ("json", ON),
        },
    ),
    "magnesium": (
        "log.magnesium:magnesium", ("amount",), None,
        {
            "--form": ("form", ONE), "--salt": ("salt", ON), "--topical": ("topical", ON), "--at": ("at", ONE),
            "--night": ("night_word", ONE), "--helped": ("helped", ONE), "--note": ("note", ONE),
            "--clear": ("clear", MANY), "--confirm": ("confirm", ON), "--json": ("json", ON),
            "--list": ("list_names", ON),
        },
    ),
    "mag": (
        "log.magnesium:magnesium", ("amount",), None,
        {
            "--form": ("form", ONE), "--salt": ("salt", ON), "--topical": ("topical", ON), "--at": ("at", ONE),
            "--night": ("night_word", ONE), "--helped": ("helped", ONE), "--note": ("note", ONE),
            "--clear": ("clear", MANY), "--confirm": ("confirm", ON), "--json": ("json", ON),
            "--list": ("list_names", ON),
        },
    ),
    "factor": (
        "log.factors_and_medicines:factor", (), "name",
        {
            "--amount": ("amount", ONE), "--at": ("at", ONE), "--night": ("night_word", ONE),
            "--helped": ("helped", ONE), "--note": ("note", ONE), "--clear": ("clear", MANY), "--new": ("new", ON),
            "--confirm": ("confirm", ON), "--json": ("json", ON), "--list": ("list_names", ON),
        },
    ),
    "symptom": (
        "log.factors_and_medicines:symptom", (), "words",
        {
            "--night": ("night_word", ONE), "--note": ("note", ONE), "--clear": ("clear", MANY), "--new": ("new", ON),
            "--json": ("json", ON), "--confirm": ("_confirm", ON), "--list": ("list_names", ON),
        },
    ),
    "medicine": (
        "log.factors_and_medicines:medicine", (), "words",
        {
            "--at": ("at", ONE), "--night": ("night_word", ONE), "--helped": ("helped", ONE), "--note": ("note", ONE),
            "--clear": ("clear", MANY), "--new": ("new", ON), "--confirm": ("confirm", ON), "--json": ("json", ON),
            "--list": ("list_names", ON),
        },
    ),
    "measure": (
        "log.factors_and_medicines:measure", (), "words",
        {
            "--on": ("on", ONE), "--by": ("by", ONE), "--fasting": ("fasting", ON), "--no-iron": ("no_iron", ON),
            "--clear": ("clear", MANY), "--json": ("json", ON), "--confirm": ("_confirm", ON),
            "--list": ("list_names", ON),
        },
    ),
    "product add": (
        "log.products:add", ("name",), None,
        {
            "--kind": ("kind", ONE), "--new": ("new", ON), "--capsule": ("capsule", ONE), "--tablet": ("capsule", ONE),
            "--mitragynine": ("mitragynine", ONE), "--weight": ("weight", ONE), "--opened": ("opened", ONE),
            "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "product list": (
        "log.products:list_products", (), None,
        {
            "--json": ("json", ON), "--no-pager": ("_no_pager", ON),
        },
    ),
    "trial": (
        "trials:trial", (), None,
        {
            "--json": ("json", ON),
        },
    ),
    "trial new": (
        "trials:new", (), "name",
        {
            "--pairs": ("pairs", ONE), "--score": ("score", ONE), "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "trial did": (
        "trials:did", ("said",), None,
        {
            "--night": ("night_word", ONE), "--name": ("name", ONE), "--json": ("json", ON),
            "--confirm": ("_confirm", ON),
        },
    ),
    "trial show": (
        "trials:show", (), "name",
        {
            "--peek": ("peek", ON), "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "undo": (
        "log.edit:undo", (), None,
        {
            "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "week": (
        "views.nights_and_entries:week", (), "when",
        {
            "--json": ("as_json", ON), "--no-pager": ("_no_pager", ON),
        },
    ),
    "doses": (
        "views.dose_times:doses", (), None,
        {
            "--last": ("last", ONE), "--from": ("first", ONE), "--to": ("until", ONE), "--taper": ("taper", ON),
            "--of": ("of", ONE), "--json": ("as_json", ON), "--no-pager": ("_no_pager", ON),
        },
    ),
    "report": (
        "views.report:report", (), None,
        {
            "--last": ("last", ONE), "--from": ("first", ONE), "--to": ("until", ONE), "--taper": ("taper", ON),
            "--by": ("by", ONE), "--of": ("of", ONE), "--full": ("full", ON), "--calendar": ("calendar", ON),
            "--explain": ("explain", ON), "--json": ("as_json", ON), "--no-pager": ("_no_pager", ON),
        },
    ),
    "view": (
        "views.dashboard:view", (), None,
        {},
    ),
    "show": (
        "views.nights_and_entries:show", (), "when",
        {
            "--json": ("as_json", ON), "--no-pager": ("_no_pager", ON),
        },
    ),
    "list": (
        "views.nights_and_entries:list_entries", (), None,
        {
            "--last": ("last", ONE), "--kind": ("kind", ONE), "--from": ("first", ONE), "--to": ("until", ONE),
            "--json": ("as_json", ON), "--no-pager": ("_no_pager", ON),
        },
    ),
    "history": (
        "views.nights_and_entries:history", ("number",), None,
        {
            "--json": ("as_json", ON), "--no-pager": ("_no_pager", ON),
        },
    ),
    "delete": (
        "log.edit:delete", ("number",), None,
        {
            "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "taper new": (
        "taper:new", (), None,
        {
            "--from": ("start_dose", ONE), "--to": ("end_dose", ONE), "--cut": ("cut", ONE), "--every": ("every", ONE),
            "--start": ("start", ONE), "--stop-at": ("stop_at", ONE), "--round": ("rounding", ONE),
            "--doses": ("doses", ONE), "--steps": ("steps", ONE), "--name": ("name", ONE), "--of": ("of", ONE),
            "--new": ("is_new", ON), "--allow-up": ("allow_up", ON), "--coin": ("coin", ON),
            "--preview": ("preview", ON), "--yes": ("yes", ON), "--json": ("json", ON), "--confirm": ("confirm", ON),
        },
    ),
    "taper show": (
        "taper:show", ("name",), None,
        {
            "--all": ("every", ON), "--chart": ("chart", ON), "--json": ("json", ON), "--no-pager": ("_no_pager", ON),
        },
    ),
    "taper hold": (
        "taper:hold", ("length",), None,
        {
            "--of": ("of", ONE), "--why": ("why", ONE), "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "taper resume": (
        "taper:resume", (), None,
        {
            "--of": ("of", ONE), "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "taper set": (
        "taper:set_target", ("day", "amount"), None,
        {
            "--of": ("of", ONE), "--doses": ("doses", ONE), "--why": ("why", ONE), "--allow-up": ("allow_up", ON),
            "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "taper coin": (
        "taper:coin", (), None,
        {
            "--rest": ("rest", ON), "--of": ("of", ONE), "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "taper end": (
        "taper:end", (), None,
        {
            "--on": ("on", ONE), "--of": ("of", ONE), "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "export csv": (
        "export.csv:export_csv", (), None,
        {
            "--output": ("output", ONE), "--zip": ("zipped", ON), "--table": ("table", ONE), "--from": ("first", ONE),
            "--to": ("until", ONE), "--no-notes": ("no_notes", ON), "--bom": ("bom", ON), "--no-bom": ("bom", OFF),
            "--dialect": ("dialect", ONE), "--encrypt": ("encrypt", ON), "--force": ("force", ON),
            "--json": ("as_json", ON),
        },
    ),
    "export xlsx": (
        "export.xlsx:export_xlsx", (), None,
        {
            "--output": ("output", ONE), "--from": ("first", ONE), "--to": ("until", ONE),
            "--no-notes": ("no_notes", ON), "--encrypt": ("encrypt", ON), "--force": ("force", ON),
            "--json": ("as_json", ON),
        },
    ),
    "export html": (
        "export.page:export_html", (), None,
        {
            "--output": ("output", ONE), "--last": ("last", ONE), "--from": ("first", ONE), "--to": ("until", ONE),
            "--taper": ("taper", ON), "--by": ("by", ONE), "--of": ("of", ONE), "--question": ("question", ONE),
            "--name": ("name", ONE), "--notes": ("notes", ON), "--paper": ("paper", ONE), "--open": ("show", ON),
            "--encrypt": ("encrypt", ON), "--force": ("force", ON), "--json": ("as_json", ON),
        },
    ),
    "export pdf": (
        "export.page:export_pdf", (), None,
        {
            "--output": ("output", ONE), "--last": ("last", ONE), "--from": ("first", ONE), "--to": ("until", ONE),
            "--taper": ("taper", ON), "--by": ("by", ONE), "--of": ("of", ONE), "--question": ("question", ONE),
            "--name": ("name", ONE), "--notes": ("notes", ON), "--paper": ("paper", ONE), "--open": ("show", ON),
            "--encrypt": ("encrypt", ON), "--force": ("force", ON), "--json": ("as_json", ON),
        },
    ),
    "export json": (
        "export.json_fhir:export_json", (), None,
        {
            "--output": ("output", ONE), "--encrypt": ("encrypt", ON), "--force": ("force", ON),
            "--json": ("as_json", ON),
        },
    ),
    "export fhir": (
        "export.json_fhir:export_fhir", (), None,
        {
            "--output": ("output", ONE), "--last": ("last", ONE), "--from": ("first", ONE), "--to": ("until", ONE),
            "--encrypt": ("encrypt", ON), "--force": ("force", ON), "--json": ("as_json", ON),
        },
    ),
    "export ics": (
        "export.ics:export_ics", (), None,
        {
            "--output": ("output", ONE), "--force": ("force", ON), "--with-amounts": ("with_amounts", ON),
            "--reminder": ("reminder", ONE), "--json": ("json", ON),
        },
    ),
    "import": (
        "manage.imports:import_files", (), "files",
        {
            "--as": ("chosen", ONE), "--dry-run": ("dry_run", ON), "--on-conflict": ("on_conflict", ONE),
            "--skip-bad": ("skip_bad", ON), "--source": ("source", ONE), "--map": ("mapping", ONE),
            "--json": ("as_json", ON), "--confirm": ("confirm", ON),
        },
    ),
    "config": (
        "manage.config:config", ("key", "value"), None,
        {
            "--unset": ("unset", ON), "--json": ("json", ON),
        },
    ),
    "help-me": (
        "views.help_me:help_me", (), None,
        {
            "--country": ("country", ONE), "--json": ("json", ON),
        },
    ),
    "remind": (
        "remind.remind:remind", (), "words",
        {
            "--preview": ("preview", ON), "--yes": ("yes", ON), "--json": ("json", ON),
        },
    ),
    "completion": (
        "completion.command:completion", ("shell",), None,
        {
            "--install": ("install", ON), "--uninstall": ("uninstall", ON), "--json": ("json", ON),
        },
    ),
    "backup": (
        "manage.backups:backup", (), None,
        {
            "--output": ("output", ONE), "--encrypt": ("encrypt", ON), "--json": ("json", ON),
        },
    ),
    "restore": (
        "manage.backups:restore", ("copy",), None,
        {
            "--yes": ("yes", ON), "--json": ("json", ON),
        },
    ),
    "sync": (
        "sync:sync", (), None,
        {
            "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "sync setup": (
        "sync:setup", ("place",), None,
        {
            "--name": ("name", ONE), "--json": ("json", ON), "--confirm": ("confirm", ON),
        },
    ),
    "sync join": (
        "sync:join", ("place",), None,
        {
            "--name": ("name", ONE), "--dry-run": ("dry_run", ON), "--json": ("json", ON), "--confirm": ("confirm", ON),
        },
    ),
    "sync status": (
        "sync:status", (), None,
        {
            "--json": ("json", ON),
        },
    ),
    "sync settle": (
        "sync:settle", ("number",), None,
        {
            "--take": ("take", ONE), "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "sync forget": (
        "sync:forget", ("device",), None,
        {
            "--json": ("json", ON), "--confirm": ("_confirm", ON),
        },
    ),
    "sync leave": (
        "sync:leave", (), None,
        {
            "--json": ("json", ON),
        },
    ),
    "check": (
        "manage.backups:check", (), None,
        {
            "--json": ("json", ON), "--no-pager": ("_no_pager", ON),
        },
    ),
    "where": (
        "log.edit:where", (), None,
        {
            "--json": ("json", ON),
        },
    ),
    "demo": (
        "log.edit:demo", (), None,
        {
            "--output": ("output", ONE), "--json": ("json", ON),
        },
    ),
    "today": (
        "views.nights_and_entries:today", (), None,
        {
            "--json": ("as_json", ON),
        },
    ),
    "status": (
        "views.nights_and_entries:today", (), None,
        {
            "--json": ("as_json", ON),
        },
    ),
}
