"""The parts of `check`: the file, its ledger, its permissions, and the files beside it."""
