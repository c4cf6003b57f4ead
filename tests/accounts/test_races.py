"""The same thing at the same moment, on a real database with real transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts import invitations
from accounts.models import Invitation, User
from tests.cast import PASSWORD, person

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_invitation_accepted_many_times_at_once_is_accepted_once() -> None:
    _invitation, link = invitations.invite(email="nia@example.org", by=person("Ina Inviter"))
    token, start = link.rstrip("/").rsplit("/", 1)[1], Barrier(6)

    def accept(number: int) -> str:
        start.wait()
        try:
            return invitations.accept(token=token, name=f"Nia {number}", password=PASSWORD).name
        except invitations.InvitationRefused as refusal:
            return refusal.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(accept, range(6)))
    names = [outcome for outcome in outcomes if outcome.startswith("Nia")]
    assert len(names) == 1
    assert set(outcomes) - set(names) == {"accepted"}
    assert User.objects.get(email="nia@example.org").name == names[0]
    assert Invitation.objects.get().accepted_by.name == names[0]
