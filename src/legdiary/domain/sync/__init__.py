"""Several machines, one diary: the lines that devices exchange, and the entries that a set of lines makes.

`lines` has the line, its order and its text, `arrival` the lines that wait for others, `fold` the entries of a set.
"""
