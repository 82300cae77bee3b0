"""The commands that look."""
