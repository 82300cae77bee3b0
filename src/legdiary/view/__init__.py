"""The dashboard of `legdiary view`: a kind of command line, drawn by Textual (the extra `view`).

It reads through the loaders of the commands, shows what `render` makes of it, and writes by running plain commands.
"""
