"""File formats, a package or a module each: domain values in, bytes out. Nothing here opens the diary or a file.

`legdiary_csv` and `legdiary_json` are the program's own, `fhir` is the bundle for a clinician's system, `age` encrypts.
"""
