"""Statements about the data, written as Turtle and as JSON-LD.

Two small writers instead of a library: a library is loaded by every web process for two addresses that are seldom
asked for (docs/decisions/dashboard-linked-data.md). Tests read both back with one and find the same statements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing by its address."""

    address: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a language (BCP 47), or without one."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A value of one of XML Schema's types, such as ``xsd:date``."""

    value: str
    kind: str


@dataclass(frozen=True)
class Node:
    """A thing and what is said of it. Without an address it has no life but within the node that holds it."""

    address: str
    kinds: tuple[str, ...]
    said: tuple[tuple[str, Value], ...] = field(default=())


Value = Ref | Text | Typed | Node


def turtle(nodes: Iterable[Node]) -> str:
    """The nodes in Turtle 1.1, in the order given."""
    head = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    return head + "".join(f"\n{_iri(node.address)} {_said(node, '    ')} .\n" for node in nodes)


def _said(node: Node, indent: str) -> str:
    lines = [f"a {', '.join(node.kinds)}"] if node.kinds else []
    lines += [f"{name} {_value(value, indent + '    ')}" for name, value in node.said]
    return f" ;\n{indent}".join(lines)


def _value(value: Value, indent: str) -> str:
    if isinstance(value, Node):
        return f"[ {_said(value, indent)} ]"
    if isinstance(value, Ref):
        return _iri(value.address)
    if isinstance(value, Typed):
        return f"{_quoted(value.value)}^^{value.kind}"
    return _quoted(value.text) + (f"@{value.language}" if value.language else "")


_NOT_IN_ADDRESSES = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _iri(address: str) -> str:
    return f"<{_NOT_IN_ADDRESSES.sub(lambda match: f'%{ord(match[0]):02X}', address)}>"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'[\\"\n\r\t]', lambda match: _ESCAPED[match[0]], text) + '"'


def json_ld(nodes: Iterable[Node]) -> str:
    """The same nodes in JSON-LD 1.1, with the prefixes as its context."""
    graph = [_node(node) for node in nodes]
    return json.dumps({"@context": PREFIXES, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _node(node: Node) -> dict[str, object]:
    found: dict[str, object] = {"@id": _iri(node.address)[1:-1]} if node.address else {}
    if node.kinds:
        found["@type"] = list(node.kinds)
    said: dict[str, list[object]] = {}
    for name, value in node.said:
        said.setdefault(name, []).append(_json(value))
    return found | said


def _json(value: Value) -> dict[str, object]:
    if isinstance(value, Node):
        return _node(value)
    if isinstance(value, Ref):
        return {"@id": _iri(value.address)[1:-1]}
    if isinstance(value, Typed):
        return {"@value": value.value, "@type": value.kind}
    return {"@value": value.text, **({"@language": value.language} if value.language else {})}
