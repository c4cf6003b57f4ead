"""The markup of every page that anybody may open, as each role and in Arabic: what a validator would name.

And that templates name no variable that nobody gave them.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.markup import problems_of
from tests.matrix.ground import Things
from tests.matrix.pages import pages
from tests.matrix.roles import Visitors

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<p>one<div>two</div></p>", "inside of <p>"),
        ("<section></p></section>", "stray </p>"),
        ("<table><tr><th></th></tr></table>", "empty <th>"),
        ('<span aria-label="x">–</span>', "a name on"),
        ("<ul><li>one</ul>", "stray </ul>"),
        ('<i id="a"></i><i id="a"></i>', "twice"),
        ("<main>", "never closed"),
    ],
)
def test_what_is_wrong_is_found(html: str, problem: str) -> None:
    assert any(problem in one for one in problems_of(html))
    assert problems_of('<p>one</p><span role="img" aria-label="x"></span><table><tr><td></td></tr></table>') == []


class Undefined(str):
    """Stands for a variable that a template names and nobody gave; Django fills the name in for ``%s``."""

    names: list[str]

    def __mod__(self, name: object) -> str:
        self.names.append(str(name))
        return ""


@pytest.fixture
def undefined(settings) -> list[str]:
    """The variables that templates named while the test ran, and that nobody had given."""
    mark = Undefined("%s")
    mark.names = []
    engine, *others = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"OPTIONS": engine["OPTIONS"] | {"string_if_invalid": mark}}, *others]
    return mark.names


def test_every_page_is_well_formed(ground: Things, visitors: Visitors, undefined: list[str]) -> None:
    wrong, looked = {}, 0
    for row, html in pages(ground, visitors):
        looked += 1
        if found := problems_of(html) + [f"no {name} was given" for name in undefined]:
            wrong[str(row)] = found
        undefined.clear()
    assert looked > 80
    assert wrong == {}


def test_errors_are_well_formed_too(ground: Things, client: Client) -> None:
    reference = ground["archived recommendation"]
    for address in ("/nothing/", "/commitments/?status=nonsense", f"/recommendations/{reference}/"):
        assert problems_of(client.get(address).content.decode()) == [], address
