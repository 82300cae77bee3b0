"""The reminder, by the timer of the computer."""
