"""Inviting people of many organisations at once, from a table that was pasted or uploaded: one person a line.

A line holds an address, and the name of an organisation in use (or its short name); a name and a role as in
``invitation_lists``. An administrator may write "curator" instead of an organisation.
"""

from __future__ import annotations

import csv
import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import invitations, people
from accounts.models import Invitation, User
from names import normal_form
from stakeholders import memberships
from stakeholders.errors import NotPermitted
from stakeholders.invitation_lists import Line, count_in, problem_of, read_parts, roles_by_word
from stakeholders.models import InvitedMembership, Membership, Organisation
from stakeholders.permissions import is_administrator, is_curator

DELIMITERS = ("\t", ";", "؛", ",")
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")


@dataclass
class SheetLine(Line):
    """One person, with the organisation; or, without one, somebody who is to be a curator."""

    organisation: Organisation | None = None
    curator: bool = False

    @property
    def role_in_words(self) -> str:
        return _("Curator") if self.curator else super().role_in_words

    @property
    def role_of_one(self) -> str:
        return "" if self.curator else super().role_of_one


class Words(NamedTuple):
    """What a cell may stand for, by its normal form."""

    organisations: dict[str, list[Organisation]]
    roles: dict[str, str]
    curator: set[str]


def decoded(data: bytes) -> str:
    """The text of a file, whatever program wrote it."""
    for encoding in ENCODINGS:
        try:
            # A text in UTF-16 begins with a mark; without one, everything of even length would pass for it.
            if encoding != "utf-16" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def read(text: str, *, role: str, by: User, at: datetime.datetime | None = None) -> list[SheetLine]:
    """The lines of a table, each with its problem; empty ones and a line of headings are left out. Nobody is invited.

    ``role``: of those who have none. A fixed number of queries.
    """
    at = at or timezone.now()
    rows = [(number, row.strip(), _cells(row)) for number, row in enumerate(text.splitlines(), 1) if row.strip()]
    rows = [row for row in rows if "@" in row[1] or not _is_heading(row[2])]
    words = Words(_organisations({cell for *_row, cells in rows for cell in cells}), roles_by_word(), _curator_words())
    lines = [_read(SheetLine(number, row, role=role), cells, words, by) for number, row, cells in rows]
    _check(lines, by=by, at=at)
    return lines


@transaction.atomic
def invite_all(*, lines: Iterable[SheetLine], by: User, language: str = "en") -> int:
    """Invite everybody of these lines or nobody; return how many. Raises as ``memberships.invite``."""
    if not (is_curator(by) or is_administrator(by)):
        raise NotPermitted
    lines = list(lines)
    for line in lines:
        if line.organisation is None:
            people.create_person(email=line.email, name=line.name, language=language, curator=True, by=by)
        else:
            memberships.invite(
                organisation=line.organisation,
                email=line.email,
                role=line.role,
                name=line.name,
                language=line.organisation.language,
                by=by,
            )
    return len(lines)


def _cells(row: str) -> list[str]:
    delimiter = next((one for one in DELIMITERS if one in row), ",")
    return [cell.strip() for cell in next(csv.reader([row], delimiter=delimiter), [])]


def _is_heading(cells: list[str]) -> bool:
    """Does the line call its columns, rather than name somebody?"""
    words = {normal_form(cell) for cell in cells}
    return bool(words & {"email", "emailaddress", "courriel", "correo", "correoelectrónico", "البريدالإلكتروني"})


def _organisations(cells: set[str]) -> dict[str, list[Organisation]]:
    """The organisations in use that a cell may mean, by their name and short name in normal form. One query."""
    keys = {normal_form(cell) for cell in cells}
    named = Q(name_key__in=keys) | Q(slug__in=[cell for cell in cells if "\x00" not in cell])
    found: dict[str, list[Organisation]] = defaultdict(list)
    for row in Organisation.objects.public().filter(named).order_by("pk"):
        for key in {row.name_key, normal_form(row.slug)}:
            found[key].append(row)
    return found


def _read(line: SheetLine, cells: list[str], words: Words, by: User) -> SheetLine:
    rest = []
    for cell in cells:
        meant = words.organisations.get(normal_form(cell), [])
        if len(meant) > 1:
            line.problem = _("Several organisations are called “%(name)s”. Enter the short name of one.") % {
                "name": cell
            }
        elif meant and line.organisation is None:
            line.organisation = meant[0]
        elif normal_form(cell) in words.curator:
            line.curator = True
        else:
            rest.append(cell)
    ambiguous = line.problem
    read_parts(line, rest, words.roles)
    if ambiguous:
        line.problem = ambiguous
    elif line.curator and not by.is_administrator:
        line.problem = _("Only administrators can invite curators.")
    elif line.curator and line.organisation:
        line.problem = _("A curator is invited without an organisation. Remove one of the two.")
    elif line.organisation is None and not line.curator and line.email:  # one that we do not know is no wrong role
        line.problem = _("Add the name of an organisation in use, as on its page.")
    return line


def _curator_words() -> set[str]:
    """What a curator is called, in each language of the site."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(normal_form(translation.gettext("Curator")))
    return found


def _check(lines: list[SheetLine], *, by: User, at: datetime.datetime) -> None:
    """Say what keeps each person from being invited. Four queries."""
    keys = {line.organisation.pk for line in lines if line.organisation}
    members, invited = defaultdict(set), defaultdict(set)
    rows = Membership.objects.active().filter(organisation__in=keys)
    for key, email in rows.values_list("organisation", "user__email"):
        members[key].add(email)
    offered = InvitedMembership.objects.filter(organisation__in=keys, invitation__in=Invitation.objects.open(on=at))
    for key, email in offered.values_list("organisation", "invitation__email"):
        invited[key].add(email)
    named = User.objects.filter(email__in=[one.email for one in lines if one.curator])
    accounts = set(named.values_list("email", flat=True))
    left = invitations.left_today(by=by, on=at)
    seen: dict[int, dict[str, int]] = defaultdict(dict)
    for line in lines:
        key = line.organisation.pk if line.organisation else 0
        line.problem = line.problem or problem_of(line, members[key], invited[key], seen[key])
        if not line.problem and line.curator and line.email in accounts:
            line.problem = _("There is an account with this address already. Change its roles on the person’s page.")
        left = count_in(line, left, seen[key])
