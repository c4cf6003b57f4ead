"""In a real browser: two entries of one organisation become one and two again, and somebody who left is erased."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from search import indexing
from stakeholders.models import Organisation
from tests import factories
from tests.browser import assert_accessible, follow
from tests.journeys.conftest import sign_in
from tests.journeys.test_pages import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, name: str) -> None:
    """The button of the form, whose page axe has looked at before."""
    assert_accessible(page)
    follow(page.get_by_role("main").get_by_role("button", name=name, exact=True))


def test_people_merge_undo_erase(browse: Callable[..., Page], live_server, verania, alice, fatima, carol, ada) -> None:
    """A curator merges, thinks again, and deactivates; an administrator erases who has left."""
    twin = Organisation.objects.create(name="Government of Verania (old)", slug="verania-old", actor_type="government")
    factories.commitment(twin, by=fatima, title="Open a helpline")
    ours = factories.commitment(verania, by=fatima)
    report = factories.published(ours, by=alice, curator=carol, narrative=f"By {alice}.")
    indexing.rebuild()
    page = sign_in(browse(), carol)
    page.goto("/curate/organisations/duplicates/")
    assert_accessible(page)
    page.goto(f"/curate/organisations/{twin.slug}/merge/?into={verania.slug}")
    page.get_by_label("Reason").fill("Entered twice.")
    press(page, "Merge")
    page.goto(f"/organisations/{twin.slug}/")
    expect(page).to_have_url(f"{page.url.split('/organisations/')[0]}/organisations/{verania.slug}/")
    expect(page.get_by_role("main")).to_contain_text("Open a helpline")
    page.goto("/curate/organisations/duplicates/")
    follow(page.get_by_role("link", name=f"Undo {twin.name}"))
    page.get_by_label("Reason").fill("They are two after all.")
    press(page, "Undo the merge")
    expect(page.get_by_role("main")).to_contain_text("Undone on")
    visitor = browse()  # the redirect is kept for a minute, as every public answer is
    visitor.goto(f"/organisations/{twin.slug}/")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text(twin.name)

    page.goto(f"/curate/people/{alice.pk}/")
    assert_accessible(page)
    follow(page.get_by_role("link", name="Deactivate and hand over"))
    page.get_by_label("Reason").fill("Left.")
    press(page, "Deactivate")
    page = signed_in(browse(), ada, live_server.url)  # a sign-in of hers would lead to the admin
    page.goto(f"/curate/people/{alice.pk}/erase/")
    page.get_by_label("Email address of this person, to confirm").fill(alice.email)
    page.get_by_label("Reason").fill("Asked by letter.")
    page.get_by_label("By Alice Arden").check()
    press(page, "Erase for good")
    expect(page.get_by_role("main")).not_to_contain_text("Alice Arden")
    page.goto(f"/curate/people/{alice.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("a former member")
    assert_accessible(page)
    page.goto(f"/reports/{report.pk}/")
    expect(page.get_by_role("main")).to_contain_text("By (a former member).")
