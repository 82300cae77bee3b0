"""legdiary: a diary of restless legs, sleep, kratom against a taper plan, and magnesium."""

__version__ = "0.1.0"
