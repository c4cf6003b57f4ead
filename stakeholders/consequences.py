"""What the public and an organisation's people lose when it is archived, in numbers. Reads only."""

from __future__ import annotations

from django.utils.translation import ngettext

from stakeholders.models import Commitment, CommitmentState, Organisation, Visibility


def of_archiving(organisation: Organisation) -> list[str]:
    """A sentence for each kind of thing that leaves the public pages, or that its people can no longer do."""
    led = Commitment.objects.filter(lead_organisation=organisation, state=CommitmentState.PUBLISHED)
    public = led.filter(visibility=Visibility.PUBLIC)
    joint = Commitment.objects.public().filter(joint_organisations=organisation).exclude(lead_organisation=organisation)
    # Reports belong to a higher app: found by the relation's name.
    reports = public.filter(reports__review_state="published").count()
    return [
        _commitments(public.count()),
        _reports(reports),
        _counted(led.filter(visibility=Visibility.AGGREGATE).count()),
        _joint(joint.count()),
        _responses(organisation.responses.exclude(response="none").count()),
        _people(organisation.memberships.active().count()),
    ]


def _commitments(count: int) -> str:
    text = ngettext(
        "%(count)d public commitment leaves the lists, the counts and its page.",
        "%(count)d public commitments leave the lists, the counts and their pages.",
        count,
    )
    return text % {"count": count}


def _reports(count: int) -> str:
    text = ngettext(
        "%(count)d published report leaves with its commitment.",
        "%(count)d published reports leave with their commitments.",
        count,
    )
    return text % {"count": count}


def _counted(count: int) -> str:
    text = ngettext(
        "%(count)d commitment that is only counted leaves the counts.",
        "%(count)d commitments that are only counted leave the counts.",
        count,
    )
    return text % {"count": count}


def _joint(count: int) -> str:
    text = ngettext(
        "%(count)d commitment of another organisation stays, without this one as its partner.",
        "%(count)d commitments of other organisations stay, without this one as their partner.",
        count,
    )
    return text % {"count": count}


def _responses(count: int) -> str:
    text = ngettext(
        "%(count)d response to a recommendation leaves the public pages.",
        "%(count)d responses to recommendations leave the public pages.",
        count,
    )
    return text % {"count": count}


def _people(count: int) -> str:
    text = ngettext(
        "%(count)d person can read on, and change nothing.",
        "%(count)d people can read on, and change nothing.",
        count,
    )
    return text % {"count": count}
