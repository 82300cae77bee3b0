"""Questions asked one after another: their layout, the questions about a plan, and those of a first run."""
