"""Every route × every method × every role, and what nobody outside may ever read."""
