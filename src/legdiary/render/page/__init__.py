"""The clinician's page: one value, set as HTML and as PDF."""
