"""docker-compose.yml and the Dockerfile: checked by the compose client where there is one, and by rules of ours."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import environ
import pytest
import redis
import yaml

from gta.addresses import with_password

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "beat", "backups", "migrate", "backup")
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / "deploy" / "example.env").read_text().splitlines()
    if line and not line.startswith("#")
)
# Of the compose specification: what a service may say, as far as ours say anything.
KNOWN = {
    *("image", "build", "restart", "read_only", "tmpfs", "cap_drop", "security_opt", "volumes", "networks"),
    *("environment", "stop_grace_period", "depends_on", "healthcheck", "command", "ports", "shm_size"),
    *("env_file", "mem_limit", "logging", "profiles"),
}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def test_the_six_parts_are_there() -> None:
    assert {"web", "worker", "beat", "database", "redis", "proxy"} <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_only_what_compose_knows(name: str) -> None:
    service = SERVICES[name]
    assert set(service) - KNOWN == set()
    assert re.fullmatch(r"[\w./-]+(:[\w.${}:-]+)?", service["image"])
    assert service["restart"] in {"no", "unless-stopped"}


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_exists_and_can_be_waited_for(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert how["condition"] in CONDITIONS
        if how["condition"] == "service_healthy":
            assert SERVICES[other]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
        if how["condition"] == "service_completed_successfully":
            assert SERVICES[other]["restart"] == "no"


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_and_networks_are_declared(name: str) -> None:
    volumes = {volume.split(":")[0] for volume in SERVICES[name].get("volumes", []) if volume[0].isalpha()}
    assert volumes <= set(COMPOSE["volumes"])
    assert set(SERVICES[name]["networks"]) <= set(COMPOSE["networks"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate", "backup"}))
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert {"test", "interval", "timeout", "retries"} <= set(check)


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert "outside" not in SERVICES["database"]["networks"] + SERVICES["redis"]["networks"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_cannot_change_themselves(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_no_secret_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "SITE_DATABASE_PASSWORD", "REDIS_PASSWORD", "EMAIL_URL"):
        assert EXAMPLE[name] == "", f"{name} has a value in the example"
        assert re.search(rf"\$\{{{name}:\?", text), f"{name} may be left out"


def test_the_example_names_every_variable() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked - set(EXAMPLE) == {"TRACKER_VERSION"}


@pytest.mark.parametrize("name", OURS)
def test_every_setting_reaches_our_containers(name: str) -> None:
    """All of .env; what is put together here takes the place of a line there."""
    service = SERVICES[name]
    assert service["env_file"] == [".env"]
    documented = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))
    assert set(service["environment"]) <= documented | {"PRODUCTION", "POSTGRES_PASSWORD"}


def test_only_what_changes_the_form_of_the_database_owns_it() -> None:
    """All of .env reaches our containers, so the owner's password is taken out of them again."""
    users = {name: SERVICES[name]["environment"]["DATABASE_URL"].split("@")[0] for name in OURS}
    site, owner = "postgres://tracker_site", "postgres://tracker"
    assert users == {"web": site, "worker": site, "beat": site, "backups": owner, "migrate": owner, "backup": owner}
    for name in OURS:
        environment = SERVICES[name]["environment"]
        assert environment["POSTGRES_PASSWORD"] == ""
        assert ("${POSTGRES_PASSWORD" in environment["DATABASE_PASSWORD"]) is (users[name] == owner)
    assert "grant_rights --to tracker_site" in SERVICES["migrate"]["command"][2]


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_takes_all_of_the_machine(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"(\$\{[A-Z_]+:-)?\d+[mg]\}?", service["mem_limit"])
    assert {"max-size", "max-file"} <= set(service["logging"]["options"])


def test_passwords_may_hold_any_character() -> None:
    environment = SERVICES["web"]["environment"]
    for address, password in (("DATABASE_URL", "DATABASE_PASSWORD"), ("REDIS_URL", "REDIS_PASSWORD")):
        assert "$" not in environment[address]
        assert re.fullmatch(r"\$\{\w+:\?.+\}", environment[password])
    hard = "p@ss:/w%rd #1?'\""
    assert environ.Env().db_url_config(environment["DATABASE_URL"])["PASSWORD"] == ""
    made = with_password(environment["REDIS_URL"], hard)
    assert redis.Redis.from_url(made).connection_pool.connection_kwargs["password"] == hard
    assert with_password("redis://localhost:6379/0", "") == "redis://localhost:6379/0"


def test_the_image_runs_as_nobody_on_hashed_packages() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes" in text
    assert text.rindex("\nUSER tracker") > text.rindex("\nFROM ")
    assert "HEALTHCHECK" in text
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".git", ".env", "var", ".venv"} <= set(ignored)


def test_compose_itself_accepts_the_file(tmp_path: Path) -> None:
    """Without the client (which many machines lack) the rules above stand alone."""
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        return
    filled = {**os.environ, **{name: value or "x" for name, value in EXAMPLE.items()}}
    command = [docker, "compose", "--file", str(ROOT / "docker-compose.yml"), "config", "--quiet"]
    result = subprocess.run(command, env=filled, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
