"""The form of a commitment without script: rows, errors, conflicts, foreign keys and extra fields."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from stakeholders import commitments
from stakeholders.commitment_data import IndicatorData, MilestoneData, data_of
from stakeholders.models import Commitment
from tests.cast import sign_in

pytestmark = pytest.mark.any_database

NEW = "/reporting/commitments/new/"


def values_of(page: str, name: str) -> list[str]:
    """The values of the inputs of that name in a page."""
    return re.findall(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page) + re.findall(
        rf'<input[^>]*value="([^"]*)"[^>]*name="{name}"', page
    )


def edit_page(commitment: Commitment) -> str:
    return reverse("stakeholders:commitment_edit", args=[commitment.pk])


def test_a_draft_from_the_form(client, alice, verania, typed, data):
    sign_in(client, alice)
    answer = client.post(NEW, typed | {"organisation": verania.pk})
    made = Commitment.objects.get()
    assert answer.url == reverse("stakeholders:commitment", args=[made.pk])
    assert data_of(made) == data
    assert (made.created_by, made.lead_organisation, made.state) == (alice, verania, "draft")


def test_a_new_one_begins_in_the_language_of_the_page(client, alice, verania):
    sign_in(client, alice)
    page = client.get(f"/fr{NEW}").content.decode()
    assert re.search(r'<option value="fr" selected>', page), "whoever writes French is not shown as writing English"


def test_one_form_sent_twice_makes_one(client, alice, verania, typed):
    sign_in(client, alice)
    (key,) = values_of(client.get(NEW).content.decode(), "key")
    for _time in range(2):
        assert client.post(NEW, typed | {"organisation": verania.pk, "key": key}).status_code == 302
    assert Commitment.objects.count() == 1


def test_extra_fields_change_nothing(client, alice, verania, carol, typed):
    extra = {
        "state": "published",
        "published_by": carol.pk,
        "created_by": carol.pk,
        "version": 99,
        "archived_reason": "x",
    }
    sign_in(client, alice)
    client.post(NEW, typed | extra | {"organisation": verania.pk, "lead_organisation": "1"})
    made = Commitment.objects.get()
    assert (made.state, made.published_by, made.created_by, made.version) == ("draft", None, alice, 1)


def test_another_organisation_is_refused_in_the_form(client, alice, verania, lantern, typed):
    sign_in(client, alice)
    answer = client.post(NEW, typed | {"organisation": lantern.pk})
    assert answer.status_code == 400
    assert not Commitment.objects.exists()
    assert client.get(f"{NEW}?organisation={lantern.slug}").status_code == 404
    assert client.post(f"{NEW}?organisation={lantern.slug}", typed | {"organisation": lantern.pk}).status_code == 404


def test_a_curator_drafts_for_the_organisation_named(client, carol, lantern, typed):
    sign_in(client, carol)
    assert client.post(f"{NEW}?organisation={lantern.slug}", typed | {"organisation": lantern.pk}).status_code == 302
    assert Commitment.objects.get().lead_organisation == lantern


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"recommendations": []}, "Choose at least one recommendation"),
        ({"recommendations": ["987654"]}, "987654 is not one of the available choices"),
        ({"visibility": "secret"}, "secret is not one of the available choices"),
        ({"due_year": "", "due_month": "6"}, "Enter the year."),
        ({"due_year": "27"}, "four figures"),
        ({"due_day": "31"}, "This month does not have that day"),
        ({"due_day": "5", "due_month": ""}, "Choose the month as well"),
        ({"due_day": "x", "due_month": "5"}, "number from 1 to 31"),
        ({"due_month": "13"}, "Choose the month from the list"),
        ({"start_year": "2030"}, "The due date lies before the start"),
        ({"joint_organisations": "Nobody knows us"}, "No organisation is called “Nobody knows us”"),
        ({"joint_organisations": "Lanter"}, "Did you mean: Lantern Trust?"),
        ({"joint_organisations": "verania"}, "cannot be its own partner"),
        ({"milestones-0-due_year": "2026"}, "This field is required"),
        ({"indicators-0-name": "A", "indicators-0-unit": "x", "indicators-0-target": "many"}, "Enter a number"),
        (
            {"indicators-0-name": "A", "indicators-0-unit": "x", "indicators-0-baseline_year": "2020"},
            "baseline of that year",
        ),
    ],
)
def test_errors_stand_at_the_field_and_nothing_typed_is_lost(client, alice, verania, lantern, typed, change, words):
    sign_in(client, alice)
    answer = client.post(NEW, typed | {"organisation": verania.pk, "description": "Kept <text>"} | change)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words.replace("'", "&#x27;") in page
    assert "There is a problem" in page
    assert "Kept &lt;text&gt;" in page
    for name, value in change.items():
        if isinstance(value, str) and value and name not in ("visibility", "due_month", "joint_organisations"):
            assert value in values_of(page, name)
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("rows", ["milestones", "indicators"])
def test_another_row_keeps_what_was_typed_and_checks_nothing(client, alice, verania, typed, rows):
    sign_in(client, alice)
    first = {f"{rows}-0-{'title' if rows == 'milestones' else 'name'}": "First"}
    answer = client.post(NEW, typed | first | {"organisation": verania.pk, "title": "", f"add_{rows}": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" not in page and "field-error" not in page
    assert values_of(page, f"{rows}-TOTAL_FORMS") == ["2"]
    assert "First" in values_of(page, next(iter(first)))
    assert typed["description"] in page
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("total", ["", "x", "-3", "999999999", "9" * 4000, "٣"])
def test_a_forged_number_of_rows_does_no_harm(client, alice, verania, typed, total):
    sign_in(client, alice)
    for extra in ({}, {"add_milestones": "1"}):
        answer = client.post(NEW, typed | {"organisation": verania.pk, "milestones-TOTAL_FORMS": total} | extra)
        assert answer.status_code in (200, 302, 400)
        assert len(re.findall(rb'name="milestones-\d+-title"', answer.content)) <= 41


def test_rows_are_changed_added_and_taken_out(client, alice, draft, data, typed):
    rows = [MilestoneData(title="Half"), MilestoneData(title="Never")]
    draft = commitments.update(commitment=draft, by=alice, data=replace(data, milestones=rows))
    half, never = draft.milestones.order_by("pk")
    sign_in(client, alice)
    sent = typed | {
        "version": draft.version,
        "milestones-TOTAL_FORMS": "3",
        "milestones-INITIAL_FORMS": "2",
        "milestones-0-id": half.pk,
        "milestones-0-title": "Half of them",
        "milestones-0-reached_on": "2026-11-01",
        "milestones-1-id": never.pk,
        "milestones-1-title": "Never",
        "milestones-1-DELETE": "on",
        "milestones-2-title": "All",
        "milestones-2-due_year": "2027",
    }
    assert client.post(edit_page(draft), sent).status_code == 302
    assert list(draft.milestones.order_by("pk").values_list("pk", "title")) == [
        (half.pk, "Half of them"),
        (draft.milestones.get(title="All").pk, "All"),
    ]


def test_rows_of_another_commitment_are_out_of_reach(client, alice, verania, draft, data, typed):
    other = commitments.create(
        organisation=verania, by=alice, data=replace(data, milestones=[MilestoneData(title="Theirs")])
    )
    sign_in(client, alice)
    sent = typed | {
        "version": draft.version,
        "milestones-0-id": other.milestones.get().pk,
        "milestones-0-title": "Mine",
    }
    assert client.post(edit_page(draft), sent).status_code == 400
    assert other.milestones.get().title == "Theirs"


def test_a_conflict_shows_both_texts_and_keeps_what_was_typed(client, alice, fatima, draft, data, typed):
    seen = draft.version
    hers = replace(data, description="Her text", milestones=[MilestoneData(title="Her step")])
    saved = commitments.update(commitment=draft, by=fatima, data=hers)
    sign_in(client, alice)
    mine = typed | {
        "version": seen,
        "description": "His text",
        "indicators-0-name": "His measure",
        "indicators-0-unit": "x",
    }
    answer = client.post(edit_page(draft), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Her text" in page and "His text" in page and "His measure" in page
    assert values_of(page, "version") == [str(saved.version)]
    assert "Her step" in values_of(page, "milestones-1-title")
    draft.refresh_from_db()
    assert draft.description == "Her text"
    # Sending the page as it came saves his text over hers, and keeps the step that she added.
    again = mine | {
        "version": saved.version,
        "milestones-TOTAL_FORMS": "2",
        "milestones-1-id": values_of(page, "milestones-1-id")[0],
        "milestones-1-title": "Her step",
    }
    assert client.post(edit_page(draft), again).status_code == 302
    stored = data_of(Commitment.objects.get())
    assert (stored.description, [row.title for row in stored.milestones]) == ("His text", ["Her step"])


def test_in_a_conflict_a_row_that_was_removed_meanwhile_becomes_a_new_one(client, alice, fatima, draft, data, typed):
    rows = replace(data, indicators=[IndicatorData(name="Trained", unit="people")])
    draft = commitments.update(commitment=draft, by=alice, data=rows)
    removed = draft.indicators.get().pk
    commitments.update(commitment=draft, by=fatima, data=data)
    sign_in(client, alice)
    mine = typed | {
        "version": draft.version,
        "indicators-INITIAL_FORMS": "1",
        "indicators-0-id": removed,
        "indicators-0-name": "Trained",
        "indicators-0-unit": "persons",
    }
    page = client.post(edit_page(draft), mine).content.decode()
    assert values_of(page, "indicators-0-id") == []
    assert "persons" in values_of(page, "indicators-0-unit")


def test_a_form_without_its_version_is_a_conflict(client, alice, draft, typed):
    sign_in(client, alice)
    assert client.post(edit_page(draft), typed | {"title": "Blind"}).status_code == 409


def test_a_published_change_asks_for_its_reason(client, fatima, published, typed):
    sign_in(client, fatima)
    sent = typed | {"version": published.version, "due_year": "2028"}
    answer = client.post(edit_page(published), sent)
    assert answer.status_code == 400
    assert "The public sees the change and this reason" in answer.content.decode()
    assert client.post(edit_page(published), sent | {"reason": "The vote was postponed."}).status_code == 302
    page = client.get(reverse("stakeholders:commitment", args=[published.pk])).content.decode()
    assert "The vote was postponed." in page


def test_partners_of_a_published_commitment_cannot_be_forged(client, fatima, published, lantern, typed):
    sign_in(client, fatima)
    sent = typed | {
        "version": published.version,
        "title": "New",
        "reason": "So.",
        "joint_organisations": "Lantern Trust",
    }
    assert client.post(edit_page(published), sent).status_code == 302
    assert not published.joint_links.exists()


def test_every_step_by_its_page(client, draft, alice, carol):
    def send(user, step: str, **fields):
        page = reverse(f"stakeholders:commitment_{step}", args=[draft.pk])
        draft.refresh_from_db()
        return sign_in(client, user).post(page, {"version": draft.version} | fields)

    assert send(alice, "propose").status_code == 302
    assert send(carol, "send_back").status_code == 400
    assert send(carol, "send_back", reason="Which year?").status_code == 302
    assert "Which year?" in client.get(reverse("stakeholders:commitment", args=[draft.pk])).content.decode()
    send(alice, "propose")
    assert send(carol, "publish").url == reverse("curate_stakeholders:commitments")
    send(carol, "archive", reason="Cancelled.")
    draft.refresh_from_db()
    assert (draft.state, draft.archived_reason) == ("archived", "Cancelled.")


def test_whoever_comes_too_late_is_told(client, published, dan):
    """Carol has published it a moment ago."""
    page = reverse("stakeholders:commitment_publish", args=[published.pk])
    answer = sign_in(client, dan).post(page, {"version": published.version}, follow=True)
    assert answer.redirect_chain == [(reverse("stakeholders:commitment", args=[published.pk]), 302)]
    assert "You can no longer do this" in answer.content.decode()


def test_what_changed_since_it_was_read_is_not_published(client, proposed, alice, carol):
    seen = proposed.version
    commitments.take_back(commitment=proposed, by=alice)
    commitments.propose(commitment=proposed, by=alice)
    page = reverse("stakeholders:commitment_publish", args=[proposed.pk])
    answer = sign_in(client, carol).post(page, {"version": seen}, follow=True)
    assert "changed after you opened it" in answer.content.decode()
    proposed.refresh_from_db()
    assert proposed.state == "proposed"
