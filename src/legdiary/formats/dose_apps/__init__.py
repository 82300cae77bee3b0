"""Apps that log doses, symptoms and moods: one module a format."""
