"""What a person logs: a value a kind, each checking itself, and what the entries of a day or a night amount to."""
