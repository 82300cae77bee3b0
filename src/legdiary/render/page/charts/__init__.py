"""The drawings of the clinician's page, as coordinates and texts: pure functions, without markup or colours."""
