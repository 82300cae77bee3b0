"""Moments and zones, nights and diary days, and the words people type for them."""
