"""The forms of this app, a file a subject."""
