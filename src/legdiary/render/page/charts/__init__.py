"""The drawings of the clinician's page, as coordinates and texts: pure functions, without markup or colours."""

from legdiary.render.page.charts.severity_and_onset import NARROW, WIDE, onset_chart, severity_chart

__all__ = ["NARROW", "WIDE", "onset_chart", "severity_chart"]
