"""Charts on a terminal, in boxes and blocks or in ASCII."""
