"""Completion in bash, zsh and fish: the command that prints a script, and the makers of the scripts.

`command_tree` and `flag_values` are the data; `live_answers` answers a shell while somebody types.
"""
