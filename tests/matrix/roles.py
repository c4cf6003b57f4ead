"""The roles of the matrix, and asking for an address as one of them without leaving a trace."""

from __future__ import annotations

from http.cookies import SimpleCookie

from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import sign_in

ROLES = ("anonymous", "stranger", "reporter", "focal point", "other", "curator", "administrator")


class Visitors:
    """A session for each role; anonymous has none."""

    def __init__(self, people: dict[str, User]) -> None:
        self._cookies = {role: self._opened(person) for role, person in people.items()}

    @staticmethod
    def _opened(person: User) -> str:
        client = Client()
        client.get(reverse("account_login"))  # a form token, as every browser has one
        return sign_in(client, person).cookies.output(header="", sep=";")

    def client(self, role: str) -> Client:
        """A browser of that role, fresh but for its session."""
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self._cookies.get(role, ""))
        return client

    def ask(self, role: str, method: str, address: str) -> HttpResponseBase:
        """The answer; what it wrote is taken back."""
        with transaction.atomic():
            body = "csrfmiddlewaretoken=x" if method == "POST" else ""  # a form that was sent empty
            form = "application/x-www-form-urlencoded"
            response = self.client(role).generic(method, address, body, content_type=form)
            # Read to its end here: a stream that is closed early closes the test's connection with it.
            response.body = response.getvalue()
            transaction.set_rollback(True)
        return response


def outcome(response: HttpResponseBase) -> str:
    """The answer in a word: ``in`` for being sent to sign-in, ``to`` for another redirect, else the status."""
    if 300 <= response.status_code < 400:
        return "in" if response["Location"].split("?")[0].endswith("/login/") else "to"
    return str(response.status_code)
