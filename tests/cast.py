"""The people that every test knows, and signing one in.

Alice reports for the government of Verania and Fatima is its focal point; Bob reports for the Lantern Trust, an NGO;
Carol and Dan are curators; Ada is an administrator; Charlie has an account and nothing else. Staff and the focal point
have a second factor. All have the same password, ``PASSWORD``.

``client.force_login(person)`` opens a session that was proven just now, as a real sign-in does; ``sign_in`` with
``ago`` opens one whose proof is old.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.test import Client

from accounts.mfa import MFAAdapter
from accounts.models import User
from stakeholders.models import Country, Membership, Organisation, Role

PASSWORD = "correct-horse-battery-staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@cache
def _hashed_password() -> str:
    """Hashed once a process."""
    return make_password(PASSWORD)


@pytest.fixture(autouse=True, scope="session")
def _a_password_costs_little() -> Iterator[None]:
    """Argon2 takes a fifth of a second and 100 MB on purpose, at each sign-in; here it costs the least it can."""
    with pytest.MonkeyPatch.context() as patch:
        for name, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, name, least)
        yield


def person(name: str, **flags) -> User:
    """A saved person called ``name``, with an address made of it and the common password."""
    return User.objects.create(
        email=f"{name.lower().replace(' ', '.')}@example.org", name=name, password=_hashed_password(), **flags
    )


def give_second_factor(user: User) -> Authenticator:
    """An authenticator app with the secret ``TOTP_SECRET``."""
    secret = MFAAdapter().encrypt(TOTP_SECRET)
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})


def staff(name: str, **flags) -> User:
    """A person with a role on the site and the second factor that it needs."""
    user = person(name, **flags)
    give_second_factor(user)
    return user


_force_login = Client.force_login


@pytest.fixture(autouse=True, scope="session")
def _a_session_begins_with_a_proof() -> Iterator[None]:
    """Nobody gets into the site without one; Django's ``force_login`` alone leaves none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", lambda client, user, backend=None: sign_in(client, user) and None)
        yield


def sign_in(client: Client, user: User, *, ago: float = 0) -> Client:
    """Open a session of ``user``, proven ``ago`` seconds ago."""
    _force_login(client, user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() - ago, "reauthenticated": True}
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


def everybody() -> dict[str, Any]:
    """All of them but Dan, by the names of their fixtures."""
    verania, lantern = _government(), _ngo()
    return {
        "verania": verania,
        "lantern": lantern,
        "alice": _member("Alice Arden", verania, Role.REPORTER),
        "fatima": _focal_point(verania),
        "bob": _member("Bob Birk", lantern, Role.REPORTER),
        "carol": curator(),
        "ada": administrator(),
        "charlie": person("Charlie Cole"),
    }


@pytest.fixture
def kept_cast(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Those who are there already with the world that the test begins with (tests/kept.py)."""
    if "full_world" in request.fixturenames:
        return {"carol": request.getfixturevalue("full_world").curator}
    if "kept_ground" in request.fixturenames:
        return request.getfixturevalue("kept_ground").cast
    return {}


@pytest.fixture
def verania(db: None, kept_cast: dict[str, Any]) -> Organisation:
    """The government of a country that does not exist."""
    return kept_cast.get("verania") or _government()


@pytest.fixture
def lantern(db: None, kept_cast: dict[str, Any]) -> Organisation:
    """An NGO of no country."""
    return kept_cast.get("lantern") or _ngo()


@pytest.fixture
def alice(verania: Organisation, kept_cast: dict[str, Any]) -> User:
    """Reports for Verania."""
    return kept_cast.get("alice") or _member("Alice Arden", verania, Role.REPORTER)


@pytest.fixture
def fatima(verania: Organisation, kept_cast: dict[str, Any]) -> User:
    """Verania's focal point."""
    return kept_cast.get("fatima") or _focal_point(verania)


@pytest.fixture
def bob(lantern: Organisation, kept_cast: dict[str, Any]) -> User:
    """Reports for another organisation than Alice."""
    return kept_cast.get("bob") or _member("Bob Birk", lantern, Role.REPORTER)


@pytest.fixture
def carol(db: None, kept_cast: dict[str, Any]) -> User:
    """A curator."""
    return kept_cast.get("carol") or curator()


@pytest.fixture
def dan(db: None) -> User:
    """A second curator, for four eyes."""
    return staff("Dan Dorn", is_curator=True)


@pytest.fixture
def ada(db: None, kept_cast: dict[str, Any]) -> User:
    """An administrator, and no curator."""
    return kept_cast.get("ada") or administrator()


@pytest.fixture
def charlie(db: None, kept_cast: dict[str, Any]) -> User:
    """Signed in, but a stranger: no role, no organisation."""
    return kept_cast.get("charlie") or person("Charlie Cole")


def curator() -> User:
    """Carol, who is a curator."""
    return staff("Carol Clay", is_curator=True)


def administrator() -> User:
    """Ada, who is an administrator."""
    return staff("Ada Amber", is_superuser=True)


def _government() -> Organisation:
    names = dict.fromkeys(["name_en", "name_fr", "name_es", "name_ar"], "Verania")
    country, _created = Country.objects.get_or_create(code="XA", defaults={"region": "fictional", **names})
    return Organisation.objects.create(
        name="Government of Verania", slug="verania", actor_type="government", country=country
    )


def _ngo() -> Organisation:
    return Organisation.objects.create(name="Lantern Trust", slug="lantern-trust", actor_type="ngo")


def _focal_point(organisation: Organisation) -> User:
    focal_point = _member("Fatima Faro", organisation, Role.FOCAL_POINT)
    give_second_factor(focal_point)
    return focal_point


def _member(name: str, organisation: Organisation, role: str) -> User:
    user = person(name)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user
