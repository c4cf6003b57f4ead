"""What the public would lose by a step, in numbers, before anybody takes it. Reads only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Edition, Recommendation


def of_archiving(recommendation: Recommendation) -> list[str]:
    """What leaves the public pages when one recommendation is archived, a sentence each."""
    commitments = _commitments(Recommendation.objects.filter(pk=recommendation.pk))
    responses: Any = recommendation.responses
    answered = responses.exclude(response="none").filter(organisation__archived_at=None).count()
    return [
        _("1 recommendation leaves the lists, the counts and the gaps. Its text stays readable under your reason."),
        *_about_commitments(commitments),
        ngettext(
            "%(count)d response of an organisation leaves the public pages.",
            "%(count)d responses of organisations leave the public pages.",
            answered,
        )
        % {"count": answered},
    ]


def of_archiving_edition(edition: Edition) -> list[str]:
    """What leaves the pages that show the current edition when this one is archived, a sentence each."""
    recommendations = Recommendation.objects.public().filter(edition=edition)
    count = recommendations.count()
    pages = count + edition.areas.count()
    return [
        ngettext(
            "%(count)d recommendation is no longer of a current edition.",
            "%(count)d recommendations are no longer of a current edition.",
            count,
        )
        % {"count": count},
        *_about_commitments(_commitments(recommendations)),
        ngettext(
            "%(count)d page of its recommendations and areas stays at its address and says why it was archived.",
            "%(count)d pages of its recommendations and areas stay at their addresses and say why it was archived.",
            pages,
        )
        % {"count": pages},
        _next_edition(edition),
    ]


def _next_edition(edition: Edition) -> str:
    other = Edition.objects.current().exclude(pk=edition.pk).first()
    if other is None:
        return _("No published edition is left.")
    return _("The newest published edition is then “%(title)s”.") % {"title": other.title}


def _commitments(recommendations: QuerySet[Recommendation]) -> Any:
    """The public commitments that answer any of these. Found by the relation, since they belong to a higher app."""
    relation: Any = Recommendation._meta.get_field("commitments")
    return relation.related_model.objects.public().filter(recommendations__in=recommendations).distinct()


def _about_commitments(commitments: Any) -> list[str]:
    count = commitments.count()
    return [
        ngettext(
            "%(count)d public commitment made for this stays public.",
            "%(count)d public commitments made for this stay public.",
            count,
        )
        % {"count": count}
    ]
