"""The commands that hand over."""
