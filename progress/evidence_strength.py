"""How much a reader can check of what a report claims. The only place that ranks evidence.

The strength counts what is attached; it says nothing of whether the evidence is convincing, which is an
assessor's judgement. From weak to strong: nothing, one link, one document, two or more items.
"""

import operator
from functools import reduce

from django.db import models
from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext_lazy as _


class EvidenceStrength(models.TextChoices):
    """What evidence stands behind a report, from weak to strong."""

    NONE = "none", _("No evidence")
    LINK = "link", _("One link")
    DOCUMENT = "document", _("One document")
    SEVERAL = "several", _("Several pieces of evidence")


def evidence_strength(*, links: int, documents: int) -> EvidenceStrength:
    """The strength of ``links`` links and ``documents`` files taken together."""
    if links + documents > 1:
        return EvidenceStrength.SEVERAL
    if documents:
        return EvidenceStrength.DOCUMENT
    if links:
        return EvidenceStrength.LINK
    return EvidenceStrength.NONE


def strength_column() -> Case:
    """The strength of each report's counted evidence, worked out by the database."""
    *others, several = EvidenceStrength.values
    cases = (When(evidence_is(value), then=Value(value)) for value in others)
    return Case(*cases, default=Value(several), output_field=CharField())


def evidence_is(strength: str) -> Q:
    """The condition for a report's counted evidence to have this strength."""
    alone = {
        EvidenceStrength.NONE: Q(evidence_links=0, evidence_documents=0),
        EvidenceStrength.LINK: Q(evidence_links=1, evidence_documents=0),
        EvidenceStrength.DOCUMENT: Q(evidence_links=0, evidence_documents=1),
    }
    return alone.get(EvidenceStrength(strength), ~reduce(operator.or_, alone.values()))
