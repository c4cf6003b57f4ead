"""Reports by spreadsheet: writing the sheet, reading it back, what it would change, and doing that."""
