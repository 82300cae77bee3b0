"""The CSV package: `columns` says what every table holds, `write` makes the tables, `package` what explains them."""
