"""What other apps may follow. Sent inside the transaction of the change."""

from django.dispatch import Signal

# A scheduled change was done, or could not be when its time came. Argument: scheduled.
scheduled_change_settled = Signal()
