"""Inviting many people at once: reading a list line by line, and inviting all who can be.

One person a line: ``address``, or ``Name <address>``, and after a semicolon, comma or tab a role or (before it) a name.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import invitations
from accounts.models import UserManager
from names import normal_form, single_line
from stakeholders import memberships
from stakeholders.errors import NotPermitted
from stakeholders.models import Organisation, Role
from stakeholders.permissions import FOCAL_ROLES, can_manage_members

_BRACKETED = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]*)>$")
_SEPARATORS = re.compile(r"[;,\t؛،]")  # the Arabic ones, too
MOST_IN_A_NAME = 150


@dataclass
class Line:
    """One person of a list: what was typed on which line, what it was read as, and what is wrong (empty: nothing)."""

    number: int
    text: str
    email: str = ""
    name: str = ""
    role: str = ""
    problem: str = ""

    @property
    def role_in_words(self) -> str:
        return str(Role(self.role).label) if self.role else ""

    @property
    def role_of_one(self) -> str:
        """The role, where only one person of an organisation has it; else empty."""
        return self.role if self.role in FOCAL_ROLES else ""


def read(text: str, *, organisation: Organisation, role: str, by, at: datetime.datetime | None = None) -> list[Line]:
    """The lines of a list, each with its problem; empty ones are left out. ``role``: of those who have none.

    A fixed number of queries. Nobody is invited.
    """
    at = at or timezone.now()
    roles = roles_by_word()
    rows = [(number, row.strip()) for number, row in enumerate(text.splitlines(), 1)]
    lines = [read_parts(Line(number, row, role=role), _SEPARATORS.split(row), roles) for number, row in rows if row]
    members = set(organisation.memberships.active().values_list("user__email", flat=True))
    invited = set(memberships.open_invitations(organisation, on=at).values_list("invitation__email", flat=True))
    left = invitations.left_today(by=by, on=at)
    seen: dict[str, int] = {}  # on which line an address, or a role that only one person has, came first
    for line in lines:
        line.problem = line.problem or problem_of(line, members, invited, seen)
        left = count_in(line, left, seen)
    return lines


def good(lines: Iterable[Line]) -> list[Line]:
    """Those who can be invited."""
    return [line for line in lines if not line.problem]


@transaction.atomic
def invite_all(
    *, organisation: Organisation, lines: Iterable[Line], language: str, by, at: datetime.datetime | None = None
) -> int:
    """Invite everybody of these lines or nobody; return how many. Raises as ``memberships.invite``."""
    if not can_manage_members(by, organisation):
        raise NotPermitted
    lines = list(lines)
    for line in lines:
        memberships.invite(
            organisation=organisation, email=line.email, role=line.role, name=line.name, language=language, by=by, at=at
        )
    return len(lines)


def read_parts(line: Line, parts: Iterable[str], roles: dict[str, str]) -> Line:
    """Take the parts of a line for what they are: an address, a role, a name. ``roles`` by their words."""
    for part in filter(None, (part.strip().strip('"').strip() for part in parts)):
        bracketed = _BRACKETED.match(part)
        if bracketed:
            line.name = line.name or bracketed["name"].strip().strip('"').strip()
            part = bracketed["email"].strip()
        if "@" in part and not line.email:
            line.email = UserManager.normalize_email(part)
        elif "@" in part:
            line.problem = _("Enter one email address on each line.")
        elif normal_form(part) in roles:
            line.role = roles[normal_form(part)]
        elif not line.name:
            line.name = part
        else:
            line.problem = _("“%(text)s” is not a role. Use reporter, focal point, alternate or viewer.") % {
                "text": part
            }
    if not line.email:
        line.problem = _("Enter a valid email address.")
    return line


def problem_of(line: Line, members: set[str], invited: set[str], seen: dict[str, int]) -> str:
    """What keeps the person from being invited; empty for nothing."""
    try:
        validate_email(line.email)
        single_line(line.name)
    except ValidationError:
        return _("Enter a valid email address.")
    if len(line.name) > MOST_IN_A_NAME:
        return _("Enter a name of at most %(number)s characters.") % {"number": MOST_IN_A_NAME}
    if line.email in members:
        return _("This person is a member already. Change the role instead.")
    if line.email in invited:
        return _("This person has been invited already. Send that invitation again from the organisation’s page.")
    if line.email in seen:
        return _("The same address is on line %(number)s.") % {"number": seen[line.email]}
    if line.role in seen:
        return _("The same role is on line %(number)s. An organisation has one.") % {"number": seen[line.role]}
    return ""


def count_in(line: Line, left: int, seen: dict[str, int]) -> int:
    """Count a person in, or say on the line that none is left for today; how many are left after it.

    Side effect: ``seen`` has on which line an address, or a role that only one person has, came first.
    """
    if not line.problem and not left:
        line.problem = _("You have reached today’s limit of invitations. Try again tomorrow.")
    if line.problem:
        return left
    seen[line.email] = line.number
    if line.role_of_one:
        seen[line.role_of_one] = line.number
    return left - 1


def roles_by_word() -> dict[str, str]:
    """Every way to write a role: its code, and its name in each language of the site."""
    found = {normal_form(role.value.replace("_", " ")): role.value for role in Role}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {normal_form(str(role.label)): role.value for role in Role}
    return found
