"""What other apps may listen to."""

from django.dispatch import Signal

# Sent after the commit that recorded a choice. Arguments: user (None for an anonymous visitor), granted (frozenset of
# category keys after it), previous (before it), way ("banner", "page", "sign-in", "timer").
consent_changed = Signal()
