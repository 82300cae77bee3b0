"""Sleep trackers and wearables: one module a format, and the one rule by which tracked sleeps become nights."""
