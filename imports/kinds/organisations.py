"""Rows that are organisations: found by name and country, or by their key in addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from django.conf import settings as site
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.kinds.base import Field, Kind, Planned, Read, Shape, Stamp, Vocabulary, Written, actor_types
from imports.models import Import, Outcome
from imports.settings import Settings
from names import normal_form
from stakeholders import organisations
from stakeholders.models import Country, Organisation
from stakeholders.organisations import OrganisationData, data_of
from stakeholders.organisations_in_bulk import create_all

SAID = tuple(part.name for part in fields(OrganisationData))


def countries() -> Vocabulary:
    """Each country's names in the languages of the site, and its codes. "NA" is Namibia."""
    return {one.code: [one.name_en, one.name_fr, one.name_es, one.name_ar, one.code] for one in Country.objects.all()}


def languages() -> Vocabulary:
    return {code: [str(name), code] for code, name in site.LANGUAGES}


FIELDS = (
    Field(
        "name", gettext_lazy("Name"), required=True,
        names=("organisation", "organization", "party", "department", "ministry", "institution", "nom", "nombre"),
    ),
    Field(
        "actor_type", gettext_lazy("Actor type"), Shape.CHOICE, default=True, vocabulary=actor_types,
        names=("type", "kind", "sector", "category"),
    ),
    Field(
        "country", gettext_lazy("Country"), Shape.CHOICE, default=True, vocabulary=countries,
        names=("country code", "iso", "pays", "país"),
    ),
    Field(
        "language", gettext_lazy("Language it reports in"), Shape.CHOICE, default=True, vocabulary=languages,
        names=("language", "langue", "idioma"),
    ),
    Field(
        "website", gettext_lazy("Website"), Shape.LINK, most=300,
        names=("url", "web", "site", "homepage", "site web", "sitio web"),
    ),
    Field(
        "description", gettext_lazy("Description"), Shape.TEXT, most=10_000, names=("mandate", "about", "mission")
    ),
    Field("slug", gettext_lazy("Key on this site"), names=("slug", "organisation key")),
)  # fmt: skip


class OrganisationPlanner:
    """Compares rows with the organisations that there are, archived ones too."""

    def __init__(self, upload: Import, settings: Settings) -> None:
        self.settings = settings
        self.countries = Country.objects.in_bulk()
        self.coming: dict[str, set[str]] = {}  # countries of new organisations, by their name

    def key_of(self, row: Read) -> str:
        values = row.values
        if self.settings.key == "slug":
            return str(values.get("slug", ""))
        name = normal_form(values.get("name", ""))
        return f"{name} {values.get('country', '')}" if name else ""

    def plan(self, rows: Sequence[Read]) -> list[Planned]:
        found = self._found(rows)
        return [self._plan(row, found) for row in rows]

    def _found(self, rows: Sequence[Read]) -> dict[str, list[Organisation]]:
        by_slug = self.settings.key == "slug"
        key = "slug" if by_slug else "name_key"
        wanted = {row.values.get("slug" if by_slug else "name", "") for row in rows}
        wanted = wanted if by_slug else {normal_form(name) for name in wanted}
        there = Organisation.objects.select_related("country").filter(**{f"{key}__in": wanted - {""}}).order_by("pk")
        found: dict[str, list[Organisation]] = {}
        for one in there:
            found.setdefault(getattr(one, key), []).append(one)
        return found

    def _plan(self, row: Read, found: dict[str, list[Organisation]]) -> Planned:
        planned = Planned(row, title=row.values.get("name", ""), problems=row.problems)
        if planned.problems:
            planned.outcome = Outcome.REJECTED
            return planned
        candidates = self._candidates(row, found)
        if len(candidates) > 1:
            planned.refuse(
                _("%(count)s organisations have this name. Give the country, or the key on this site.")
                % {"count": len(candidates)},
                "name", self.settings.columns.get("name", ""), planned.title,
            )  # fmt: skip
        elif not candidates:
            self._plan_new(planned)
        else:
            self._plan_change(planned, candidates[0])
        return planned

    def _candidates(self, row: Read, found: dict[str, list[Organisation]]) -> list[Organisation]:
        if self.settings.key == "slug":
            return found.get(row.values.get("slug", ""), [])
        named = found.get(normal_form(row.values.get("name", "")), [])
        country = row.values.get("country", "")
        if not country:
            return named
        exact = [one for one in named if one.country_id == country]
        return exact or [one for one in named if one.country_id is None]

    def _plan_new(self, planned: Planned) -> None:
        values = planned.row.values
        if not values.get("actor_type"):
            column = self.settings.columns.get("actor_type", "")
            planned.refuse(_("A new organisation needs its actor type."), "actor_type", column)
            return
        if self.settings.key == "slug":
            planned.refuse(_("There is no organisation with this key."), "slug", "", values.get("slug", ""))
            return
        name, country = normal_form(planned.title), values.get("country", "")
        others = self.coming.setdefault(name, set())
        if others and (not country or "" in others):
            planned.refuse(_("An earlier row has this name, too. Give the country of both."), "country")
            return
        others.add(country)
        planned.outcome = Outcome.NEW
        planned.differences = [(name, "", values[name]) for name in SAID if values.get(name)]

    def _plan_change(self, planned: Planned, there: Organisation) -> None:
        if there.archived_at is not None:
            planned.refuse(_("This organisation is archived. Bring it back before you import it."), "name")
            return
        before = self._codes(data_of(there))
        after = {name: planned.row.values[name] for name in SAID if name in planned.row.values}
        # What cannot be empty stays: the actor type, and the language.
        after = {name: value for name, value in after.items() if value or name not in ("actor_type", "language")}
        planned.differences = [(name, before[name], after[name]) for name in after if before[name] != after[name]]
        planned.outcome = Outcome.CHANGED if planned.differences else Outcome.SAME
        planned.target = there

    @staticmethod
    def _codes(data: OrganisationData) -> dict[str, Any]:
        said = {name: getattr(data, name) for name in SAID}
        return said | {"country": data.country.code if data.country else ""}

    # --- Writing ------------------------------------------------------------------------------------

    def write(self, planned: Sequence[Planned], stamp: Stamp) -> list[list[Written]]:
        new = [one for one in planned if one.outcome == Outcome.NEW]
        data = [self._data(OrganisationData(name="", actor_type=""), one) for one in new]
        made = create_all(data=data, by=stamp.by, at=stamp.at, reason=stamp.reason)
        written = {
            one.row.number: [{"what": "organisation", "pk": row.pk, "made": True, "version": row.version}]
            for one, row in zip(new, made, strict=True)
        }
        for one in planned:
            if one.outcome == Outcome.CHANGED:
                written[one.row.number] = [self._change(one, stamp)]
        return [written.get(one.row.number, []) for one in planned]

    def _data(self, before: OrganisationData, planned: Planned) -> OrganisationData:
        said = {name: after for name, _before, after in planned.differences}
        if "country" in said:
            said["country"] = self.countries.get(said["country"])
        return replace(before, **said)

    def _change(self, planned: Planned, stamp: Stamp) -> Written:
        there = planned.target
        after = organisations.update(
            organisation=there,
            data=self._data(data_of(there), planned),
            by=stamp.by,
            reason=stamp.reason,
            is_another=True,
            at=stamp.at,
        )
        before = {name: old for name, old, _new in planned.differences}
        return {"what": "organisation", "pk": there.pk, "made": False, "version": after.version, "before": before}


KIND = Kind(
    FIELDS,
    keys=(("name", gettext_lazy("Name and country")), ("slug", gettext_lazy("Key on this site"))),
    planner=OrganisationPlanner,
)
