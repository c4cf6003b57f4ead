"""What other apps may listen to."""

from django.dispatch import Signal

# Sent inside the transaction that accepts, so that what hangs on the invitation happens with it or not at all.
# Arguments: invitation (accepted), user (who accepted it).
invitation_accepted = Signal()
