"""The commands that export: tables (`csv`), JSON and FHIR, the clinician's page, the plan as a calendar (`ics`)."""
