"""Every page of the matrix that anybody may open, as the first role that may."""

from __future__ import annotations

from collections.abc import Iterator

from tests.matrix.ground import Things
from tests.matrix.roles import ROLES, Visitors
from tests.matrix.row import Row
from tests.matrix.rows import ROWS

#: Parts of pages, for scripts of ours to put into one.
PARTS = {"stakeholders:find_organisations"}


def first_reader(row: Row) -> str | None:
    """The first role that may open the page; None for one that nobody may."""
    answers = row.answers("GET")
    return ROLES[answers.index("200")] if "200" in answers else None


def pages(ground: Things, visitors: Visitors) -> Iterator[tuple[Row, str]]:
    """Each page's row and its HTML, in the language that is active."""
    # All addresses before the first answer, which leaves the language of its own page behind.
    found = [(row, role, row.address(ground)) for row in ROWS if row.route not in PARTS and (role := first_reader(row))]
    for row, role, address in found:
        answer = visitors.ask(role, "GET", address)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            yield row, answer.body.decode()  # type: ignore[attr-defined]  # set by Visitors.ask
