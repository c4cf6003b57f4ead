"""Import after export is the identity: nothing of an edition is lost on the way out or in."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from names import normal_form
from recommendations.catalogue_file import read_catalogue
from recommendations.exports import export_catalogue
from recommendations.imports import import_catalogue
from recommendations.models import Edition, KeyFinding, Recommendation, ResponseArea, Translation
from recommendations.models.actor_types import LONGEST_CODE
from recommendations.models.vocabulary import actor_types_at_first
from recommendations.positioned_json import FileRefusedError

from .samples import GTA_2021, MISSING, SCHEMA, SMALL, changed, data

pytestmark = pytest.mark.any_database

line = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30).filter(str.strip)
text = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n"), min_size=1).filter(str.strip)
translated = st.fixed_dictionaries(
    {"text": text, "provenance": st.sampled_from(["source", "project", "human", "machine"])},
    optional={
        "year": st.integers(1900, 2100),
        "source_digest": st.text("0123456789abcdef", min_size=64, max_size=64),
    },
)

CODES = [one.code for one in actor_types_at_first()]


def texts(*names: str) -> st.SearchStrategy:
    of_one_language = st.dictionaries(st.sampled_from(names), translated)
    return st.dictionaries(st.sampled_from(["fr", "es", "ar"]), of_one_language)


@st.composite
def documents(draw) -> dict:
    """Any valid catalogue file without links to other editions."""
    slugs = draw(st.lists(st.from_regex(r"[a-z]{1,8}(-[0-9]{1,3})?", fullmatch=True), max_size=3, unique=True))
    slugs = [slug for slug in slugs if slug != "cross-cutting"]
    names = draw(st.lists(line, min_size=len(slugs), max_size=len(slugs), unique_by=normal_form))
    count = draw(st.integers(0, 4))
    positions = draw(st.permutations(range(1, 9)))
    recommendations = [
        {
            "reference": f"ANY-1-{number}",
            "position": positions[number],
            "area": draw(st.sampled_from([None, *slugs])),
            "title": draw(line),
            "text": draw(text),
            "obligation": draw(st.sampled_from(["must", "should", "encouraged"])),
            "addressees": draw(
                st.lists(st.sampled_from([one.code for one in actor_types_at_first()]), min_size=1, unique=True)
            ),
            "source_heading": draw(line),
            "translations": draw(texts("title", "text")),
        }
        | draw(st.sampled_from([{}, {"archived": {"at": "2025-01-02T03:04:05.000006+02:00", "reason": "Old."}}]))
        for number in range(count)
    ]
    return {
        "format": "recommendations-catalogue/1",
        "edition": {
            "code": "ANY-1",
            "slug": "any-1",
            "title": draw(line),
            "publisher": draw(line),
            "summary": draw(st.just("") | text),
            "published": draw(st.sampled_from(["2021", "2021-02", "2020-02-29"])),
            "language": "en",
            "source": draw(text),
            "state": draw(st.sampled_from(["draft", "published", "archived"])),
            "translations": draw(texts("title", "summary")),
        },
        "areas": [
            {
                "slug": slug,
                "position": position,
                "name": name,
                "description": draw(st.just("") | text),
                "translations": draw(texts("name", "description")),
            }
            for position, (slug, name) in enumerate(zip(slugs, names, strict=True), 1)
        ],
        "recommendations": recommendations,
        "key_findings": [
            {
                "key": f"figure-{number}",
                "position": number,
                "value": draw(st.decimals(-(10**9), 10**9, places=4).map(float)),
                "unit": draw(line),
                "statement": draw(text),
                "population": draw(text),
                "year_from": draw(st.none() | st.integers(1900, 2000)),
                "year": draw(st.integers(2000, 2100)),
                "source": draw(text),
                "translations": draw(texts("statement", "unit")),
            }
            for number in range(1, draw(st.integers(1, 3)))
        ],
    }


class RoundTrip(TestCase):
    @given(document=documents())
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_a_file_brought_in_and_out_is_the_same_edition(self, document: dict) -> None:
        import_catalogue(document=read_catalogue(data(document)))
        exported = export_catalogue(Edition.objects.get())
        again = import_catalogue(document=read_catalogue(exported.encode()))
        assert not again.created
        assert not again.changed
        _empty()
        import_catalogue(document=read_catalogue(exported.encode()))
        assert export_catalogue(Edition.objects.get()) == exported


def _empty() -> None:
    for model in (Translation, KeyFinding, Recommendation, ResponseArea, Edition):
        model._base_manager.all().delete()


def test_the_shipped_file_is_exactly_its_own_export(gta):
    assert export_catalogue(gta) == GTA_2021.read_text(encoding="utf-8")


def test_the_command_writes_the_file(gta):
    out = StringIO()
    call_command("export_catalogue", "GTA-2021", stdout=out)
    assert out.getvalue() == GTA_2021.read_text(encoding="utf-8")
    with pytest.raises(CommandError, match=r"There is no edition GTA-1999. Known: GTA-2021\."):
        call_command("export_catalogue", "GTA-1999")


def test_what_is_archived_or_out_of_date_says_so(small):
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    recommendation.archived_at, recommendation.archived_reason = timezone.now(), "Merged."
    recommendation.title = "Make other laws"
    recommendation.save()
    exported = json.loads(export_catalogue(small))["recommendations"][1]
    assert exported["archived"]["reason"] == "Merged."
    assert len(exported["translations"]["fr"]["title"]["source_digest"]) == 64


# --- the JSON Schema that stands beside the format ---

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))


def test_the_schema_is_valid_and_accepts_what_is_shipped():
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)
    VALIDATOR.validate(json.loads(GTA_2021.read_text(encoding="utf-8")))
    VALIDATOR.validate(SMALL)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("format", "else"),
        ("edition.code", "small letters"),
        ("edition.title", MISSING),
        ("edition.title", " "),
        ("edition.state", "live"),
        ("edition.published", "June"),
        ("edition.translations.de", {}),
        ("areas[0].slug", "cross-cutting"),
        ("areas[0].name", "n" * 121),
        ("recommendations[0].obligation", "shall"),
        ("recommendations[0].addressees", []),
        ("recommendations[0].addressees", ["ngo", "ngo"]),
        ("recommendations[0].position", 0),
        ("recommendations[0].area", MISSING),
        ("recommendations[0].unknown", 1),
        ("key_findings[0].value", "12"),
        ("key_findings[0].year", 24),
        ("recommendations[1].translations.fr.title.provenance", "guess"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(place, value):
    document = changed(SMALL, place, value)
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(FileRefusedError):
        read_catalogue(data(document))


def test_the_schema_states_the_lengths_of_the_models():
    recommendation = VALIDATOR.schema["properties"]["recommendations"]["items"]["properties"]
    for name in ("reference", "title", "source_heading"):
        assert recommendation[name]["maxLength"] == Recommendation._meta.get_field(name).max_length
    assert recommendation["addressees"]["items"]["maxLength"] == LONGEST_CODE
    assert recommendation["addressees"]["items"]["pattern"] == "^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
    assert Path(SCHEMA).name == "catalogue.schema.json"
