"""A taper plan: its steps, how it is made and changed, and the phases it gives a diary."""
