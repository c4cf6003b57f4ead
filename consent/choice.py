"""A choice as a value: what was said yes to, under which notice, when. Nothing here reads a clock or a table."""

from __future__ import annotations

import dataclasses
import datetime as dt

from . import conf


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice:
    """One person's answer, as a cookie or an account's row holds it.

    ``account`` is the limit that a signed-in account lays over a browser's choice: None when no account is in play.
    ``account_undecided`` is true when the account has not been asked yet, which denies everything until it is.
    """

    granted: frozenset[str]
    notice: int
    decided_at: dt.datetime
    gpc: bool = False
    receipt: str = ""
    account: frozenset[str] | None = None
    account_undecided: bool = False

    @property
    def expires_at(self) -> dt.datetime:
        return self.decided_at + conf.CHOICE_LASTS

    def has_expired(self, at: dt.datetime) -> bool:
        """True from the last moment of the 182 days on; refusals end like grants do."""
        return at >= self.expires_at

    @property
    def effective(self) -> frozenset[str]:
        """What both the browser and, while one is signed in, the account said yes to."""
        if self.account_undecided:
            return frozenset()
        return self.granted if self.account is None else self.granted & self.account

    def under_account(self, granted: frozenset[str] | None, *, undecided: bool = False) -> Choice:
        """The same choice limited by an account's (``granted=None`` and not undecided: by none)."""
        return dataclasses.replace(self, account=granted, account_undecided=undecided)


def stands(choice: Choice, category: str, asks_since: dict[str, int]) -> bool:
    """True when a yes to ``category`` given then still covers what the current notice says of it."""
    return choice.notice >= asks_since.get(category, choice.notice + 1)


def must_ask(choice: Choice | None, asks_since: dict[str, int], at: dt.datetime) -> bool:
    """True when the person is to be asked: never answered, time is up, a yes no longer covers it, or a new purpose."""
    if choice is None or choice.has_expired(at) or choice.account_undecided:
        return True
    if any(not stands(choice, category, asks_since) for category in choice.granted):
        return True
    return choice.notice < asks_since.get("new_purpose", 1)
