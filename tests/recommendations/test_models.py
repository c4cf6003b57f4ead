"""What the database itself refuses, whoever writes; and the named sets of recommendations."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from recommendations.models import Crosswalk, Edition, Recommendation

from .samples import SMALL, changed

pytestmark = pytest.mark.django_db

REFUSED = [
    "UPDATE recommendations_edition SET state = 'live'",
    "UPDATE recommendations_edition SET published_precision = 'week'",
    "UPDATE recommendations_edition SET code = ''",
    "UPDATE recommendations_edition SET title = ''",
    "UPDATE recommendations_responsearea SET slug = 'cross-cutting' WHERE slug = 'law'",
    "UPDATE recommendations_responsearea SET slug = 'same'",
    "UPDATE recommendations_responsearea SET position = 7",
    "UPDATE recommendations_responsearea SET name = ''",
    "UPDATE recommendations_recommendation SET obligation = 'shall'",
    "UPDATE recommendations_recommendation SET text = ''",
    "UPDATE recommendations_recommendation SET reference = 'NEW-2024-01'",
    "UPDATE recommendations_recommendation SET position = 7",
    "UPDATE recommendations_recommendation SET archived_reason = 'Because.'",
    "UPDATE recommendations_recommendation SET archived_at = '2024-01-01 00:00:00+00:00'",
    "UPDATE recommendations_addressee SET actor_type = 'everyone'",
    "UPDATE recommendations_addressee SET actor_type = 'ngo'",
    "UPDATE recommendations_keyfinding SET year_from = 2050",
    "UPDATE recommendations_keyfinding SET statement = ''",
    "UPDATE recommendations_translation SET provenance = 'guess'",
    "UPDATE recommendations_translation SET text = ''",
    "UPDATE recommendations_translation SET language = 'es', subject = 's', object_id = 1, field = 'f'",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_the_database_refuses(small, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("earlier", "later", "kind"), [("NEW-2024-01", "NEW-2024-01", "same"), ("NEW-2024-01", "NEW-2024-02", "alike")]
)
def test_the_database_refuses_a_link_that_says_nothing(small, earlier, later, kind):
    find = Recommendation.objects.get
    with pytest.raises(IntegrityError), transaction.atomic():
        Crosswalk(earlier=find(reference=earlier), later=find(reference=later), kind=kind).save()


def test_a_link_leads_forward_to_another_edition(small, bring_in):
    newer = changed(changed(SMALL, "edition.code", "NEXT-2026"), "edition.slug", "next-2026")
    newer = changed(changed(newer, "edition.published", "2026"), "recommendations[1]")
    bring_in(changed(newer, "recommendations[0].reference", "NEXT-2026-01"))
    old, other = small.recommendations.order_by("position")
    new = Recommendation.objects.get(reference="NEXT-2026-01")
    Crosswalk(earlier=old, later=new, kind="same").full_clean()
    for earlier, later in [(new, old), (old, other)]:
        with pytest.raises(ValidationError, match="edition"):
            Crosswalk(earlier=earlier, later=later, kind="same").full_clean()


def test_only_published_and_archived_editions_are_public(small, bring_in):
    draft = changed(changed(SMALL, "edition.code", "NEXT-2026"), "edition.slug", "next-2026")
    draft = changed(changed(draft, "recommendations[1]"), "recommendations[0].reference", "NEXT-2026-01")
    bring_in(changed(draft, "edition.state", "draft"))
    assert list(Edition.objects.public()) == [small]
    assert list(Edition.objects.current()) == [small]
    assert [r.reference for r in Recommendation.objects.public().in_order()] == ["NEW-2024-01", "NEW-2024-02"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pay", ["NEW-2024-01"]),
        ("2024-02", ["NEW-2024-02"]),
        ("governments LAWS", ["NEW-2024-02"]),
        ("must laws", []),
        ("القوانين", ["NEW-2024-02"]),
        ("", ["NEW-2024-01", "NEW-2024-02"]),
        ("%", []),
    ],
)
def test_search_finds_every_word_also_in_translations(small, text, found):
    assert [r.reference for r in Recommendation.objects.search(text).in_order()] == found


def test_sets_by_edition_actor_type_and_area(small, gta):
    of = Recommendation.objects
    assert of.for_edition(small).count() == 2
    assert of.for_edition(None).count() == 22
    assert [r.reference for r in of.for_edition(small).addressed_to("ngo")] == ["NEW-2024-01"]
    assert of.for_edition(gta).addressed_to("ngo", "government").count() == 16
    assert of.for_edition(gta).addressed_to("academia").count() == 2
    assert of.cross_cutting().for_edition(small).get().reference == "NEW-2024-01"
