"""What was asked for: the chosen filters and the day, as one value that counts, lists and links all read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from dashboard.navigation import localised
from progress.models import CommitmentStatus
from search.queries import SearchQuery

from .statuses import StatusFilters

# Filters whose answer for the same commitment changes as the days pass.
CHANGES_WITH_THE_DAY = {"freshness", "overdue"}


def _encoded(name: str, values: Iterable[str]) -> str:
    return urlencode([(name, value) for value in values])


@dataclass(frozen=True)
class Selection:
    """The commitments that some filters choose, as of one day.

    ``on`` is the day of the answer (today, or the past day asked for), ``as_of`` that past day or None for now,
    ``chosen`` the cleaned values by parameter, ``raw`` the same as they stand in addresses.
    """

    on: datetime.date
    as_of: datetime.date | None = None
    chosen: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def active(self) -> set[str]:
        """The filters that are on and leave some commitments out."""
        return {name for name in StatusFilters.base_filters if name in self.chosen}

    @property
    def narrowed(self) -> bool:
        """True when a filter leaves some commitments out (a past day does not)."""
        return bool(self.active)

    def without(self, *names: str) -> Selection:
        """The same without these filters."""
        return replace(
            self,
            chosen={key: value for key, value in self.chosen.items() if key not in names},
            raw={key: value for key, value in self.raw.items() if key not in names},
        )

    def as_far_as_listed(self) -> Selection:
        """The same for a list, which counts and shows so many rows alone: of a word by itself that very many hold, what
        the search found first, and no further questions to its index.
        """
        query = self.chosen.get("q")
        if self.as_of or self.active != {"q"} or not isinstance(query, SearchQuery):
            return self
        return replace(self, chosen={**self.chosen, "q": query.only_first()})

    @property
    def is_cut(self) -> bool:
        """True when a list of it leaves out what the search would have found further."""
        query = self.chosen.get("q")
        return isinstance(query, SearchQuery) and query.is_cut

    def only(self, *names: str) -> Selection:
        """The same day with these filters alone."""
        return self.without(*({*self.chosen, *self.raw} - {*names, "as_of"})) if names else self._unfiltered

    @cached_property
    def _unfiltered(self) -> Selection:
        return self.without(*({*self.chosen, *self.raw} - {"as_of"}))

    def narrowed_to(self, name: str, row: Any, key: str) -> Selection:
        """The same with one row, known in addresses by ``key``, as the only value of a filter."""
        return replace(self, chosen={**self.chosen, name: [row]}, raw={**self.raw, name: (key,)})

    def statuses(self) -> QuerySet[CommitmentStatus]:
        """How each chosen commitment stood on the day: exactly one row a commitment."""
        return StatusFilters.of(self).filter_queryset(CommitmentStatus.objects.as_of(self.as_of).public())

    def history(self) -> QuerySet[CommitmentStatus]:
        """Every public status row of the record that the filters choose, of whatever day."""
        return StatusFilters.of(self.without(*CHANGES_WITH_THE_DAY)).filter_queryset(CommitmentStatus.objects.public())

    def query(self, **changes: str | list[str] | None) -> str:
        """The filters as a query string with its ``?``, after ``changes`` (None takes a filter off); may be empty."""
        return self._query(changes) if changes else self._unchanged_query

    @cached_property
    def _unchanged_query(self) -> str:
        return self._query({})

    def _query(self, changes: Mapping[str, str | list[str] | None]) -> str:
        parts = {**self._encoded}
        for name, change in changes.items():
            parts.pop(name, None)
            if change is not None:
                parts[name] = _encoded(name, [change] if isinstance(change, str) else change)
        text = "&".join(filter(None, parts.values()))
        return f"?{text}" if text else ""

    @cached_property
    def _encoded(self) -> dict[str, str]:
        """Each filter as it stands in an address, written once: a page has a hundred addresses that differ by one."""
        return {
            name: _encoded(name, given)
            for name, given in self.raw.items()
            if name not in ("page", "ordering", "cursor")
        }

    def address(self, path: str, **changes: str | list[str] | None) -> str:
        """The address of a page of the site, in the page's language, with these filters and ``changes``."""
        return localised(path) + self.query(**changes)
