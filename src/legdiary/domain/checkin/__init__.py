"""The check-in as values: the questions for one person, their answers' meaning, and what is no longer asked."""
