"""Today's card: what is left of the day's target, last night beside the nights before, what is not logged yet."""
