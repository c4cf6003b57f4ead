"""One file that holds the whole site (database and evidence), and bringing it back on an empty machine."""
