"""The chain names each row that was edited, removed or moved, and goes on after it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hash_chain import GENESIS, Fault, Link, check, digest

ROWS = 8


def chain(length: int = ROWS) -> list[Link]:
    links: list[Link] = []
    previous = GENESIS
    for number in range(1, length + 1):
        hash_ = digest([number, previous])
        links.append(Link(number, previous, hash_, hash_))
        previous = hash_
    return links


def found(links: list[Link]) -> list[tuple[int, list[int], Fault | None]]:
    return [(one.row.number, list(one.missing), one.fault) for one in check(links, lambda link: link)]


def test_an_untouched_chain_is_whole() -> None:
    assert found(chain()) == [(number, [], None) for number in range(1, ROWS + 1)]


@given(st.integers(1, ROWS))
def test_an_edited_row_is_named_and_no_other(number: int) -> None:
    links = chain()
    links[number - 1] = links[number - 1]._replace(computed="0" * 64)
    assert [one for one in found(links) if one[1] or one[2]] == [(number, [], Fault.EDITED)]


@given(st.sets(st.integers(1, ROWS - 1), min_size=1))
def test_removed_rows_are_named(removed: set[int]) -> None:
    rest = found([link for link in chain() if link.number not in removed])
    assert {number for _row, missing, _fault in rest for number in missing} == removed
    assert all(fault is None for _row, _missing, fault in rest)


@given(st.integers(2, ROWS - 1))
def test_a_row_of_another_chain_is_out_of_order(number: int) -> None:
    links = chain()
    links[number - 1] = links[number - 1]._replace(previous="f" * 64)
    assert [one for one in found(links) if one[2]] == [(number, [], Fault.OUT_OF_ORDER)]


def test_it_goes_on_from_where_old_rows_were_removed() -> None:
    links = chain()
    rest = check(links[4:], lambda link: link, number=4, previous=links[3].hash)
    assert all(not one.missing and one.fault is None for one in rest)


def test_a_digest_does_not_depend_on_how_a_value_is_held() -> None:
    noon = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)
    elsewhere = noon.astimezone(datetime.timezone(datetime.timedelta(hours=5)))
    assert digest({"a": noon, "b": Decimal("1.5")}) == digest({"b": "1.5", "a": elsewhere})
