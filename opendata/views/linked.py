"""``/data/catalogue`` (DCAT) and ``/data/concepts`` (SKOS), each as Turtle and as JSON-LD."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from dashboard.caching import published_feed
from dashboard.cors import cross_origin
from dashboard.filters import read_nothing
from dashboard.public import public_page
from opendata.linked.catalogue import catalogue
from opendata.linked.concepts import concepts
from opendata.linked.rdf import Node, json_ld, turtle

DOCUMENTS: dict[str, Callable[[], Iterable[Node]]] = {"catalogue": catalogue, "concepts": concepts}
KINDS = {"ttl": ("text/turtle", turtle), "jsonld": ("application/ld+json", json_ld)}


@published_feed
def document(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The document; it holds every language at once, so that its address has one answer."""
    read_nothing(request)
    content_type, write = KINDS[kind]
    with translation.override(settings.LANGUAGE_CODE):
        text = write(DOCUMENTS[name]())
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    return HttpResponse(text, content_type=content_type + charset)


@public_page
@cross_origin
def choose(request: HttpRequest, name: str) -> HttpResponse:
    """The address without an ending, where the concepts' own addresses lead: people get the page of the data."""
    read_nothing(request)
    types = [content_type for content_type, _write in KINDS.values()]
    wanted = request.get_preferred_type(["text/html", *types])
    kind = next((kind for kind, (content_type, _write) in KINDS.items() if content_type == wanted), None)
    address = f"/data/{name}.{kind}" if kind else "/data/#linked"
    response = HttpResponseRedirect(address, status=303)
    patch_vary_headers(response, ["Accept"])
    return response
