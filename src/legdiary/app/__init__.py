"""The use cases of a diary: one function each, with a typed request in, and a result or a question out.

There is no Typer, no argument list, no printing, no environment and no prompt here: the command line, the check-in, the
dashboard and tests call the same functions. `questions` has the questions and their answers, `context` the clock, the
diary's path and the settings of a run.
"""
