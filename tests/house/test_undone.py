"""What one test leaves behind is nothing to the next."""

import pytest
from django.core.cache import caches
from django.core.management import call_command


@pytest.mark.django_db(transaction=True)
def test_what_a_test_has_counted_goes_along_with_its_rows() -> None:
    caches["throttles"].set("address", 5)
    call_command("flush", interactive=False, verbosity=0)  # as at the end of each test that commits
    assert caches["throttles"].get("address") is None
