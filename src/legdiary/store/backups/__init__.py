"""Backups of the diary: made on demand or weekly, listed, verified, restored."""
