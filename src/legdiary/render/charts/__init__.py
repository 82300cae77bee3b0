"""Charts on a terminal, in boxes and blocks or in ASCII: the plan as a staircase, severity above the taper."""
