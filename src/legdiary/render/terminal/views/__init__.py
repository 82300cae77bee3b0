"""Views of the diary on a terminal: the card, a night, a week, a month, lists, the plan."""
