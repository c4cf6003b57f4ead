"""All routes of the site, read off the resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One line of some urls.py: the name with its namespaces, the pattern, and whether it stands open."""

    name: str
    pattern: str
    is_open: bool


def all_routes() -> list[Route]:
    """Every route, the admin's and allauth's included."""
    return list(_walk(get_resolver()))


def _walk(resolver: URLResolver, pattern: str = "", namespace: str = "") -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = pattern + str(entry.pattern)
        if isinstance(entry, URLPattern):
            is_open = not getattr(entry.callback, "login_required", True)
            yield Route(namespace + (entry.name or ""), here, is_open)
        else:
            yield from _walk(entry, here, namespace + (f"{entry.namespace}:" if entry.namespace else ""))
