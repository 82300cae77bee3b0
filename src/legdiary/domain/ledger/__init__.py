"""The ledger as values: what became of every entry, and how two diaries or a file and a diary are joined."""
