"""The mapping of a table of one's own: its draft, its open points, the questions about them, its preview."""
