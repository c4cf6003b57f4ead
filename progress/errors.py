"""Why a verb refused. Each carries a sentence for the person who asked; nothing was written."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A verb refused and wrote nothing. ``str()`` says why, in the language of the page."""

    message = _("This cannot be done.")

    def __init__(self, message=None) -> None:
        self.message = message or self.message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotPermitted(Refused):
    """The person may not do this to this report."""

    message = _("You may not do this to this report.")


class WrongState(Refused):
    """The report is in a state from which the step does not lead."""

    message = _("The report is no longer in a state in which this can be done. Somebody may have been quicker.")


class ReasonRequired(Refused):
    """A return or retraction without words."""

    message = _("Give a reason: the person who reads it must know what to do or why it happened.")


class Conflict(Refused):
    """Somebody saved the same report in the meantime; ``current`` is what they saved."""

    message = _("Somebody else saved this report while you were writing.")

    def __init__(self, current) -> None:
        self.current = current
        super().__init__()


class Incomplete(Refused):
    """A report that cannot be submitted as it is; ``errors`` maps field names to sentences."""

    message = _("The report is not complete yet.")

    def __init__(self, errors: Mapping[str, object]) -> None:
        self.errors = errors
        super().__init__()
