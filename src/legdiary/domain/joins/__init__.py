"""The import of files into a diary: another diary by the fold of both ledgers, another file by its entries.

`merge_files` chooses, `join_diaries` takes in another diary: `diary_lines` makes lines of both ledgers, and
`join_conflicts` asks about what the fold leaves open.
"""
