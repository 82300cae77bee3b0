"""The rules of the diary: values that check themselves, and pure functions over them.

Nothing here reads the time, the environment, the terminal or a file. Ranges are half-open everywhere.
"""
