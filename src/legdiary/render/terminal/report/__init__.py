"""The report as text on a terminal: its sections, and the phrases that they share."""
