"""allauth, as this site wants it: nobody signs up, links name this site, throttles spare the victim."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import mails, throttles
from accounts.models import User, UserManager
from accounts.permissions import may_sign_in_locally
from accounts.single_sign_on.ways import came_by_provider, ways_to_prove

SECOND_FACTOR = "allauth.mfa.stages.AuthenticateStage"
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 (not a bind: what stands for "no address" in a column that wants one)


def client_address(request: HttpRequest) -> str:
    """The caller's network address, believing only the proxies that ``TRUSTED_PROXY_COUNT`` counts.

    Each trusted proxy appends the address it saw to ``X-Forwarded-For``; what stands further left is the caller's
    own invention. Fewer entries than proxies means that the request did not come through them: the peer counts.
    """
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    candidate = forwarded[-count] if count and len(forwarded) >= count else ""
    return clean_client_ip(candidate) or clean_client_ip(request.META.get("REMOTE_ADDR") or "") or UNKNOWN_ADDRESS


class AccountAdapter(DefaultAccountAdapter):
    """Invitation only, links from ``SITE_URL``, throttles of ``accounts.throttles``."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The email address or the password is not correct. Check both and try again."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait a few minutes, sign in with a passkey, or reset your password by email."
        ),
        "incorrect_code": _("This code is not correct or has been used already. Wait for the next one and try again."),
        "incorrect_password": _("The password is not correct."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come by invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """See ``client_address``."""
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """True for addresses on this very site only; other allowed hosts are not ours to send people to."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    # --- Providers --------------------------------------------------------------------------------------

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Nobody gets further by a password or passkey where those are for administrators alone."""
        answer = super().pre_login(request, user, **kwargs)
        if answer or came_by_provider(request) or may_sign_in_locally(user):
            return answer
        messages.error(request, _("On this site you sign in through your organisation. Choose it below."))
        return redirect("account_login")

    def get_login_stages(self) -> list[str]:
        """Without our own second factor when the provider just checked one, and is trusted to do so."""
        stages = super().get_login_stages()
        record = came_by_provider(self.request)
        return [stage for stage in stages if stage != SECOND_FACTOR] if record.get("second_factor") else stages

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Also by the providers that are linked; not by a password that signs nobody in."""
        ways = super().get_reauthentication_methods(user)
        if not may_sign_in_locally(user):
            ways = [way for way in ways if way["id"] != "reauthenticate"]
        return ways + ways_to_prove(user)

    # --- Throttles --------------------------------------------------------------------------------------

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Address and account together, so that failing on purpose shuts out the one who fails."""
        return f"{client_address(request)}|{UserManager.normalize_email(credentials.get('email'))}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; refuse it when there were too many. Known and unknown accounts count alike."""
        super().pre_authenticate(request, **credentials)
        email = credentials.get("email") or ""
        if throttles.is_familiar(email=email, address=client_address(request), on=timezone.now()):
            return
        anywhere = throttles.count_attempt_anywhere(request, email)
        if anywhere is None:
            raise self.validation_error("too_many_login_attempts")
        if self._login_failed_rl_usage:
            self._login_failed_rl_usage.usage.extend(anywhere.usage)  # taken back together on success

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """After a reset by mail the account's counters start afresh."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        throttles.clear_attempts_anywhere(request, credentials.get("email") or "")

    # --- Mail -------------------------------------------------------------------------------------------

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The reset link, built on ``SITE_URL``: a forged Host header never reaches a mail."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request: HttpRequest | None, emailconfirmation) -> str:
        """The link that confirms a new address, built on ``SITE_URL``."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one account mail; a worker writes and sends it."""
        mails.plan(template=template_prefix, email=email, context=context)
