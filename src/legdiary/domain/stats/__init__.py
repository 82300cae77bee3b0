"""Statistics in exact or plain arithmetic: levels, rank tests, trend, comparison of phases, effect sizes."""
