"""Why a verb about reports refused: the refusals of the app below, and the one that only reports know."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from names.dates import date_in_words
from stakeholders.errors import Conflict, NotPermitted, ReasonRequired, Refused, WrongState

__all__ = [
    "AnotherOpen",
    "Conflict",
    "HeldByAnother",
    "HoldsVirus",
    "Incomplete",
    "NoLongerPartner",
    "NobodyToSignOff",
    "NotARound",
    "NotAsked",
    "NotPermitted",
    "ReasonRequired",
    "Refused",
    "RoundAnswered",
    "WrittenAnew",
    "WrongState",
]


class AnotherOpen(WrongState):
    """A return would leave the organisation with two open reports on one commitment."""

    message = _(
        "The organisation is writing another report on this commitment. It must be submitted or deleted before this "
        "one can be returned."
    )


class HeldByAnother(Refused):
    """Another curator has the report open; ``claim`` says who and until when."""

    message = _(
        "%(name)s has this report open until %(time)s. To decide on it yourself, take it over first. "
        "What you typed is kept."
    )

    def __init__(self, claim) -> None:
        self.claim = claim
        until = date_in_words(timezone.localtime(claim.until), "TIME_FORMAT")
        super().__init__(self.message % {"name": claim.curator, "time": until})


class WrittenAnew(Refused):
    """The report came back and was submitted again since the curator opened it: this text was not read."""

    message = _("This report was submitted again after you opened it. Read it again before you decide.")


class NoLongerPartner(Refused):
    """The organisation was taken off the commitment, or the commitment out of use, after the report was begun."""

    message = _(
        "This report cannot be submitted or published, because the organisation no longer takes part in the "
        "commitment or the commitment is no longer in use. Nobody outside can see the report. You can keep or delete "
        "a draft."
    )


class HoldsVirus(Refused):
    """A report with a file that nobody may open goes no further."""

    message = _(
        "A virus was found in a file of this report. Remove that file, or replace it with a clean "
        "one. Until then the report cannot go to the next step."
    )


class Incomplete(Refused):
    """A report that cannot be submitted as it is; ``errors`` maps field names to sentences."""

    message = _("The report is not complete yet.")

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = errors
        super().__init__()


class NotARound(Refused):
    """A report says that it answers a round which the commitment does not have, or which has not begun."""

    message = _("The commitment has no round that ends on this day and has begun. Choose another round.")


class RoundAnswered(Refused):
    """Another report of the organisation answers the round already."""

    message = _("Another report already answers this round. Choose another round, or correct that report.")


class NobodyToSignOff(Refused):
    """A sign-off is asked for where nobody can give it."""

    message = _(
        "Nobody can sign this off, because your organisation has no focal point or alternate. Ask a curator to invite "
        "one, then ask for sign-off again. Your text is saved."
    )


class NotAsked(Refused):
    """A report is sent back to its author although nobody asked for a sign-off."""

    message = _("Nobody has asked for sign-off of this report.")
