"""The CSV package: `columns` defines the tables' columns, `tables` makes rows, `package` writes, `read` reads it."""
