"""The clinician's page: `build_sheet` makes its content, the value `Sheet`; `html` and `pdf` set it."""
