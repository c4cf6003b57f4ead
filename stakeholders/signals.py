"""What other rooms may follow. Each is sent inside the transaction of the change."""

from django.dispatch import Signal

# Arguments: commitment (as it now is, locked), at (an aware datetime, or None for now).
commitment_changed = Signal()

# Arguments: organisation (as it now is, locked), at (an aware datetime, or None for now).
organisation_changed = Signal()
