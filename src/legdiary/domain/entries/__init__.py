"""The kinds of entries, a frozen class each that checks itself, and the rules among the entries of a day or a night.

`kinds` lists them all; `dose_limits` and `dose_rules` hold the limits of a dose.
"""
