"""The command line: convert, call, render.

Keep every heavy import inside the function that needs it: what a person waits for at night is process start. One
module a theme; `tree` names every command and loads only the one that was called.
"""
