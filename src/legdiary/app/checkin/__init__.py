"""The check-in: load what its questions are made of, read its answers as requests, carry them out."""
