"""The diary file: `diary` is the class that reads and writes it, `diary_file` opens, begins and refuses files.

`schema` has its tables and its SQL, `backups` the copies of it, `health` the parts of `check`.
"""
