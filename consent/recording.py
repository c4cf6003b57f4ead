"""The verbs that record a choice: choose, withdraw, erase, take over at sign-in, let lapse.

Each is one transaction that changes an account's state and the log together, and locks in one order: the account, the
day's count, the account's state, the log's head. An unchanged choice writes nothing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from . import conf, counting, log, subjects
from .choice import Choice, must_ask
from .log import Answer, columns_of
from .models import ConsentEvent, ConsentState, EventKind, NoticeVersion
from .signals import consent_changed

NOTHING: frozenset[str] = frozenset()


class KeyReused(ValueError):
    """An idempotency key came back with a different choice."""


def state_of(user: Any) -> ConsentState | None:
    """What an account last chose; None for nobody or an account that has not been asked."""
    if user is None or not user.is_authenticated:
        return None
    return ConsentState.objects.select_related("notice").filter(user=user).first()


def as_choice(state: ConsentState) -> Choice:
    """An account's state as a value."""
    return Choice(granted=state.granted, notice=state.notice.number or 0, decided_at=state.decided_at, gpc=state.gpc)


def as_logged(held: Choice | None) -> Choice | None:
    """What the log last says of the browser that holds a choice. One query, none without a receipt.

    A cookie that is sent again from an earlier day is behind the log; believing it, each sending would write a row
    more. A receipt that the log knows no longer (its record was erased) is none.
    """
    if held is None or not held.receipt:
        return held
    last = ConsentEvent.objects.of(subjects.receipt(held.receipt)).select_related("notice").last()
    if last is None:
        return dataclasses.replace(held, receipt="")
    return dataclasses.replace(
        held, granted=last.granted, notice=last.notice.number or 0, decided_at=last.recorded_at, gpc=last.gpc
    )


def choose(*, by: Any, answer: Answer, held: Choice | None, asks_since: dict[str, int], at: dt.datetime) -> Choice:
    """Record an answer and return the choice that the browser's cookie is to hold.

    ``by``: the signed-in person or None. ``held``: what the cookie held, ``as_logged``. Side effects: for an account
    its state and one event; for a browser that says or said yes one event under its receipt; one more in the day's
    count; the ``consent_changed`` signal after the commit. Nothing of this when nothing changes. Raises KeyReused.
    """
    try:
        return _choose(by, answer, held, asks_since, at)
    except IntegrityError:
        if answer.idempotency_key is None:
            raise
        # The same request came twice at one moment and the other one was first: now its outcome can be found.
        return _choose(by, answer, held, asks_since, at)


def _choose(by: Any, answer: Answer, held: Choice | None, asks_since: dict[str, int], at: dt.datetime) -> Choice:
    with transaction.atomic():
        if (repeated := _repeated(by, answer)) is not None:
            return repeated
        state = _locked_state(by)
        before = as_choice(state) if state else None
        account_changes = by is not None and (before is None or _differs(before, answer, asks_since, at))
        browser_changes = held is None or _differs(held, answer, asks_since, at)
        if not account_changes and not browser_changes:
            return _limited(held, by)
        had = (before.granted if before else NOTHING) | (held.granted if held else NOTHING)
        counting.count_answer(notice=answer.notice, language=answer.language, granted=answer.granted, had=had, at=at)
        if account_changes:
            _write_account(by, state, answer, at)
        chosen = held
        if browser_changes or chosen is None:
            chosen = _write_browser(held, answer, at)
        transaction.on_commit(
            lambda: consent_changed.send(
                sender=ConsentEvent, user=by, granted=answer.granted, previous=had, way=answer.way
            )
        )
        return _limited(chosen, by, answer.granted)


def _differs(held: Choice, answer: Answer, asks_since: dict[str, int], at: dt.datetime) -> bool:
    return held.granted != answer.granted or must_ask(held.under_account(None), asks_since, at)


def _limited(choice: Choice | None, by: Any, granted: frozenset[str] | None = None) -> Choice:
    assert choice is not None  # both callers have one: an unchanged answer was held, a changed one is written
    if by is None:
        return choice.under_account(None)
    return choice.under_account(choice.granted if granted is None else granted)


def _repeated(by: Any, answer: Answer) -> Choice | None:
    """The outcome of the same request made before, found by its key; None when it is the first."""
    key = answer.idempotency_key
    if key is None:
        return None
    receipt = subjects.new_receipt(key)
    owners = subjects.account(by.pk) if by else subjects.receipt(receipt)
    event = ConsentEvent.objects.of(owners).filter(idempotency_key=key).select_related("notice").first()
    if event is None:
        return None
    if event.granted != answer.granted or event.notice_id != answer.notice.pk:
        raise KeyReused(key)
    choice = Choice(
        granted=event.granted,
        notice=event.notice.number or 0,
        decided_at=event.recorded_at,
        gpc=event.gpc,
        receipt=receipt if event.granted else "",
    )
    return _limited(choice, by, event.granted)


def _locked_state(by: Any) -> ConsentState | None:
    if by is None:
        return None
    # The account's own row is locked first, so that two first choices at once follow one another.
    get_user_model()._default_manager.select_for_update(no_key=True).filter(pk=by.pk).first()
    return ConsentState.objects.select_related("notice").filter(user=by).first()


def _kind(before: frozenset[str] | None, granted: frozenset[str]) -> EventKind:
    if not granted:
        return EventKind.WITHDRAW if before else EventKind.REFUSE
    return EventKind.CHANGE if before and before != granted else EventKind.GRANT


def _write_account(by: Any, state: ConsentState | None, answer: Answer, at: dt.datetime) -> None:
    before = state.granted if state else None
    ConsentState.objects.update_or_create(
        user=by,
        defaults={
            **columns_of(answer.granted),
            "notice": answer.notice,
            "language": answer.language,
            "gpc": answer.gpc,
            "decided_at": at,
            "expires_at": at + conf.CHOICE_LASTS,
        },
    )
    log.append(answer, kind=_kind(before, answer.granted), account=by.pk, at=at)


def _write_browser(held: Choice | None, answer: Answer, at: dt.datetime) -> Choice:
    """The cookie's next choice; a row under its receipt when it says yes, or said yes before."""
    before = held.granted if held else NOTHING
    receipt = held.receipt if held else ""
    if answer.granted and not receipt:
        receipt = subjects.new_receipt(answer.idempotency_key)
    if answer.granted or (before and receipt):
        log.append(answer, kind=_kind(before, answer.granted), receipt=receipt, at=at)
    return Choice(
        granted=answer.granted,
        notice=answer.notice.number or 0,
        decided_at=at,
        gpc=answer.gpc,
        receipt=receipt,
    )


def take_over_at_sign_in(*, by: Any, held: Choice | None, language: str, at: dt.datetime) -> None:
    """Carry a browser's refusals into the account that signs in; its yes is never carried over.

    Side effects: a state of nothing for an account that was never asked when the browser refused everything; a
    narrower state when the account had said yes to what the browser refused; one ``merge`` event for either.
    """
    if held is None:
        return
    with transaction.atomic():
        state = _locked_state(by)
        if (state is None and held.granted) or (state is not None and state.granted <= held.granted):
            return
        notice = NoticeVersion.objects.published().filter(number=held.notice).first()
        if notice is None:
            return
        granted = state.granted & held.granted if state else NOTHING
        if state is None:
            ConsentState.objects.create(
                user=by,
                notice=notice,
                language=language,
                gpc=held.gpc,
                decided_at=held.decided_at,
                expires_at=held.expires_at,
            )
        else:
            notice = state.notice
            ConsentState.objects.filter(pk=by.pk).update(**columns_of(granted))
        answer = Answer(granted=granted, notice=notice, language=language, way="sign-in", gpc=held.gpc)
        log.append(answer, kind=EventKind.MERGE, account=by.pk, at=at)


def lapse(*, state_pk: Any, keep: frozenset[str], at: dt.datetime) -> bool:
    """Write down that an account's yes has run out, by time or by a material change. True when something changed."""
    with transaction.atomic():
        state = (
            ConsentState.objects.select_for_update(of=("self",)).select_related("notice").filter(pk=state_pk).first()
        )
        if state is None or state.granted <= keep:
            return False
        granted = state.granted & keep
        ConsentState.objects.filter(pk=state_pk).update(**columns_of(granted))
        answer = Answer(granted=granted, notice=state.notice, language=state.language, way="timer", gpc=state.gpc)
        log.append(answer, kind=EventKind.EXPIRE, account=state_pk, at=at)
        return True


def own_events(*, by: Any, held: Choice | None) -> list[ConsentEvent]:
    """Every event about the signed-in person and about this browser's receipt; oldest first."""
    owners = (subjects.account(by.pk) if by else []) + subjects.receipt(held.receipt if held else "")
    return list(ConsentEvent.objects.of(owners).select_related("notice"))


def erase(*, by: Any, held: Choice | None, at: dt.datetime) -> int:
    """Erase what ties the log to this person and browser, and the account's state. Returns how many rows.

    Side effects: the state is deleted; the rows stay in the chain with nothing that leads to anybody.
    """
    with transaction.atomic():
        if by is not None:
            _locked_state(by)
            ConsentState.objects.filter(user=by).delete()
        log.locked_head()
        return log.unlink([event.pk for event in own_events(by=by, held=held)], at)
