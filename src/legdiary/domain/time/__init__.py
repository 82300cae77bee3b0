"""Moments and zones, nights and diary days, and the grammar of typed times (`parse`)."""
