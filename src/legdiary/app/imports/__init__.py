"""Bring in what other programs wrote, and what legdiary handed over: read whole, held against the diary, stored."""
