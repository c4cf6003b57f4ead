"""The curators' list of recommendations, and the crosswalk between editions."""

from __future__ import annotations

import pytest

from recommendations.models import Crosswalk
from recommendations.models.vocabulary import actor_codes

from .samples import SMALL, changed

pytestmark = pytest.mark.django_db

RECOMMENDATION = "/curate/catalogue/recommendations/NEW-2024-02/"


# --- the list ---


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("", ["NEW-2024-01", "NEW-2024-02"]),
        ("?q=laws", ["NEW-2024-02"]),
        ("?actor_type=ngo", ["NEW-2024-01"]),
        ("?obligation=should&edition=NEW-2024", ["NEW-2024-02"]),
        ("?archived=yes", []),
        ("?page=999", ["NEW-2024-01", "NEW-2024-02"]),
    ],
)
def test_the_list_shows_what_the_filters_leave(curator, small, query, references):
    response = curator.get(f"/curate/catalogue/{query}")
    assert response.status_code == 200
    assert [recommendation.reference for recommendation in response.context["page"]] == references


@pytest.mark.parametrize("query", ["edition=OLD", "actor_type=everyone", "obligation=shall", "archived=maybe", "q=%00"])
def test_a_wrong_filter_is_named(curator, small, query):
    response = curator.get(f"/curate/catalogue/?{query}")
    assert response.status_code == 400
    assert query.split("=")[0] in response.context["form"].errors


@pytest.mark.parametrize("address", ["/curate/catalogue/", "/curate/", RECOMMENDATION, f"{RECOMMENDATION}history/"])
def test_a_page_costs_the_same_with_one_row_and_with_three(
    curator, small, bring_in, django_assert_max_num_queries, address
):
    with django_assert_max_num_queries(40) as few:
        curator.get(address)
    document = SMALL
    for number in (3, 4):
        entry = {**SMALL["recommendations"][0], "reference": f"NEW-2024-{number:02}", "position": number}
        document = changed(document, f"recommendations[{number - 1}]", entry)
    bring_in(changed(document, "recommendations[1].addressees", actor_codes()), reason="More.")
    with django_assert_max_num_queries(len(few)):
        curator.get(address)


# --- the crosswalk ---


@pytest.fixture
def next_edition(small, bring_in) -> None:
    newer = changed(changed(SMALL, "edition.code", "NEXT-2026"), "edition.slug", "next-2026")
    newer = changed(changed(newer, "edition.published", "2026"), "recommendations[1]")
    bring_in(changed(newer, "recommendations[0].reference", "NEXT-2026-01"))


def test_a_link_is_made_and_taken_back_with_a_reason(curator, next_edition):
    link = {"earlier": "NEW-2024-01", "later": "NEXT-2026-01", "kind": "same", "note": "Word for word."}
    without_reason = curator.post("/curate/crosswalk/", link)
    assert without_reason.status_code == 400
    assert "reason" in without_reason.context["form"].errors
    assert curator.post("/curate/crosswalk/", link | {"reason": "Compared by hand."}).status_code == 302
    made = Crosswalk.objects.get()
    assert "Word for word." in curator.get("/curate/crosswalk/").content.decode()
    twice = curator.post("/curate/crosswalk/", link | {"reason": "Again."})
    assert twice.status_code == 400
    unlink = f"/curate/crosswalk/{made.pk}/unlink/"
    assert curator.post(unlink, {"reason": ""}).status_code == 400
    assert curator.post(unlink, {"reason": "A mistake."}).status_code == 302
    assert not Crosswalk.objects.exists()
    assert Crosswalk.history.first().history_change_reason == "A mistake."


@pytest.mark.parametrize(
    ("earlier", "later"), [("NEXT-2026-01", "NEW-2024-01"), ("NEW-2024-01", "NEW-2024-02"), ("NONE", "NEXT-2026-01")]
)
def test_a_link_that_leads_nowhere_is_explained(curator, next_edition, earlier, later):
    posted = {"earlier": earlier, "later": later, "kind": "same", "note": "", "reason": "Because."}
    response = curator.post("/curate/crosswalk/", posted)
    assert response.status_code == 400
    assert {"earlier", "later"} & set(response.context["form"].errors)
    assert not Crosswalk.objects.exists()
