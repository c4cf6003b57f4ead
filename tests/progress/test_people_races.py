"""People and organisations change while somebody works with them: one wins, the other is told in words."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import people
from accounts.models import User
from imports import applying
from imports.models import ImportState
from progress import errors, history, rollups, workflow
from progress.erasing import verbs as erasing
from progress.erasing.needles import needles_of
from progress.erasing.texts import mentions
from search import indexing
from stakeholders import deactivation, memberships, organisations
from stakeholders.errors import NotPermitted, Refused
from stakeholders.merging import verbs as merging
from stakeholders.models import Membership, Organisation
from tests import factories
from tests.imports import files
from tests.progress.test_races import Act, until_it_waits
from tests.stakeholders.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def commitment(commitment):
    """Its organisation was made behind the index's back."""
    indexing.rebuild()
    return commitment


def sound(results: list[object]) -> list[object]:
    """The refusals, and nothing else was raised; everything public adds up as if one had come after the other."""
    refused = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, Refused | ValidationError | PermissionDenied) for one in refused), results
    assert history.verify()[1] is None
    assert rollups.rebuild(on=timezone.localdate()) == 0
    assert indexing.rebuild() == 0
    return refused


@pytest.mark.parametrize("pairs", [["ab", "bc"], ["ab", "ba"], ["ab", "ac"], ["ac", "bc"]], ids="-".join)
def test_merges_that_overlap(pairs, carol, dan, fatima, verania):
    """a into b while b goes into c; each into the other; one into two; two into one."""
    made = {"a": verania} | {
        name: Organisation.objects.create(name=f"Ministry {name}", slug=name, actor_type="government") for name in "bc"
    }
    for one in made.values():
        factories.published(factories.commitment(one, by=fatima), by=_reporter(one), curator=carol)
    indexing.rebuild()
    results = at_once(
        *(
            lambda by=by, pair=pair: merging.merge(
                source=made[pair[0]], target=made[pair[1]], by=by, reason="Entered twice."
            )
            for by, pair in zip((carol, dan), pairs, strict=True)
        )
    )
    refused = sound(results)
    assert len(refused) == (0 if pairs == ["ac", "bc"] else 1) or (pairs == ["ab", "bc"] and not refused)
    gone = Organisation.objects.filter(merged_into__isnull=False)
    assert gone.count() == 2 - len(refused)
    assert not any(one.led_commitments.exists() for one in gone)
    assert not any(one.archived_at is None for one in gone)


def _reporter(organisation: Organisation) -> User:
    user = User.objects.create(email=f"{organisation.slug}@people.example", name=f"Rita {organisation.slug}")
    Membership.objects.create(user=user, organisation=organisation, role="reporter")
    return user


def test_somebody_reports_while_they_are_erased(commitment, verania, alice, fatima, ada):
    draft = factories.draft(commitment, by=alice, narrative=f"{alice.name} opened it.")
    needles = needles_of(alice)

    def gone() -> User:
        memberships.end(membership=Membership.objects.get(user=alice), by=fatima)
        people.close(user=alice, by=ada, reason="Left.")
        found = erasing.find(alice)
        texts = {one.key for one in (*found.names, *found.chained)}
        return erasing.erase(person=alice, by=ada, typed=alice.email, reason="Asked by letter.", texts=texts)

    results = at_once(gone, lambda: workflow.submit(report=draft, by=alice))
    refused = sound(results)
    assert not isinstance(results[0], Exception)
    draft.refresh_from_db()
    assert (draft.review_state, len(refused)) in {("submitted", 0), ("draft", 1)}
    assert mentions(needles.all) == []


def test_a_focal_point_signs_off_while_the_account_is_closed(commitment, verania, alice, fatima, ada):
    organisations.set_sign_off(organisation=verania, by=fatima, required=True)
    asked = workflow.ask_sign_off(report=factories.draft(commitment, by=alice), by=alice)
    left, signed = at_once(
        lambda: deactivation.deactivate(person=fatima, successors={}, by=ada, reason="Left."),
        lambda: workflow.sign_and_submit(report=asked, by=fatima),
    )
    refused = sound([left, signed])
    fatima.refresh_from_db()
    asked.refresh_from_db()
    assert not fatima.is_active
    assert (asked.review_state, len(refused)) in {("submitted", 0), ("draft", 1)}
    assert asked.events.filter(by=fatima, action="submit").exists() == (not refused)


def test_two_curators_decide_on_one_import(carol, dan):
    waiting = files.previewed(carol)
    results = at_once(
        *(
            lambda by=by: applying.ask(upload=waiting, by=by, fingerprint=waiting.fingerprint, reason="As agreed.")
            for by in (carol, dan)
        )
    )
    assert len([one for one in results if isinstance(one, Refused)]) == 1, results
    assert files.done(waiting).state == ImportState.APPLIED
    assert Organisation.objects.filter(name="Open Line").count() == 1
    sound([])


def test_a_curator_loses_the_role_in_the_middle_of_a_publication(commitment, alice, carol, ada):
    report = factories.submitted(commitment, by=alice)
    with transaction.atomic():
        workflow.lock(report)
        publication = Act(lambda: workflow.publish(report=report, by=carol))
        until_it_waits()
        people.change_roles(
            user=User.objects.get(pk=carol.pk), name=carol.name, curator=False, administrator=False, active=True, by=ada
        )
    publication.join()
    assert isinstance(publication.result, NotPermitted | errors.NotPermitted), publication.result
    report.refresh_from_db()
    assert report.review_state == "submitted"
    sound([])
