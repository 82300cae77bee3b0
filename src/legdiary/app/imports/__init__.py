"""Import files of other programs and of legdiary: `read_files` reads them completely, `store_files` merges and stores.

`conflicts` settles what a file and the diary say differently.
"""
