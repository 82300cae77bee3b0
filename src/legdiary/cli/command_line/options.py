"""The options that commands declare to Typer, by name. Only Typer and `cli.compile` need them at run time."""

from __future__ import annotations

from typing import Annotated

import typer

NightOption = Annotated[
    str | None,
    typer.Option("--night", metavar="WHEN", help="Which night: tonight, last night, -2, mon, 2026-11-20."),
]
AtOption = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="AT", help="23:40, 11:40pm, 20m ago, yesterday 23:40, 2026-11-20 23:40. Default: now."
    ),
]
ClearOption = Annotated[list[str] | None, typer.Option("--clear", metavar="FIELD", help="Empty a field, such as note.")]
ClearWithEditOption = Annotated[
    list[str] | None, typer.Option("--clear", metavar="FIELD", help="With `edit`: empty a field, such as note.")
]
HelpedOption = Annotated[
    str | None,
    typer.Option("--helped", metavar="0-3", help="How much it helped the legs: 0 not at all to 3 very much."),
]
NoteOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note in your own words.")]
ConfirmOption = Annotated[bool, typer.Option("--confirm", help="Skip the confirmation question (answer yes).")]
NoPagerOption = Annotated[bool, typer.Option("--no-pager", help="Print without the pager.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First night.")]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last night (included).")]
ListOption = Annotated[bool, typer.Option("--list", help="List the known names.")]

# Of single commands and groups.
NewOption = Annotated[bool, typer.Option("--new", help="Add a name of your own.")]
ProductOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="A product you added, or none. Default: the setting's.")
]
DoseFreeOfOption = Annotated[
    str | None, typer.Option("--of", metavar="KIND", help="With none: the substance, if it isn't leaf: 7-oh.")
]
DoseHelpedOption = Annotated[
    str | None, typer.Option(metavar="0-3", help="How much it helped the legs: 0 not at all to 3 very much.")
]
WhenArgument = Annotated[list[str] | None, typer.Argument(metavar="[WHEN]", help="last night, 2 ago, mon, 2026-11-20.")]
PlanOfOption = Annotated[
    str | None,
    typer.Option("--of", metavar="WORD", help="Which plan, if several are active: its substance or its name."),
]
WhyOption = Annotated[
    str | None, typer.Option("--why", metavar="REASON", help="planned, good-nights, bad-nights, travel or other.")
]

# Of exports.
EncryptOption = Annotated[
    bool, typer.Option("--encrypt", help="Ask for a passphrase, and encrypt the file (age): FILE.age.")
]
FileOption = Annotated[
    str | None, typer.Option("--output", metavar="FILE", help="A new file, or - for standard output.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace an existing file.")]
OutputOption = Annotated[
    str | None,
    typer.Option("--output", metavar="FILE", help="A new file, or - for standard output. Default: in this folder."),
]
LastOption = Annotated[str | None, typer.Option("--last", metavar="SPAN", help="Finished nights: 14d or 8w.")]
TaperOption = Annotated[bool, typer.Option("--taper", help="From the baseline to the follow-up (the default).")]
ByOption = Annotated[str | None, typer.Option("--by", metavar="GROUP", help="step, week or month.")]
PageOfOption = Annotated[
    str | None, typer.Option("--of", metavar="SUBSTANCE", help="Only the steps of this substance's plans.")
]
QuestionOption = Annotated[
    str | None, typer.Option("--question", metavar="TEXT", help="Your question for the clinician, shown first.")
]
NameOption = Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Your name or initials. Default: none.")]
PaperOption = Annotated[
    str | None, typer.Option("--paper", metavar="PAPER", help="a4 or letter. Default: the setting, or your country's.")
]
NotesOption = Annotated[bool, typer.Option("--notes", help="Add your notes. Default: without them.")]
OpenOption = Annotated[bool, typer.Option("--open", help="Open it in the browser.")]
