"""Who is in a sample: countries that do not exist, organisations in them, and their people, who cannot sign in."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import Model

from accounts.models import Digest, Preferences, User
from demo import world
from demo.sample import words
from demo.sample.copying import BATCH, Table
from demo.sample.sizes import Size
from names import normal_form
from recommendations.models import EditionState, Recommendation
from stakeholders.models import Country, Membership, Organisation, Response, ResponseKind, Role
from stakeholders.models.country import Region

DOMAIN = "sample.example"  # a name that can never receive mail (RFC 2606)
CURATORS = 12
LANGUAGES = {"government": ("en", "fr", "es", "ar"), "law_enforcement": ("en", "fr", "es", "ar")}
ANSWERS = [kind for kind in ResponseKind.values if kind != ResponseKind.NONE]


@dataclass(frozen=True)
class AskedRecommendation:
    """A recommendation, as far as counting needs it."""

    pk: int
    reference: str
    scopes: tuple[str, ...]
    addressees: frozenset[str]


@dataclass
class Cast:
    """Keys and names, by place: person ``reporters[n]`` writes for ``organisations[n]``."""

    organisations: list[Organisation] = field(default_factory=list)
    reporters: list[int] = field(default_factory=list)
    curators: list[int] = field(default_factory=list)
    recommendations: list[AskedRecommendation] = field(default_factory=list)


def recommendations_in_force() -> list[AskedRecommendation]:
    """The recommendations in force, with the keys of the scopes that count what answers them."""
    rows = Recommendation.objects.filter(edition__state=EditionState.PUBLISHED, archived_at__isnull=True)
    found = []
    for one in rows.prefetch_related("addressees").order_by("reference"):
        area = f"area:{one.area_id}" if one.area_id else f"cross-cutting:{one.edition_id}"
        scopes = (f"recommendation:{one.pk}", f"edition:{one.edition_id}", area)
        found.append(
            AskedRecommendation(one.pk, one.reference, scopes, frozenset(a.actor_type for a in one.addressees.all()))
        )
    return found


def countries() -> list[Country]:
    """Those of the demo and some more, all marked as fictional."""
    world.countries()
    for code, names in words.COUNTRIES.items():
        texts = dict(zip(("name_en", "name_fr", "name_es", "name_ar"), names, strict=True))
        Country.objects.update_or_create(code=code, defaults={"region": Region.FICTIONAL, **texts})
    return list(Country.objects.filter(region=Region.FICTIONAL).order_by("code"))


def _people(count: int, *, role: str, at: datetime.datetime, users: Table[User], draw: random.Random) -> list[int]:
    preferences, addresses = Table(Preferences), Table(EmailAddress)
    keys = []
    for number in range(count):
        user = users.add(
            User(
                email=f"{role}.{number + 1}@{DOMAIN}",
                name=f"{draw.choice(words.GIVEN_NAMES)} {draw.choice(words.FAMILY_NAMES)} (fictional)",
                password=make_password(None),
                is_curator=role == "curator",
                date_joined=at,
            )
        )
        keys.append(user.pk)
        # Nobody reads these mails, so none are planned.
        preferences.add(Preferences(user=user, digest=Digest.NEVER))
        addresses.add(EmailAddress(user=user, email=user.email, primary=True, verified=True))
    users.flush()
    preferences.flush()
    addresses.flush()
    return keys


def _organisations(count: int, *, draw: random.Random, table: Table[Organisation]) -> Iterator[Organisation]:
    there = countries()
    kinds = list(words.ORGANISATIONS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        country = None if kind == "intergovernmental_organisation" else draw.choice(there)
        pattern = draw.choice(words.ORGANISATIONS[kind])
        name = pattern.format(place=words.place(draw), country=country.name_en if country else "the Seven Seas")
        yield table.add(
            Organisation(
                name=name,
                name_key=normal_form(name),
                slug=f"sample-{number + 1}",
                actor_type=kind,
                country=country,
                language=draw.choice(LANGUAGES.get(kind, ("en",))),
                website=f"https://organisation-{number + 1}.{DOMAIN}/",
                description="A fictional organisation of a sample.",
                is_fictional=True,
            )
        )


def _responses(cast: Cast, draw: random.Random, on: datetime.date) -> None:
    table = Table(Response)
    for organisation in cast.organisations:
        for one in cast.recommendations:
            if organisation.actor_type in one.addressees and draw.random() < 0.7:
                stated_on = on - datetime.timedelta(days=draw.randint(400, 1700))
                answer = draw.choices(ANSWERS, (6, 3, 1))[0]
                table.add(
                    Response(organisation=organisation, recommendation_id=one.pk, response=answer, stated_on=stated_on)
                )
        if table.waiting >= BATCH:
            table.flush()
    table.flush()


def gather(size: Size, *, seed: int, on: datetime.date, at: datetime.datetime) -> tuple[Cast, list[type[Model]]]:
    """Write everybody; ``at`` is when they joined. Returns who they are, and the models whose keys were used."""
    draw = random.Random(f"{seed} cast")  # noqa: S311  (not for secrets: the same sample every time)
    users, organisations, memberships = Table(User), Table(Organisation), Table(Membership)
    cast = Cast(recommendations=recommendations_in_force())
    cast.organisations = list(_organisations(size.organisations, draw=draw, table=organisations))
    organisations.flush()
    cast.curators = _people(CURATORS, role="curator", at=at, users=users, draw=draw)
    cast.reporters = _people(size.organisations, role="reporter", at=at, users=users, draw=draw)
    focal_points = _people(size.organisations, role="focal", at=at, users=users, draw=draw)
    for keys, role in ((cast.reporters, Role.REPORTER), (focal_points, Role.FOCAL_POINT)):
        for organisation, key in zip(cast.organisations, keys, strict=True):
            memberships.add(Membership(organisation=organisation, user_id=key, role=role, started_at=at))
    memberships.flush()
    _responses(cast, draw, on)
    return cast, [User, Organisation, Membership, Response, EmailAddress]
