"""Timelines beside the nights of a report: medicines, magnesium, potency, ratings of what helped, places."""
