"""The diary file: its tables and statements, and the class that reads and writes it (`store.diary`)."""
