"""The whole diary as one JSON file, its history included: `write` makes it; `imports.own_json` reads it."""
