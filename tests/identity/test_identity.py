"""Whose site this is: looked at, saved, shown everywhere, asked for without a query, taken back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from PIL import Image

from accounts import invitation_mail, people
from accounts.models import User
from consent.models import NoticeVersion
from identity import changing, current
from identity.models import Identity, Picture
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
FORM = "/curate/identity/"
NAME = "Road safety tracker"


def said(by: User | None, **values: Any) -> Identity:
    version = getattr(Identity.objects.first(), "version", 0)
    return changing.change(values=values, reason="Ours.", version=version, by=by)


def png(size: tuple[int, int] = (300, 100), form: str = "PNG") -> SimpleUploadedFile:
    target = BytesIO()
    Image.new("RGB", size, "#a03020").save(target, form)
    return SimpleUploadedFile(f"logo.{form.lower()}", target.getvalue())


def fields(**more: Any) -> dict[str, Any]:
    now = Identity.objects.first()
    return {"version": now.version if now else 0, "languages": ["en", "fr", "es", "ar"], "reason": "Ours."} | more


def test_a_name_is_on_pages_files_feeds_and_mails_at_once(client: Client, ada: User, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL_IS_SET = False
    settings.DEFAULT_FROM_EMAIL = "Tracker <noreply@roads.example>"
    before = client.get("/")
    said(
        ada,
        name=NAME,
        short_name="Roads",
        contact="us@roads.example",
        mail_header="The council",
        mail_footer="Road 1",
    )
    page = client.get("/")
    assert NAME in page.content.decode() and page.headers["ETag"] != before.headers["ETag"]
    about = client.get("/api/v1/schema/").json()["info"]
    assert (about["title"], about["contact"]["email"]) == (NAME, "us@roads.example")
    for path in ("/reports/feed.atom", "/data/datapackage.json", "/cards/dashboard.svg", "/about/"):
        content = client.get(path).content.decode()
        assert NAME in content or path.startswith("/cards"), path
    assert "<ShortName>Roads</ShortName>" in client.get("/search/opensearch.xml").content.decode()
    assert current.mail_frame()["sender"] == f"{NAME} <noreply@roads.example>"
    _user, invited, link = people.create_person(email="new@roads.example", name="New (fictional)", by=ada, mail=False)
    subject, text, html = invitation_mail.render(invitation=invited, link=link)
    assert NAME in subject
    for mail in (text, html):
        assert "The council" in mail and "Road 1" in mail and "us@roads.example" in mail


@pytest.mark.parametrize(
    ("saved", "arabic", "french"),
    [
        ({}, "متابعة التوصيات", "Suivi des recommandations"),
        ({"name": NAME}, NAME, NAME),
        ({"name": NAME, "name_ar": "طرق آمنة"}, "طرق آمنة", NAME),
    ],
    ids=["the project's own", "one for all", "one a language"],
)
def test_the_name_speaks_the_readers_language(
    client: Client, ada: User, saved: dict[str, str], arabic: str, french: str
) -> None:
    if saved:
        said(ada, **saved)
    for code, name in {"ar": arabic, "fr": french}.items():
        assert f"{name}</title>" in client.get(f"/{code}/about/").content.decode()


def test_no_page_asks_for_it(client: Client, ada: User) -> None:
    said(ada, name=NAME)
    assert current.site().name == NAME
    with CaptureQueriesContext(connection) as asked:
        assert NAME in client.get("/about/").content.decode()
    assert not [one for one in asked.captured_queries if "identity_identity" in one["sql"]]


def test_pages_under_an_old_name_are_not_served_under_the_new_stamp(client: Client, ada: User) -> None:
    """A process that has not read the new row yet must not put its page into the cache for those who have."""
    old = current.site()
    said(ada, name=NAME)
    current._Kept.site, current._Kept.until = old, float("inf")  # another process, some seconds behind
    assert NAME not in client.get("/about/").content.decode()
    current.forget()
    assert NAME in client.get("/about/").content.decode()


def test_the_form_shows_before_it_saves(client: Client, ada: User) -> None:
    sign_in(client, ada)
    typed = fields(name=NAME, accent_light="#7a1f1f", accent_dark="#F0A0A0", lead_en="Fewer dead.", logo_file=png())
    page = client.post(FORM, typed | {"preview": "1"})
    html = page.content.decode()
    assert page.status_code == 200 and not Identity.objects.exists()
    assert "/identity/preview/7a1f1f-f0a0a0.css" in html and html.count("Fewer dead.") == 3
    logo = Picture.objects.get()
    assert (logo.width, logo.height) == (288, 96)
    assert f'value="{logo.pk}"' in html, "what was sent is not to be sent again"
    saved = client.post(FORM, typed | {"logo_file": "", "logo_kept": logo.pk})
    assert saved.status_code == 302, saved.context["form"].errors
    front = Client().get("/").content.decode()
    assert f"/identity/{logo.pk}.png" in front and "/identity/7a1f1f-f0a0a0.css" in front and "Fewer dead." in front
    assert front.index("css/tracker.css") < front.index("/identity/7a1f1f-f0a0a0.css"), "ours comes last"
    css = Client().get("/identity/7a1f1f-f0a0a0.css")
    assert "--accent:#7a1f1f" in css.content.decode() and "immutable" in css.headers["Cache-Control"]
    assert Client().get(f"/identity/{logo.pk}.png").headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"accent_light": "#ffcc00"}, "contrast of 1.2"),
        ({"accent_light": "red"}, "Enter a colour as #"),
        ({"accent_dark": "#333333"}, "Try #"),
        ({"logo_file": SimpleUploadedFile("x.svg", b"<svg/>")}, "save an SVG file as PNG"),
        ({"contact": "nobody"}, "email"),
        ({"reason": ""}, "Enter a reason"),
        ({}, "Everything is as it was"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, ada: User, wrong: dict[str, Any], words: str
) -> None:
    sign_in(client, ada)
    typed = fields(**({"name": NAME} if wrong else {}), **({"icon_file": png((64, 64))} if wrong else {}))
    page = client.post(FORM, typed | wrong)
    html = page.content.decode()
    assert page.status_code == 400 and words in html and not Identity.objects.exists()
    if wrong:
        assert f'value="{NAME}"' in html and f'value="{Picture.objects.get().pk}"' in html
        assert f'src="/identity/{Picture.objects.get().pk}.png"' in html, "and is seen"


def test_two_at_once_keep_what_both_typed(client: Client, ada: User) -> None:
    sign_in(client, ada)
    opened = client.get(FORM).context["form"]["opened_with"].value()
    said(ada, name="Quicker")
    page = client.post(FORM, fields(version=0, name="", mail_footer="Mine", opened_with=opened))
    assert page.status_code == 409
    html = page.content.decode()
    assert 'value="Quicker"' in html and "Mine" in html


def test_the_history_leads_back(client: Client, ada: User) -> None:
    said(ada, name="First", languages="en fr")
    first = Identity.history.latest().pk
    said(ada, name="Second")
    page = sign_in(client, ada).get("/curate/identity/history/").content.decode()
    assert "First" in page and "Second" in page and f"?from={first}" in page
    form = client.get(f"{FORM}?from={first}").context["form"]
    assert form["name"].value() == "First" and form["version"].value() == 2
    assert client.get(f"{FORM}?from={first + 99}").status_code == 404


def test_only_administrators(client: Client, carol: User, ada: User) -> None:
    with pytest.raises(PermissionDenied):
        said(carol, name=NAME)
    assert sign_in(client, carol).get(FORM).status_code == 404


def test_the_verb_asks_again(ada: User) -> None:
    for wrong in ({"accent_light": "#ffcc00"}, {"languages": "fr"}, {"languages": "en xx"}, {"name": "a\nb"}):
        with pytest.raises(ValidationError):
            said(ada, **wrong)


def test_a_body_offers_some_languages(client: Client, ada: User) -> None:
    said(ada, languages="en es")
    page = client.get("/es/about/").content.decode()
    assert 'hreflang="es"' in page and 'hreflang="fr"' not in page and "Français" not in page
    for path, leads_to in (("/fr/about/?x=1", "/about/?x=1"), ("/fr", "/"), ("/fr//evil.example/", "/evil.example/")):
        assert client.get(path).headers["Location"] == leads_to
    assert "/fr/" not in client.get("/sitemap-pages.xml").content.decode()
    assert client.get("/api/v1/areas/?lang=fr").status_code == 400
    assert current.spoken("fr") == "en" and current.spoken("es") == "es"
    with translation.override("en"):
        choices = sign_in(client, ada).get(reverse("accounts:preferences")).context["form"].fields["language"].choices
    assert [code for code, _name in choices] == ["en", "es"]


def test_a_new_controller_is_a_new_notice_and_other_words_are_not(client: Client, ada: User) -> None:
    sign_in(client, ada)
    before = NoticeVersion.objects.published().newest_first().first()
    assert before is not None
    typed = fields(name=NAME, controller=before.controller, processors="Host Ltd: servers")
    assert client.post(FORM, typed).status_code == 302
    assert NoticeVersion.objects.published().count() == 1, "words are no reason to ask again"
    typed = fields(name=NAME, controller="The Roads Council", processors="Host Ltd: servers")
    shown = client.post(FORM, typed | {"preview": "1"}).content.decode()
    assert "everybody is asked again" in shown
    assert client.post(FORM, typed).status_code == 302
    now = NoticeVersion.objects.published().newest_first().first()
    assert now is not None and now.controller == "The Roads Council" and now.material_hash != before.material_hash
    privacy = Client().get("/privacy/").content.decode()
    assert "The Roads Council" in privacy and "Host Ltd: servers" in privacy
