"""Dates on the page: with the year in a range of more than one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legdiary.domain.reports.report import Report

_DAYS_A_YEAR = 366


def is_long(report: Report) -> bool:
    """Return whether a day and a month alone would not say which day of the range is meant."""
    return (report.before_night - report.from_night).days > _DAYS_A_YEAR
