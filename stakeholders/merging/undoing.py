"""Taking a merge back as a whole, while nothing that came later contradicts it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from stakeholders import changes
from stakeholders.errors import ReasonRequired, WrongState
from stakeholders.merging import members, verbs
from stakeholders.merging.plan import JOINS, LEADS
from stakeholders.merging.relations import Relation, by_label, collisions, relations
from stakeholders.models import (
    Commitment,
    CommitmentChange,
    JointOrganisation,
    Membership,
    Organisation,
    OrganisationMerge,
)

MEMBERS = "stakeholders.Membership.organisation"
SHOWN = 10  # of what contradicts


@transaction.atomic
def undo(*, merge: OrganisationMerge, by, reason: str, at: datetime.datetime | None = None) -> OrganisationMerge:
    """Make two organisations again of what was merged, and give each what was its own.

    Raises ``NotPermitted``, ``ReasonRequired``, or ``WrongState`` with what contradicts. Side effects: those of
    ``verbs.merge``, the other way round.
    """
    at, reason = at or timezone.now(), reason.strip()
    source, target = verbs.lock(merge.source, merge.target, by=by)
    merge = OrganisationMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if against := contradictions(merge):
        raise WrongState(" ".join(against))
    if not reason:
        raise ReasonRequired
    back = _rows_back(merge)
    commitments = verbs.lock_commitments(_commitments(merge))
    for label, keys in back.items():
        if label != LEADS:
            _move_back(by_label()[label], keys, source, target, by=by, at=at, reason=reason)
    members.take_back(merge.moved["memberships"], by=by, at=at)
    led = set(back.get(LEADS, []))
    for commitment in commitments:
        verbs.hand_to(commitment, source if commitment.pk in led else None, by=by, at=at, reason=reason)
    _links_back(merge, by=by, at=at, reason=reason)
    _changes_back(merge)
    merge.undone_at, merge.undone_by, merge.undone_reason = at, by, reason
    merge.moved["rows"] = back
    merge.save()
    archived_at, archived_reason = merge.moved["archived"]
    source.archived_at = parse_datetime(archived_at) if archived_at else None
    source.archived_reason, source.merged_into = archived_reason, None
    verbs.finish(merge, source, target, commitments, by=by, at=at, reason=reason)
    return merge


def contradictions(merge: OrganisationMerge) -> list[str]:
    """Why the merge cannot be undone, in sentences; empty where it can."""
    if merge.undone_at is not None:
        return [_("This merge has been undone already.")]
    target = Organisation.objects.get(pk=merge.target_id)
    if target.merged_into_id is not None:
        return [_("%(name)s was merged on into another organisation. Undo that merge first.") % {"name": target}]
    if target.archived_at is not None:
        return [_("%(name)s is archived by now. Restore it first.") % {"name": target}]
    said = _("%(kind)s “%(name)s” was added since, under %(organisation)s.")
    return [
        said % {"kind": row._meta.verbose_name, "name": row, "organisation": target}
        for relation, keys in _came_since(merge, protected=True).items()
        for row in relation.model._default_manager.filter(pk__in=keys[:SHOWN])
    ]


def _commitments(merge: OrganisationMerge) -> list[int]:
    """Every commitment that the merge gave to the target, or took a partner from."""
    rows = merge.moved["rows"]
    joined = JointOrganisation.objects.filter(pk__in=rows.get(JOINS, []))
    keys = {*rows.get(LEADS, []), *joined.values_list("commitment", flat=True)}
    return sorted(keys | {commitment for commitment, _organisation in merge.moved["links"]})


def _came_since(merge: OrganisationMerge, *, protected: bool) -> dict[Relation, list[int]]:
    """What was added for the target since, on commitments that go back and that it does not carry by itself.

    ``protected``: what people wrote and nobody deletes, such as reports; else what follows its commitment.
    """
    back = set(_commitments(merge)) - _carried_by_target(merge)
    found = {}
    for relation, column in _about_commitments():
        if relation.is_protected != protected:
            continue
        rows = relation.rows(merge.target).filter(**{f"{column}__in": back})
        if keys := list(rows.exclude(pk__in=merge.moved["rows"].get(relation.label, [])).values_list("pk", flat=True)):
            found[relation] = keys
    return found


def _carried_by_target(merge: OrganisationMerge) -> set[int]:
    """Commitments that the target leads or joins by itself, and so still does when the merge is undone."""
    rows = merge.moved["rows"]
    led = Commitment.objects.filter(lead_organisation=merge.target_id).exclude(pk__in=rows.get(LEADS, []))
    joined = JointOrganisation.objects.filter(organisation=merge.target_id).exclude(pk__in=rows.get(JOINS, []))
    given_back = {commitment for commitment, organisation in merge.moved["links"] if organisation == merge.target_id}
    return given_back.union(led.values_list("pk", flat=True), joined.values_list("commitment", flat=True))


def _about_commitments() -> Iterator[tuple[Relation, str]]:
    """Tables about an organisation and a commitment, with the column of the latter."""
    for relation in relations():
        if relation.model is JointOrganisation:
            continue
        for field in relation.model._meta.concrete_fields:
            if field.is_relation and field.related_model is Commitment:
                yield relation, field.name


def _rows_back(merge: OrganisationMerge) -> dict[str, list[int]]:
    """What is still there of what moved, and what follows it."""
    found: dict[str, list[int]] = defaultdict(list)
    known = by_label()
    for label, keys in merge.moved["rows"].items():
        if label in known:
            there = known[label].rows(merge.target).filter(pk__in=keys)
            found[label] = list(there.order_by("pk").values_list("pk", flat=True))
    for relation, keys in _came_since(merge, protected=False).items():
        found[relation.label] += keys
    if found[MEMBERS]:
        found[MEMBERS] += _roles_since(merge, found[MEMBERS])
    return {label: keys for label, keys in found.items() if keys}


def _roles_since(merge: OrganisationMerge, moved: list[int]) -> list[int]:
    """The roles that members who go back were given since."""
    rows = Membership.objects.filter(organisation=merge.target_id, started_at__gte=merge.merged_at)
    rows = rows.filter(user__memberships__in=moved).exclude(pk__in=[*moved, *merge.moved["memberships"]["began"]])
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())


def _move_back(relation: Relation, keys: list[int], source: Organisation, target: Organisation, **who) -> None:
    """Move rows back; one that the source has again by now stays, as it did when they were merged."""
    staying = {one.pk for one in collisions(relation, target, source)}
    verbs.move(relation, [key for key in keys if key not in staying], source, **who)


def _links_back(merge: OrganisationMerge, *, by, at: datetime.datetime, reason: str) -> None:
    for commitment, organisation in merge.moved["links"]:
        rows = Commitment.objects.filter(pk=commitment).exclude(lead_organisation=organisation)
        if rows.exclude(joint_links__organisation=organisation).exists():
            link = JointOrganisation(commitment_id=commitment, organisation_id=organisation)
            changes.record(link, by=by, at=at, reason=reason)


def _changes_back(merge: OrganisationMerge) -> None:
    """Changes that still wait and say what the merge let them say."""
    for kept in merge.moved["changes"]:
        change = CommitmentChange.objects.waiting().filter(pk=kept["change"]).first()
        if change and [change.base["joint_organisations"], change.proposed["joint_organisations"]] == kept["after"]:
            change.base["joint_organisations"], change.proposed["joint_organisations"] = kept["before"]
            change.save(update_fields=["base", "proposed"])
