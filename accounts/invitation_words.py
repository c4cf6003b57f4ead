"""What an invitation is for, in the words of its page and its mail. Reads only."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Invitation, User


def needs_set_up(user: User) -> bool:
    """True for an account that was made for a person who has never signed in and has no password."""
    return user.last_login is None and not user.has_usable_password()


def purposes(invitation: Invitation) -> list[str]:
    """What the invitation is for, a sentence each: of which organisation, as what, to do what; and the site's roles.

    Memberships and what an assessor is to assess belong to higher apps, which say the sentences (``in_words``). In the
    language of the page or mail.
    """
    offered = invitation.memberships.select_related("organisation").order_by("pk")
    found = [str(one.in_words) for one in offered]
    if grant := getattr(invitation, "assessor_grant", None):
        found.append(grant.in_words)
    person = User.objects.filter(email=invitation.email).first()
    if person and needs_set_up(person) and person.is_curator:
        found.append(_("You would be a curator: you manage the catalogue, and review and publish reports."))
    if person and needs_set_up(person) and person.is_administrator:
        found.append(_("You would be an administrator: you manage people and settings."))
    return found
