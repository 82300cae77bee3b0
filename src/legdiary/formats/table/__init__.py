"""A person's own table (CSV, XLSX, ODS): `sheets` reads its cells, `columns` finds out how a column is written."""
