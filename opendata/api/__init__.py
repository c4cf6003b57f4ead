"""The public API: read-only, without a key, described by its own schema."""
