"""Every step × state × person of a commitment's way, with the refusals."""

import pytest

from stakeholders import commitments
from stakeholders.commitment_transitions import TRANSITIONS, Step, may, steps_open_to
from stakeholders.errors import Conflict, NotPermitted, ReasonRequired, Refused, WrongState
from stakeholders.models import Commitment, CommitmentState
from stakeholders.signals import commitment_changed

VERBS = {
    Step.PROPOSE: commitments.propose,
    Step.TAKE_BACK: commitments.take_back,
    Step.SEND_BACK: commitments.send_back,
    Step.PUBLISH: commitments.publish,
    Step.ARCHIVE: commitments.archive,
    Step.RESTORE: commitments.restore,
}
EVERYBODY = ("alice", "fatima", "olga", "vera", "bob", "carol", "dan", "ada", "charlie")
REPORTERS = {"alice", "fatima", "olga"}
CURATORS = {"carol", "dan"}

# state → step → who may (everybody else is refused); a step that is missing leads nowhere from there.
ALLOWED = {
    "draft": {Step.PROPOSE: REPORTERS | CURATORS, Step.ARCHIVE: REPORTERS | CURATORS},
    "proposed": {
        Step.TAKE_BACK: REPORTERS | CURATORS,
        Step.SEND_BACK: CURATORS,
        Step.PUBLISH: CURATORS,
        Step.ARCHIVE: CURATORS,
    },
    "published": {Step.ARCHIVE: CURATORS},
    "archived": {Step.RESTORE: CURATORS},
}
LEADS_TO = {
    Step.PROPOSE: "proposed",
    Step.TAKE_BACK: "draft",
    Step.SEND_BACK: "draft",
    Step.PUBLISH: "published",
    Step.ARCHIVE: "archived",
    Step.RESTORE: "published",
}


def take(step: Step, commitment: Commitment, by, **extra) -> Commitment:
    words = {"reason": "Because it is so."} if TRANSITIONS[step].needs_reason else {}
    return VERBS[step](commitment=commitment, by=by, **words, **extra)


@pytest.mark.any_database
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", CommitmentState.values)
def test_who_may_take_which_step_from_where(request, people, state, step, who):
    commitment = request.getfixturevalue(state)
    user = people[who]
    allowed = who in ALLOWED[state].get(step, set())
    assert may(user, step, commitment) is allowed
    assert (step in steps_open_to(user, commitment)) is allowed
    if allowed:
        assert take(step, commitment, user).state == LEADS_TO[step]
    else:
        with pytest.raises((NotPermitted, WrongState)):
            take(step, commitment, user)
        assert Commitment.objects.get(pk=commitment.pk).state == state


@pytest.mark.parametrize("step", [step for step in Step if TRANSITIONS[step].needs_reason])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_step_that_needs_words_is_refused_without(request, dan, step, reason):
    state = next(iter(sorted(TRANSITIONS[step].sources)))
    commitment = request.getfixturevalue(state)
    with pytest.raises(ReasonRequired):
        VERBS[step](commitment=commitment, by=dan, reason=reason)
    commitment.refresh_from_db()
    assert commitment.state == state


def test_nobody_publishes_what_they_made(verania, carol, dan, data):
    draft = commitments.create(organisation=verania, by=carol, data=data)
    proposed = commitments.propose(commitment=draft, by=dan)
    for curator in (carol, dan):
        with pytest.raises(NotPermitted):
            commitments.publish(commitment=proposed, by=curator)


def test_nobody_publishes_what_they_last_edited(draft, alice, carol, dan, data):
    from dataclasses import replace

    commitments.update(commitment=draft, by=carol, data=replace(data, title="Train 500"))
    proposed = commitments.propose(commitment=draft, by=alice)
    with pytest.raises(NotPermitted):
        commitments.publish(commitment=proposed, by=carol)
    assert commitments.publish(commitment=proposed, by=dan).published_by == dan


def test_a_curator_who_belongs_to_the_organisation_does_not_publish_for_it(proposed, carol, verania):
    verania.memberships.create(user=carol, role="viewer")
    with pytest.raises(NotPermitted):
        commitments.publish(commitment=proposed, by=carol)


def test_a_curator_who_belongs_to_a_partner_does_not_publish(proposed, carol, lantern):
    lantern.memberships.create(user=carol, role="viewer")
    proposed.joint_links.create(organisation=lantern)
    with pytest.raises(NotPermitted):
        commitments.publish(commitment=proposed, by=carol)


def test_what_was_read_is_what_is_published(proposed, alice, carol, data):
    seen = proposed.version
    commitments.take_back(commitment=proposed, by=alice)
    commitments.propose(commitment=proposed, by=alice)
    with pytest.raises(Conflict):
        commitments.publish(commitment=proposed, by=carol, version=seen)


@pytest.mark.parametrize("closing", ["role", "account", "membership"])
def test_a_lost_role_bites_at_once(draft, proposed, alice, carol, closing):
    """The person object is the one of a page opened before; the verb asks the database."""
    if closing == "role":
        type(carol).objects.filter(pk=carol.pk).update(is_curator=False)
        step, user, commitment = Step.PUBLISH, carol, proposed
    elif closing == "account":
        type(carol).objects.filter(pk=carol.pk).update(is_active=False)
        step, user, commitment = Step.PUBLISH, carol, proposed
    else:
        membership = alice.memberships.get()
        membership.ended_at = membership.started_at
        membership.save()
        step, user, commitment = Step.TAKE_BACK, alice, proposed
    with pytest.raises(NotPermitted):
        take(step, commitment, user)


def test_an_archived_organisation_proposes_and_publishes_nothing(proposed, alice, carol, verania):
    from stakeholders import organisations

    organisations.archive(organisation=verania, by=carol, reason="Dissolved.")
    with pytest.raises(NotPermitted):
        commitments.publish(commitment=proposed, by=carol)
    with pytest.raises(NotPermitted):
        commitments.take_back(commitment=proposed, by=alice)


def test_sent_back_says_why_until_it_is_proposed_again(proposed, alice, carol):
    returned = commitments.send_back(commitment=proposed, by=carol, reason="Which year?")
    assert (returned.state, returned.returned_reason, returned.returned_by) == ("draft", "Which year?", carol)
    again = commitments.propose(commitment=returned, by=alice)
    assert (again.returned_reason, again.returned_at, again.returned_by) == ("", None, None)


def test_restoring_leads_back_to_where_it_was(draft, archived, carol):
    assert commitments.restore(commitment=archived, by=carol, reason="Taken up again.").archived_reason == ""


def test_restoring_what_was_never_public_gives_a_draft(draft, alice, carol):
    archived = commitments.archive(commitment=draft, by=alice, reason="A mistake.")
    assert commitments.restore(commitment=archived, by=carol, reason="It was none.").state == "draft"


def test_history_tells_who_when_and_why(archived, dan):
    row = archived.history.first()
    assert (row.history_user, row.history_change_reason, row.state) == (dan, "The programme was cancelled.", "archived")
    assert archived.history.count() == 4  # created, proposed, published, archived


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("state", "step", "told"),
    [
        ("draft", Step.PROPOSE, False),
        ("proposed", Step.TAKE_BACK, False),
        ("proposed", Step.SEND_BACK, False),
        ("proposed", Step.PUBLISH, True),
        ("published", Step.ARCHIVE, True),
        ("archived", Step.RESTORE, True),
    ],
)
def test_who_follows_is_told_what_the_public_could_see(request, carol, state, step, told):
    commitment = request.getfixturevalue(state)
    heard = []

    def listen(*, commitment, at, **_):
        heard.append((commitment.state, at is not None))

    commitment_changed.connect(listen)
    try:
        take(step, commitment, carol)
    finally:
        commitment_changed.disconnect(listen)
    assert heard == ([(LEADS_TO[step], True)] if told else [])


def test_a_listener_that_fails_undoes_the_step(proposed, carol):
    def fail(**_):
        raise RuntimeError

    commitment_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            commitments.publish(commitment=proposed, by=carol)
    finally:
        commitment_changed.disconnect(fail)
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_refusals_have_words():
    assert all(str(error()) for error in (Refused, NotPermitted, WrongState, ReasonRequired))
