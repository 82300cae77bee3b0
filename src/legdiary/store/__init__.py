"""The diary file: tables, statements, and the one door to them (`store.diary`)."""
