"""The ledger as values: lines and their replay, the history of every entry, the merging of files and diaries.

`merge` takes in the entries of a file.
"""
