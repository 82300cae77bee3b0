"""The exchange between devices: the log lines in the file, and the entries that follow from them."""
