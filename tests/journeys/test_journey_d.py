"""Journey D: the focal point hands over to the alternate and leaves; the alternate gets the briefing and reports on."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from outbox.sending import deliver
from stakeholders import assignments
from stakeholders.models import Commitment, Membership, Role
from stakeholders.permissions import role_in
from tests import factories
from tests.browser import assert_accessible, follow
from tests.cast import give_second_factor, person
from tests.journeys.conftest import sign_in

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 800}, "java_script_enabled": False}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def olga(verania) -> User:
    alternate = person("Olga Orne")
    Membership.objects.create(user=alternate, organisation=verania, role=Role.ALTERNATE)
    give_second_factor(alternate)
    return alternate


@pytest.fixture
def owned(verania, fatima: User) -> Commitment:
    """A commitment that the focal point reports on, and a period that asks for a report."""
    made = factories.commitment(verania, by=fatima, title="A course for judges")
    assignments.give(commitment=made, organisation=verania, to=fatima, by=fatima)
    days = {"starts_on": 100, "ends_on": 10, "due_on": 7}
    factories.period(**{name: timezone.localdate() - datetime.timedelta(days=ago) for name, ago in days.items()})
    return made


def look(page: Page) -> None:
    """Axe where there is script, which it needs; without it the page at least does not scroll sideways."""
    if page.viewport_size == DESKTOP["viewport"]:
        assert_accessible(page)
    else:
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone without script"])
def test_the_focal_point_hands_over_and_leaves(
    options, browse: Callable[..., Page], owned: Commitment, verania, fatima: User, olga: User
) -> None:
    page = browse(**options)
    sign_in(page, fatima)
    page.goto("/reporting/organisation/")
    follow(page.get_by_role("link", name="Hand over from Fatima Faro"))
    expect(page.get_by_role("main")).to_contain_text("A course for judges")
    look(page)
    page.get_by_label("Hand over to").select_option(label="Olga Orne · Alternate focal point")
    page.get_by_label("Also hand over the role: Focal point").check()
    page.get_by_label("I leave the organisation").check()
    follow(page.get_by_role("main").get_by_role("button", name="Hand over"))
    expect(page.get_by_role("status")).to_contain_text("Fatima Faro has handed over to Olga Orne.")
    assert (role_in(fatima, verania), role_in(olga, verania)) == ("", Role.FOCAL_POINT)

    deliver()
    (letter,) = [one for one in mail.outbox if one.to == [olga.email]]
    address = next(line for line in letter.body.splitlines() if "/organisation/handovers/" in line)

    receiver = browse(**options)
    sign_in(receiver, olga)
    receiver.goto("/reporting/organisation/handovers/" + address.rsplit("/", 2)[1] + "/")
    expect(receiver.get_by_role("heading", level=1)).to_have_text("Briefing: from Fatima Faro to Olga Orne")
    expect(receiver.get_by_role("main")).to_contain_text("A course for judges")
    look(receiver)
    receiver.goto("/reporting/organisation/")
    look(receiver)
    receiver.goto("/reporting/")
    expect(receiver.get_by_role("row", name="A course for judges")).to_contain_text("Olga Orne")
