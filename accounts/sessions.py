"""A person's open sessions, and ending them."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

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
