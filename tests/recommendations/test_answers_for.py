"""Which actor types answer for which others: changed by curators with a reason, brought in with a catalogue file."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from recommendations import catalogue
from recommendations.catalogue_file import read_catalogue
from recommendations.exports import export_catalogue
from recommendations.imports import ImportStoppedError
from recommendations.models import ActorType
from recommendations.models.vocabulary import actor_codes
from recommendations.positioned_json import FileRefusedError
from tests.cast import sign_in

from .samples import SMALL, data

pytestmark = pytest.mark.django_db


def entry(code: str) -> ActorType:
    return ActorType.objects.get(code=code)


def test_a_new_site_knows_who_answers_for_whom() -> None:
    found = ActorType.objects.answers_for()
    others = {code: sorted(types - {code}) for code, types in found.items() if types != {code}}
    assert set(found) == set(actor_codes())
    assert others == {
        "government": ["policymaker"],
        "online_service_provider": ["private_sector"],
        "safety_technology_developer": ["private_sector"],
        "ngo": ["civil_society"],
        "academia": ["civil_society"],
    }


def test_a_change_has_a_version_a_reason_and_a_history(carol, charlie) -> None:
    law = entry("law_enforcement")
    seen = catalogue.version_of(law)
    with pytest.raises(PermissionDenied):
        catalogue.change(instance=law, values={"answers_for": ["government"]}, by=charlie, seen=seen, reason="No.")
    with pytest.raises(ValidationError, match="Enter a reason"):
        catalogue.change(instance=law, values={"answers_for": ["government"]}, by=carol, seen=seen)
    assert catalogue.change(
        instance=law, values={"answers_for": ["policymaker", "government"]}, by=carol, seen=seen, reason="A state body."
    )
    law = entry("law_enforcement")
    assert law.answers_for == ["government", "policymaker"]  # in their order
    newest = law.history.latest()
    assert (newest.history_user, newest.history_change_reason) == (carol, "A state body.")
    with pytest.raises(catalogue.ChangedMeanwhileError):
        catalogue.change(instance=law, values={"answers_for": []}, by=carol, seen=seen, reason="Old page.")


@pytest.mark.parametrize("wrong", [["law_enforcement"], ["martians"], "government"])
def test_only_other_actor_types_can_be_answered_for(carol, wrong) -> None:
    law = entry("law_enforcement")
    with pytest.raises(ValidationError, match="other actor types"):
        catalogue.change(
            instance=law, values={"answers_for": wrong}, by=carol, seen=catalogue.version_of(law), reason="Why."
        )


def test_curators_change_it_on_its_page(client, carol) -> None:
    sign_in(client, carol)
    address = reverse("recommendations:curate-actor-type", args=["ngo"])
    assert address in client.get(reverse("recommendations:curate-vocabulary")).content.decode()
    page = client.get(address)
    assert page.context["form"].initial["answers_for"] == ["civil_society"]
    sent = {f"name_{language}": name for language, name in entry("ngo").names.items()}
    sent |= {"position": 6, "answers_for": ["civil_society", "academia"], "seen": page.context["form"].initial["seen"]}
    assert client.post(address, sent).status_code == 400  # no reason
    assert client.post(address, sent | {"reason": "Many do research."}).status_code == 302
    assert entry("ngo").answers_for == ["civil_society", "academia"]
    history = client.get(reverse("recommendations:curate-actor-type-history", args=["ngo"])).content.decode()
    assert "Many do research." in history and "Academia" in history
    late = client.post(address, sent | {"answers_for": [], "reason": "From an old page."})
    assert late.status_code == 409 and "Academia" in late.content.decode()


def test_a_file_carries_the_whole_table(small, bring_in) -> None:
    exported = json.loads(export_catalogue(small))
    assert exported["answers_for"]["ngo"] == ["civil_society"]
    assert not bring_in(exported, dry_run=True).changed
    # Without it the site's own table stays.
    bring_in({name: value for name, value in exported.items() if name != "answers_for"})
    assert entry("ngo").answers_for == ["civil_society"]
    # What it takes away it asks about; the reason is asked for even where the edition itself is new.
    table = {"law_enforcement": ["government"]}
    edition = SMALL["edition"] | {"code": "OTHER-1", "slug": "other-1"}
    other = {**SMALL, "edition": edition, "areas": [], "recommendations": [], "key_findings": [], "answers_for": table}
    other.pop("crosswalk", None)
    with pytest.raises(ImportStoppedError) as stopped:
        bring_in(other)
    assert [question.code for question in stopped.value.questions] == ["losses", "reason"]
    bring_in(other, allow_losses=True, reason="A new convention.")
    assert entry("ngo").answers_for == [] and entry("law_enforcement").answers_for == ["government"]
    assert entry("ngo").history.latest().history_change_reason == "A new convention."


@pytest.mark.parametrize(
    "wrong", [[], {"martian": ["ngo"]}, {"ngo": ["ngo"]}, {"ngo": []}, {"ngo": "academia"}, {"ngo": ["academia"] * 2}]
)
def test_a_wrong_table_is_refused_with_its_place(wrong) -> None:
    with pytest.raises(FileRefusedError) as refused:
        read_catalogue(data({**SMALL, "answers_for": wrong}))
    assert {error.field.split(".")[0] for error in refused.value.errors} == {"answers_for"}
