"""Which categories of storage each person has opted into. Imports no other app of this project."""
