"""What one test leaves behind is nothing to the next."""

import pytest
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from progress.models import Evidence, ProgressReport
from stakeholders.models import Commitment
from tests import factories
from tests.dashboard.world import World
from tests.kept import Ground


@pytest.mark.django_db(transaction=True)
def test_what_a_test_has_counted_goes_along_with_its_rows() -> None:
    caches["throttles"].set("address", 5)
    call_command("flush", interactive=False, verbosity=0)  # as at the end of each test that commits
    assert caches["throttles"].get("address") is None


class TestTheKeptWorld:
    """The world of tests/kept.py, from one test to the next."""

    @pytest.mark.parametrize("turn", ["once", "again", "and again"])
    def test_each_test_finds_it_as_it_was_made(self, full_world: World, turn: str) -> None:
        hotline = full_world.commitments["hotline"]
        assert hotline.title == Commitment.objects.get(pk=hotline.pk).title == "hotline promise"
        assert Commitment.objects.count() == len(full_world.commitments)
        assert factories.area(full_world.edition).name == "Area 20"

        hotline.title = "Changed"
        hotline.save()
        full_world.commitments.clear()
        ProgressReport.objects.update(narrative="Changed.")

    def test_its_curator_is_carol(self, full_world: World, carol: User) -> None:
        assert carol == full_world.curator
        assert User.objects.filter(name=carol.name).count() == 1

    def test_who_does_not_ask_for_it_does_not_get_it(self, db: None) -> None:
        assert not Commitment.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_nor_does_who_commits(self) -> None:
        assert not Commitment.objects.exists()
        assert not connection.in_atomic_block

    @pytest.mark.django_db(transaction=True)
    def test_who_commits_may_have_one_of_their_own(self, full_world: World) -> None:
        assert Commitment.objects.count() == len(full_world.commitments)
        assert not connection.in_atomic_block

    @pytest.mark.parametrize("turn", ["once", "again"])
    def test_of_another_one_the_files_are_as_they_were_made_too(
        self, kept_ground: Ground, alice: User, turn: str
    ) -> None:
        assert alice == kept_ground.cast["alice"]
        assert User.objects.filter(name=alice.name).count() == 1
        name = Evidence.objects.exclude(file="").earliest("pk").file.name
        assert default_storage.exists(name)

        default_storage.delete(name)
        kept_ground.things.clear()
