"""Another project that uses the app alone, put together as docs/consent.md says, served, asked and checked."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from scripts.processes import free_port, last_lines, start, stop, wait_for_port

pytestmark = pytest.mark.services
ROOT = Path(__file__).resolve().parents[2]

SETTINGS = """
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = "another-projects-own-0123456789-0123456789-0123456789"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "urls"
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.staticfiles",
    "consent",
]
MIDDLEWARE = [
    "consent.middleware.StorageGuardMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "consent.middleware.ConsentMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [BASE_DIR / "templates"],
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
LANGUAGES = [("en", "English"), ("fr", "French")]
USE_TZ = True
CONSENT_BASE_TEMPLATE = "base.html"
CONSENT_CONTROLLER = "The Harbour Library"
"""
URLS = """
from django.conf.urls.i18n import i18n_patterns
from django.shortcuts import render
from django.urls import include, path
urlpatterns = [path("", include("consent.urls.machine"))]
urlpatterns += i18n_patterns(
    path("", include("consent.urls.pages")),
    path("", lambda request: render(request, "base.html")),
    prefix_default_language=False,
)
"""
BASE = """<!doctype html>{% load consent %}<html lang="en"><head><title>{% block title %}Harbour{% endblock %}</title>
{% consent_head %}</head><body>{% block content %}<h1>Harbour</h1>{% endblock %}{% consent_banner %}</body></html>
"""
MANAGE = """
import os, sys
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
execute_from_command_line(sys.argv)
"""
WITHOUT = re.compile(r"DJANGO|DATABASE|REDIS|TESTING|DEBUG|SECRET|SITE|ALLOWED|VAR_DIR|PYTEST|PYTHONPATH")


class Project:
    """The other project's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for copied in ("consent", "hash_chain", "templates/consent", "static/consent"):
            shutil.copytree(ROOT / copied, folder / copied, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "static" / "css").mkdir()
        shutil.copy(ROOT / "static" / "css" / "consent.css", folder / "static" / "css")
        for name, text in {"settings": SETTINGS, "urls": URLS, "manage": MANAGE}.items():
            (folder / f"{name}.py").write_text(text)
        (folder / "templates" / "base.html").write_text(BASE)
        self.environment = {name: value for name, value in os.environ.items() if not WITHOUT.search(name)}

    def manage(self, *arguments: str) -> str:
        """A command's output; the test fails with it when the command does."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("harbour"))
    made.manage("migrate", "-v", "0")
    return made


@pytest.fixture(scope="module")
def served(project: Project) -> Iterator[http.client.HTTPConnection]:
    """The project, running; a connection to it."""
    port, log = free_port(), project.folder / "log"
    command = [sys.executable, str(project.folder / "manage.py"), "runserver", "--noreload", f"127.0.0.1:{port}"]
    process = start(command, log=log, environment=project.environment | {"PYTHONPATH": str(project.folder)})
    try:
        assert wait_for_port(port, process, within=180), last_lines(log)
        yield http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    finally:
        stop(process)


def ask(
    served, method: str, address: str, fields: dict[str, str] | None = None, **headers: str
) -> tuple[int, str, str]:
    """(status, body, the cookie to send from now on)."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    served.request(method, address, urlencode(fields or {}), form | headers)
    answer = served.getresponse()
    body = answer.read().decode()
    return [answer.status, body, (answer.headers["Set-Cookie"] or "").split(";")[0]]


def test_it_passes_the_checks_of_django_and_its_own(project: Project) -> None:
    assert "no issues" in project.manage("check", "--database", "default")
    assert "No changes" in project.manage("makemigrations", "--check", "--dry-run")


def test_its_commands_run(project: Project) -> None:
    assert "Nothing new to seal" in project.manage("seal_consent_log")
    assert "whole: 0 rows" in project.manage("verify_consent_log")
    assert "0 choices ended" in project.manage("purge_consent")


@pytest.mark.parametrize("address", ["/cookies/", "/fr/cookies/", "/cookies/mine/", "/cookies/statistics/"])
def test_its_pages_are_served(served, address: str) -> None:
    status, page, cookie = ask(served, "GET", address)
    assert (status, cookie) == (200, "")
    assert "{{" not in page and "{%" not in page


@pytest.mark.parametrize(
    ("address", "words"), [("/fr/cookies/", "Tout accepter"), ("/fr/cookies/mine/", "Votre choix")]
)
def test_it_brings_its_words_along_in_other_languages(served, address: str, words: str) -> None:
    assert words in ask(served, "GET", address)[1]


def test_a_visitor_is_asked_and_accepts(served) -> None:
    _status, page, cookie = ask(served, "GET", "/")
    assert cookie == ""
    assert "data-consent-banner" in page
    assert "The Harbour Library" in ask(served, "GET", "/cookies/")[1]
    for file in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert ask(served, "GET", file)[0] == 200, file
    status, _body, cookie = ask(served, "POST", "/cookies/choice/", {"decision": "accept_all", "next": "/"})
    assert (status, cookie.split("=")[0]) == (303, "consent")
    state = json.loads(ask(served, "GET", "/cookies/state.json", Cookie=cookie)[1])
    assert state["granted"] == dict.fromkeys(("functional", "preferences", "statistics", "marketing"), True)
    status, _body, theme = ask(served, "POST", "/cookies/preferences/", {"theme": "dark"}, Cookie=cookie)
    assert (status, theme) == (303, 'preferences="theme=dark"')
    _status, _body, gone = ask(served, "POST", "/cookies/withdraw/", Cookie=cookie)
    assert json.loads(ask(served, "GET", "/cookies/state.json", Cookie=gone)[1])["granted"]["statistics"] is False
