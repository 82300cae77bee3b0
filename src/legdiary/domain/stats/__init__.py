"""Statistics in exact or plain arithmetic: levels, ranks, trend, comparisons, effect sizes."""
