"""Taper plans: make one (`new`), change its future steps (`change`), compare it with the doses (`show`).

`calendar` exports its steps, `typed_days` reads days and numbers of days.
"""
