"""Garmin: the account's export, the answer of Garmin Connect about one night, and the table of its page on sleep."""
