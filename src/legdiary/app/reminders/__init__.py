"""Daily reminders by a computer's own timer: set up, told and taken back (`timer`), on which computer (`computer`).

`files` has the files and commands of each platform.
"""
