"""``make demo BODY=roads``: another body's site, all of it fictional, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from consent.models import NoticeVersion
from demo import world
from demo.bodies import BODIES, bring_in
from progress.models import ProgressReport
from scripts import demo
from stakeholders.models import Commitment, Country, Organisation
from stakeholders.models.country import Region

pytestmark = pytest.mark.any_database

ACCOUNTS = ("reporter", "focal", "ngo", "curator", "admin")


@pytest.mark.django_db
def test_it_is_another_site_and_nothing_in_it_is_real(client: Client) -> None:
    body = BODIES["roads"]
    bring_in(body)
    call_command("load_demo", body="roads", verbosity=0)
    page = client.get("/").content.decode()
    assert "Safer roads tracker" in page and "/identity/8a3b12-f0b088.css" in page
    assert "Pillar" in page and "Threat Assessment" not in page
    notice = NoticeVersion.objects.published().newest_first().first()
    assert notice is not None and notice.controller.endswith("(fictional)")
    assert all(Organisation.objects.values_list("is_fictional", flat=True))
    codes = set(Organisation.objects.values_list("country", flat=True))
    assert set(Country.objects.filter(code__in=codes).values_list("region", flat=True)) == {Region.FICTIONAL}
    people = {one.email.partition("@")[0]: one for one in User.objects.all()}
    assert all(people[name].check_password(world.PASSWORD) for name in ACCOUNTS)
    assert Commitment.objects.public().count() > 15 and ProgressReport.objects.public().count() > 40


def test_two_demos_lie_in_two_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VAR_DIR", raising=False)
    assert set(demo.BODIES) == set(BODIES)
    found = set()
    for body in demo.BODIES:
        monkeypatch.setenv("BODY", body)
        found.add(demo._folder())
    assert len(found) == len(demo.BODIES)
    monkeypatch.setenv("BODY", "ships")
    with pytest.raises(SystemExit, match="BODY must be one of gta, roads"):
        demo._folder()
    monkeypatch.setenv("BODY", "roads")
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    assert demo._folder() == tmp_path.resolve()
