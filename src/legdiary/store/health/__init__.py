"""What `check` looks at: the file, its ledger, its permissions, and what lies beside it."""
