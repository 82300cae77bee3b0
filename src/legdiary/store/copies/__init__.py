"""Copies of the diary: made, verified, rotated and restored."""
