"""Taper plans: make one (`new`), change its future steps (`change`), compare it with the doses (`show`)."""
