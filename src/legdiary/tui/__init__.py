"""The dashboard of `legdiary view`, drawn by Textual (the extra `view`): a front end beside the command line.

It reads by the loaders of `app`, shows the texts that `render` makes, and stores by the use cases of `app`.
"""
