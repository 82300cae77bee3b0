"""Reports as values: a night's record, today's card, the week, the report over weeks, the plan beside the doses."""
