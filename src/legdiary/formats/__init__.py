"""File formats, a module or a package each: from values to bytes, or from bytes to values. None opens the diary.

`legdiary_csv` and `legdiary_json` are the program's own, `fhir` is the bundle for a clinician's system,
`age_encryption` encrypts. `detect` recognises a file; a reader of another program's files is named after that program.
"""
