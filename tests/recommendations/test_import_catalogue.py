"""Bringing a file in: exactly what it says, all of it or nothing, and never a loss or a new meaning in silence."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from recommendations import import_writing
from recommendations.catalogue_file import read_catalogue
from recommendations.imports import ImportStoppedError, import_catalogue
from recommendations.models import (
    Crosswalk,
    Edition,
    KeyFinding,
    Recommendation,
    ResponseArea,
    Translation,
)
from recommendations.models.vocabulary import actor_codes
from recommendations.positioned_json import FileRefusedError
from tests.cast import ada, bob, carol  # noqa: F401

from .samples import GTA_2021, MISSING, SMALL, changed, data

pytestmark = pytest.mark.django_db


def other_edition() -> dict[str, Any]:
    """A later edition that links back to the small one."""
    document = changed(changed(SMALL, "edition.code", "NEXT-2026"), "edition.slug", "next-2026")
    document = changed(document, "recommendations[0].reference", "NEXT-2026-01")
    document = changed(document, "recommendations[1].reference", "NEXT-2026-02")
    link = {"earlier": "NEW-2024-01", "later": "NEXT-2026-02", "kind": "split", "note": "In part."}
    return changed(document, "crosswalk", [link])


# --- the real edition ---


def test_the_real_file_brings_everything(gta):
    assert (gta.publisher, gta.published_on.year, gta.published_precision) == (
        "WeProtect Global Alliance",
        2021,
        "year",
    )
    assert gta.recommendations.count() == 20
    assert gta.areas.count() == 6
    assert gta.key_findings.count() == 5
    assert [r.reference for r in gta.recommendations.order_by("position")] == [
        f"GTA-2021-{number:02}" for number in range(1, 21)
    ]
    by_area = [area.recommendations.count() for area in gta.areas.order_by("position")]
    assert by_area == [3, 4, 3, 3, 2, 4]
    assert [r.reference for r in gta.recommendations.cross_cutting()] == ["GTA-2021-01"]
    assert sorted(gta.key_findings.values_list("value", flat=True)) == [Decimal(n) for n in (18, 34, 37, 77, 87)]


def test_the_real_file_says_who_must_act_and_how_strongly(gta):
    addressees = {r.reference[-2:]: set(r.actor_types) for r in gta.recommendations.all()}
    assert addressees["01"] == {"government", "private_sector", "civil_society"}
    assert addressees["08"] == {"government", "law_enforcement"}
    assert addressees["09"] == {"policymaker"}
    assert addressees["11"] == addressees["16"] == set(actor_codes())
    assert addressees["14"] == {"safety_technology_developer"}
    for number in ("17", "18", "19", "20"):
        assert addressees[number] == {"government", "ngo", "online_service_provider"}
    assert [r.reference[-2:] for r in gta.recommendations.filter(obligation="should")] == ["13", "14"]
    assert not gta.recommendations.filter(obligation="encouraged").exists()


def test_the_rise_is_of_its_years(gta):
    rise = gta.key_findings.get(value=77)
    assert (rise.year_from, rise.year, rise.unit) == (2019, 2020, "percent")


def test_importing_twice_changes_nothing_not_even_the_history(gta, everything):
    before = everything()
    result = import_catalogue(document=read_catalogue(GTA_2021.read_bytes()))
    assert (result.created, result.changed, len(result.unchanged)) == ([], [], 32)
    assert everything() == before


def test_a_small_file_with_all_its_parts_twice(small, bring_in, everything):
    bring_in(other_edition())
    before = everything()
    bring_in(other_edition())
    bring_in(SMALL)
    assert everything() == before
    link = Crosswalk.objects.get()
    assert (link.earlier.reference, link.later.reference, link.kind) == ("NEW-2024-01", "NEXT-2026-02", "split")


# --- what changes ---


def test_a_preview_tells_every_difference_and_writes_nothing(small, bring_in, everything):
    document = changed(changed(SMALL, "edition.title", "Newer"), "recommendations[1].addressees", ["government", "ngo"])
    document = changed(document, "recommendations[1].area", "police")
    before = everything()
    result = bring_in(document, dry_run=True)
    assert everything() == before
    told = {(step.name, d.field): (str(d.before), str(d.after)) for step in result.changed for d in step.differences}
    assert told == {
        ("NEW-2024", "title"): ("New assessment", "Newer"),
        ("NEW-2024-02", "addressees"): ("government", "government, ngo"),
        ("NEW-2024-02", "area"): ("law", "police"),
    }


def test_a_change_is_kept_with_who_when_and_why(small, bring_in, carol):  # noqa: F811
    document = changed(SMALL, "recommendations[0].text", "Governments must pay.")
    document = changed(document, "recommendations[0].addressees", ["government"])
    bring_in(document, by=carol, reason="The source was misread.", allow_losses=True)
    recommendation = Recommendation.objects.get(reference="NEW-2024-01")
    assert recommendation.text == "Governments must pay."
    assert recommendation.actor_types == ["government"]
    last = recommendation.history.first()
    assert (last.history_user, last.history_change_reason) == (carol, "The source was misread.")
    taken_away = recommendation.addressees.model.history.filter(history_type="-").get()
    assert taken_away.actor_type == "ngo"
    assert taken_away.history_date == last.history_date


@pytest.mark.parametrize("kind", ["areas", "recommendations"])
def test_two_objects_can_change_places(small, bring_in, kind):
    document = changed(changed(SMALL, f"{kind}[0].position", 2), f"{kind}[1].position", 1)
    bring_in(document)
    model = {"areas": ResponseArea, "recommendations": Recommendation}[kind]
    assert list(model.objects.order_by("pk").values_list("position", flat=True)) == [2, 1]
    assert [instance.history.count() for instance in model.objects.all()] == [2, 2]
    assert not model.history.filter(position__gt=100).exists()


def test_what_the_file_leaves_out_stays_and_is_named(small, bring_in):
    document = changed(changed(SMALL, "recommendations[1]"), "key_findings[0]")
    result = bring_in(document)
    assert result.missing == [("recommendation", "NEW-2024-02"), ("key_finding", "share")]
    assert Recommendation.objects.count() == 2
    assert KeyFinding.objects.count() == 1


def test_a_translation_stays_when_its_original_changes_and_is_then_out_of_date(small, bring_in):
    title = Translation.objects.get(field="title", language="ar")
    bring_in(changed(SMALL, "recommendations[1].title", "Make good laws"))
    title_after = Translation.objects.get(pk=title.pk)
    assert (title_after.text, title_after.source_digest) == (title.text, title.source_digest)
    newer = changed(SMALL, "recommendations[1].title", "Make good laws")
    bring_in(changed(newer, "recommendations[1].translations.ar.title.text", "قوانين جيدة"))
    assert Translation.objects.get(pk=title.pk).source_digest != title.source_digest


def test_an_archived_recommendation_is_not_restored_by_a_file_that_does_not_say_so(small, bring_in):
    archived = {"at": "2025-01-02T03:04:05Z", "reason": "Merged."}
    bring_in(changed(SMALL, "recommendations[0].archived", archived))
    bring_in(SMALL)
    recommendation = Recommendation.objects.get(reference="NEW-2024-01")
    assert recommendation.archived_reason == "Merged."
    assert recommendation.archived_at.isoformat() == "2025-01-02T03:04:05+00:00"


# --- what stops and asks ---


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("edition.summary", "", "losses"),
        ("areas[0].description", "", "losses"),
        ("key_findings[0].year_from", None, "losses"),
        ("recommendations[0].addressees", ["ngo"], "losses"),
        ("recommendations[0].text", "Nobody must pay.", "reason"),
        ("recommendations[0].obligation", "encouraged", "reason"),
        ("recommendations[0].addressees", ["government", "ngo", "academia"], "reason"),
        ("recommendations[1].area", "police", "reason"),
        ("key_findings[0].value", 13, "reason"),
    ],
)
def test_a_loss_or_a_new_meaning_stops_and_asks(small, bring_in, everything, place, value, code):
    before = everything()
    document = changed(SMALL, place, value)
    with pytest.raises(ImportStoppedError) as stopped:
        bring_in(document)
    assert code in [question.code for question in stopped.value.questions]
    assert everything() == before
    bring_in(document, reason="An error was found.", allow_losses=True)
    assert everything() != before


def test_a_reason_does_not_allow_losses(small, bring_in):
    with pytest.raises(ImportStoppedError):
        bring_in(changed(SMALL, "edition.summary", ""), reason="Because.")


def test_a_draft_may_change_its_meaning_without_a_reason(db, bring_in):
    draft = changed(SMALL, "edition.state", "draft")
    bring_in(draft)
    bring_in(changed(draft, "recommendations[0].text", "Somebody must pay."))
    assert Recommendation.objects.get(reference="NEW-2024-01").text == "Somebody must pay."


@pytest.mark.parametrize("place", ["edition.state", "edition.slug"])
def test_a_file_unpublishes_nothing_and_moves_no_address(small, bring_in, everything, place):
    before = everything()
    with pytest.raises(FileRefusedError, match=place):
        bring_in(changed(SMALL, place, "draft"), reason="Because.", allow_losses=True)
    assert everything() == before


# --- what contradicts the database ---


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("edition.slug", "next-2026", "edition.slug: next-2026 is the short name of the edition NEXT-2026"),
        ("recommendations[0]", MISSING, "recommendations[0].position: 1 is the position of NEW-2024-01"),
        ("areas[0]", MISSING, "areas[0].position: 1 is the position of law"),
        ("areas[1].name", "LAW\u00a0", "areas[1].name: LAW is the name of the area law already"),
        (
            "crosswalk",
            [{"earlier": "OLD-2001-01", "later": "NEW-2024-01", "kind": "same", "note": ""}],
            "crosswalk[0].earlier: OLD-2001-01 is not a recommendation of another edition",
        ),
    ],
)
def test_contradictions_are_refused_by_line_and_field(small, bring_in, everything, place, value, words):
    bring_in(other_edition())
    before = everything()
    document = changed(SMALL, place, value)
    if value is MISSING:
        document = changed(document, place.replace("[0]", "[0].position"), 1)
    if place == "areas[0]":
        document = changed(document, "recommendations[1].area", None)
    with pytest.raises(FileRefusedError) as refused:
        bring_in(document)
    assert words in str(refused.value)
    assert everything() == before


def test_a_reference_of_another_edition_is_not_taken_over(small, bring_in):
    thief = changed(changed(SMALL, "edition.code", "NEW"), "edition.slug", "new")
    with pytest.raises(FileRefusedError, match=r"recommendations\[0\].reference: NEW-2024-01 belongs to the edition"):
        bring_in(thief)
    assert list(Edition.objects.values_list("code", flat=True)) == ["NEW-2024"]


# --- all or nothing, and by whom ---


def test_an_error_half_way_leaves_nothing_behind(db, bring_in, everything, monkeypatch):
    before = everything()
    set_addressees = import_writing.changes.set_addressees
    written = []

    def fails_at_the_second(recommendation, actor_types, stamp):
        written.append(recommendation.reference)
        if len(written) == 2:
            raise IntegrityError
        return set_addressees(recommendation, actor_types, stamp)

    monkeypatch.setattr(import_writing.changes, "set_addressees", fails_at_the_second)
    with pytest.raises(FileRefusedError, match="Nothing was imported"):
        bring_in(SMALL)
    assert len(written) == 2
    assert everything() == before


def test_only_curators_and_administrators_import(bring_in, carol, ada, bob):  # noqa: F811
    with pytest.raises(PermissionDenied):
        bring_in(SMALL, by=bob)
    with pytest.raises(PermissionDenied):
        bring_in(SMALL, by=bob, dry_run=True)
    assert bring_in(SMALL, by=carol).created
    assert bring_in(SMALL, by=ada).unchanged


def test_one_fingerprint_for_one_plan(small, bring_in):
    one = bring_in(changed(SMALL, "edition.title", "A"), dry_run=True)
    same = bring_in(changed(SMALL, "edition.title", "A"), dry_run=True)
    other = bring_in(changed(SMALL, "edition.title", "B"), dry_run=True)
    assert one.fingerprint == same.fingerprint != other.fingerprint


# --- the command ---


def command(*arguments: Any) -> str:
    out = StringIO()
    call_command("import_catalogue", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did(db, everything):
    before = everything()
    assert "Would import GTA-2021: 32 created" in command(GTA_2021, "--dry-run")
    assert everything() == before
    assert "Imported GTA-2021: 32 created, 0 changed, 0 unchanged." in command(GTA_2021)
    assert "Imported GTA-2021: 0 created, 0 changed, 32 unchanged." in command(GTA_2021)


def test_the_command_names_line_and_field_of_a_broken_file(tmp_path, everything):
    before = everything()
    path = tmp_path / "broken.json"
    path.write_bytes(data(changed(SMALL, "recommendations[1].obligation", "shall")))
    with pytest.raises(CommandError, match=r"line \d+, recommendations\[1\].obligation: 'shall' is not one of must"):
        command(path)
    path.write_text("{\n  oops")
    with pytest.raises(CommandError, match="line 2, column 3: "):
        command(path)
    with pytest.raises(CommandError, match="cannot be read"):
        command(tmp_path / "none.json")
    assert everything() == before


def test_the_command_asks_and_takes_the_answers(small, tmp_path):
    path = tmp_path / "less.json"
    path.write_bytes(data(changed(changed(SMALL, "edition.summary", ""), "recommendations[0].text", "Pay up.")))
    with pytest.raises(CommandError) as stopped:
        command(path)
    assert "--allow-losses" in str(stopped.value)
    assert "--reason" in str(stopped.value)
    out = command(path, "--allow-losses", "--reason", "Shortened by the publisher.")
    assert "summary: Short. → " in out
    assert Edition.objects.get().summary == ""
