"""Commitments carried over into a new edition: curators ask, and only the lead organisation's answer changes anything.

A confirmed commitment serves the later recommendation besides the earlier one: it gets one more recommendation, by the
same writing as any change, so that roll-ups, ledger, search and history follow. It stays one commitment.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import refuse_while_blocked
from names.phrases import listed
from recommendations.models import Crosswalk, CrosswalkKind, EditionState, Recommendation
from stakeholders import changes, commitments, permissions
from stakeholders.commitment_data import data_of
from stakeholders.errors import Invalid, NotPermitted, ReasonRequired, WrongState
from stakeholders.models import CarryOver, CarryOverState, Commitment, CommitmentState
from stakeholders.signals import carry_overs_answered, carry_overs_offered

#: What is merely related asks something else: what was promised for the one is no answer to the other.
LEADS_ON = tuple(kind for kind in CrosswalkKind.values if kind != CrosswalkKind.RELATED)


@dataclass(frozen=True)
class Offer:
    """One commitment that may serve ``later``, since it was made for ``earlier``."""

    commitment: Commitment
    earlier: Recommendation
    later: Recommendation


@dataclass(frozen=True)
class Answer:
    """What an organisation says to one question; ``version`` is that of the commitment which its person saw."""

    carry_over: CarryOver
    is_confirmed: bool
    version: int | None = None
    reason: str = ""


@transaction.atomic
def offer(*, offers: Iterable[Offer], by, at: datetime.datetime | None = None) -> list[CarryOver]:
    """Ask the lead organisations. All of it or nothing. Side effects: rows, and ``carry_overs_offered``.

    Raises ``NotPermitted``, or ``Invalid`` when one of them is no longer to be asked.
    """
    at, offers = at or timezone.now(), list(offers)
    if not permissions.can_offer_carry_over(changes.as_now(by)):
        raise NotPermitted
    rows = [_offered(one, by=by, at=at) for one in offers]
    carry_overs_offered.send(CarryOver, carry_overs=rows, by=by, at=at)
    return rows


def _offered(one: Offer, *, by, at: datetime.datetime) -> CarryOver:
    locked = commitments.lock(one.commitment)
    answers = set(locked.recommendations.values_list("pk", flat=True))
    is_led_on = Crosswalk.objects.filter(earlier=one.earlier, later=one.later, kind__in=LEADS_ON).exists()
    is_open = one.later.archived_at is None and one.later.edition.state == EditionState.PUBLISHED
    is_in_use = locked.state == CommitmentState.PUBLISHED and locked.lead_organisation.archived_at is None
    if not (is_led_on and is_open and is_in_use and one.earlier.pk in answers and one.later.pk not in answers):
        message = _("“%(title)s” can no longer be carried over to %(reference)s. Open the page again.")
        raise Invalid({"": message % {"title": locked.title, "reference": one.later.reference}})
    row = CarryOver(commitment=locked, earlier=one.earlier, recommendation=one.later, offered_by=by, offered_at=at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        message = _("“%(title)s” was offered for %(reference)s already.")
        raise Invalid({"": message % {"title": locked.title, "reference": one.later.reference}}) from None
    return row


@transaction.atomic
def answer(*, answers: Iterable[Answer], by, at: datetime.datetime | None = None) -> list[CarryOver]:
    """Say of each question whether the commitment serves the later recommendation, too. All of it or nothing.

    Only the focal point or alternate of the lead organisation may. Raises ``NotPermitted``, ``WrongState``,
    ``ReasonRequired`` (to refuse), ``Conflict`` over a commitment that was changed meanwhile. Side effects: what was
    confirmed is written and shown in public; ``carry_overs_answered``.
    """
    at, answers = at or timezone.now(), list(answers)
    person = changes.as_now(by)
    refuse_while_blocked(person)
    by_commitment: dict[int, list[Answer]] = defaultdict(list)
    for one in sorted(
        answers, key=lambda one: (one.carry_over.commitment.lead_organisation_id, one.carry_over.commitment_id)
    ):
        by_commitment[one.carry_over.commitment_id].append(one)
    settled = [row for some in by_commitment.values() for row in _answer_all(some, person, by=by, at=at)]
    carry_overs_answered.send(CarryOver, carry_overs=settled, by=by, at=at)
    return settled


def _answer_all(answers: list[Answer], person, *, by, at: datetime.datetime) -> list[CarryOver]:
    """The answers about one commitment, which is written once."""
    commitment = commitments.lock(answers[0].carry_over.commitment)
    if not permissions.can_answer_carry_over(person, commitment.lead_organisation):
        raise NotPermitted
    if commitment.state != CommitmentState.PUBLISHED:
        raise WrongState
    changes.refuse_stale(commitment, answers[0].version)
    rows = [_settled(one, by=by, at=at) for one in answers]
    confirmed = [row.recommendation for row in rows if row.state == CarryOverState.CONFIRMED]
    if confirmed:
        _serve(commitment, confirmed, by=by, at=at)
    return rows


def _settled(one: Answer, *, by, at: datetime.datetime) -> CarryOver:
    rows = CarryOver.objects.select_related("recommendation__edition").select_for_update(of=("self",))
    row = rows.get(pk=one.carry_over.pk)
    if row.state != CarryOverState.OFFERED:
        raise WrongState
    if not one.is_confirmed and not one.reason.strip():
        raise ReasonRequired
    is_open = row.recommendation.archived_at is None and row.recommendation.edition.state == EditionState.PUBLISHED
    if one.is_confirmed and not is_open:
        raise Invalid({"": _("%(reference)s is no longer open.") % {"reference": row.recommendation.reference}})
    row.state = CarryOverState.CONFIRMED if one.is_confirmed else CarryOverState.REFUSED
    row.refusal = "" if one.is_confirmed else one.reason.strip()
    row.decided_by, row.decided_at = by, at
    row.save()
    return row


def _serve(commitment: Commitment, confirmed: list[Recommendation], *, by, at: datetime.datetime) -> None:
    data = data_of(commitment)
    reason = _("Carried over to %(references)s.") % {"references": listed(row.reference for row in confirmed)}
    both = replace(data, recommendations=[*data.recommendations, *confirmed])
    commitments.write(commitment, both, by=by, edited_by=by, at=at, reason=reason)


@transaction.atomic
def take_back(*, carry_over: CarryOver, by, at: datetime.datetime | None = None) -> CarryOver:
    """Ask no longer. Raises ``NotPermitted``, or ``WrongState`` when it was answered."""
    if not permissions.can_offer_carry_over(changes.as_now(by)):
        raise NotPermitted
    row = CarryOver.objects.select_for_update().get(pk=carry_over.pk)
    if row.state != CarryOverState.OFFERED:
        raise WrongState
    row.state, row.decided_by, row.decided_at = CarryOverState.WITHDRAWN, by, at or timezone.now()
    row.save()
    return row
