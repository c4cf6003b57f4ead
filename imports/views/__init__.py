"""The curators' pages of imports."""
