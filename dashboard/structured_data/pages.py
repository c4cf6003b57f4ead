"""What a public page says of itself to search engines, to sites that quote it, and to programs.

A view puts a ``StructuredData`` into its context as ``structured_data``; pages of a menu have theirs here, by path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dashboard.navigation import localised
from dashboard.structured_data.data_block import json_for_html
from dashboard.structured_data.things import Node, address_of, site, without_nothing
from identity.current import site_name
from recommendations.models import Word
from recommendations.models.vocabulary import word

Step = tuple[str, str | Promise]
HOME: Step = ("/", _("Dashboard"))
SITE = _(
    "What happens to published recommendations: who has committed to what, what progress they report and what "
    "evidence they give."
)


@dataclass(frozen=True)
class StructuredData:
    """One page. ``path`` has no language; ``kind`` is schema.org's type of page; ``main`` is what it is about.

    ``trail`` leads here from the front page, without either of them. ``card`` is the page's picture, as in
    ``recommendations/GTA-2021-01``; the dashboard's where it has none of its own.
    """

    path: str
    title: str | Promise
    description: str | Promise = SITE
    kind: str = "WebPage"
    trail: tuple[Step, ...] = ()
    main: Node | None = None
    also: tuple[Node, ...] = ()
    card: str = "dashboard"
    query: str = ""  # the filters and the day that the page shows, with the ``?``

    @property
    def address(self) -> str:
        """The page in the language that it is looked at in, as it is shown."""
        return settings.SITE_URL + localised(self.path) + self.query

    def document(self) -> dict[str, Any]:
        """The JSON-LD of the page."""
        page: Node = {
            "@type": self.kind,
            "@id": f"{self.address}#page",
            "url": self.address,
            "name": str(self.title),
            "description": str(self.description),
            "inLanguage": get_language(),
            "isPartOf": {"@id": address_of("/#website")},
            "mainEntity": {"@id": self.main["@id"]} if self.main else None,
            "breadcrumb": {"@id": f"{self.address}#trail"} if self.path != "/" else None,
        }
        graph = [page, *self._trail(), *([self.main] if self.main else []), *self.also, *site()]
        return {"@context": "https://schema.org", "@graph": without_nothing(graph)}

    def _trail(self) -> list[Node]:
        if self.path == "/":
            return []
        steps = [(str(title), settings.SITE_URL + localised(path)) for path, title in (HOME, *self.trail)]
        items = [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate([*steps, (str(self.title), self.address)], start=1)
        ]
        return [{"@type": "BreadcrumbList", "@id": f"{self.address}#trail", "itemListElement": items}]

    def json(self) -> SafeString:
        """The JSON-LD as the text of an element of the page."""
        return json_for_html(self.document())


LISTS: dict[str, tuple[str, Any, Any]] = {
    "/recommendations/": (
        "CollectionPage",
        word(Word.RECOMMENDATIONS),
        _("What was recommended, to whom, and how many commitments contribute to it."),
    ),
    "/organisations/": (
        "CollectionPage",
        _("Organisations"),
        _("Organisations by name, with the public commitments of each."),
    ),
    "/commitments/": (
        "CollectionPage",
        _("Commitments"),
        _("What organisations have committed to, and the progress they report."),
    ),
    "/reports/": (
        "CollectionPage",
        _("Reports"),
        _("Published progress reports: what organisations say was done, with its evidence."),
    ),
    "/gaps/": (
        "WebPage",
        _("Gaps"),
        _(
            "Each recommendation is addressed to certain actor types. This page shows which have made a public "
            "commitment and which have not."
        ),
    ),
    "/compare/": (
        "WebPage",
        _("Compare organisations"),
        _("Two to four organisations side by side in the same rows, in the order you choose. They are never ranked."),
    ),
    "/search/": (
        "SearchResultsPage",
        _("Search"),
        _("Find recommendations, organisations, commitments, reports and key findings by their words."),
    ),
    "/about/": ("AboutPage", _("About"), _("What is tracked here, who checks it, and what the editions found.")),
    "/method/": ("WebPage", _("Method"), _("How each number on this site is made, and what it does not say.")),
    "/privacy/": ("WebPage", _("Privacy"), _("What personal information we hold, why, and how long we keep it.")),
    "/cookies/": ("WebPage", _("Cookies"), _("Which cookies this site would like to set, and what you have chosen.")),
    "/accessibility/": (
        "WebPage",
        _("Accessibility"),
        _("How we make this site usable for everyone, and what does not work yet."),
    ),
}


def of_path(path: str) -> StructuredData:
    """The structured data of a page that has no more to say than its place in the menu."""
    kind, title, description = LISTS.get(path, ("WebPage", site_name(), SITE))
    return StructuredData(path, title, description, kind)


def step_to(path: str) -> Step:
    """A list as a step of a trail."""
    return (path, LISTS[path][1])
