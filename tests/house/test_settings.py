"""What production refuses to start with, tried in processes of their own."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from gta.environment import Env
from gta.sign_in_providers import read
from gta.start_checks import address_refusals, is_hard_to_guess

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "nqz4r7Qb2m9vXw1LkT6hYc8sPd3fGj5uAe0iRo-only-to-check-the-settings",
    "ALLOWED_HOSTS": "tracker.example.org",
    "SITE_URL": "https://tracker.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "EMAIL_URL": "smtp+tls://mail.example.org:587",
}
TELL = (
    "import django; from django.conf import settings; django.setup();"
    "print(settings.DEBUG, settings.DEMO, settings.SESSION_COOKIE_NAME, settings.SECURE_SSL_REDIRECT)"
)


def _start(var: Path, tell: str = TELL, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    whole = {**kept, "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "gta.settings", **environment}
    return subprocess.run(
        [sys.executable, "-c", tell], cwd=ROOT, env=whole, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("declared", [{}, {"PRODUCTION": "1"}], ids=["by default", "declared"])
def test_production_starts_with_what_the_documentation_asks_for(tmp_path: Path, declared: dict[str, str]) -> None:
    result = _start(tmp_path, **PRODUCTION, **declared)
    assert result.stdout.split() == ["False", "False", "__Host-session", "True"], result.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"SECRET_KEY": "a"}, "SECRET_KEY must be a long random text"),
        ({"SECRET_KEY": "a" * 64}, "SECRET_KEY must be a long random text"),
        ({"SECRET_KEY": "changeme" * 8}, "SECRET_KEY must be a long random text"),
        ({"SECRET_KEY": "a", "DEBUG": "1"}, "SECRET_KEY must be a long random text"),
        ({"SECRET_KEY": "a", "DEMO": "1", "PRODUCTION": "1"}, "SECRET_KEY must be a long random text"),
        ({"BACKUP_KEY": "age1nothing"}, "BACKUP_KEY must be the public key"),
        ({"BACKUP_EVERY_HOURS": "-1"}, "BACKUP_EVERY_HOURS must be a whole number"),
        ({"BACKUPS_KEEP": "7,five,12"}, "BACKUPS_KEEP must be three numbers"),
        ({"BACKUPS_KEEP": "7,5"}, "BACKUPS_KEEP must be three numbers"),
        ({"DEBUG": "1", "PRODUCTION": "1"}, "DEBUG must be off"),
        ({"DEMO": "1", "PRODUCTION": "1"}, "DEMO must be off"),
        ({"TESTING": "1", "PRODUCTION": "1"}, "TESTING must be off"),
        ({"REQUIRE_SECOND_FACTOR": "false", "PRODUCTION": "1"}, "REQUIRE_SECOND_FACTOR must be on"),
        ({"SITE_URL": "http://tracker.example.org", "PRODUCTION": "1"}, "SITE_URL must be the site's public address"),
        ({"SITE_URL": "", "PRODUCTION": "1"}, "SITE_URL must be the site's public address"),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL must be postgres://"),
        ({"OIDC_PROVIDERS": "acme"}, "OIDC_ACME_ISSUER must be the provider's issuer"),
        ({"LOCAL_SIGN_IN": "nobody"}, "LOCAL_SIGN_IN must be everybody or administrators"),
        ({"LOCAL_SIGN_IN": "administrators"}, "LOCAL_SIGN_IN must be everybody where OIDC_PROVIDERS names none"),
        ({"PRODUCTION": "ture"}, "PRODUCTION must be true or false, and is 'ture'"),
    ],
    ids=lambda value: " ".join(f"{key}={text[:24]}" for key, text in value.items()) if isinstance(value, dict) else "",
)
def test_production_refuses(tmp_path: Path, change: dict[str, str], said: str) -> None:
    result = _start(tmp_path, **PRODUCTION | change)
    assert result.returncode != 0
    assert said in result.stderr


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    wrong = {"DEBUG": "1", "DEMO": "1", "TESTING": "1", "REQUIRE_SECOND_FACTOR": "0", "SITE_URL": "", "SECRET_KEY": "a"}
    said = _start(tmp_path, **PRODUCTION | wrong | {"PRODUCTION": "1"}).stderr
    assert all(f"{name} must be" in said for name in wrong)


def test_a_password_by_itself_may_hold_any_character(tmp_path: Path) -> None:
    hard = "p@ss:/w%rd #1?"
    tell = "from django.conf import settings; at = settings.DATABASES['default']; print(at['PASSWORD'], at['HOST'])"
    result = _start(tmp_path, tell, **PRODUCTION, DATABASE_PASSWORD=hard)
    assert result.stdout.strip() == f"{hard} 127.0.0.1", result.stderr


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("DATABASE_URL", "sqlite:////var/db.sqlite3", "host/name"),
        ("DATABASE_URL", "postgresql://user:p%40ss@host:5432/name", "mysql://host/name"),
        ("REPLICA_DATABASE_URL", "postgres://other/name", "sqlite:////var/db.sqlite3"),
        ("REPLICA_DATABASE_URL", "", "postgres://host/name"),  # the primary itself
        ("REDIS_URL", "rediss://default:secret@host:6379/0", "localhost:6379"),
        ("EMAIL_URL", "smtp+tls://user:secret@host:587", "mail.example.org:587"),
        ("EMAIL_URL", "smtp://host", ""),  # not filled in
        ("LOG_LEVEL", "INFO", ""),
        ("SITE_URL", "https://tracker.example.org/", "https://tracker.example.org/tracker"),
        ("SITE_URL", "http://127.0.0.1:8000", "tracker.example.org"),
        ("SENTRY_DSN", "https://key@errors.example.org/1", "errors"),
        ("TIME_ZONE", "Africa/Nairobi", "Mars/Olympus"),
        ("LOG_LEVEL", "ERROR", "loud"),
    ],
)
def test_addresses_that_cannot_be_are_named(name: str, good: str, bad: str) -> None:
    around = {"DATABASE_URL": "postgres://host/name"}
    assert address_refusals(around | {name: good}) == []
    (said,) = address_refusals(around | {name: bad})
    assert said.startswith(f"{name} must be ")
    assert "secret" not in said


def test_a_replica_is_postgresqls() -> None:
    (said,) = address_refusals({"DATABASE_URL": "sqlite:////x", "REPLICA_DATABASE_URL": "postgres://host/name"})
    assert said.startswith("DATABASE_URL must be postgres://")


@pytest.mark.parametrize(
    ("cast", "good", "bad"),
    [
        (int, {"0": 0, "25": 25}, ["", "ten", "-1", "1.5"]),
        (float, {"0.5": 0.5, "2": 2.0}, ["", "nan", "inf", "-0.1"]),
        (bool, {"Yes": True, "1": True, "off": False, "": False, "No": False}, ["ture", "2", "enabled"]),
        (str, {"$ecret": "$ecret", "": ""}, []),
    ],
)
def test_a_value_is_of_its_kind(monkeypatch: pytest.MonkeyPatch, cast, good, bad) -> None:
    for given, value in good.items():
        monkeypatch.setenv("A_SETTING", given)
        assert Env().get_value("A_SETTING", cast=cast) == value
    for given in bad:
        monkeypatch.setenv("A_SETTING", given)
        with pytest.raises(ImproperlyConfigured, match=r"A_SETTING must be .* and is"):
            Env().get_value("A_SETTING", cast=cast)


def test_a_random_key_is_taken() -> None:
    keys = [secrets.token_urlsafe(48), secrets.token_hex(32), secrets.token_urlsafe(24), get_random_secret_key()]
    assert all(map(is_hard_to_guess, keys)), keys


def test_the_containers_run_as_production() -> None:
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    ours = [one for one in composed["services"].values() if "SECRET_KEY" in one.get("environment", {})]
    assert len(ours) == 6
    assert {one["environment"]["PRODUCTION"] for one in ours} == {"1"}


def test_the_demo_starts_with_nothing_set_and_keeps_its_key(tmp_path: Path) -> None:
    result = _start(tmp_path, DEMO="1")
    assert result.stdout.split() == ["False", "True", "session", "False"], result.stderr
    key = (tmp_path / "secret-key").read_text()
    assert len(key) > 40
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    _start(tmp_path, DEMO="1")
    assert (tmp_path / "secret-key").read_text() == key


def test_every_setting_is_documented() -> None:
    text = "".join(path.read_text() for path in (ROOT / "gta").glob("settings*.py"))
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", text)) | set(re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", text))
    documented = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))
    assert len(read) > 20
    assert read - documented == set()
    assert documented - read - {"WEB_WORKERS"} == set(), "documented, but nothing reads it"


def test_every_link_between_documents_leads_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


PROVIDER = {
    "OIDC_ACME_NAME": "Acme",
    "OIDC_ACME_ISSUER": "https://login.acme.example/",
    "OIDC_ACME_CLIENT_ID": "tracker",
    "OIDC_ACME_CLIENT_SECRET": "se$ret",
    "OIDC_ACME_DOMAINS": "Acme.example, acme.org",
    "OIDC_ACME_SECOND_FACTOR": "mfa",
}


def test_a_provider_of_sign_ins_is_read() -> None:
    (found,) = read(["acme"], PROVIDER)
    assert (found["provider_id"], found["secret"]) == ("acme", "se$ret")
    assert found["settings"] == {
        "server_url": "https://login.acme.example",
        "domains": ["acme.example", "acme.org"],
        "second_factor": ["mfa"],
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_ACME_NAME", ""),
        ("OIDC_ACME_ISSUER", "http://login.acme.example"),
        ("OIDC_ACME_ISSUER", "https://user@login.acme.example"),
        ("OIDC_ACME_CLIENT_ID", ""),
        ("OIDC_ACME_CLIENT_SECRET", ""),
        ("OIDC_ACME_DOMAINS", "acme"),
        ("OIDC_ACME_DOMAINS", "@acme.example"),
    ],
)
def test_a_provider_that_cannot_be_meant_is_named_without_its_secret(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} must be") as refused:
        read(["acme"], PROVIDER | {name: value})
    assert "se$ret" not in str(refused.value)


@pytest.mark.parametrize("names", [["Acme"], ["acme", "acme"], ["openid_connect"], ["a b"]])
def test_names_of_providers_are_short_and_different(names: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS must be"):
        read(names, PROVIDER)
