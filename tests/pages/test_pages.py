"""The body's own texts of the pages about the site: written, looked at, published, shown, taken back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from pages.models import PageText
from pages.publishing import publish
from progress.models import PublicVersion
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
BUILT_IN = "Who checks the information"


def edit(page: str = "about", language: str = "en") -> str:
    return reverse("desk:page", args=[page, language])


def said(by: User, *, page: str = "about", language: str = "en", **more) -> PageText:
    version = getattr(PageText.objects.filter(page=page, language=language).first(), "version", 0)
    fields = {"place": "instead", "text": "# Ours\n\nOur *own* words.", "reason": "New.", "version": version}
    return publish(page=page, language=language, by=by, **fields | more)


@pytest.mark.parametrize(("place", "has_built_in"), [("instead", False), ("before", True), ("after", True)])
def test_a_text_is_shown_where_it_is_to_stand(client: Client, carol: User, place: str, has_built_in: bool) -> None:
    assert BUILT_IN in client.get("/about/").content.decode()
    before = PublicVersion.objects.get().number
    said(carol, place=place)
    page = client.get("/about/").content.decode()
    assert "<h2>Ours</h2>" in page and "<em>own</em>" in page
    assert (BUILT_IN in page) == has_built_in
    if has_built_in:
        assert (page.index("<h2>Ours</h2>") < page.index(BUILT_IN)) == (place == "before")
    assert PublicVersion.objects.get().number > before, "copies of the page are old"
    said(carol, text="", reason="Taken back.")
    assert "Ours" not in client.get("/about/").content.decode()


def test_a_language_without_a_text_shows_another_one_marked(client: Client, carol: User) -> None:
    said(carol, language="ar", text="كلماتنا")
    assert '<div class="prose" lang="ar" dir="rtl"><p>كلماتنا</p>' in client.get("/fr/about/").content.decode()
    said(carol, text="English words")
    said(carol, language="es", text="Palabras")
    assert '<div class="prose" lang="en" dir="ltr"><p>English words' in client.get("/fr/about/").content.decode()
    assert "Palabras" in client.get("/es/about/").content.decode()


def test_the_method_keeps_its_definitions(client: Client, carol: User) -> None:
    for place, status in (("instead", 400), ("before", 302)):
        fields = {"version": 0, "place": place, "text": "How we work.", "reason": "New."}
        assert sign_in(client, carol).post(edit("method"), fields).status_code == status
    page = Client().get("/method/").content.decode()
    assert "How we work." in page and 'id="overdue"' in page


def test_markup_in_it_is_only_text(client: Client, carol: User) -> None:
    said(carol, text="<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://pictures.example/p.png)")
    page = client.get("/about/").content.decode()
    assert "<script>alert" not in page and 'href="javascript' not in page and '<img src="https' not in page


def test_a_preview_shows_it_and_publishes_nothing(client: Client, carol: User) -> None:
    fields = {"version": 0, "place": "after", "text": "## A draft", "reason": "", "preview": "1"}
    page = sign_in(client, carol).post(edit(), fields)
    assert page.status_code == 200 and "<h3>A draft</h3>" in page.content.decode()
    assert "## A draft" in page.content.decode(), "what was typed is in the form"
    assert not PageText.objects.exists()


def test_publishing_asks_for_a_reason_and_a_change(client: Client, carol: User) -> None:
    sign_in(client, carol)
    fields = {"version": 0, "place": "after", "text": "Words.", "reason": " "}
    refused = client.post(edit(), fields)
    assert refused.status_code == 400 and "Enter a reason" in refused.content.decode()
    assert client.post(edit(), fields | {"reason": "New."}).status_code == 302
    same = client.post(edit(), fields | {"reason": "Again.", "version": 1})
    assert same.status_code == 400 and PageText.objects.get().history.count() == 1


def test_an_earlier_version_is_begun_again(client: Client, carol: User, ada: User) -> None:
    said(carol, text="The first.")
    said(ada, text="The second.", reason="Clearer.")
    history = sign_in(client, carol).get(reverse("desk:page-history", args=["about", "en"])).content.decode()
    assert "Clearer." in history and ada.name in history and "<ins" in history
    first = PageText.history.earliest()
    page = client.get(edit(), {"from": first.pk})
    assert "The first." in page.content.decode()
    fields = {"version": 2, "place": "instead", "text": "The first.", "reason": "The second was wrong."}
    assert client.post(edit(), fields).status_code == 302
    row = PageText.objects.get()
    assert (row.text, row.version, row.history.count()) == ("The first.", 3, 3)
    assert client.get(edit(), {"from": "999999"}).status_code == 404
    assert client.get(edit(), {"from": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["alice", "fatima"])
def test_members_do_not_write_them(who: str, request: pytest.FixtureRequest, carol: User) -> None:
    with pytest.raises(PermissionDenied):
        said(request.getfixturevalue(who))
