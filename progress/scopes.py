"""What a commitment is counted in: keys such as ``area:3``, alone and in pairs.

A standing stores its single keys as they were on its own days. The tallies count every key that follows from them:

* ``HISTORIED`` kinds, and a place with an actor type (``area:3+actor:ngo``), are counted with a row for each day on
  which something changed, so that any past day is ready;
* an organisation, and the other pairs that filters ask for together, are counted as of now only: there are many of
  them, and a past day of one is soon counted anew;
* ``answered:…`` pairs hold nothing but the number of commitments, with their history: who answered which
  recommendation, by actor type and by region.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

HISTORIED = ("all", "edition", "area", "cross-cutting", "recommendation", "actor", "country")
SINGLE = (*HISTORIED, "organisation")
PLACE_AND_ACTOR = (
    ("edition", "actor"), ("area", "actor"), ("cross-cutting", "actor"), ("recommendation", "actor"),
)  # fmt: skip
# Kinds that may be asked for together, in the order in which their keys stand.
PAIRS = (
    *PLACE_AND_ACTOR,
    ("edition", "country"), ("area", "country"), ("cross-cutting", "country"), ("actor", "country"),
)  # fmt: skip
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


def carrier_keys(organisation: int, actor_type: str, country: str | None, region: str | None) -> set[str]:
    """What counts the commitments of an organisation: itself, its actor type, its country and region if it has one."""
    keys = {f"organisation:{organisation}", f"actor:{actor_type}"}
    return keys | {f"country:{country}", f"region:{region}"} if country else keys


def answered(recommendation: int, by: str) -> str:
    """The key that counts commitments for a recommendation by ``actor:<type>`` or ``region:<code>``."""
    return f"answered:{recommendation}+{by}"


def has_history(key: str) -> bool:
    """True when past days of this key are kept."""
    if key == AGGREGATE or only_counts(key):
        return True
    kinds = tuple(map(kind_of, key.split("+")))
    return kinds in PLACE_AND_ACTOR if len(kinds) == 2 else kinds[0] in HISTORIED


def counts_reports(key: str) -> bool:
    """True for keys under which published reports are counted as well."""
    return "+" not in key and kind_of(key) in REPORTED


def only_counts(key: str) -> bool:
    """True for keys that hold the number of commitments alone, not how they stand."""
    return key.startswith("answered:")


def tally_keys(scopes: Iterable[str], *, is_public: bool) -> list[str]:
    """Every key that counts a commitment with these single keys."""
    if not is_public:
        return [AGGREGATE]
    by_kind: dict[str, list[str]] = {}
    for key in scopes:
        by_kind.setdefault(kind_of(key), []).append(key)
    keys = [key for kind in SINGLE for key in by_kind.get(kind, ())]
    for one, other in PAIRS:
        keys += [f"{a}+{b}" for a, b in product(by_kind.get(one, ()), by_kind.get(other, ()))]
    for one, other in ANSWERS:
        keys += [
            f"answered:{a.partition(':')[2]}+{b}" for a, b in product(by_kind.get(one, ()), by_kind.get(other, ()))
        ]
    return keys
