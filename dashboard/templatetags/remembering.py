"""Parts of templates that need not be drawn again for the same values."""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from dataclasses import is_dataclass
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token

from dashboard.remembered import part

register = template.Library()

_places = itertools.count()  # each place in a template has a number of its own


def hashable(value: Any) -> Hashable:
    """A value of plain parts (texts, numbers, days; collections and dataclasses of these) as a key."""
    if isinstance(value, dict):
        return tuple((key, hashable(one)) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(map(hashable, value))
    return hashable(vars(value)) if is_dataclass(value) else value


class RememberNode(template.Node):
    """What stands between ``{% remember … %}`` and ``{% endremember %}``."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values, self.place = nodelist, values, next(_places)

    def render(self, context: template.Context) -> str:
        values = tuple(hashable(value.resolve(context)) for value in self.values)
        return part((self.place, values), lambda: self.nodelist.render(context))


@register.tag
def remember(parser: Parser, token: Token) -> RememberNode:
    """``{% remember value … %}``: drawn once for these values and this language, until the catalogue changes.

    What is inside may depend on nothing else: name every number, filter and day of it. Rows of the catalogue need not
    be named but by what tells them apart.
    """
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(nodelist, values)
