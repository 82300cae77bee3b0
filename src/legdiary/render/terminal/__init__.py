"""Reports, entries and answers as text on a terminal, a module a command or a subject.

`report` holds the report and its sections, `views` what is looked at, `answers` what a command that did something says.
`layout` breaks lines and aligns tables; `styled_text` colours them.
"""
