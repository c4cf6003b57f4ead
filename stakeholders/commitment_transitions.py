"""The way of a commitment from an organisation's draft to the public page: one table, used by verbs and pages alike.

``draft → proposed → published``; a proposal can be taken back or sent back; whatever is given up is archived with a
reason that the public sees, and can be restored to where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from stakeholders import permissions
from stakeholders.models import Commitment, CommitmentState

DRAFT, PROPOSED = CommitmentState.DRAFT, CommitmentState.PROPOSED
PUBLISHED, ARCHIVED = CommitmentState.PUBLISHED, CommitmentState.ARCHIVED


class Step(TextChoices):
    """What can be done to a commitment as a whole."""

    PROPOSE = "propose", _("Submit for review")
    TAKE_BACK = "take_back", _("Return to draft")
    SEND_BACK = "send_back", _("Return for changes")
    PUBLISH = "publish", _("Publish")
    ARCHIVE = "archive", _("Archive")
    RESTORE = "restore", _("Restore")


@dataclass(frozen=True)
class Transition:
    """One step: where it may begin, where it leads, who may take it, and whether it needs words."""

    sources: frozenset[CommitmentState]
    target: Callable[[Commitment], CommitmentState]
    may: Callable[[object, Commitment], bool]
    needs_reason: bool = False


def _always(state: CommitmentState) -> Callable[[Commitment], CommitmentState]:
    return lambda commitment: state


def _where_it_was(commitment: Commitment) -> CommitmentState:
    return PUBLISHED if commitment.published_at else DRAFT


TRANSITIONS: dict[Step, Transition] = {
    Step.PROPOSE: Transition(frozenset({DRAFT}), _always(PROPOSED), permissions.can_propose),
    Step.TAKE_BACK: Transition(frozenset({PROPOSED}), _always(DRAFT), permissions.can_propose),
    Step.SEND_BACK: Transition(frozenset({PROPOSED}), _always(DRAFT), permissions.can_send_back, needs_reason=True),
    Step.PUBLISH: Transition(frozenset({PROPOSED}), _always(PUBLISHED), permissions.can_publish_commitment),
    Step.ARCHIVE: Transition(
        frozenset({DRAFT, PROPOSED, PUBLISHED}),
        _always(ARCHIVED),
        permissions.can_archive_commitment,
        needs_reason=True,
    ),
    Step.RESTORE: Transition(
        frozenset({ARCHIVED}), _where_it_was, permissions.can_restore_commitment, needs_reason=True
    ),
}


def may(user, step: Step, commitment: Commitment) -> bool:
    """Would ``step`` by ``user`` be accepted now, its reason aside? Pages show a button only where it would."""
    transition = TRANSITIONS[step]
    return commitment.state in transition.sources and transition.may(user, commitment)


def steps_open_to(user, commitment: Commitment) -> list[Step]:
    """What ``user`` may do to the commitment now, in the order of the table."""
    return [step for step in TRANSITIONS if may(user, step, commitment)]
