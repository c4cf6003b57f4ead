"""Every public address of a world, for tests that look at all of them."""

from __future__ import annotations

import re

from tests.dashboard.world import World

LISTS = ["/recommendations/", "/organisations/", "/commitments/", "/reports/"]
AREAS = ["/areas/alpha/", "/areas/cross-cutting/"]
FILTERED = ["/", "/gaps/", "/data/", "/packs/", "/packs/read/", *AREAS, *LISTS]
COMPARED = ["/compare/", "/compare/?organisation=gov", "/compare/?organisation=ngo&organisation=gov"]
WORDS = ["/search/", "/search/?q=hotline", "/about/", "/method/", "/privacy/", "/accessibility/"]
FOLLOWING = ["/follow/", "/follow/?area=alpha&status=completed", "/follow/asked/"]
THINGS = ("recommendations", "organisations", "commitments", "reports")
PARTS = ("responses", "milestones", "indicators", "indicator_values", "assessments")
DOWNLOADS = [f"/data/{name}.{kind}" for name in (*THINGS, *PARTS) for kind in ("csv", "json", "xlsx")]
NAMED_CHARTS = ("areas", "status", "trend", "units", "gaps", "countries")
CHARTS = [f"/charts/{name}.{kind}" for name in NAMED_CHARTS for kind in ("svg", "csv")]
CHARTS.append("/charts/trend.zip")  # it holds a PNG, which takes longer than a page
EMBEDS = [f"/embed/{name}/" for name in NAMED_CHARTS]
LINKED = [f"/data/{name}.{kind}" for name in ("catalogue", "concepts") for kind in ("ttl", "jsonld")]
CARDS = ["/cards/dashboard.png", "/cards/areas/alpha.png", "/cards/areas/cross-cutting.png"]
API_LISTS = [f"/api/v1/{name}/" for name in (*THINGS, *PARTS)]
API = [*API_LISTS, *(f"/api/v1/{name}/" for name in ("editions", "areas", "summary", "schema", "docs"))]


def things(world: World) -> list[str]:
    """The pages of single things that are public."""
    commitments = [world.commitments[name].pk for name in ("hotline", "school", "=helpline", "fund", "silent")]
    names = ("hotline1", "hotline2", "school1", "school2", "helpline1", "fund1")
    return [
        *(f"/recommendations/{row.reference}/" for row in world.recommendations),
        *(f"/organisations/{row.slug}/" for row in world.organisations),
        *(f"/commitments/{pk}/" for pk in commitments),
        *(f"/reports/{world.reports[name].pk}/" for name in names),
    ]


def feeds(world: World) -> list[str]:
    """All feeds."""
    pages = [page for page in things(world) if re.match("/(recommendations|organisations|commitments)/", page)]
    return ["/reports/feed.atom", *(f"{page}feed.atom" for page in [*pages, *AREAS])]


def calendars(world: World) -> list[str]:
    """All calendars of due dates."""
    pages = [page for page in things(world) if re.match("/(recommendations|organisations)/", page)]
    return ["/commitments/due.ics", *(f"{page}due.ics" for page in pages)]


def everything(world: World) -> list[str]:
    """Every public address that answers 200."""
    pages = things(world)
    cited = [f"{page}cite.{kind}" for page in pages for kind in ("bib", "ris")]
    single = [f"/api/v1{page}" for page in pages]
    # One of each kind: a picture takes longer than a page.
    cards = [f"/cards{pages[index].rstrip('/')}.png" for index in (0, 4, 7, -1)]
    single += ["/api/v1/editions/ed-2021/", "/api/v1/areas/alpha/", "/api/v1/areas/cross-cutting/"]
    return [
        *FILTERED, *WORDS, *FOLLOWING, *DOWNLOADS, "/data/datapackage.json",
        *LINKED, *CHARTS, *EMBEDS, *CARDS, *cards, *API,
        *pages, *cited, *single, *feeds(world), *calendars(world),
    ]  # fmt: skip


def body(response) -> bytes:
    """The whole answer, streamed or not."""
    return response.getvalue() if response.streaming else response.content


OFFERED = re.compile(
    r'name="(\w+)"\s+value="([^"]*)"\s*(?:checked)?\s*>\s*<span>[^<]*</span>\s*<span class="count num">(\d+)</span>'
)


def offered(page: str) -> dict[str, dict[str, int]]:
    """The counts beside the values of a list's filters: by filter, then by value."""
    found: dict[str, dict[str, int]] = {}
    for name, value, number in OFFERED.findall(page):
        found.setdefault(name, {})[value] = int(number)
    return found
