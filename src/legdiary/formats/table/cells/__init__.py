"""Cells of a person's own table: what a whole column shows of how they are written, and the reading of each."""
