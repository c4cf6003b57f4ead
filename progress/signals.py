"""What other apps may follow. Each is sent inside the transaction of the change."""

from django.dispatch import Signal

# A report became public or ceased to be. Arguments: report (as it now is, locked), at (an aware datetime).
report_changed = Signal()

# A person was erased. Arguments: person (emptied), addresses (in lower case), names, at.
person_erased = Signal()
