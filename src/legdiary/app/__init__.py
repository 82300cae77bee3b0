"""What can be done with a diary: one function a use case, a typed request in, a result or a question out.

No Typer, no argument lists, no printing, no environment, no prompts: the command line, the check-in, the dashboard and
tests call the same functions. `asking` says how a question comes out and its answer goes in, `context` what a use case
knows of the run it is part of.
"""
