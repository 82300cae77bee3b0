"""Log entries and change them: one module for each kind of entry.

Each has a request for a new entry and one for a change (`LogDose`, `ChangeDose`), a reader that makes either from typed
words, and the functions that carry them out.
"""
