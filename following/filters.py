"""What can be followed: what the filters of public pages choose, or one commitment; and what that is called."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.bad_request import BadParameter
from dashboard.filters import PublicFilters, Selection, read_query
from dashboard.filters.conditions import scope_keys
from dashboard.filters.kinds import NumberedRowsFilter
from dashboard.filters.presenting import chips
from dashboard.navigation import localised
from names.phrases import listed
from recommendations.translations import show
from stakeholders.models import Commitment

LONGEST_QUERY = 1000
# What a commitment's own scopes answer; for all other filters the database is asked.
BY_SCOPE = {"edition", "area", "recommendation", "actor_type", "country", "organisation", "commitment"}
SINGLE = {"recommendation": "reference", "organisation": "slug", "commitment": "pk"}


class FollowFilters(PublicFilters):
    """What the pages take, but for a day: what is followed is followed from now on."""

    as_of = None  # type: ignore[assignment]  # so that django-filter leaves it out
    commitment = NumberedRowsFilter(
        Commitment.objects.public, "pk", label=gettext_lazy("Commitment"), method="filter_commitment"
    )

    def filter_commitment(self, rows: QuerySet, name: str, commitments: list[Commitment]) -> QuerySet:
        return rows.filter(commitment__in=commitments)


@dataclass(frozen=True)
class Followed:
    """Something to follow: its query, and what it is called and where its page is in the reader's language."""

    query: str
    title: str
    path: str
    filters: FollowFilters

    @property
    def selection(self) -> Selection:
        return self.filters.requested

    @property
    def scopes(self) -> list[list[str]]:
        """The keys of which a commitment must have at least one of each list. For other filters that is not enough."""
        chosen = self.selection.chosen
        keys = [[f"commitment:{row.pk}" for row in chosen["commitment"]]] if "commitment" in chosen else []
        return [*keys, *scope_keys(chosen)]

    @property
    def is_told_by_scopes(self) -> bool:
        return self.selection.chosen.keys() <= BY_SCOPE


def followed(query: QueryDict) -> Followed:
    """What these parameters ask to follow. Raises BadParameter as ``dashboard.filters.read`` does."""
    filters = read_query(query, FollowFilters, refused=("page", "ordering"))
    selection = filters.requested
    text = selection.query().removeprefix("?")
    if len(text) > LONGEST_QUERY:
        longest = max(selection.raw, key=lambda name: len("".join(selection.raw[name])))
        raise BadParameter(
            longest, listed(selection.raw[longest]), _("This selection has too many filters to be followed.")
        )
    return Followed(text, _title(filters), _path(selection, text), filters)


def kept(query: str) -> Followed | None:
    """The same for what was kept; None when part of it is public no more."""
    try:
        return followed(QueryDict(query))
    except BadParameter:
        return None


def _only(selection: Selection) -> str:
    """The filter of a page of one thing, if the selection is no more than that."""
    names = set(selection.raw) - ({"edition"} if "area" in selection.raw else set())
    name = next(iter(names)) if len(names) == 1 else ""
    return name if len(selection.raw.get(name, ())) == 1 else ""


def _title(filters: FollowFilters) -> str:
    selection = filters.requested
    name = _only(selection)
    if not selection.raw:
        return _("All commitments")
    if name == "recommendation":
        show(selection.chosen[name])
        [row] = selection.chosen[name]
        return f"{row.reference} {row.texts['title']}"
    if name in ("organisation", "commitment"):
        return str(filters.filters[name].value_label(selection.raw[name][0], selection.chosen[name]))
    labels = [label for label, _address in chips(filters, "/")]
    if name == "area":
        return listed(labels)
    return _("Commitments by %(filters)s") % {"filters": listed(labels)}


def _path(selection: Selection, query: str) -> str:
    """The page of it, in the reader's language."""
    name = _only(selection)
    if name == "area":
        edition = selection.only("edition").query()
        return localised(f"/areas/{selection.raw[name][0]}/") + edition
    if name in SINGLE:
        return localised(f"/{name}s/{selection.raw[name][0]}/")
    return localised("/commitments/") + (f"?{query}" if query else "")
