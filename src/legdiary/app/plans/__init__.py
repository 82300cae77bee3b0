"""Taper plans: a new one (`new`), what is to come of one changed (`change`), one beside what was taken (`show`)."""
