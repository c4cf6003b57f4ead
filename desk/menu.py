"""The menu of the pages under /curate/ and /review/, with what waits behind each."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from dashboard.navigation import MenuItem, menu, path_without_language
from desk import waiting

#: Path, name, the keys of ``waiting`` that are counted beside it, and whether administrators open it as well.
PLACES: list[tuple[str, str | Promise, tuple[str, ...], bool]] = [
    ("/curate/", _("Desk"), (), True),
    ("/review/", _("Review"), ("reports",), False),
    ("/curate/commitments/", _("Commitments"), ("commitments", "changes"), False),
    ("/curate/help/", _("Help needed"), ("help",), False),
    ("/curate/coverage/", _("Coverage"), (), False),
    ("/curate/periods/", _("Periods"), (), False),
    ("/curate/organisations/", _("Organisations"), (), True),
    ("/curate/people/", _("People"), (), True),
    ("/curate/catalogue/", _("Catalogue"), (), True),
    ("/curate/crosswalk/", _("Crosswalk"), (), True),
    ("/curate/taxonomies/", _("Taxonomies"), (), True),
    ("/curate/vocabulary/", _("Vocabulary"), (), True),
    ("/curate/imports/", _("Imports"), ("imports",), True),
    ("/curate/pages/", _("Pages"), (), True),
    ("/curate/audit/", pgettext_lazy("what was done", "Log"), (), True),
]
OF_ADMINISTRATORS: list[tuple[str, str | Promise, tuple[str, ...], bool]] = [
    ("/curate/identity/", _("Identity"), (), True),
]


def is_of_desk(request: HttpRequest) -> bool:
    """Whether the page belongs to the desk."""
    return path_without_language(request.path).startswith(("/curate/", "/review/"))


def places_for(user: User, request: HttpRequest) -> list[tuple[MenuItem, int]]:
    """The places that this person may open, each with how much waits there. One query."""
    mine = [place for place in PLACES if user.is_curator or place[3]]
    mine += OF_ADMINISTRATORS if user.is_administrator else []
    wanted = {key for place in mine for key in place[2]}
    kinds = [kind for kind in (*waiting.to_decide(), *waiting.in_the_catalogue()) if kind.key in wanted]
    lines = waiting.counted(kinds, user)
    items = menu([(path, label) for path, label, _keys, _open in mine], request)
    return [(item, sum(lines[key].number for key in place[2])) for item, place in zip(items, mine, strict=True)]
