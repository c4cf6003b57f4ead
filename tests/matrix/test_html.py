"""What the Nu HTML checker says of every page, in every language: no error. One run of it over all pages, saved."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from scripts.npm import modules
from tests.matrix.ground import Things
from tests.matrix.pages import pages
from tests.matrix.roles import Visitors

pytestmark = [pytest.mark.services, pytest.mark.django_db]

CHECKER = modules("vnu-jar") / "vnu-jar" / "build" / "dist" / "vnu.jar"
# The admin's own markup is Django's.
ERRORS = ("/nothing/", "/commitments/?status=nonsense", "/commitments/?page=9999", "/recommendations/{}/")


def said_of(folder: Path) -> list[str]:
    """What is wrong with the HTML files of a folder, each error once with the files that it is in."""
    assert CHECKER.exists(), "The Nu HTML checker is not installed: python3 scripts/npm.py vnu-jar"
    assert shutil.which("java"), "Java is not installed: python3 scripts/packages.py"
    command = ["java", "-Xss4m", "-Xmx512m", "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always"]
    answer = subprocess.run([*command, "--skip-non-html", str(folder)], capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = {}
    for message in json.loads(answer.stdout)["messages"]:
        if message["type"] != "info":
            what = f"{message['message']} {message.get('extract', '').strip()}"
            found.setdefault(what, []).append(Path(message["url"]).stem)
    return [f"{what}\n    in {len(files)}: {', '.join(files[:4])}" for what, files in found.items()]


def test_the_checker_finds_an_error(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html lang=en><title>One</title>{}</html>"
    (tmp_path / "right.html").write_text(page.format("<p>one</p>"))
    assert said_of(tmp_path) == []
    (tmp_path / "wrong.html").write_text(page.format("<p for=one>one</p>"))
    assert ["“for”" in one and "in 1: wrong" in one for one in said_of(tmp_path)] == [True]


def test_every_page_in_every_language_is_valid_html(ground: Things, visitors: Visitors, tmp_path: Path) -> None:
    saved: Counter[str] = Counter()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for number, (row, html) in enumerate(pages(ground, visitors)):
                saved[language] += f'<html lang="{language}"' in html
                name = f"{language}-{number}-{row}".replace("/", "_").replace(" ", "_").replace(":", ".")
                (tmp_path / f"{name}.html").write_text(html)
    for number, address in enumerate(ERRORS):
        html = Client().get(address.format(ground["archived recommendation"])).content.decode()
        (tmp_path / f"error-{number}.html").write_text(html)
    assert min(saved.values()) > 80
    problems = said_of(tmp_path)
    assert not problems, "\n".join(problems)
