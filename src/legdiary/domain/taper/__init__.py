"""A taper plan: its steps, how they are calculated and changed, its phases, and a target split into doses."""
