"""What a commitment is counted in: keys such as ``area:3``, alone and in pairs.

A status row stores its single keys as they were on its own days. The ledger counts those that follow from them:

* ``COUNTED`` kinds, and a place with an actor type (``area:3+actor:ngo``), by how commitments stand;
* ``answered:…`` pairs hold nothing but the number of commitments: who answered which recommendation, by actor type and
  by region;
* ``reports:…`` holds the published reports on the commitments of a place, by what they state.

Organisations, and countries together with anything else, are in no ledger: they are many, and each is soon counted
from its own rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

COUNTED = ("all", "edition", "area", "cross-cutting", "recommendation", "actor", "country")
# Kinds that may be asked for together, in the order in which their keys stand.
PAIRS = (("edition", "actor"), ("area", "actor"), ("cross-cutting", "actor"), ("recommendation", "actor"))
# Published reports on the commitments are counted by place alone: elsewhere the organisation that reports matters.
REPORTED = ("all", "edition", "area", "cross-cutting", "recommendation")
ANSWERS = (("recommendation", "actor"), ("recommendation", "region"))
# Where commitments stand that are counted and never shown: in one number, and nowhere else.
AGGREGATE = "aggregate"


def kind_of(key: str) -> str:
    """``area`` for ``area:3``; the first kind of a pair."""
    return key.partition(":")[0]


def pair(one: str, other: str) -> str:
    """The key that counts what is counted in both, in the order of ``PAIRS``; raises ValueError for no such pair."""
    for first, second in ((one, other), (other, one)):
        if (kind_of(first), kind_of(second)) in PAIRS:
            return f"{first}+{second}"
    raise ValueError(f"{one} and {other} are not counted together")


def organisation_scopes(organisation: int, actor_type: str, country: str | None, region: str | None) -> set[str]:
    """What counts the commitments of an organisation: itself, its actor type, its country and region if it has one."""
    keys = {f"organisation:{organisation}", f"actor:{actor_type}"}
    return keys | {f"country:{country}", f"region:{region}"} if country else keys


def answered(recommendation: int, by: str) -> str:
    """The key that counts commitments for a recommendation by ``actor:<type>`` or ``region:<code>``."""
    return f"answered:{recommendation}+{by}"


def reports_in(key: str) -> str:
    """The key that counts the published reports on what a place counts."""
    return f"reports:{key}"


def is_counted(key: str) -> bool:
    """True when the ledger holds how the commitments under this key stood on any day."""
    kinds = tuple(map(kind_of, key.split("+")))
    return kinds in PAIRS if len(kinds) == 2 else key == AGGREGATE or kinds[0] in COUNTED


def counts_reports(key: str) -> bool:
    """True for keys under which published reports are counted as well."""
    return "+" not in key and kind_of(key) in REPORTED


def counted_in(scopes: Iterable[str], *, is_public: bool) -> list[str]:
    """The keys that count how a commitment with these single keys stands."""
    if not is_public:
        return [AGGREGATE]
    by_kind = _by_kind(scopes)
    return [*(key for kind in COUNTED for key in by_kind.get(kind, ())), *map("+".join, _together(by_kind, PAIRS))]


def answered_in(scopes: Iterable[str], *, is_public: bool) -> list[str]:
    """The keys that count that there is a commitment with these single keys."""
    if not is_public:
        return []
    pairs = _together(_by_kind(scopes), ANSWERS)
    return [answered(int(recommendation.partition(":")[2]), by) for recommendation, by in pairs]


def _by_kind(scopes: Iterable[str]) -> dict[str, list[str]]:
    by_kind: dict[str, list[str]] = {}
    for key in scopes:
        by_kind.setdefault(kind_of(key), []).append(key)
    return by_kind


def _together(by_kind: dict[str, list[str]], kinds: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [both for one, other in kinds for both in product(by_kind.get(one, ()), by_kind.get(other, ()))]
