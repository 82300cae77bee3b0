"""Helpers without a subject of their own: files, unfinished files, and packed lists."""
