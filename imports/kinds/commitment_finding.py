"""The commitments that rows speak of, found for many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from imports.kinds.lookups import NotFound
from imports.models import KnownKey, Mapping
from imports.settings import Settings
from names import normal_form
from stakeholders.models import Commitment, CommitmentState, Organisation

PARTS = ("recommendations", "joint_organisations", "milestones", "indicators", "tag_links__tag")


class Commitments:
    """By the key of the file (as an earlier import of the same mapping noted it), our number, or lead and title."""

    def __init__(self, settings: Settings, mapping: Mapping | None, *, any_list: bool = False) -> None:
        self.settings, self.mapping, self.any_list = settings, mapping, any_list
        self._by_key: dict[str, list[Commitment]] = {}
        self._by_number: dict[str, Commitment] = {}
        self._by_title: dict[tuple[int, str], list[Commitment]] = {}
        self._keyed: set[int] = set()

    @property
    def keys(self) -> set[int]:
        """Of all that was loaded last."""
        found = list(self._by_number.values())
        found += [one for several in (self._by_key, self._by_title) for those in several.values() for one in those]
        return {one.pk for one in found}

    def load(self, rows: Sequence[tuple[dict[str, Any], str]]) -> None:
        """Find those that these rows may mean. A query for each way of finding, and one for each part."""
        self._by_key, self._by_number, self._by_title = {}, {}, {}
        if self.settings.key == "key":
            self._load_keys({values.get("key", "") for values, _title in rows} - {""})
        if self.settings.key == "id":
            numbers = {values["id"] for values, _title in rows if values.get("id", "").isdecimal()}
            self._by_number = {str(pk): one for pk, one in self._fetched(pk__in=numbers).items()}
        if self.settings.key != "id":
            self._load_titles({title for _values, title in rows if title})

    def _load_keys(self, keys: set[str]) -> None:
        """Reports come from other files than commitments, and may use the keys of any one list."""
        known = KnownKey.objects.filter(key__in=keys)
        if not self.any_list:
            known = known.filter(mapping=self.mapping)
        numbers: dict[str, set[int]] = {}
        for key, pk in known.values_list("key", "commitment_id"):
            numbers.setdefault(key, set()).add(pk)
        there = self._fetched(pk__in={pk for those in numbers.values() for pk in those})
        self._by_key = {key: [there[pk] for pk in sorted(those) if pk in there] for key, those in numbers.items()}

    def _load_titles(self, titles: set[str]) -> None:
        there = self._fetched(title__in=titles, state=CommitmentState.PUBLISHED)
        known = KnownKey.objects.filter(mapping=self.mapping, commitment__in=there) if self.mapping else None
        self._keyed = set(known.values_list("commitment_id", flat=True)) if known is not None else set()
        for one in there.values():
            self._by_title.setdefault((one.lead_organisation_id, normal_form(one.title)), []).append(one)

    @staticmethod
    def _fetched(**where: Any) -> dict[int, Commitment]:
        rows = Commitment.objects.filter(**where).select_related("lead_organisation__country")
        return {one.pk: one for one in rows.prefetch_related(*PARTS).order_by("pk")}

    def find(self, values: dict[str, Any], title: str, organisation: Organisation) -> Commitment | None:
        """The commitment of a row; None for a new one. Raises ``NotFound`` for a number that we do not have."""
        if self.settings.key == "id":
            number = values.get("id", "")
            if number and number not in self._by_number:
                raise NotFound(_("There is no commitment with the number %(number)s.") % {"number": number})
            return self._by_number.get(number)
        if found := self._by_key.get(values.get("key", "")):
            if len(found) > 1:
                raise NotFound(_("Several lists use this key for different commitments. Use our numbers instead."))
            return found[0]
        named = self._by_title.get((organisation.pk or 0, normal_form(title)), [])
        if self.settings.key == "key":
            # One that goes by another key of the same list is another commitment with the same title.
            named = [one for one in named if one.pk not in self._keyed]
        if len(named) > 1:
            raise NotFound(_("%(count)s commitments of this organisation have this title.") % {"count": len(named)})
        return named[0] if named else None
