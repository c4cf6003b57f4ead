"""The states of a message, why it is in one, and the one table of moves between them.

Nothing writes ``Message.state`` except ``Message.objects.move``, and it moves along this table only.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a message stands. docs/reminders.md has the picture and what an operator does about each."""

    PENDING = "pending", _("Waiting")
    CLAIMED = "claimed", _("Being prepared")
    HANDING = "handing", _("Being handed over")
    SENT = "sent", _("Sent")
    UNCERTAIN = "uncertain", _("Uncertain: may have been sent")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    HELD = "held", _("On hold")


class Reason(models.TextChoices):
    """Why a message is where it is, when its state alone does not say."""

    NONE = "", "—"
    TRY_LATER = "try_later", _("The mail server asked to try later")
    UNREACHABLE = "unreachable", _("The mail server could not be reached")
    DAILY_CAP = "daily_cap", _("This person has reached today’s limit of emails")
    NOT_WRITTEN = "not_written", _("The email could not be written")
    REFUSED = "refused", _("The mail server refused it")
    SUPPRESSED = "suppressed", _("The address does not work or does not accept our emails")
    GAVE_UP = "gave_up", _("Given up after many attempts")
    UNSAFE = "unsafe", _("A header contained a line break")
    NO_REPLY = "no_reply", _("The connection broke before the mail server replied")
    SENDER_DIED = "sender_died", _("The sending program stopped before it could record the reply")
    EXPIRED = "expired", _("Too late to be of use")
    NOT_OWED = "not_owed", _("No longer owed")
    BY_PERSON = "by_person", _("A person decided")
    COPIED = "copied", _("The database is a copy: the original may have sent it")


class Verb(models.TextChoices):
    """The moves; each is tied to the states it may start from and the one it leads to (``MOVES``)."""

    CLAIM = "claim", _("claim")
    GIVE_BACK = "give_back", _("give back")
    FENCE = "fence", _("fence")
    POSTPONE = "postpone", _("postpone")
    ACCEPT = "accept", _("note as sent")
    REFUSE = "refuse", _("note as failed")
    DOUBT = "doubt", _("note as uncertain")
    CANCEL = "cancel", _("cancel")
    SET_ASIDE = "set_aside", _("put on hold")
    RELEASE = "release", _("release")
    SEND_AGAIN = "send_again", _("send again")


# A late answer is still an answer: a sender that was paused past the sweep and then reads its 250 or 5xx
# knows more than the sweep did, so those two also leave "uncertain". A late 4xx does not: nothing but a
# person brings a message back from there.
MOVES: dict[Verb, tuple[frozenset[State], State]] = {
    Verb.CLAIM: (frozenset({State.PENDING}), State.CLAIMED),
    Verb.GIVE_BACK: (frozenset({State.CLAIMED}), State.PENDING),
    Verb.FENCE: (frozenset({State.CLAIMED}), State.HANDING),
    Verb.POSTPONE: (frozenset({State.HANDING}), State.PENDING),
    Verb.ACCEPT: (frozenset({State.HANDING, State.UNCERTAIN}), State.SENT),
    Verb.REFUSE: (frozenset({State.CLAIMED, State.HANDING, State.UNCERTAIN}), State.FAILED),
    Verb.DOUBT: (frozenset({State.HANDING}), State.UNCERTAIN),
    Verb.CANCEL: (frozenset({State.PENDING, State.CLAIMED, State.HELD}), State.CANCELLED),
    Verb.SET_ASIDE: (frozenset({State.PENDING, State.CLAIMED}), State.HELD),
    Verb.RELEASE: (frozenset({State.HELD}), State.PENDING),
    Verb.SEND_AGAIN: (frozenset({State.UNCERTAIN, State.FAILED}), State.PENDING),
}
