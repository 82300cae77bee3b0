"""The tables (`tables`), every SQL statement (`queries`), the SQL they compile to, and the upgrades of older files."""
