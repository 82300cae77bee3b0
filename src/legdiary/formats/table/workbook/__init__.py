"""Tables in spreadsheet files (XLSX and ODS): the checks of the package, and its sheets."""
