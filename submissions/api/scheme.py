"""How the schema names the token."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):
    """Found by drf-spectacular once this module is imported."""

    target_class = "submissions.api.access.TokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": _(
                "An access token of an organisation. Its focal point makes one on the organisation’s page. It is shown "
                "once, has a scope and a last day, and can be revoked at any time."
            ),
        }
