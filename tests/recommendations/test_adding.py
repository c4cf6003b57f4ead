"""Adding to an edition in the browser, and taking out of a draft: with reason, version, and messages in words."""

from __future__ import annotations

import pytest
from django.test import Client

from recommendations.models import Edition, KeyFinding, Recommendation, ResponseArea, Translation
from tests import factories

pytestmark = pytest.mark.django_db

EDITION = "/curate/catalogue/editions/NEW-2024/"


def sent_by(client: Client, address: str, **typed: object) -> dict[str, object]:
    """What a browser would send from the page's form, with what was typed."""
    form = client.get(address).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value is not None} | typed


AREA = {"slug": "families", "name": "Families", "description": "About families."}
FINDING = {"key": "reach", "statement": "Found.", "value": "12", "unit": "percent", "population": "All", "year": "2024",
           "source": "A survey."}  # fmt: skip
RECOMMENDATION = {"reference": "NEW-2024-09", "title": "Listen", "text": "Everyone must listen.", "obligation": "must",
                  "actor_types": ["ngo"], "source_heading": "Front"}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "model", "typed"),
    [
        ("area", ResponseArea, AREA),
        ("finding", KeyFinding, FINDING),
        ("recommendation", Recommendation, RECOMMENDATION),
    ],
)
def test_a_part_is_added_with_a_reason_last_in_its_list(curator: Client, small, carol, kind, model, typed):
    address = f"{EDITION}new-{kind}/"
    before = model.objects.filter(edition=small).count()
    without = curator.post(address, sent_by(curator, address, **typed))
    assert (without.status_code, list(without.context["form"].errors)) == (400, ["reason"])
    assert model.objects.filter(edition=small).count() == before
    sent = sent_by(curator, address, **typed, reason="It was left out.")
    assert curator.post(address, sent).status_code == 302
    made = model.objects.filter(edition=small).latest("pk")
    assert made.position == before + 1
    assert (made.history.get().history_user, made.history.get().history_change_reason) == (carol, "It was left out.")
    again = curator.post(address, sent | {"position": "99"})
    assert again.status_code == 400 and again.context["form"].errors, "the same key twice is refused in words"


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("area", AREA | {"slug": "cross-cutting"}, "slug"),
        ("area", AREA | {"slug": "Two Words"}, "slug"),
        ("area", AREA | {"position": "1"}, ""),
        ("recommendation", RECOMMENDATION | {"reference": "OTHER-1"}, "reference"),
        ("recommendation", RECOMMENDATION | {"reference": "NEW-2024-01"}, "reference"),
        ("recommendation", RECOMMENDATION | {"actor_types": []}, "actor_types"),
        ("finding", FINDING | {"key": "a b"}, "key"),
    ],
)
def test_what_cannot_be_added_is_said_and_kept(curator: Client, small, kind, typed, field):
    address = f"{EDITION}new-{kind}/"
    answer = curator.post(address, sent_by(curator, address, reason="Left out.", **{"position": "77"} | typed))
    assert answer.status_code == 400
    errors = answer.context["form"].errors
    assert field in errors if field else errors
    assert "Left out." in answer.content.decode()


def test_an_edition_is_begun_empty_and_its_code_is_taken_once(curator: Client, small):
    address = "/curate/catalogue/new-edition/"
    typed = {"code": "NEXT-2025", "slug": "next-2025", "title": "Next", "publisher": "P", "published": "2025",
             "language": "en", "source": "P, Next."}  # fmt: skip
    assert curator.post(address, sent_by(curator, address, **typed)).status_code == 302
    made = Edition.objects.get(code="NEXT-2025")
    assert (made.state, made.published_precision, made.recommendations.count()) == ("draft", "year", 0)
    again = curator.post(address, sent_by(curator, address, **typed))
    assert again.status_code == 400 and {"code", "slug"} <= set(again.context["form"].errors)
    bad = curator.post(address, sent_by(curator, address, **typed | {"published": "soon", "code": "n 1"}))
    assert {"code", "published"} <= set(bad.context["form"].errors)
    assert curator.get(f"{address}?from=NOTHING").status_code == 404


def test_only_a_draft_loses_parts_for_good(curator: Client, small):
    draft = factories.edition(state="draft", code="DRAFT")
    area = factories.area(draft)
    row = factories.recommendation(area)
    Translation.objects.create(
        subject="recommendations.recommendation", object_id=row.pk, field="title", language="fr", text="Une",
        source_digest="0" * 64,
    )  # fmt: skip
    of_area, of_row = (
        f"/curate/catalogue/areas/{area.pk}/remove/",
        f"/curate/catalogue/recommendations/{row.reference}/remove/",
    )
    refused = curator.post(of_area, sent_by(curator, of_area))
    assert refused.status_code == 400 and "Move or remove them first" in refused.content.decode()
    late = sent_by(curator, of_row)
    Recommendation.objects.get(pk=row.pk).save()  # a colleague
    conflict = curator.post(of_row, late | {"reason": "Not ours."})
    assert conflict.status_code == 409 and "Not ours." in conflict.content.decode()
    assert curator.post(of_row, sent_by(curator, of_row)).status_code == 302
    assert not Recommendation.objects.filter(pk=row.pk).exists()
    assert not Translation.objects.filter(object_id=row.pk, subject="recommendations.recommendation").exists()
    assert Recommendation.history.filter(id=row.pk, history_type="-").exists()
    assert curator.post(of_area, sent_by(curator, of_area)).status_code == 302
    public = small.recommendations.first()
    assert curator.get(f"/curate/catalogue/recommendations/{public.reference}/remove/").status_code == 404


def test_a_key_finding_is_archived_and_restored(curator: Client, small, client: Client):
    row = small.key_findings.first()
    address = f"/curate/catalogue/findings/{row.pk}/"
    shown = row.statement in client.get("/").content.decode()
    assert shown
    curator.post(f"{address}archive/", sent_by(curator, f"{address}archive/", reason="The survey was withdrawn."))
    assert row.statement not in Client().get("/").content.decode()
    assert "The survey was withdrawn." in curator.get(address).content.decode()
    curator.post(f"{address}restore/", sent_by(curator, f"{address}restore/", reason="It was not."))
    assert row.statement in Client().get("/").content.decode()
