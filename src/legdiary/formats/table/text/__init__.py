"""Tables in text files: the encoding, the separator, the rows."""
