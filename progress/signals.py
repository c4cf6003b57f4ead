"""What other apps may follow. Each is sent inside the transaction of the change."""

from django.dispatch import Signal

# A report became public or ceased to be. Arguments: report (as it now is, locked), at (an aware datetime).
report_changed = Signal()

# A person is about to be erased: what belongs to them alone goes now. Arguments: person, needles.
person_erasing = Signal()

# A person was erased, and no text that was to say less says their name. Arguments: person (emptied), names.
person_erased = Signal()
# Many reports became public at once. Arguments: reports (as they now are), at.
reports_recorded = Signal()

# Many reports were retracted at once. Arguments: reports (as they now are, locked), at.
reports_retracted = Signal()
