"""Fitbit: the sleep logs in Google's Takeout, as JSON and as CSV, and the CSV that the website handed over."""
