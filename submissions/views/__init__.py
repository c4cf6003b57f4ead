"""Pages for an organisation’s people: its tokens and its spreadsheet."""
