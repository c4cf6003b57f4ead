"""What an organisation uses of its limits, for those who manage it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from progress import evidence_room
from stakeholders import quotas
from stakeholders.models import Organisation
from submissions.sheets import uploads

register = template.Library()


@register.inclusion_tag("submissions/parts/quota_use.html", takes_context=True)
def quota_use(context: template.Context, organisation: Organisation) -> dict[str, Any]:
    """A few lines: what is used, of how much."""
    files, room = evidence_room.used(organisation)
    return {
        "drafts": quotas.drafts(organisation),
        "invitations": quotas.invitations(organisation, on=timezone.now()),
        "files": files,
        "room": room,
        "sheets": uploads.waiting(organisation),
        "user": context["user"],
    }
