"""How much may still be sent: to one person on one day, and by all senders in one minute."""

from django.db import models


class Allowance(models.Model):
    """A counter for one scope and one window of time; ``outbox.allowances`` counts it up, never past its limit."""

    # A person's scope is a digest of the address, so that no list of addresses grows here.
    scope = models.CharField(max_length=64)
    window = models.DateTimeField(db_index=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "window"], name="outbox_allowance_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.window:%Y-%m-%dT%H:%M}: {self.used}"
