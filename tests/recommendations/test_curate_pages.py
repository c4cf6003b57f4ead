"""The curators' pages: who may open them, that a change is kept with its reason, and that nobody's text is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from dashboard.filters import choices
from recommendations import catalogue
from recommendations.catalogue import version_of
from recommendations.models import Recommendation, Translation
from recommendations.translations import digest_of
from stakeholders.models import Response
from tests import factories
from tests.cast import ada, alice, bob, carol, charlie, dan, fatima, lantern, verania  # noqa: F401

from .samples import SMALL, changed

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ROLES = {"alice": 404, "fatima": 404, "charlie": 404, "carol": 200, "ada": 200}
PAGES = [
    "/curate/",
    "/curate/catalogue/",
    "/curate/catalogue/editions/NEW-2024/",
    "/curate/catalogue/editions/NEW-2024/history/",
    "/curate/catalogue/editions/NEW-2024/file/",
    "/curate/catalogue/editions/NEW-2024/archive/",
    "/curate/catalogue/editions/NEW-2024/publish/",
    "/curate/catalogue/recommendations/NEW-2024-01/",
    "/curate/catalogue/recommendations/NEW-2024-01/history/",
    "/curate/catalogue/recommendations/NEW-2024-01/archive/",
    "/curate/catalogue/recommendations/NEW-2024-01/restore/",
    "/curate/crosswalk/",
    "/curate/imports/",
]


@pytest.fixture
def pages(small) -> list[str]:
    """Every page of the small edition that is opened by address."""
    keys = {"area": small.areas.first().pk, "finding": small.key_findings.first().pk}
    named = [f"recommendations:curate-{kind}{page}" for kind in keys for page in ("", "-history")]
    return [*PAGES, *(reverse(name, args=[keys[name.split("-")[1]]]) for name in named)]


def form_of(client: Client, address: str) -> dict[str, object]:
    """What a browser would post back from an edit page: every field as it is shown."""
    form = client.get(address).context["form"]
    values = {bound.name: bound.value() for bound in form}
    return {name: "" if value is None else value for name, value in values.items()}


def form_of_page(response) -> dict[str, object]:
    """What a browser would post back from the page that it was answered with."""
    return {bound.name: bound.value() for bound in response.context["form"]}


RECOMMENDATION = "/curate/catalogue/recommendations/NEW-2024-02/"
EDITION = "/curate/catalogue/editions/NEW-2024/"


# --- who may ---


@pytest.mark.parametrize("role", ROLES)
def test_only_curators_and_administrators_open_the_pages(client, pages, request, role):
    client.force_login(request.getfixturevalue(role))
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, ROLES[role])


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, pages):
    for page in pages:
        response = client.get(page)
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("role", ["alice", "charlie"])
def test_nobody_else_changes_anything_by_posting(client, small, everything, request, role):
    client.force_login(request.getfixturevalue(role))
    before = everything()
    for page in [RECOMMENDATION, f"{RECOMMENDATION}archive/", "/curate/crosswalk/", "/curate/imports/"]:
        assert client.post(page, {"title": "Mine", "reason": "Because."}).status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    "address",
    [
        "/curate/catalogue/recommendations/NEW-2024-99/",
        "/curate/catalogue/recommendations/%00/",
        "/curate/catalogue/editions/%00/",
        "/curate/catalogue/editions/%00/file/",
        "/curate/catalogue/editions/NONE/history/",
        "/curate/catalogue/areas/99999999999999999999/",
        "/curate/catalogue/findings/0/history/",
        "/curate/crosswalk/0/unlink/",
        "/curate/imports/0/",
    ],
)
def test_what_is_not_there_is_404(curator, small, address):
    assert curator.get(address).status_code == 404


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_pages_stand_in_every_language(curator, small, language):
    response = curator.get(f"/{language}/curate/catalogue/")
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


# --- editing ---


def test_a_change_is_kept_with_its_reason(curator, small, carol):  # noqa: F811
    posted = form_of(curator, RECOMMENDATION)
    posted |= {"title": "Make good laws", "actor_types": ["government", "ngo"], "reason": "The source says good."}
    response = curator.post(RECOMMENDATION, posted)
    assert (response.status_code, response["Location"]) == (302, RECOMMENDATION)
    recommendation = Recommendation.objects.get(reference="NEW-2024-02")
    assert (recommendation.title, recommendation.actor_types) == ("Make good laws", ["government", "ngo"])
    last = recommendation.history.first()
    assert (last.history_user, last.history_change_reason) == (carol, "The source says good.")
    page = curator.get(f"{RECOMMENDATION}history/").content.decode()
    assert "The source says good." in page
    assert "added: </span><bdi>good " in page
    assert "NGO" in page


def test_saving_what_is_the_same_writes_nothing(curator, small, everything):
    before = everything()
    response = curator.post(RECOMMENDATION, form_of(curator, RECOMMENDATION) | {"reason": "None."}, follow=True)
    assert "You made no changes" in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("recommendation", {"title": "Other", "reason": ""}, "reason"),
        ("recommendation", {"title": "Other", "reason": "  "}, "reason"),
        ("recommendation", {"title": ""}, "title"),
        ("recommendation", {"title": "t" * 201}, "title"),
        ("recommendation", {"text": "\x1b[0m"}, "text"),
        ("recommendation", {"text": "t" * 10_001}, "text"),
        ("recommendation", {"obligation": "shall"}, "obligation"),
        ("recommendation", {"actor_types": []}, "actor_types"),
        ("recommendation", {"actor_types": ["everyone"]}, "actor_types"),
        ("recommendation", {"area": "999999"}, "area"),
        ("recommendation", {"position": "-1"}, "position"),
        ("recommendation", {"position": "99999999999"}, "position"),
        ("recommendation", {"position": "1"}, None),
        ("recommendation", {"seen": "x"}, None),
        ("edition", {"published": "June"}, "published"),
        ("edition", {"language": "no tag"}, "language"),
        ("edition", {"title": "two\nlines"}, "title"),
        ("finding", {"value": "many"}, "value"),
        ("finding", {"year": "99999"}, "year"),
        ("area", {"name": ""}, "name"),
    ],
)
def test_wrong_input_is_explained_at_its_field_and_kept(curator, small, everything, kind, wrong, field):
    addresses = {
        "recommendation": RECOMMENDATION,
        "edition": "/curate/catalogue/editions/NEW-2024/",
        "finding": reverse("recommendations:curate-finding", args=[small.key_findings.get().pk]),
        "area": reverse("recommendations:curate-area", args=[small.areas.first().pk]),
    }
    before = everything()
    posted = form_of(curator, addresses[kind]) | {"reason": "A kept reason.", **wrong}
    response = curator.post(addresses[kind], posted)
    assert response.status_code == 400
    form = response.context["form"]
    assert form.errors
    assert field is None or field in form.errors
    assert "reason" in wrong or "A kept reason." in response.content.decode()
    assert everything() == before


def test_nobody_overwrites_what_somebody_else_wrote_meanwhile(client, small, carol, dan):  # noqa: F811
    quick, slow = Client(), Client()
    quick.force_login(dan)
    slow.force_login(carol)
    mine = form_of(slow, RECOMMENDATION) | {"text": "Governments should make better laws.", "reason": "Mine."}
    theirs = form_of(quick, RECOMMENDATION) | {"text": "Parliaments should make laws.", "reason": "Theirs."}
    assert quick.post(RECOMMENDATION, theirs).status_code == 302
    conflict = slow.post(RECOMMENDATION, mine)
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert Recommendation.objects.get(reference="NEW-2024-02").text == "Parliaments should make laws."
    assert "Governments should make better laws.</textarea>" in page
    assert "Dan Dorn saved it on" in page
    (text,) = conflict.context["conflict"].both
    assert (text.label, text.theirs) == ("Text", "Parliaments should make laws.")
    again = {bound.name: bound.value() for bound in conflict.context["form"]}
    assert slow.post(RECOMMENDATION, again).status_code == 302
    recommendation = Recommendation.objects.get(reference="NEW-2024-02")
    assert recommendation.text == "Governments should make better laws."
    assert [row.history_change_reason for row in recommendation.history.all()][:2] == ["Mine.", "Theirs."]


def test_a_draft_needs_no_reason(curator, bring_in):
    bring_in(changed(SMALL, "edition.state", "draft"))
    assert curator.post(RECOMMENDATION, form_of(curator, RECOMMENDATION) | {"title": "Other"}).status_code == 302


def test_an_edition_keeps_its_date_as_exact_as_it_is_known(curator, small):
    address = "/curate/catalogue/editions/NEW-2024/"
    posted = form_of(curator, address)
    assert posted["published"] == "2024-06"
    assert curator.post(address, posted | {"published": "2024", "reason": "The month is not known."}).status_code == 302
    small.refresh_from_db()
    assert (small.published_on.isoformat(), small.published_precision) == ("2024-12-31", "year")


# --- archiving ---


def test_archiving_and_restoring_need_a_public_reason(curator, small):
    for verb, archived in [("archive", True), ("restore", False)]:
        address = f"{RECOMMENDATION}{verb}/"
        posted = form_of(curator, address)
        assert curator.post(address, posted | {"reason": " "}).status_code == 400
        assert curator.post(address, posted | {"reason": f"Reason to {verb}."}).status_code == 302
        recommendation = Recommendation.objects.get(reference="NEW-2024-02")
        assert bool(recommendation.archived_at) == archived
        assert recommendation.archived_reason == ("Reason to archive." if archived else "")
        assert recommendation.history.first().history_change_reason == f"Reason to {verb}."
        twice = curator.post(address, form_of(curator, address) | {"reason": "Again."})
        assert twice.status_code == 400
        assert "archived" in twice.content.decode()


def test_only_an_empty_area_is_archived_and_nothing_comes_into_it_then(curator, small, carol):  # noqa: F811
    area = small.areas.first()
    name, back = f"/curate/catalogue/areas/{area.pk}/archive/", f"/curate/catalogue/areas/{area.pk}/restore/"
    why = {"reason": "Nothing is asked in it any more."}
    refused = curator.post(name, form_of(curator, name) | why)
    assert refused.status_code == 400 and "Move or archive them first." in refused.content.decode()
    inside = area.recommendations.order_by("pk").first()
    for one in area.recommendations.all():
        catalogue.archive(instance=one, reason="Gone.", by=carol)
    assert curator.post(name, form_of(curator, name) | why).status_code == 302
    page = curator.get(f"/areas/{area.slug}/")
    assert page.status_code == 410 and why["reason"] in page.content.decode()
    assert "<h1>This has been archived</h1>" in page.content.decode() and "taken down" not in page.content.decode()
    assert area.slug not in dict(choices.areas())
    restore = f"/curate/catalogue/recommendations/{inside.reference}/restore/"
    refused = curator.post(restore, form_of(curator, restore) | why)
    assert refused.status_code == 400 and "This response area is archived." in refused.content.decode()
    assert curator.post(back, form_of(curator, back) | why).status_code == 302
    assert curator.post(restore, form_of(curator, restore) | why).status_code == 302
    assert curator.get(f"/areas/{area.slug}/").status_code == 200


def test_archiving_says_first_in_numbers_what_the_public_loses(curator, small, verania, carol):  # noqa: F811
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    factories.commitment(verania, by=carol, recommendations=[recommendation])
    Response.objects.create(organisation=verania, recommendation=recommendation, response="supported")
    page = curator.get(f"{RECOMMENDATION}archive/").content.decode()
    assert "1 public commitment made for this stays public." in page
    assert "1 response of an organisation leaves the public pages." in page


@pytest.mark.parametrize("address", [f"{RECOMMENDATION}archive/", f"{EDITION}archive/"])
def test_a_step_over_an_old_version_is_a_conflict_with_the_reason_kept(curator, small, address):
    posted = form_of(curator, address) | {"reason": "My long reason."}
    for page in (RECOMMENDATION, EDITION):
        curator.post(page, form_of(curator, page) | {"title": "Other", "reason": "Retitled."})
    conflict = curator.post(address, posted)
    assert conflict.status_code == 409
    assert "My long reason." in conflict.content.decode()
    small.refresh_from_db()
    assert (small.state, small.recommendations.public().count()) == ("published", 2)
    assert curator.post(address, form_of_page(conflict)).status_code == 302


# --- an edition's state ---


def test_a_published_edition_is_archived_with_a_reason_and_never_a_draft_again(curator, small, client):
    public = "/recommendations/NEW-2024-02/"
    assert Client().get(public).status_code == 200
    for page in (EDITION, f"{EDITION}archive/", f"{EDITION}publish/"):
        curator.post(page, form_of(curator, page) | {"state": "draft", "reason": "Unpublish it."})
        small.refresh_from_db()
        assert small.state != "draft"
    step = f"{EDITION}archive/"
    if small.state == "archived":
        curator.post(f"{EDITION}publish/", form_of(curator, f"{EDITION}publish/") | {"reason": "Back."})
    page = curator.get(step).content.decode()
    assert "2 recommendations are no longer of a current edition." in page
    assert "4 pages of its recommendations and areas stay at their addresses" in page
    assert curator.post(step, form_of(curator, step) | {"reason": ""}).status_code == 400
    assert curator.post(step, form_of(curator, step) | {"reason": "A newer one is out."}).status_code == 302
    small.refresh_from_db()
    assert (small.state, small.history.first().history_change_reason) == ("archived", "A newer one is out.")
    for address in (public, "/areas/law/"):
        shown = Client().get(address)
        assert shown.status_code == 200
        assert "A newer one is out." in shown.content.decode()


def test_a_draft_is_published_on_its_page(curator, bring_in):
    bring_in(changed(SMALL, "edition.state", "draft"))
    assert Client().get("/recommendations/NEW-2024-02/").status_code == 404
    step = f"{EDITION}publish/"
    assert curator.post(step, form_of(curator, step) | {"reason": "It is out."}).status_code == 302
    assert Client().get("/recommendations/NEW-2024-02/").status_code == 200
    assert curator.post(step, form_of(curator, step) | {"reason": "Again."}).status_code == 400


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("recommendation", "reference", "NEW-2024-99"),
        ("recommendation", "archived_at", None),
        ("edition", "code", "OTHER"),
        ("edition", "slug", "other"),
        ("edition", "state", "draft"),
        ("area", "slug", "other"),
        ("finding", "key", "other"),
        ("translation", "field", "text"),
    ],
)
def test_the_verb_changes_no_name_and_no_state(small, carol, kind, name, value):  # noqa: F811
    rows = {
        "recommendation": small.recommendations.first(),
        "edition": small,
        "area": small.areas.first(),
        "finding": small.key_findings.first(),
        "translation": Translation.objects.first(),
    }
    given = {"instance": rows[kind], "values": {name: value}, "by": carol, "seen": version_of(rows[kind])}
    with pytest.raises(ValidationError) as refused:
        catalogue.change(**given, reason="Renumbered.")
    assert name in refused.value.message_dict


# --- translations ---


def test_a_translation_is_changed_on_its_page_and_is_then_up_to_date(curator, small, carol):  # noqa: F811
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    recommendation.title = "Make good laws"
    recommendation.save()
    title = Translation.objects.get(language="fr", object_id=recommendation.pk, field="title")
    address = reverse("recommendations:curate-translation", args=[title.pk])
    assert f'href="{address}"' in curator.get(RECOMMENDATION).content.decode()
    shown = form_of(curator, address)
    assert curator.post(address, shown | {"text": "Bien légiférer", "reason": ""}).status_code == 400
    assert curator.post(address, shown | {"text": "Bien légiférer", "reason": "A slip."}).status_code == 302
    title.refresh_from_db()
    assert (title.text, title.source_digest) == ("Bien légiférer", digest_of("Make good laws"))
    assert (title.history.first().history_user, title.history.first().history_change_reason) == (carol, "A slip.")
    assert curator.post(address, shown | {"text": "Autre", "reason": "Late."}).status_code == 409
    assert curator.get(f"{address}history/").status_code == 200


def test_the_version_grows_with_each_change(curator, small):
    before = version_of(small)
    address = "/curate/catalogue/editions/NEW-2024/"
    curator.post(address, form_of(curator, address) | {"title": "Newer", "reason": "Retitled."})
    assert version_of(small) > before
