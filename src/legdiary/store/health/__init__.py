"""The parts of the command `check`: the file, its ledger, its permissions, and the files beside it."""
