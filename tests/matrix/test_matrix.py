"""Every route has rows, every method an answer for each role, and no GET changes anything."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts.models import User
from tests.matrix.ground import Things
from tests.matrix.guard import picture, written_tables
from tests.matrix.roles import ROLES, Visitors, outcome
from tests.matrix.routes import all_routes
from tests.matrix.row import Row
from tests.matrix.rows import ROWS

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
REFUSED = {"405", "404", "in"}
# allauth's form views take a PUT for a POST, and look at links and people before they look at the method.
# They must answer as they do to what the row names, and nothing but a PUT may write.
TAKES_PUT = ("account_", "mfa_", "usersessions_")
# The preview of a file carries the import out and takes it back.
REHEARSES = {"recommendations:curate-import", "submissions:sheet_upload"}

pytestmark = pytest.mark.django_db


def test_every_route_has_a_row() -> None:
    routes = {route.name for route in all_routes() if not route.name.startswith("admin:")}
    assert routes - {row.route for row in ROWS} == set(), "routes without a row"
    assert {row.route for row in ROWS} - routes == set(), "rows without a route"


def test_no_row_stands_twice() -> None:
    assert len({str(row) for row in ROWS}) == len(ROWS)
    assert all(len(row.answers(method)) in (0, len(ROLES)) for row in ROWS for method in METHODS)


def test_a_route_that_is_not_open_sends_everybody_without_a_session_to_sign_in() -> None:
    """The row of a signed-in page cannot be loosened by mistake: its first answer is ``in`` for every method."""
    closed = {route.name for route in all_routes() if not route.is_open}
    rows = [row for row in ROWS if row.route in closed]
    assert [str(row) for row in rows for method in METHODS if row.answers(method)[:1] not in ([], ["in"])] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_its_column_says_under_the_policy_and_reading_writes_nothing(
    role: str, ground: Things, visitors: Visitors
) -> None:
    wrong = []
    for row in ROWS:
        for method in METHODS:
            if not (expected := row.answers(method)):
                continue
            with written_tables() as written:
                answer = visitors.ask(role, method, row.address(ground))
            if (got := outcome(answer)) != expected[ROLES.index(role)]:
                wrong.append(f"{method} {row}: {got} instead of {expected[ROLES.index(role)]}")
            if method == "GET" and written and row.route not in REHEARSES:
                wrong.append(f"GET {row} wrote to {sorted(written)}")
            if is_lax(answer):
                wrong.append(f"{method} {row}: {answer.headers.get('Content-Security-Policy')}")
    assert wrong == []


def is_lax(answer: HttpResponseBase) -> bool:
    """A page whose policy lets the browser do more than it names, or run what stands in the page."""
    policy = answer.headers.get("Content-Security-Policy", "")
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    return is_page and ("default-src 'none'" not in policy or "unsafe-" in policy)


def unlisted(row: Row) -> list[str]:
    return [method for method in METHODS if not row.answers(method)]


@pytest.mark.any_database
@pytest.mark.parametrize("role", ["focal point", "curator"])
def test_a_method_without_an_answer_is_refused(role: str, ground: Things, visitors: Visitors) -> None:
    wrong = []
    for row in {row.route: row for row in ROWS}.values():
        for method in unlisted(row):
            with written_tables() as written:
                got = outcome(visitors.ask(role, method, row.address(ground)))
            allowed = set(REFUSED)
            if row.route.startswith(TAKES_PUT):
                allowed |= {"to", *row.answers("GET"), *row.answers("POST")}
            if got not in allowed or (written and method != "PUT"):
                wrong.append(f"{method} {row}: {got}, wrote {sorted(written)}")
    assert wrong == []


def test_a_rehearsed_import_leaves_nothing(ground: Things, visitors: Visitors) -> None:
    address = reverse("recommendations:curate-import", kwargs={"pk": ground["import"]})
    before = picture()
    assert visitors.client("curator").get(address).status_code == 200
    assert picture() == before


def test_staff_without_a_second_factor_get_no_further_than_setting_one_up(
    ground: Things, visitors: Visitors, carol: User, ada: User
) -> None:
    Authenticator.objects.filter(user__in=[carol, ada]).delete()
    wrong = []
    for row in ROWS:
        for role in ("curator", "administrator"):
            for method in ("GET", "POST"):
                anonymous, *_others = row.answers(method) or [""]
                members = row.answers(method)[1:5]
                if anonymous != "in" or set(members) != {"404"} or row.answers(method)[ROLES.index(role)] == "404":
                    continue  # no page of staff alone
                if row.route.startswith(("mfa_", "dashboard:")):
                    continue  # where it is set up, and the style guide
                answer = visitors.ask(role, method, row.address(ground))
                if not (answer.status_code == 302 and answer["Location"] == reverse("mfa_index")):
                    wrong.append(f"{method} {row} as {role}: {outcome(answer)}")
    assert wrong == []
