"""The dashboard of `legdiary view`, drawn by Textual (the extra `view`): a second front end beside the command line.

It reads through the loaders of `app`, shows the texts of `render`, and stores through the use cases of `app`.
`main_screen` has the tabs, `edit_screen` the form of a night.
"""
