"""One row of the matrix, and the answers that come up again and again."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from tests.matrix.ground import Things

# Answers in the order of roles.ROLES: anonymous, stranger, reporter, focal point, other, curator, administrator.
# ``in``: sent to sign in; ``to``: redirected elsewhere; else the status.
ALL = "200 200 200 200 200 200 200"
NONE = "404 404 404 404 404 404 404"
ALL_SENT_ON = "to to to to to to to"
SIGNED_IN = "in 200 200 200 200 200 200"
SENT_ON = "in to to to to to to"
NOBODY = "in 404 404 404 404 404 404"
OWN = "in 404 200 200 404 404 404"
OWN_SENT_ON = "in 404 to to 404 404 404"
OWN_OR_STAFF = "in 404 200 200 404 200 200"
OWN_OR_CURATOR_SENT_ON = "in 404 to to 404 to 404"
NO_TOKEN = "401 401 401 401 401 401 401"
OWN_TOLD = "in 404 400 400 404 404 404"
FOCAL_TOLD = "in 404 404 400 404 404 404"
FOCAL_SENT_ON = "in 404 404 to 404 404 404"
FOCAL = "in 404 404 200 404 404 404"
FOCAL_OR_STAFF = "in 404 404 200 404 200 200"
FOCAL_OR_STAFF_TOLD = "in 404 404 400 404 400 400"
FOCAL_OR_CURATOR = "in 404 404 200 404 200 404"
FOCAL_OR_CURATOR_TOLD = "in 404 404 400 404 400 404"
OWN_OR_CURATOR = "in 404 200 200 404 200 404"
OWN_OR_CURATOR_TOLD = "in 404 400 400 404 400 404"
ADMINISTRATOR = "in 404 404 404 404 404 200"
ADMINISTRATOR_TOLD = "in 404 404 404 404 404 400"
CURATOR = "in 404 404 404 404 200 404"
CURATOR_TOLD = "in 404 404 404 404 400 404"
CURATOR_SENT_ON = "in 404 404 404 404 to 404"
STAFF = "in 404 404 404 404 200 200"
STAFF_TOLD = "in 404 404 404 404 400 400"
STAFF_SENT_ON = "in 404 404 404 404 to to"


@dataclass(frozen=True)
class Row:
    """What each role gets at one address of a route. A method that is not named must be refused to everybody.

    ``key`` says which thing of the ground fills which part of the address: ``pk=draft``; ``!`` marks a literal word.
    An empty form is posted, so ``400`` means that the person got as far as the form and was told what is missing.
    """

    route: str
    key: str = ""
    GET: str = ""
    POST: str = ""
    PATCH: str = ""
    DELETE: str = ""

    def address(self, ground: Things) -> str:
        pairs = (pair.split("=") for pair in self.key.split(", ") if pair)
        return reverse(
            self.route, kwargs={name: what[1:] if what.startswith("!") else ground[what] for name, what in pairs}
        )

    def answers(self, method: str) -> list[str]:
        """What each role gets; empty for a method that is refused."""
        return getattr(self, method, "").split()

    def __str__(self) -> str:
        return f"{self.route} {self.key}".strip()
