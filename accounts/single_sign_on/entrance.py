"""What comes of a provider's answer: a sign-in, a link, a renewed proof or an accepted invitation."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.invitations import InvitationRefused
from accounts.models import User
from accounts.permissions import has_recent_authentication, signed_in
from accounts.single_sign_on import links
from accounts.single_sign_on.answers import Answer, Refused, answer_of
from accounts.single_sign_on.provider import CLOCKS_MAY_DIFFER


@dataclass(frozen=True)
class Question:
    """What the site asked a provider for, as the session keeps it until the answer comes."""

    purpose: str
    nonce: str
    begun: float
    back: str  # where the person goes when nothing comes of it
    language: str
    next: str = ""
    person: int | None = None  # who was signed in
    invitation: str = ""  # its digest, never its link

    @property
    def kept(self) -> dict[str, Any]:
        return asdict(self)


def enter(request: HttpRequest, login: Any) -> HttpResponseBase:
    """Do what the person set out for. Whatever is refused leads back with words, and changes nothing."""
    question = Question(**login.state["data"])
    with translation.override(question.language):
        try:
            return DOES[question.purpose](request, answer_of(login, nonce=question.nonce), question)
        except (Refused, InvitationRefused) as refusal:
            words = refusal.messages[0] if isinstance(refusal, InvitationRefused) else str(refusal)
            messages.error(request, words)
            return redirect(question.back)


def failed(request: HttpRequest, title: str, state: dict[str, Any] | None, *, cancelled: bool) -> HttpResponseBase:
    """Back with words: the provider said no, the person turned back, or nobody here had asked."""
    question = Question(**state["data"]) if state else None
    with translation.override(question.language if question else translation.get_language()):
        if cancelled:
            words = _("You did not finish at %(provider)s. Nothing has changed.")
        else:
            words = _("Signing in with %(provider)s did not work. Try again, or choose another way.")
        messages.error(request, words % {"provider": title})
        return redirect(question.back if question else "account_login")


def _sign_in(request: HttpRequest, answer: Answer, question: Question) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect("accounts:start")
    user = links.find(answer)
    if user:
        return _let_in(request, user, answer, question, has_second_factor=answer.has_second_factor)
    # The first time, by the address alone: a factor of the person's own is asked for whatever the provider says.
    return _let_in(request, links.link_by_address(answer=answer), answer, question, has_second_factor=False)


def _let_in(
    request: HttpRequest, user: User, answer: Answer, question: Question, *, has_second_factor: bool
) -> HttpResponseBase:
    _record(request, user, answer, second_factor=has_second_factor)
    return perform_login(request, Login(user=user, redirect_url=question.next or None, email=user.email))


def _record(request: HttpRequest, user: User, answer: Answer, **facts: bool) -> None:
    """The proof is as old as the provider says it is, and never of the future."""
    at = min(answer.proven_at, time.time())
    record_authentication(request, user, "provider", provider=answer.provider.name, at=at, **facts)


def _link(request: HttpRequest, answer: Answer, question: Question) -> HttpResponseBase:
    user = _same_person(request, question)
    if not has_recent_authentication(request):
        raise Refused(_("Confirm that it is you, then start again."))
    links.link(user=user, answer=answer, by=user)
    messages.success(request, _("You can now sign in with %(provider)s.") % {"provider": answer.provider.title})
    return redirect("accounts:security")


def _prove(request: HttpRequest, answer: Answer, question: Question) -> HttpResponseBase:
    user = _same_person(request, question)
    if links.find(answer) != user:
        raise Refused(
            _("This is another account at %(provider)s than the one linked here.") % {"provider": answer.provider.title}
        )
    if answer.proven_at < question.begun - CLOCKS_MAY_DIFFER:
        raise Refused(
            _("%(provider)s did not ask you to sign in again. Choose another way.")
            % {"provider": answer.provider.title}
        )
    _record(request, user, answer, second_factor=answer.has_second_factor, reauthenticated=True)
    return redirect(f"{reverse('accounts:carry_on')}?{urlencode({'next': question.next})}")


def _accept(request: HttpRequest, answer: Answer, question: Question) -> HttpResponseBase:
    if request.user.is_authenticated:
        raise InvitationRefused("other")
    user = links.accept_invitation(digest=question.invitation, answer=answer)
    return _let_in(request, user, answer, question, has_second_factor=answer.has_second_factor)


def _same_person(request: HttpRequest, question: Question) -> User:
    if not request.user.is_authenticated or request.user.pk != question.person:
        raise Refused(_("You are no longer signed in as the same person. Start again."))
    return signed_in(request)


DOES = {"sign_in": _sign_in, "link": _link, "prove": _prove, "accept": _accept}
