"""The whole diary as one JSON file, with its history: `write` makes the file, `read` checks and reads it."""
