"""The command line: convert, call, render.

Each module holds the commands of one theme; `commands` names every command and loads only the one that was called. Keep
heavy imports inside the functions that need them: the wait at night is the start of the process.
"""
