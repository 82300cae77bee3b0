"""The CSV package: `columns` defines the columns, `tables` makes rows; `write` and `read` have the whole package."""
