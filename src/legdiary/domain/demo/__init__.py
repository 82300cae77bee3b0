"""The made-up diary: its story, the entries beside it, and chance."""
