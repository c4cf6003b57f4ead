"""Bots: posts to the very views, with both middlewares around them and nothing else of the site, so that many fit."""

from __future__ import annotations

import random
from collections import Counter
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from consent.middleware import ConsentMiddleware, StorageGuardMiddleware
from consent.views import posts

FORM = "application/x-www-form-urlencoded"
ADDRESSES = 2_000
KEPT = 200
LANGUAGES = ("en", "fr", "es", "ar", "xx", "")
CHOICES: list[dict[str, str]] = [
    {"decision": "accept_all"},
    {"decision": "accept_all"},
    {"decision": "refuse_all"},
    {"statistics": "on"},
    {"preferences": "on", "marketing": "on"},
    {"decision": "nonsense"},
    {"notice": "7"},
]


def _view(request: HttpRequest) -> HttpResponseBase:
    view = posts.withdraw if request.path.endswith("withdraw/") else posts.choice
    return view(request)


class Bots:
    """Programs at many addresses that keep some of the cookies they get and send them again, old ones too."""

    def __init__(self) -> None:
        self.answer = StorageGuardMiddleware(ConsentMiddleware(_view))
        self.requests = RequestFactory(headers={"accept": "application/json"})
        self.chance = random.Random(20260611)
        self.kept: list[str] = []

    def post(self) -> int:
        """One post; its status."""
        chance = self.chance
        number = chance.randrange(ADDRESSES)
        fields = chance.choice(CHOICES) | {"language": chance.choice(LANGUAGES)}
        address = "/cookies/withdraw/" if chance.random() < 0.05 else "/cookies/choice/"
        request = self.requests.post(
            address, urlencode(fields), content_type=FORM, REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}"
        )
        if self.kept and chance.random() < 0.4:
            request.COOKIES["consent"] = chance.choice(self.kept)
        response = self.answer(request)
        if "consent" in response.cookies and len(self.kept) < KEPT:
            self.kept.append(response.cookies["consent"].value)
        return response.status_code

    def send(self, posts: int) -> Counter[int]:
        """So many posts; how many were answered with which status."""
        return Counter(self.post() for _post in range(posts))
