"""Django's PostgreSQL, which looks at a kept connection without asking the server."""
