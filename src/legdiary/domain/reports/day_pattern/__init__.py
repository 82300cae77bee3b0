"""The pattern of the day: what a typical 24 hours of a stretch of nights looked like, by the clock."""
