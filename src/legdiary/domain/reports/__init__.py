"""Reports as values: the night, the card, the week, the report, the plan beside what was taken."""
