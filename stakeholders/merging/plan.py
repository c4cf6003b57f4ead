"""What a merge would do, read from the tables as they are: the same plan is shown first and carried out then."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from stakeholders.merging.members import Joining, joining
from stakeholders.merging.relations import Collision, Relation, collisions, relations
from stakeholders.models import Commitment, CommitmentChange, JointOrganisation, Membership, Organisation

LEADS = "stakeholders.Commitment.lead_organisation"
JOINS = "stakeholders.JointOrganisation.organisation"


@dataclass(frozen=True)
class Plan:
    """All that happens when ``source`` becomes ``target``."""

    source: Organisation
    target: Organisation
    moving: dict[Relation, list[int]]  # the keys of the rows that move
    staying: dict[Relation, list[Collision]]  # what the target has one of already
    members: list[Joining]
    links: list[JointOrganisation]  # partners of a commitment that become its lead, or are there twice
    changes: list[CommitmentChange]  # that wait, and name the source as a partner

    @cached_property
    def seen(self) -> str:
        """Stands for what a page showed: another one when any of it changed."""
        parts = [
            [(one.pk, one.version) for one in (self.source, self.target)],
            [(relation.label, keys) for relation, keys in self.moving.items()],
            [(relation.label, [one.pk for one in found]) for relation, found in self.staying.items()],
            [(one.membership.pk, one.role) for one in self.members],
            [link.pk for link in self.links],
            [(change.pk, change.version) for change in self.changes],
        ]
        return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:32]

    @property
    def commitments(self) -> list[int]:
        """The keys of every commitment that another organisation leads or carries afterwards."""
        by_label = {relation.label: keys for relation, keys in self.moving.items()}
        joined = JointOrganisation.objects.filter(pk__in=by_label.get(JOINS, [])).values_list("commitment", flat=True)
        return sorted({*by_label.get(LEADS, []), *joined, *(link.commitment_id for link in self.links)})


def plan_of(source: Organisation, target: Organisation) -> Plan:
    """Read what hangs on ``source``. A few queries a table, however many rows."""
    links = _links(source, target)
    going = {link.pk for link in links}
    moving: dict[Relation, list[int]] = {}
    staying: dict[Relation, list[Collision]] = {}
    for relation in relations():
        # Members and partners are looked after by ``members`` and ``links``.
        is_apart = relation.model in (Membership, JointOrganisation)
        if found := [] if is_apart else collisions(relation, source, target):
            staying[relation] = found
        left = {one.pk for one in found} | (going if relation.model is JointOrganisation else set())
        there = relation.rows(source).order_by("pk").values_list("pk", flat=True)
        if keys := [key for key in there if key not in left]:
            moving[relation] = keys
    return Plan(source, target, moving, staying, joining(source, target), links, _changes(source, target))


def _links(source: Organisation, target: Organisation) -> list[JointOrganisation]:
    """Partnerships that end: of the two with each other, and the second of two."""
    rows = JointOrganisation.objects.select_related("commitment", "organisation").order_by("pk")
    of_target = set(Commitment.objects.of_organisations([target]).values_list("pk", flat=True))
    twice = [link for link in rows.filter(organisation=source) if link.commitment_id in of_target]
    return [*twice, *rows.filter(organisation=target, commitment__lead_organisation=source)]


def _changes(source: Organisation, target: Organisation) -> list[CommitmentChange]:
    """Changes that wait for a curator and name one of the two as a partner."""
    both = {source.pk, target.pk}
    waiting = CommitmentChange.objects.waiting().select_related("commitment").order_by("pk")
    return [
        change
        for change in waiting
        if both & {*change.base["joint_organisations"], *change.proposed["joint_organisations"]}
    ]
