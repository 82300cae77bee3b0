"""The tables and statements, the SQL they compile to, and the upgrades of older files."""
