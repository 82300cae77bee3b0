"""The types of the columns of CSV tables."""

TEXT, FREE_TEXT, INTEGER, NUMBER, BOOLEAN = "text", "free text", "integer", "number", "boolean"
DATE, TIME, DATETIME = "date", "time", "datetime"
