"""Log what happened and change it: a module a kind of entry.

Each has a request for a new entry and one for a change (`LogDose`, `ChangeDose`), a reader that makes either from the
words a person typed, and the functions that carry them out.
"""
