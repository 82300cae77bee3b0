"""Helpers without a subject: files written whole or not at all (`atomic_files`), or opened safely (`safe_files`)."""
