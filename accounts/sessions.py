"""A person's open sessions, and ending them."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from accounts.models import User


def end_other_sessions(*, user: User, keep: str | None) -> int:
    """End all sessions of ``user`` but the one whose key is ``keep``; returns how many were ended."""
    sessions = UserSession.objects.filter(user=user)
    others = list(sessions.exclude(session_key=keep) if keep else sessions)
    for session in others:
        session.end()
    return len(others)


def end_all_sessions(*, user: User) -> int:
    """End every session of ``user``: their next request is that of a stranger."""
    return end_other_sessions(user=user, keep=None)


def forget_expired(*, on: datetime) -> int:
    """Delete the sessions that are over: they hold forms that were kept, addresses and browsers. Returns how many.

    Django leaves them in the table for good. Of a session that has just begun the second row may come first.
    """
    deleted, _by_model = Session.objects.filter(expire_date__lt=on).delete()
    begun_before = on - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    left = UserSession.objects.filter(created_at__lt=begun_before)
    left.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return deleted
