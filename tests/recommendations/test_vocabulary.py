"""The site's own words: actor types that come, change and go, words for things, and the file of both."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from imports.kinds.base import actor_types
from recommendations import catalogue, vocabulary
from recommendations.models import ActorType, Obligation, Recommendation, Word
from recommendations.models.vocabulary import actor_choices, actor_codes, said
from recommendations.positioned_json import FileRefusedError
from recommendations.vocabulary_file import export_vocabulary, read_vocabulary
from recommendations.vocabulary_import import import_vocabulary
from stakeholders.models import Organisation
from tests import factories
from tests.cast import sign_in

ROOT = Path(__file__).parents[2]
ROADS = ROOT / "demo" / "data" / "roads-vocabulary.json"
AT_FIRST = ROOT / "recommendations" / "data" / "vocabulary.json"
SCHEMA = json.loads((ROOT / "recommendations" / "vocabulary.schema.json").read_text())

pytestmark = pytest.mark.django_db


def organisation(name: str, actor_type: str) -> Organisation:
    return Organisation.objects.create(name=name, slug=name.lower(), actor_type=actor_type)


def bring_in(path: Path = ROADS, **how: Any) -> Any:
    how = {"reason": "Ours.", "allow_losses": True} | how
    return import_vocabulary(document=read_vocabulary(path.read_bytes()), **how)


def test_a_new_actor_type_is_known_everywhere_at_once(client, carol) -> None:
    sign_in(client, carol)
    sent = {"code": "city", "name_en": "City", "name_fr": "Ville", "position": 2, "seen": 0, "answers_for": ["ngo"]}
    address = reverse("recommendations:curate-new-actor-type")
    assert client.post(address, sent).status_code == 400  # no reason
    assert client.post(address, sent | {"code": "A city", "reason": "New."}).status_code == 400
    assert client.post(address, sent | {"reason": "Cities act."}).status_code == 302
    assert ("city", "City") in actor_choices() and actor_types()["city"][:2] == ["City", "Ville"]
    made = ActorType.objects.get(code="city")
    assert made.history.latest().history_change_reason == "Cities act."
    listed = client.get(reverse("recommendations:curate-vocabulary")).content.decode()
    assert "Ville" in listed
    assert client.get("/organisations/?actor_type=city").status_code == 200
    assert client.get("/organisations/?actor_type=town").status_code == 400
    organisation("Norville", actor_type="city").full_clean()
    with translation.override("fr"):
        assert organisation("Sudville", actor_type="city").get_actor_type_display() == "Ville"


def test_a_name_that_changes_is_on_the_public_page_of_the_next_request(client, carol) -> None:
    factories.recommendation(factories.edition(), addressees=("ngo",))
    assert "NGO" in client.get("/gaps/").content.decode()
    ngo = ActorType.objects.get(code="ngo")
    seen = catalogue.version_of(ngo)
    catalogue.change(instance=ngo, values={"name_en": "Charity"}, by=carol, seen=seen, reason="Plainer.")
    page = client.get("/gaps/").content.decode()
    assert "Charity" in page and "NGO" not in page


def test_what_is_used_stays_and_what_is_not_goes(client, carol, charlie) -> None:
    factories.recommendation(factories.edition(), addressees=("ngo",))
    organisation("Norville", actor_type="academia")
    sign_in(client, carol)
    for code in ("ngo", "academia"):
        address = reverse("recommendations:curate-actor-type-remove", args=[code])
        form = client.get(address).context["form"]
        late = client.post(address, {"seen": form.initial["seen"], "reason": "Away."})
        assert late.status_code == 400 and "in use 1 time" in late.content.decode()
    away = ActorType.objects.get(code="civil_society")
    seen = catalogue.version_of(away)
    with pytest.raises(PermissionDenied):
        vocabulary.remove_actor_type(actor_type=away, by=charlie, seen=seen, reason="Away.")
    with pytest.raises(catalogue.ChangedMeanwhileError):
        vocabulary.remove_actor_type(actor_type=away, by=carol, seen=seen - 1, reason="Away.")
    vocabulary.remove_actor_type(actor_type=away, by=carol, seen=seen, reason="Away.")
    assert "civil_society" not in actor_codes()
    assert ActorType.objects.get(code="ngo").answers_for == []
    call_command("migrate", verbosity=0)  # brings nothing back
    assert "civil_society" not in actor_codes()


def test_a_site_keeps_one_actor_type(carol) -> None:
    ActorType.objects.exclude(code="ngo").delete()
    last = ActorType.objects.get()
    with pytest.raises(ValidationError, match="at least one"):
        vocabulary.remove_actor_type(actor_type=last, by=carol, seen=catalogue.version_of(last), reason="All.")


def test_a_word_of_the_body_stands_in_menus_filters_and_files(client, carol) -> None:
    factories.recommendation(factories.edition(), obligation="must")
    sign_in(client, carol)
    address = reverse("recommendations:curate-term", args=["recommendations"])
    seen = client.get(address).context["form"].initial["seen"]
    refused = client.post(address, {"name_fr": "Mesures", "seen": seen, "reason": "Ours."})
    assert refused.status_code == 400 and refused.context["form"].errors["name_en"]
    sent = {"name_en": "Measures", "name_fr": "Mesures", "seen": seen, "reason": "Ours."}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent | {"name_en": "Acts"}).status_code == 409
    client.logout()
    page = client.get("/recommendations/").content.decode()
    assert "<title>Measures" in page and ">Recommendations<" not in page
    assert "Mesures" in client.get("/fr/recommendations/").content.decode()
    with translation.override("es"):
        assert said(Word.RECOMMENDATIONS) == "Measures"  # in English where it has no other
        assert said(Word.RECOMMENDATION) == "Recomendación"


def test_a_level_of_obligation_is_said_in_the_words_of_the_body() -> None:
    row = factories.recommendation(factories.edition(), obligation="must", addressees=())
    assert row.get_obligation_display() == "must"
    bring_in()
    row = Recommendation.objects.get(pk=row.pk)
    assert row.get_obligation_display() == "has to" and Obligation.MUST.value == "must"


def test_a_file_makes_the_site_another_bodys_and_is_its_own_export() -> None:
    done = bring_in()
    assert actor_codes() == [
        "road_authority", "city", "police", "vehicle_maker", "industry", "road_users", "research",
    ]  # fmt: skip
    assert len(done.removed) == 10 and "recommendations" in done.changed
    assert json.loads(export_vocabulary()) == json.loads(ROADS.read_text())
    again = bring_in(reason="")
    assert (again.created, again.changed, again.removed) == ([], [], [])
    bring_in(AT_FIRST)
    assert json.loads(export_vocabulary()) == json.loads(AT_FIRST.read_text())


def test_a_file_takes_nothing_away_that_is_used_or_was_not_allowed(carol, charlie) -> None:
    with pytest.raises(ValidationError, match="Allow it"):
        bring_in(allow_losses=False)
    with pytest.raises(ValidationError, match="reason"):
        bring_in(reason=" ")
    with pytest.raises(PermissionDenied):
        bring_in(by=charlie)
    assert len(bring_in(dry_run=True).removed) == 10
    organisation("Norville", actor_type="ngo")
    with pytest.raises(ValidationError, match="ngo: It is in use 1 time"):
        bring_in(by=carol)
    assert len(actor_codes()) == 10


@pytest.mark.parametrize(
    ("place", "value", "said_of"),
    [
        (("format",), "else", "format"),
        (("actor_types",), [], "actor_types"),
        (("actor_types", 0, "code"), "Road Authority", "actor_types[0].code"),
        (("actor_types", 2, "code"), "road_authority", "actor_types[2].code"),
        (("actor_types", 0, "names"), {"fr": "Voirie"}, "actor_types[0].names.en"),
        (("actor_types", 0, "names"), {"en": " "}, "actor_types[0].names.en"),
        (("actor_types", 0, "answers_for"), ["ngo"], "actor_types[0].answers_for"),
        (("terms", "commitment"), {"en": "Pledge"}, "terms.commitment"),
        (("terms", "must"), {"de": "muss", "en": "has to"}, "terms.must.de"),
        (("more",), 1, "more"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(place, value, said_of) -> None:
    document = json.loads(ROADS.read_text())
    where = document
    for step in place[:-1]:
        where = where[step]
    where[place[-1]] = value
    with pytest.raises(FileRefusedError) as refused:
        read_vocabulary(json.dumps(document).encode())
    assert [error.field for error in refused.value.errors] == [said_of]


def test_the_schema_fits_the_shipped_files_and_the_words() -> None:
    for path in (ROADS, AT_FIRST):
        jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(path.read_text()))
    assert SCHEMA["properties"]["terms"]["propertyNames"]["enum"] == Word.values


def test_the_commands(tmp_path) -> None:
    out = StringIO()
    call_command("import_vocabulary", ROADS, dry_run=True, stdout=out)
    assert "new: road_authority" in out.getvalue() and "ngo" in actor_codes()
    call_command("import_vocabulary", ROADS, reason="Ours.", allow_losses=True, stdout=out)
    written = StringIO()
    call_command("export_vocabulary", stdout=written)
    assert written.getvalue() == export_vocabulary() and "police" in actor_codes()
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with pytest.raises(CommandError, match="nothing was imported"):
        call_command("import_vocabulary", broken)
