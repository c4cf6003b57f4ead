"""deploy/systemd, nginx on a bare host and docs/deploy-debian.md; ``make bare ONLY=deploy`` does what the page says."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from scripts import deploy_page, tracker_manage
from scripts.processes import free_port
from tests.proxy import NGINX

from .conftest import ROOT

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(path.stem for path in UNITS.glob("*.service"))
LASTING = {"tracker-web", "tracker-worker", "tracker-backups", "tracker-beat"}
EXPOSURE = "17"  # 1.7 of 10, as systemd-analyze counts
FIRST, CONTAINERS = (DEPLOY / "example.env").read_text().split("# --- With containers alone")
PAGE = (ROOT / "docs" / "deploy-debian.md").read_text()
COMMANDS = "".join(deploy_page.steps().values())


def _said(unit: str, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", (UNITS / f"{unit}.service").read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root in which the units are where the page puts them, with the programs that they start."""
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(UNITS, root / "etc" / "systemd" / "system")
    for name in ("sysinit", "basic", "shutdown", "network-online"):
        (root / "etc" / "systemd" / "system" / f"{name}.target").write_text("[Unit]\n")
    for unit in SERVICES:
        for command in _said(unit, "ExecStart"):
            program = root / command.split()[0].lstrip("/")
            program.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(command.split()[0].replace("/opt/tracker", str(ROOT))), program)
    return root


def _analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", "--no-pager", *words], capture_output=True, text=True, check=False)


def test_systemd_understands_every_unit(root: Path) -> None:
    units = [str(path) for path in (root / "etc" / "systemd" / "system").glob("tracker*.*") if path.is_file()]
    result = _analyze("verify", "--man=no", f"--root={root}", *units)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_can_do_little_beyond_its_work(root: Path, unit: str) -> None:
    result = _analyze("security", "--offline=true", f"--root={root}", f"--threshold={EXPOSURE}", f"{unit}.service")
    assert result.returncode == 0, result.stdout


def test_the_target_starts_what_lasts_and_each_waits_for_the_database() -> None:
    target = (UNITS / "tracker.target").read_text()
    assert {word.removesuffix(".service") for word in re.findall(r"tracker-\w+\.service", target)} == LASTING
    for unit in LASTING:
        assert _said(unit, "Requires") == _said(unit, "After") == ["tracker-migrate.service"]
        assert _said(unit, "Restart") == ["on-failure"]
        assert _said(unit, "MemoryMax")


def test_the_units_do_what_the_containers_do() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    migrate = services["migrate"]["command"][2].split(" && ")
    assert [" ".join(command.split()[1:]) for command in _said("tracker-migrate", "ExecStart")] == [
        command.removeprefix("python ") for command in migrate
    ]
    for unit, service in (("worker", "worker"), ("backups", "backups"), ("beat", "beat")):
        asked, given = services[service]["command"], _said(f"tracker-{unit}", "ExecStart")[0].replace("%%", "%")
        words = [word for word in asked if word and not word.startswith("/tmp")]
        assert set(words) <= {*given.split(), "celery"}, unit
    dockerfile = (ROOT / "Dockerfile").read_text()
    served = " ".join(re.findall(r'"([^"]+)"', dockerfile.rsplit("CMD", 1)[1]))
    assert _said("tracker-web", "ExecStart")[0].endswith(f"{served} --bind 127.0.0.1:8000")


def test_the_owners_password_is_for_those_who_need_it() -> None:
    """And what runs all the time with it is another user's, as the site's could read it in /proc."""
    owners = {unit for unit in SERVICES if "/etc/tracker/owner" in _said(unit, "EnvironmentFile")}
    assert owners == {"tracker-migrate", "tracker-backups", "tracker-backup"}
    for unit in SERVICES:
        assert _said(unit, "EnvironmentFile")[0] == "/etc/tracker/env"  # the later file wins
        assert _said(unit, "User") == ["tracker-backup" if unit.startswith("tracker-backup") else "tracker"]


def _debian_nginx() -> str:
    made = subprocess.run(
        ["sed", "-f", str(DEPLOY / "nginx-debian.sed"), str(DEPLOY / "nginx.conf")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return made.stdout


def test_nginx_accepts_what_the_page_makes_of_the_configuration(tmp_path: Path) -> None:
    text = _debian_nginx()
    for of_the_container in ("/tmp", "/dev/std", "web:8000", "resolver", "127.0.0.11", "/var/www/acme", "8080"):
        assert of_the_container not in text
    live = tmp_path / "live" / "x"
    live.mkdir(parents=True)
    key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    key += ["-keyout", str(live / "privkey.pem"), "-out", str(live / "fullchain.pem")]
    subprocess.run(key, check=True, capture_output=True)
    for there, here in {
        "user www-data;": "",
        "${CERTIFICATE_NAME}": "x",
        "/etc/letsencrypt": str(tmp_path),
        "/var/lib/nginx": str(tmp_path),
        "/var/log/nginx": str(tmp_path),
        "/run/nginx.pid": str(tmp_path / "pid"),
        "listen 80 ": f"listen 127.0.0.1:{free_port()} ",
        "listen 443 ": f"listen 127.0.0.1:{free_port()} ",
        "listen [::]:80 default_server;": "",
        "listen [::]:443 ssl default_server;": "",
    }.items():
        assert there in text, there
        text = text.replace(there, here)
    (tmp_path / "nginx.conf").write_text(text)
    result = subprocess.run(
        [NGINX, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_the_settings_of_the_first_part_are_the_sites_own() -> None:
    """The page takes it alone: the owner's password stands in the second, with what only compose reads."""
    documented = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))
    assert set(re.findall(r"^([A-Z_]+)=", FIRST, re.MULTILINE)) <= documented
    assert set(re.findall(r"^([A-Z_]+)=", CONTAINERS, re.MULTILINE)) & documented == {"REDIS_PASSWORD"}
    assert "'/^# --- With containers alone/,$d'" in COMMANDS
    assert set(re.findall(r"^([A-Z_]+)=", COMMANDS, re.MULTILINE)) <= documented | {
        "HOST", "REPOSITORY", "OWNER", "PRODUCTION", "SITE_DATABASE_PASSWORD",
    }  # fmt: skip


def test_the_commands_of_the_page_name_what_exists() -> None:
    steps = deploy_page.steps()
    assert {deploy_page.FETCHED, deploy_page.UPGRADE} <= set(steps)
    assert set(re.findall(r"^(\w+)=", steps[""], re.MULTILINE)) == set(deploy_page.HERE)
    for path in re.findall(r"(?:/opt/tracker/|(?<![\w./-]))((?:deploy|scripts|requirements)/[\w./-]+)", PAGE):
        assert (ROOT / path).exists(), path
    for unit in re.findall(r"\btracker-(?!manage\b)[a-z]+", PAGE):
        assert unit in SERVICES, unit
    for command in re.findall(r"tracker-manage (?:--owner )?([a-z_]+)", PAGE):
        assert command in get_commands(), command
    for address in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / address).exists(), address
    assert subprocess.run(["bash", "-n", "-c", COMMANDS], check=False).returncode == 0


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=Recommendations tracker <noreply@example.org>", "Recommendations tracker <noreply@example.org>"),
        ("NAME='pa$$word #1'", "pa$$word #1"),
        ('NAME="it is \\"so\\""', 'it is "so"'),
        ("  NAME = a=b ", "a=b"),
        ("NAME=", ""),
        ("NAME=postgres://user@host/name?x=1#y", "postgres://user@host/name?x=1#y"),
    ],
)
def test_settings_are_read_as_systemd_reads_them(tmp_path: Path, line: str, value: str) -> None:
    (tmp_path / "env").write_text(f"# NAME=another\n\n; and this\n{line}\n")
    assert tracker_manage.read(tmp_path / "env") == {"NAME": value}


def test_it_says_who_may_run_a_command_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker_manage.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="run it as root"):
        tracker_manage.main(shlex.split("--owner migrate"))
