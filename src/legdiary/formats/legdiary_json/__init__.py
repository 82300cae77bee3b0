"""The whole diary as one JSON file, its history included: `write` makes it; `formats.legdiary_json.read` reads it."""
