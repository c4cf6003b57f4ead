"""Why a verb refused. Each carries a sentence for the person who asked; nothing was written."""

from __future__ import annotations

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
    """The person may not do this."""

    message = _("You do not have permission to do this.")


class WrongState(Refused):
    """The thing is in a state from which the step does not lead."""

    message = _("You can no longer do this. Someone else may have acted first.")


class ReasonRequired(Refused):
    """A step that needs words came without."""

    message = _("Enter a reason. Say what happened and why.")


class Conflict(Refused):
    """Somebody saved the same thing in the meantime; ``current`` is what they saved."""

    message = _("Someone else changed this while you were editing it.")

    def __init__(self, current) -> None:
        self.current = current
        super().__init__()


class Invalid(Refused):
    """What was given cannot be saved; ``errors`` maps field names (or ``""`` for the whole) to sentences."""

    message = _("Some of what you entered cannot be saved.")

    def __init__(self, errors: dict[str, object]) -> None:
        self.errors = errors
        super().__init__()

    def __str__(self) -> str:
        return " ".join(str(error) for error in self.errors.values())
