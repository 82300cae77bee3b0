"""Log entries and change them: one module for each kind of entry, with its requests (`LogDose`, `ChangeDose`).

Each has a reader that makes the request from typed words. `typed_fields` and `typed_names` read what they share,
`dispatch` carries out a request of any kind that a check-in makes.
"""
