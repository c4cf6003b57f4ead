"""Who asks: the token of a request, what it may do, and how often."""

from __future__ import annotations

import time
from typing import Any, cast

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.days import zone_of
from accounts.models import User
from names.dates import date_in_words
from opendata.fair_use import count
from stakeholders import quotas
from submissions import tokens
from submissions.models import AccessToken, Scope
from submissions.permissions import is_awake

REALM = "reporting"
MOST_LETTERS = 200
DAY = 24 * 60 * 60


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer rtk_…``. Never a session, so that no other site can make a browser ask."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken]:
        """The person for whom the token acts, and the token. Raises for a request without one that counts."""
        header = request.headers.get("Authorization", "")
        kind, _space, secret = header.partition(" ")
        if not header:
            raise NotAuthenticated(_("Give an access token: “Authorization: Bearer …”."))
        token = tokens.find(secret.strip()) if kind.lower() == "bearer" and len(secret) < MOST_LETTERS else None
        if token is None:
            raise AuthenticationFailed(_("This is no access token of this site. Check that it was copied as a whole."))
        now = timezone.now()
        if token.state(at=now) != "live":
            raise AuthenticationFailed(_ended(token))
        tokens.note_use(token)
        return token.acts_for, token

    def authenticate_header(self, request: Request) -> str:
        """The challenge that goes with a 401."""
        wrong = ', error="invalid_token"' if request.headers.get("Authorization") else ""
        return f'Bearer realm="{REALM}"{wrong}'


def _ended(token: AccessToken) -> str:
    """Whoever holds the secret may know why it no longer counts."""
    moment = token.revoked_at or token.expires_at
    day = date_in_words(timezone.localtime(moment, zone_of(token.acts_for)))
    if token.revoked_at:
        return _("This access token was revoked on %(day)s.") % {"day": day}
    return _("This access token expired on %(day)s. Ask your focal point for a new one.") % {"day": day}


class TokenMay(BasePermission):
    """Is the token awake, and is its scope enough for this method of the view?"""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raises ``PermissionDenied`` with the reason."""
        token = cast("AccessToken", request.auth)
        if not is_awake(token):
            text = _(
                "This access token sleeps: %(person)s, for whom it acts, no longer speaks for the organisation. Its "
                "focal point can take it over."
            )
            raise PermissionDenied(text % {"person": token.acts_for})
        needed = Scope(view.scopes[request.method])
        if not token.allows(needed):
            text = _("This access token may not do this. It needs the scope “%(scope)s”.")
            error = PermissionDenied(text % {"scope": needed.value})
            error.auth_header = f'Bearer realm="{REALM}", error="insufficient_scope", scope="{needed.value}"'  # type: ignore[attr-defined]
            raise error
        return True


class TokenThrottle(BaseThrottle):
    """So many requests a minute of each token (``settings.FAIR_USE["tokens"]``), and a day of its organisation.

    0 is without limit. Only whoever holds a token is counted, so that nobody else uses up an organisation's requests.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this request; False beyond the limit."""
        self.now = time.time()
        token = cast("AccessToken", request.auth)
        most, self.seconds = settings.FAIR_USE["tokens"]
        if most and count("tokens", f"token-{token.pk}", seconds=self.seconds, now=self.now) > most:
            return False
        most, self.seconds = quotas.most(token.organisation, "api_calls"), DAY
        return not most or count("organisations", f"{token.organisation_id}", seconds=DAY, now=self.now) <= most

    def wait(self) -> float:
        """Seconds until the next span begins."""
        return self.seconds - int(self.now % self.seconds)
