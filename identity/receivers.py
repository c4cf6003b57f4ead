"""A saved identity is read again: at once by this process, and when it is committed by whoever read in between."""

from __future__ import annotations

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from identity import current
from identity.models import Identity


@receiver(post_save, sender=Identity, dispatch_uid="identity.read_again")
def read_again(**_) -> None:
    """Side effect: forgets what this process keeps."""
    current.forget()
    transaction.on_commit(current.forget)
