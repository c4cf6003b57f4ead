"""Public answers are the same for everybody: no cookie, no session, nothing to vary on but language and encoding."""

import re

from django.test import Client

from tests.dashboard.addresses import everything
from tests.dashboard.world import World

ALLOWED = {"accept-language", "accept-encoding"}


def test_every_public_answer_can_be_shared(client: Client, world: World) -> None:
    client.force_login(world.curator)
    unshared = []
    for address in everything(world):
        response = client.get(address)
        vary = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
        stamped = "ETag" in response.headers and "Last-Modified" in response.headers
        if response.cookies or not vary <= ALLOWED or "public" not in response.headers["Cache-Control"] or not stamped:
            unshared.append((address, dict(response.headers)))
    assert not unshared


def test_signed_in_people_see_the_same_bytes(client: Client, world: World) -> None:
    stranger = Client()
    client.force_login(world.curator)
    for address in ("/", "/commitments/", "/recommendations/ED-2021-01/"):
        assert client.get(address).content == stranger.get(address).content


def test_only_embeds_may_be_framed(client: Client, world: World) -> None:
    framed = client.get("/embed/areas/")
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    page = client.get("/")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert re.findall(rb"<script[^>]*>", framed.content) == [b'<script src="/static/js/embedded.js" defer>']
