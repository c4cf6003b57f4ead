"""The fictional world: countries with user-assigned codes, organisations, and the people in them."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.models import Preferences, User
from stakeholders import memberships, organisations
from stakeholders.models import Country, Organisation, Role
from stakeholders.models.country import Region

DATA = Path(__file__).parent / "data"
PASSWORD = "demo-demo-demo"  # noqa: S105  printed by ``make demo``; these accounts exist in demo data only
DOMAIN = "demo.example"  # a name that can never receive mail (RFC 2606)


def load(name: str, folder: Path = DATA) -> Any:
    """The content of ``<name>.json`` in a body's folder."""
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@dataclass
class World:
    """Everybody and everything there is, by short name."""

    curators: list[User]
    administrator: User
    folder: Path = DATA
    organisations: dict[str, Organisation] = field(default_factory=dict)
    reporters: dict[str, User] = field(default_factory=dict)
    focal_points: dict[str, User] = field(default_factory=dict)

    @property
    def own(self) -> dict[str, str]:
        """The organisations whose people can sign in: the government's, and that of the ``ngo`` account."""
        return load("world", self.folder)["accounts"]

    def focal_point_of(self, organisation: Organisation) -> User:
        """Who signs off for the organisation; its reporter where it has no focal point."""
        slug = next(slug for slug, one in self.organisations.items() if one.pk == organisation.pk)
        return self.focal_points[slug]


def person(email: str, name: str, *, language: str = "en", password: str | None = None, **roles: bool) -> User:
    """A fictional person; without a password nobody can sign in as them."""
    user = User.objects.create_user(email, password, name=name, **roles)
    Preferences.objects.filter(user=user).update(language=language)
    return user


def countries(folder: Path = DATA) -> None:
    """The countries that do not exist, marked as such by their region."""
    for row in load("world", folder)["countries"]:
        names = {f"name_{language}": row[language] for language in ("en", "fr", "es", "ar")}
        Country.objects.update_or_create(code=row["code"], defaults={"region": Region.FICTIONAL, **names})


def _reporter(world: World, slug: str, language: str) -> User:
    own = {
        world.own["government"]: ("reporter", "Rosa Reyes (fictional)"),
        world.own["ngo"]: ("ngo", "Nico Norden (fictional)"),
    }
    if slug in own:
        account, name = own[slug]
        return person(f"{account}@{DOMAIN}", name, language=language, password=PASSWORD)
    return person(f"reporter.{slug}@{DOMAIN}", f"Reporter of {slug} (fictional)", language=language)


def _focal_point(world: World, row: dict[str, Any]) -> User | None:
    if row["focal_point"] is None:
        return None
    name = f"{row['focal_point']} (fictional)"
    if row["slug"] == world.own["government"]:
        return person(f"focal@{DOMAIN}", name, language=row["language"], password=PASSWORD)
    return person(f"focal.{row['slug']}@{DOMAIN}", name, language=row["language"])


def _organisation(world: World, row: dict[str, Any], *, at: datetime.datetime) -> None:
    by, slug = world.curators[0], row["slug"]
    data = organisations.OrganisationData(
        name=row["name"],
        actor_type=row["actor_type"],
        country=Country.objects.filter(code=row["country"]).first(),
        language=row["language"],
        website=f"https://{slug}.example/",
        description="A fictional organisation, made up to show how this site works.",
    )
    made = organisations.create(data=data, by=by, is_fictional=True, at=at)
    reporter, focal_point = _reporter(world, slug, row["language"]), _focal_point(world, row)
    memberships.add(organisation=made, user=reporter, role=Role.REPORTER, by=by, at=at)
    if focal_point:
        memberships.add(organisation=made, user=focal_point, role=Role.FOCAL_POINT, by=by, at=at)
        if row["requires_sign_off"]:
            made = organisations.set_sign_off(organisation=made, by=focal_point, required=True, at=at)
    world.organisations[slug] = made
    world.reporters[slug] = reporter
    world.focal_points[slug] = focal_point or reporter


def build(*, at: datetime.datetime, folder: Path = DATA) -> World:
    """Make the whole world as of ``at``: three curators (two can sign in), an administrator, and organisations."""
    countries(folder)
    curators = [
        person(f"curator@{DOMAIN}", "Clara Curran (fictional)", password=PASSWORD, is_curator=True),
        person(f"curator.two@{DOMAIN}", "Cosmo Celik (fictional)", password=PASSWORD, is_curator=True),
        person(f"curator.three@{DOMAIN}", "Cleo Castellan (fictional)", is_curator=True),
    ]
    administrator = person(f"admin@{DOMAIN}", "Ada Adler (fictional)", password=PASSWORD, is_superuser=True)
    world = World(curators, administrator, folder)
    for row in load("world", folder)["organisations"]:
        _organisation(world, row, at=at)
    return world
