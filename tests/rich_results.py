"""What search engines ask of structured data before they show it as a rich result: what they require and recommend of
breadcrumbs, data sets and articles (developers.google.com/search/docs/appearance/structured-data), as far as it can be
said of a graph alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
WHOLE_ADDRESS = re.compile(r"https?://[^\s]+")
ISO_DAY = r"\d{4}(-\d\d(-\d\d(T[\d:.+Z-]+)?)?)?"
ISO_SPAN = re.compile(rf"({ISO_DAY}|\.\.)/({ISO_DAY}|\.\.)|{ISO_DAY}")

Node = dict[str, Any]


def graph_of(page: str) -> list[Node]:
    """The nodes of the page's one block of structured data."""
    (text,) = BLOCK.findall(page)
    document = json.loads(text)
    assert document["@context"] == "https://schema.org"
    nodes: list[Node] = document["@graph"]
    return nodes


def problems_of(nodes: list[Node]) -> list[str]:
    """Everything that would keep a node from being shown, each as a sentence."""
    known = {node["@id"]: node for node in nodes}
    found = []
    for node in _all(nodes):
        check = CHECKS.get(node.get("@type", ""))
        found += [
            f"{node.get('@id', node.get('@type'))}: {problem}" for problem in (check(node, known) if check else ())
        ]
        if not node.get("@type") and set(node) != {"@id"}:
            found.append(f"no type: {node}")
    return found


def _all(value: Any) -> Iterator[Node]:
    if isinstance(value, list):
        for one in value:
            yield from _all(one)
    elif isinstance(value, dict):
        yield value
        yield from _all(list(value.values()))


def _resolved(value: Any, known: dict[str, Node]) -> Node:
    node: Node = value if isinstance(value, dict) else {}
    return known.get(node.get("@id", ""), node) if set(node) == {"@id"} else node


def _breadcrumbs(node: Node, known: dict[str, Node]) -> Iterator[str]:
    steps = node.get("itemListElement", [])
    if len(steps) < 2:
        yield "a trail needs two steps"
    for place, step in enumerate(steps, start=1):
        if step.get("position") != place or not step.get("name"):
            yield f"step {place} has the wrong position or no name"
        if not WHOLE_ADDRESS.fullmatch(step.get("item", "")):
            yield f"step {place} leads nowhere"


def _dataset(node: Node, known: dict[str, Node]) -> Iterator[str]:
    if not node.get("name"):
        yield "no name"
    if not 50 <= len(node.get("description", "")) <= 5000:
        yield "the description is not of 50 to 5000 characters"
    if not WHOLE_ADDRESS.fullmatch(node.get("license", "")):
        yield "no licence"
    creator = _resolved(node.get("creator"), known)
    if creator.get("@type") not in ("Organization", "Person") or not creator.get("name"):
        yield "no creator with a name"
    files = node.get("distribution", [])
    for one in files if isinstance(files, list) else [files]:
        if not WHOLE_ADDRESS.fullmatch(one.get("contentUrl", "")) or not one.get("encodingFormat"):
            yield f"a file without address or format: {one}"
    if "temporalCoverage" in node and not ISO_SPAN.fullmatch(node["temporalCoverage"]):
        yield f"no span of time: {node['temporalCoverage']}"


def _article(node: Node, known: dict[str, Node]) -> Iterator[str]:
    if "url" not in node:  # named as the source of something else, not shown for itself
        return
    if not node.get("headline"):
        yield "no headline"
    author = _resolved(node.get("author"), known)
    if not author.get("name") or not WHOLE_ADDRESS.fullmatch(author.get("url", "")):
        yield "no author with a name and an address"
    if not re.fullmatch(ISO_DAY, node.get("datePublished", "")):
        yield "no day of publication"
    if not WHOLE_ADDRESS.fullmatch(node.get("image", "")):
        yield "no picture"


CHECKS = {"BreadcrumbList": _breadcrumbs, "Dataset": _dataset, "Report": _article, "Article": _article}
