"""The commands that keep the diary: copies, imports, settings."""
