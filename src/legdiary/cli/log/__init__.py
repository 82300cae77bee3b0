"""The commands of every night (`night`, `sleep`, `kratom`, `magnesium`, factors and medicines), and the check-in.

`edit` has the commands that change, delete and undo entries of any kind.
"""
