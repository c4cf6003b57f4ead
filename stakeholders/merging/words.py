"""A plan in words, for the page that asks before two organisations are merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from names.phrases import isolated
from stakeholders.merging.members import Joining
from stakeholders.merging.plan import Plan
from stakeholders.merging.relations import Collision, Relation
from stakeholders.models import Membership, Organisation

MOST_NAMED = 25  # of one kind

# By the constraint that allows one: what happens to the second.
CONFLICTS: dict[str, Any] = {
    "response_once_a_recommendation": gettext_lazy(
        "Both responded to “%(what)s”. The response of %(target)s counts. The other one is no longer public."
    ),
    "report_one_open_draft": gettext_lazy(
        "Both have a report in preparation on “%(what)s”. The one of %(target)s continues. The other one can be read, "
        "but not sent."
    ),
    "report_one_current_a_round": gettext_lazy(
        "Both reported on the same round of “%(what)s”. Both reports stay public, each under the name it was "
        "published with."
    ),
    "thread_one_open_call_for_help": gettext_lazy(
        "Both asked for help with “%(what)s”. The conversation of %(target)s continues. The other one stays readable "
        "for curators."
    ),
    "assignment_one_owner": gettext_lazy("Both have a person for “%(what)s”. The person of %(target)s keeps it."),
    "token_name_once_in_use": gettext_lazy(
        "Both have an access token called “%(what)s”. The one of %(target)s works on. The other one stops working."
    ),
    "sheet_taken_up_once": gettext_lazy("Both took up the spreadsheet “%(what)s”. Each stays where it is."),
}
# Of one person alone, and of no interest to a curator.
SILENT = frozenset({"snooze_once_an_item"})


@dataclass(frozen=True)
class Counted:
    """How many rows of a kind move; ``kind`` is the name of the table in words."""

    kind: str
    number: int


def counted(plan: Plan) -> list[Counted]:
    """How much of what moves, in the words of the tables."""
    rows = [
        Counted(str(_plural(relation)), len(keys))
        for relation, keys in plan.moving.items()
        if relation.model is not Membership
    ]
    people = Counted(_("Members"), plan.source.memberships.filter(ended_at__isnull=True).count())
    return [people, *rows] if people.number else rows


def _plural(relation: Relation) -> Any:
    if relation.model is Organisation:
        return _("Organisations merged before")
    name = str(relation.model._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]


def conflicts(plan: Plan) -> list[str]:
    """A sentence for each thing of which there can be one: of people, partners, and all others."""
    return [*map(_member, plan.members), *_partners(plan), *_others(plan)]


def _member(step: Joining) -> str:
    name, role = isolated(step.membership.user), isolated(step.role_after)
    if step.other is None:
        return _("%(name)s loses the role %(before)s, which someone else has, and becomes: %(role)s.") % {
            "name": name,
            "before": isolated(step.membership.get_role_display()),
            "role": role,
        }
    return _("%(name)s belongs to both. Role afterwards: %(role)s.") % {"name": name, "role": role}


def _partners(plan: Plan) -> Iterator[str]:
    said = _("Both carry “%(what)s”. Afterwards %(target)s is named once.")
    for link in plan.links[:MOST_NAMED]:
        yield said % {"what": isolated(link.commitment), "target": isolated(plan.target)}


def _others(plan: Plan) -> Iterator[str]:
    for relation, found in plan.staying.items():
        loud = [one for one in found if one.constraint.name not in SILENT]
        for row, collision in _rows(relation, loud[:MOST_NAMED]):
            said = CONFLICTS.get(collision.constraint.name) or gettext_lazy("Both have “%(what)s”. Each keeps its own.")
            yield str(said) % {"what": isolated(_what(relation, row, collision)), "target": isolated(plan.target)}
        if len(loud) > MOST_NAMED:
            yield _("And more of the same kind: %(number)s in all.") % {"number": len(loud)}


def _rows(relation: Relation, found: list[Collision]) -> Iterator[tuple[Model, Collision]]:
    names = {name for one in found for name in one.constraint.fields}
    linked = [name for name in names if isinstance(relation.model._meta.get_field(name), ForeignKey)]
    rows = relation.model._default_manager.select_related(*linked).in_bulk([one.pk for one in found])
    return ((rows[one.pk], one) for one in found)


def _what(relation: Relation, row: Model, collision: Collision) -> str:
    """What both have: the thing that the constraint names beside the organisation, or the row itself."""
    others = [getattr(row, name) for name in collision.constraint.fields if name != relation.field]
    return str(next((value for value in others if isinstance(value, Model)), row))


def warnings(plan: Plan) -> list[str]:
    """What else a curator should know before."""
    source, target = plan.source, plan.target
    found = []
    if source.country_id != target.country_id:
        found.append(_("They have different countries. From today its commitments count for the country of the other."))
    if source.actor_type != target.actor_type:
        found.append(_("They have different actor types. From today its commitments count for the type of the other."))
    if source.archived_at is not None:
        found.append(_("%(name)s is archived. What it published becomes public again.") % {"name": isolated(source)})
    return found
