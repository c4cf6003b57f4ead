"""The write API under /api/v1/reporting/: the verbs of progress, for the systems of organisations."""
