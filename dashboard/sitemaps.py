"""The addresses that search engines may index: every public page in every language, in parts of bounded size.

A part holds the things of one kind whose numbers lie in one span, so that no part has to count or to skip the others,
and a part's address stays the same while the site grows.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, QuerySet

from dashboard.filters import CROSS_CUTTING
from dashboard.navigation import localised
from identity.current import offered_languages
from progress.models import ProgressReport
from recommendations.models import Recommendation, ResponseArea
from stakeholders.models import Commitment, Organisation

# Things in one part; each is as many addresses as there are languages, and each of those names all the others.
SPAN = 1000
PAGES = (
    "/", "/recommendations/", "/organisations/", "/commitments/", "/reports/", "/gaps/", "/data/", "/data/snapshots/",
    "/compare/", "/packs/", "/about/", "/method/", "/privacy/", "/cookies/", "/accessibility/",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One public page, by its path without language; ``changed`` where it is known."""

    path: str
    changed: datetime.datetime | None = None

    @property
    def default(self) -> str:
        return settings.SITE_URL + self.path

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The page's address in each language, as (code, address)."""
        return [(code, settings.SITE_URL + localised(self.path, code)) for code, _name in offered_languages()]


@dataclass(frozen=True)
class Kind:
    """Public things of one kind: their rows, and the path of each."""

    rows: Callable[[], QuerySet]
    path: str
    key: str
    changed: str = ""

    def span(self, number: int) -> Iterator[Item]:
        """Those of one part, from 0. One query."""
        rows = self.rows().filter(pk__gte=number * SPAN, pk__lt=(number + 1) * SPAN).order_by("pk")
        for row in rows.values(self.key, *filter(None, [self.changed])):
            yield Item(self.path.format(row[self.key]), row.get(self.changed))

    def parts(self) -> int:
        """How many parts there are. One query."""
        largest = self.rows().aggregate(largest=Max("pk"))["largest"]
        return 0 if largest is None else largest // SPAN + 1


KINDS = {
    "recommendations": Kind(Recommendation.objects.public, "/recommendations/{}/", "reference"),
    "organisations": Kind(Organisation.objects.public, "/organisations/{}/", "slug"),
    "commitments": Kind(Commitment.objects.public, "/commitments/{}/", "pk"),
    "reports": Kind(ProgressReport.objects.public, "/reports/{}/", "pk", "published_at"),
}


def pages() -> list[Item]:
    """The pages that there are without any thing, and those of the areas. Two queries."""
    public = Recommendation.objects.public()
    slugs = ResponseArea.objects.filter(recommendations__in=public).order_by("slug").values_list("slug", flat=True)
    found = [*PAGES, *(f"/areas/{slug}/" for slug in slugs.distinct())]
    if public.cross_cutting().exists():
        found.append(f"/areas/{CROSS_CUTTING}/")
    return [Item(path) for path in found]


def parts() -> list[str]:
    """The names of all parts."""
    return ["pages", *(f"{name}-{number}" for name, kind in KINDS.items() for number in range(kind.parts()))]


def part(name: str, number: int) -> list[Item] | None:
    """The items of one part: none where all of its things were taken down, None where there is no such part."""
    if name == "pages":
        return pages()
    items = list(KINDS[name].span(number))
    return items if items or number < KINDS[name].parts() else None


def everything() -> list[Item] | None:
    """All of it where that is no more than one part may hold; None for a larger site."""
    found = pages()
    for kind in KINDS.values():
        if len(found) + kind.rows().count() > SPAN:
            return None
        found += [item for number in range(kind.parts()) for item in kind.span(number)]
    return found
