"""Withings: the `sleep.csv` of the account's export, and its raw tables of sleep states."""
