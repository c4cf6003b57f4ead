"""Who may make tokens, and what a token may do now. Booleans over the database as it is; nothing is written here."""

from __future__ import annotations

from stakeholders.models import Organisation
from stakeholders.permissions import is_focal_point
from submissions.models import AccessToken


def can_manage_tokens(user, organisation: Organisation) -> bool:
    """Make, take over and revoke its tokens: its focal point or alternate, who answer for what it says."""
    return is_focal_point(user, organisation)


def is_awake(token: AccessToken) -> bool:
    """Does the person for whom it acts still speak for the organisation, and is that one in use?"""
    return is_focal_point(token.acts_for, token.organisation)
