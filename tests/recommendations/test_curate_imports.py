"""Bringing a file in through the pages: errors by line and field, a preview, and then exactly what it showed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from recommendations.models import CatalogueImport, Edition, Recommendation
from recommendations.positioned_json import MAX_BYTES
from tests.cast import bob, carol, charlie, lantern  # noqa: F401

from .samples import GTA_2021, OWN_BAD_FILES, SMALL, changed, data

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def upload(client: Client, content: bytes, name: str = "edition.json"):
    return client.post("/curate/imports/", {"kind": "catalogue", "file": SimpleUploadedFile(name, content)})


def preview(client: Client, content: bytes) -> str:
    """Upload a file that can be read; the address of its preview."""
    response = upload(client, content)
    assert response.status_code == 302
    return response["Location"]


def confirm(client: Client, address: str, **answers: str):
    fingerprint = client.get(address).context["form"].initial["fingerprint"]
    return client.post(address, {"fingerprint": fingerprint, **answers})


def test_a_new_edition_is_previewed_and_then_brought_in(curator, carol):  # noqa: F811
    address = preview(curator, GTA_2021.read_bytes())
    page = curator.get(address)
    assert len(page.context["result"].created) == 32
    assert "GTA-2021-20" in page.content.decode()
    assert not Edition.objects.exists()
    assert confirm(curator, address).status_code == 302
    assert Edition.objects.get().recommendations.count() == 20
    kept = CatalogueImport.objects.get()
    assert (kept.applied_by, kept.created_count, kept.changed_count, kept.unchanged_count) == (carol, 32, 0, 0)
    assert Recommendation.history.first().history_user == carol
    assert "32" in curator.get(address).content.decode()


def test_the_preview_shows_each_difference(curator, small):
    page = curator.get(preview(curator, data(changed(SMALL, "edition.title", "A newer title")))).content.decode()
    assert "New assessment" in page
    assert "A newer title" in page


def test_a_broken_file_is_explained_by_line_and_field_and_not_kept(curator, small, everything):
    before = everything()
    response = upload(curator, data(changed(SMALL, "recommendations[1].obligation", "shall")))
    page = response.content.decode()
    assert response.status_code == 400
    assert "recommendations[1].obligation</bdi>: &#x27;shall&#x27; is not one of must, should, encouraged" in page
    assert "line " in page
    assert everything() == before


@pytest.mark.parametrize("path", OWN_BAD_FILES, ids=lambda path: path.name)
def test_no_file_breaks_the_page(curator, path):
    response = upload(curator, path.read_bytes(), path.name)
    assert response.status_code == 400
    assert response.context["errors"]
    assert not CatalogueImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(curator):
    response = upload(curator, b" " * (MAX_BYTES + 1))
    assert response.status_code == 400
    assert "larger than 5 MB" in response.content.decode()


def test_no_file_at_all_is_an_error_at_the_field(curator):
    response = curator.post("/curate/imports/")
    assert response.status_code == 400
    assert "file" in response.context["form"].errors


@pytest.mark.parametrize(
    ("name", "shown"),
    [("../../etc/passwd", "passwd"), ("<b>.json", "&lt;b&gt;.json"), ("x" * 300 + ".json", "x" * 100)],
)
def test_a_hostile_file_name_is_only_a_name(curator, name, shown):
    page = curator.get(preview_with_name(curator, name)).content.decode()
    assert shown in page
    assert "<b>.json" not in page


def preview_with_name(client: Client, name: str) -> str:
    response = upload(client, data(SMALL), name)
    assert response.status_code == 302
    return response["Location"]


def test_a_loss_and_a_new_meaning_are_asked_for_and_answered(curator, small, everything):
    lossy = changed(changed(SMALL, "edition.summary", ""), "recommendations[0].text", "Pay up.")
    address = preview(curator, data(lossy))
    before = everything()
    unanswered = confirm(curator, address)
    assert unanswered.status_code == 400
    assert set(unanswered.context["form"].errors) == {"allow_losses", "reason"}
    half = confirm(curator, address, reason="Shortened by the publisher.")
    assert half.status_code == 400
    assert "Shortened by the publisher." in half.content.decode()
    assert everything() == before
    assert confirm(curator, address, reason="Shortened.", allow_losses="on").status_code == 302
    assert Edition.objects.get().summary == ""


def test_what_was_previewed_is_what_is_done(curator, small, bring_in):
    address = preview(curator, data(changed(SMALL, "edition.title", "From the file")))
    stale = curator.get(address).context["form"].initial["fingerprint"]
    bring_in(changed(SMALL, "edition.title", "Changed meanwhile"))
    response = curator.post(address, {"fingerprint": stale, "reason": "A kept reason."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Changed meanwhile" in page
    assert "A kept reason." in page
    assert Edition.objects.get().title == "Changed meanwhile"
    again = response.context["form"]["fingerprint"].value()
    assert curator.post(address, {"fingerprint": again, "reason": "Looked again."}).status_code == 302
    assert Edition.objects.get().title == "From the file"


def test_a_file_that_has_come_to_contradict_the_catalogue_says_so(curator, small, bring_in):
    added = {**SMALL["recommendations"][0], "reference": "NEW-2024-03", "position": 3}
    address = preview(curator, data(changed(SMALL, "recommendations[2]", added)))
    other = {**added, "reference": "NEW-2024-04"}
    bring_in(changed(SMALL, "recommendations[2]", other))
    response = curator.get(address)
    assert response.status_code == 409
    assert "3 is the position of NEW-2024-04" in response.content.decode()


def test_a_file_is_used_once(curator, small, everything):
    address = preview(curator, data(changed(SMALL, "edition.title", "Once")))
    fingerprint = curator.get(address).context["form"].initial["fingerprint"]
    assert curator.post(address, {"fingerprint": fingerprint}).status_code == 302
    before = everything()
    assert curator.post(address, {"fingerprint": fingerprint}).status_code == 200
    assert curator.post(f"{address}discard/").status_code == 302
    assert everything() == before


def test_a_file_set_aside_is_not_imported(curator, small):
    address = preview(curator, data(changed(SMALL, "edition.title", "Never")))
    assert curator.post(f"{address}discard/").status_code == 302
    assert "Discarded" in curator.get(address).content.decode()
    assert CatalogueImport.objects.get().discarded_at
    curator.post(address, {"fingerprint": "x"})
    assert Edition.objects.get().title == "New assessment"


def test_nobody_else_uploads_or_applies(curator, small, charlie, everything):  # noqa: F811
    address = preview(curator, data(changed(SMALL, "edition.title", "Mine")))
    before = everything()
    curator.force_login(charlie)
    assert upload(curator, data(SMALL)).status_code == 404
    for page in (address, f"{address}discard/"):
        assert curator.post(page, {"fingerprint": "x"}).status_code == 404
    assert everything() == before
