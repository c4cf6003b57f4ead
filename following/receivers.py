"""What follows from changes elsewhere: organisations become one or two again, and people are erased."""

from __future__ import annotations

from django.db.models import Q
from django.dispatch import receiver

from following.filters import kept
from following.models import Follow, Follower
from progress.erasing.needles import Needles
from progress.signals import person_erasing
from stakeholders.models import Organisation
from stakeholders.signals import organisation_merged


@receiver(organisation_merged, dispatch_uid="following.organisation_merged")
def follow_both(*, source: Organisation, target: Organisation, **_) -> None:
    """The addresses of both mean the same from now on, or each its own again."""
    named = Q(query__contains=source.slug) | Q(query__contains=target.slug)
    for follow in Follow.objects.filter(named).order_by("pk"):
        if found := kept(follow.query):
            follow.scopes = found.scopes
            follow.save(update_fields=["scopes"])


@receiver(person_erasing, dispatch_uid="following.person_erasing")
def forget_follower(*, needles: Needles, **_) -> None:
    """Whoever follows with an address of a person who was erased follows no more."""
    Follower.objects.filter(email__in=needles.addresses).delete()
