"""The commands that read the diary and change nothing: week, night, lists, report, dashboard, when to seek help."""
