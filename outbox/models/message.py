"""One mail to one person about one occurrence: the row that is the queue."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from outbox.states import MOVES, Reason, State, Verb


class Priority(models.IntegerChoices):
    """What goes first when much is waiting."""

    URGENT = 0, _("Someone is waiting for it")
    NORMAL = 5, _("Normal")
    BULK = 9, _("When nothing else is waiting")


def from_now(delta: timedelta) -> Combinable:
    """The database's clock plus ``delta``, as an expression: workers' clocks may disagree, that one cannot."""
    return models.ExpressionWrapper(Now() + Value(delta), output_field=models.DateTimeField())


# What each state demands of the columns that tie a message to a sender's claim and to its outcome. The
# constraint below restates it for the database, so a hand-written UPDATE cannot break it either.
_CLEAR: dict[str, object] = {"token": None, "lease_until": None, "handed_at": None, "settled_at": None}
_COLUMNS: dict[State, dict[str, object]] = {
    State.PENDING: _CLEAR,
    State.HELD: _CLEAR,
    State.CLAIMED: {},
    State.HANDING: {"lease_until": None, "handed_at": Now()},
    State.SENT: {"lease_until": None, "settled_at": Now()},
    State.UNCERTAIN: {"lease_until": None, "settled_at": Now()},
    State.FAILED: {"lease_until": None, "settled_at": Now()},
    State.CANCELLED: _CLEAR | {"settled_at": Now()},
}

STATE_TELLS_COLUMNS = (
    Q(
        state__in=[State.PENDING, State.HELD],
        token__isnull=True,
        lease_until__isnull=True,
        handed_at__isnull=True,
        settled_at__isnull=True,
    )
    | Q(
        state=State.CLAIMED,
        token__isnull=False,
        lease_until__isnull=False,
        handed_at__isnull=True,
        settled_at__isnull=True,
    )
    | Q(
        state=State.HANDING,
        token__isnull=False,
        lease_until__isnull=True,
        handed_at__isnull=False,
        settled_at__isnull=True,
    )
    | Q(
        state__in=[State.SENT, State.UNCERTAIN],
        token__isnull=False,
        lease_until__isnull=True,
        handed_at__isnull=False,
        settled_at__isnull=False,
    )
    | Q(state=State.FAILED, token__isnull=False, lease_until__isnull=True, settled_at__isnull=False)
    | Q(
        state=State.CANCELLED,
        token__isnull=True,
        lease_until__isnull=True,
        handed_at__isnull=True,
        settled_at__isnull=False,
    )
)


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by what can be done with them. Times are compared with the database's clock."""

    def move(self, verb: Verb, **columns: object) -> int:
        """Make one move of the table on those of these rows that are in a state it may start from.

        A single conditional UPDATE; returns how many rows moved. It is the only writer of ``state``, and of the
        columns that depend on it; ``columns`` holds what else the move writes.
        """
        sources, target = MOVES[verb]
        return self.filter(state__in=sources).update(**{"state": target, **_COLUMNS[target], **columns})

    def due(self) -> MessageQuerySet:
        """Waiting, their time has come, and not too late."""
        return self.filter(state=State.PENDING, not_before__lte=Now()).exclude(expires_at__lte=Now())

    def expired(self) -> MessageQuerySet:
        """Waiting or set aside although it is too late for them to be of use."""
        return self.filter(state__in=[State.PENDING, State.HELD], expires_at__lte=Now())

    def lapsed(self) -> MessageQuerySet:
        """Claimed by a sender whose lease has run out."""
        return self.filter(state=State.CLAIMED, lease_until__lte=Now())

    def unanswered(self, *, for_longer_than: timedelta) -> MessageQuerySet:
        """Being handed over since longer ago than that: their sender will not tell any more."""
        return self.filter(state=State.HANDING, handed_at__lte=from_now(-for_longer_than))

    def still_mine(self, message: Message) -> MessageQuerySet:
        """That one message, as long as the claim it was fetched under still holds."""
        return self.filter(pk=message.pk, token=message.token)

    def waiting(self) -> MessageQuerySet:
        """Not yet handed to a mail server."""
        return self.filter(state__in=[State.PENDING, State.CLAIMED])


class Message(models.Model):
    """One mail to one recipient about one occurrence.

    ``occurrence_key`` names the occurrence (business dates, never clock times) and there is one row for each,
    for ever; the mail itself is written by the registered ``kind`` from ``payload`` at the moment of sending.
    """

    occurrence_key = models.CharField(_("occurrence"), max_length=200, unique=True, editable=False)
    message_id = models.CharField(_("Message-ID"), max_length=255, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    recipient = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=8, default=settings.LANGUAGE_CODE)
    payload = models.JSONField(_("what it is about"), default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    # Which call of enqueue made the row: tells a new row from one that was there already.
    planning = models.UUIDField(default=uuid.uuid4, editable=False)

    state = models.CharField(_("stage"), max_length=9, choices=State, default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, default=Reason.NONE, blank=True)
    created_at = models.DateTimeField(_("planned"), db_default=Now(), editable=False)
    not_before = models.DateTimeField(_("not before"), db_default=Now())
    expires_at = models.DateTimeField(_("of no use after"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    handed_at = models.DateTimeField(_("handed over"), null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    smtp_reply = models.CharField(_("the mail server’s reply"), max_length=500, blank=True, editable=False)

    #: What stays as it is once a message was sent (gta/database_rights.py). Its texts go when a person is erased.
    final_in = (State.SENT, ("state", "kind", "user", "planning", "created_at", "attempts", "token", "handed_at"))

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=STATE_TELLS_COLUMNS, name="outbox_message_state_tells_columns"),
            models.CheckConstraint(condition=~Q(occurrence_key=""), name="outbox_message_has_an_occurrence"),
            models.CheckConstraint(condition=~Q(recipient=""), name="outbox_message_has_a_recipient"),
        ]
        indexes = [
            models.Index(
                fields=["priority", "not_before", "id"], name="outbox_message_due", condition=Q(state=State.PENDING)
            ),
            models.Index(fields=["lease_until"], name="outbox_message_claimed", condition=Q(state=State.CLAIMED)),
            models.Index(fields=["handed_at"], name="outbox_message_handing", condition=Q(state=State.HANDING)),
            models.Index(
                fields=["expires_at"],
                name="outbox_message_expiring",
                condition=Q(state__in=[State.PENDING, State.HELD], expires_at__isnull=False),
            ),
            models.Index(
                fields=["state", "-id"],
                name="outbox_message_for_a_person",
                condition=Q(state__in=[State.UNCERTAIN, State.FAILED, State.HELD]),
            ),
            models.Index(fields=["settled_at"], name="outbox_message_settled", condition=Q(settled_at__isnull=False)),
            models.Index(fields=["user", "-created_at"], name="outbox_message_of_person"),
            models.Index(fields=["recipient"], name="outbox_message_recipient"),
            models.Index(fields=["planning"], name="outbox_message_planning"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient} ({self.get_state_display()})"

    def is_too_late(self, *, on: datetime) -> bool:
        """True when the mail would be of no use any more at that time."""
        return self.expires_at is not None and self.expires_at <= on
