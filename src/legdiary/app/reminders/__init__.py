"""Daily reminders by a computer's own timer: set, show and remove one (`timer`), on a computer (`computer`).

`platform_files` has the files and commands of each platform.
"""
