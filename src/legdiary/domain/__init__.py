"""The pure heart: values that check themselves, and functions that a test can feed with literals.

Nothing here reads the time, the environment, the terminal or a file. Ranges are half-open everywhere.
"""
