"""Entries as a page or a file says them: people by the name that they have now, objects with the way to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import User
from audit.models import Entry
from audit.words import action_label, field_label, kind_label
from stakeholders.models import Organisation

#: Where the history or the page of an object is.
PAGES = {
    "recommendations.edition": "recommendations:curate-edition-history",
    "recommendations.responsearea": "recommendations:curate-area-history",
    "recommendations.recommendation": "recommendations:curate-recommendation-history",
    "recommendations.keyfinding": "recommendations:curate-finding-history",
    "recommendations.translation": "recommendations:curate-translation-history",
    "recommendations.actortype": "recommendations:curate-actor-type-history",
    "recommendations.term": "recommendations:curate-term-history",
    "recommendations.catalogueimport": "recommendations:curate-import",
    "stakeholders.organisation": "stakeholders:organisation_detail",
    "stakeholders.commitment": "stakeholders:commitment",
    "progress.progressreport": "review:report",
    "progress.reportingperiod": "curate_progress:period",
}


@dataclass(frozen=True)
class Change:
    """What one field said before and says now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """One entry for people. ``by`` and ``about`` are None for nobody."""

    entry: Entry
    by: User | None
    about: User | None
    organisation: str

    @property
    def action(self) -> str:
        return action_label(self.entry.action)

    @property
    def kind(self) -> str:
        return kind_label(self.entry.kind)

    @property
    def address(self) -> str:
        """The page of the object; empty for one that has none."""
        name = PAGES.get(self.entry.kind)
        return reverse(name, args=[self.entry.key]) if name and self.entry.key and self.entry.action != "delete" else ""

    @property
    def changes(self) -> list[Change]:
        kind = self.entry.kind
        return [Change(field_label(kind, name), *pair) for name, pair in self.entry.changes.items()]

    @property
    def who(self) -> str:
        """The name of who did it; of somebody whose account was deleted by hand there is none left."""
        if self.by:
            return str(self.by)
        return gettext("a former member") if self.entry.by_id else gettext("The site itself")


def shown(entries: Iterable[Entry]) -> list[Shown]:
    """The entries with their people and organisations. Two queries, however many they are."""
    rows = list(entries)
    people = User.objects.in_bulk({key for row in rows for key in (row.by_id, row.about_id) if key})
    names = dict(
        Organisation.objects.filter(pk__in={row.organisation for row in rows if row.organisation}).values_list(
            "pk", "name"
        )
    )
    return [
        Shown(
            row,
            by=people.get(row.by_id) if row.by_id else None,
            about=people.get(row.about_id) if row.about_id else None,
            organisation=names.get(row.organisation, "") if row.organisation else "",
        )
        for row in rows
    ]


def in_lots(entries, size: int = 2000) -> Iterator[list[Shown]]:
    """All entries of a queryset, some at a time, each lot after the last entry of the one before."""
    last = None
    while True:
        rows = list(after(entries, last)[:size])
        if not rows:
            return
        yield shown(rows)
        last = (rows[-1].at, rows[-1].pk)


def after(entries, last):
    """The entries older than the one at this moment with this key; all of them where it is None."""
    if last is None:
        return entries
    at, key = last
    # Written so that a database begins to read its index at the moment, instead of passing all that is newer.
    return entries.filter(at__lte=at).exclude(at=at, pk__gte=key)
