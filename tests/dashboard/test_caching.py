"""Public answers are the same for everybody: no cookie, no session, nothing to vary on but language and encoding."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.test import Client

from dashboard import caching
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


def test_every_app_of_ours_belongs_to_the_release() -> None:
    """Under whichever app a page is drawn: a change there must not be answered from what was drawn before it."""
    base = Path(settings.BASE_DIR)
    ours = {Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == base}
    assert len(ours) > 10
    assert ours <= set(caching.folders())


def test_a_new_app_and_each_change_in_it_is_a_new_release(settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    module = tmp_path / "newcomers" / "views" / "pages.py"
    module.parent.mkdir(parents=True)
    (tmp_path / "newcomers" / "__init__.py").touch()
    digests = []
    for text in ("one = 1", "one = 11"):
        module.write_text(text)
        digests.append(caching.release.__wrapped__()[0])
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").write_text("nothing is drawn from here")
    digests.append(caching.release.__wrapped__()[0])
    assert digests[0] != digests[1] == digests[2]
