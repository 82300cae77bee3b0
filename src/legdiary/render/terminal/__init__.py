"""Reports, entries and answers as text on a terminal, a module a command or a subject.

`layout` breaks lines and aligns tables; `styled_text` colours them.
"""
