"""What other apps may follow. Each is sent inside the transaction of the change."""

from django.dispatch import Signal

# Arguments: commitment (as it now is, locked), at (an aware datetime, or None for now), by and reason (who and why).
commitment_changed = Signal()

# A curator approved or refused an organisation's change of a published commitment. Argument: change.
commitment_change_decided = Signal()

# Arguments: organisation (as it now is, locked), at (an aware datetime, or None for now).
organisation_changed = Signal()

# Many organisations came at once. Arguments: organisations (as they now are), at.
organisations_added = Signal()

# Many organisations were archived at once. Arguments: organisations (as they now are, locked), at.
organisations_archived = Signal()

# Many commitments were published at once, or archived. Arguments of both: commitments (as they now are), at, by and
# reason.
commitments_published = Signal()
commitments_archived = Signal()

# A membership began, ended or changed its role. Arguments: membership (the row that began or ended), at.
membership_changed = Signal()

# An organisation answered a recommendation. Arguments: response (as it now is), at.
response_changed = Signal()

# The curators put a commitment under other tags. Argument: commitment (locked).
commitment_tagged = Signal()

# Items of an organisation have another owner. Arguments: organisation, commitments (their keys), owner (None: nobody),
# by, at.
assignments_changed = Signal()

# Somebody handed over what they reported on, and their role perhaps. Argument: handover.
handed_over = Signal()

# Curators ask whether commitments serve recommendations of a later edition, too; an organisation answered.
# Arguments of both: carry_overs (a list), by, at.
carry_overs_offered = Signal()
carry_overs_answered = Signal()

# Two organisations became one, or a merge was undone. Arguments: merge, source and target (locked, as they now are;
# ``source`` is what the rows belonged to before), rows (the keys of what moved, by "app.Model.field"), by, at, reason.
organisation_merged = Signal()
