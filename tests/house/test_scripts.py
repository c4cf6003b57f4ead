"""The other scripts behind make: tests that may not be skipped, packages that are named, translations."""

import ast
import gettext
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import install, messages, packages

from .conftest import ROOT

SKIPPING = {
    "by itself": "import pytest\ndef test_x():\n    pytest.skip('no reason')\n",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no reason')\ndef test_x():\n    pass\n",
    "as a module": "import pytest\npytest.importorskip('no_such_module')\ndef test_x():\n    pass\n",
}


@pytest.mark.parametrize("ci", ["1", ""], ids=["in CI", "elsewhere"])
@pytest.mark.parametrize("text", SKIPPING.values(), ids=SKIPPING)
def test_a_skipped_test_fails_in_ci(tmp_path: Path, text: str, ci: str) -> None:
    (tmp_path / "test_skipping.py").write_text(text + "def test_y():\n    pass\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.no_skips", "-p", "no:django", "-c", os.devnull]
    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}
    result = subprocess.run([*command, str(tmp_path)], env=environment, capture_output=True, text=True, check=False)
    assert (result.returncode in {1, 2}) is bool(ci), result.stdout
    assert ("which fails where CI is set" in result.stdout) is bool(ci)


def test_the_suite_fails_when_it_finds_nothing(tmp_path: Path) -> None:
    script = tmp_path / "scripts"
    shutil.copytree(ROOT / "scripts", script, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {**os.environ, "TEST_DATABASE_URL": "unused", "TEST_REDIS_URL": "unused", "TEST_PROCESSES": "0"}
    environment.pop("PYTEST_ADDOPTS", None)  # this test may be run by the very script
    command = [sys.executable, str(script / "test.py"), "-p", "no:django", "-c", os.devnull]
    result = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "No test was found for the run on SQLite" in result.stdout
    assert result.stdout.rstrip().splitlines()[-1].startswith("no tests ran")


def test_missing_packages_are_named(monkeypatch, capsys) -> None:
    monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)
    packages.install_packages(["chromium", "redis-server"], why="for the tests", optional=True)
    said = capsys.readouterr().err
    assert "apt install chromium redis-server" in said
    with pytest.raises(SystemExit):
        packages.install_packages(["chromium"], why="for the tests", optional=False)


def test_the_stamp_changes_with_the_lock(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "requirements").mkdir()
    lock = tmp_path / "requirements" / "base.txt"
    monkeypatch.setattr(install, "ROOT", tmp_path)
    lock.write_text("one==1\n")
    before = install._fingerprint("base")
    lock.write_text("one==2\n")
    assert install._fingerprint("base") != before


def test_translations_are_compiled_and_read(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "words" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Save"\nmsgstr "Enregistrer"\n'
    )
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUES", {"words": ()})
    messages.compile_all()
    assert gettext.translation("django", tmp_path / "words", ["fr"]).gettext("Save") == "Enregistrer"


@pytest.mark.parametrize(
    ("version", "needed"),
    [((3, 11, 2, "final", 0), False), ((3, 11, 1), True), ((3, 9, 2), True), ((3, 13, 5), False), ((4, 0, 0), False)],
)
def test_a_python_that_is_too_old_is_refused_by_name(version: tuple, needed: bool) -> None:
    said = install.refusal(version)
    assert (said is not None) is needed
    if needed:
        assert said.startswith("Python 3.11.2 or newer is needed")
        assert ".".join(map(str, version[:3])) in said


def test_the_script_that_refuses_can_be_read_by_what_it_refuses() -> None:
    tree = ast.parse((ROOT / "scripts" / "install.py").read_text(), feature_version=(3, 5))
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Match)
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, newer)] == []
    first_of_ours = next(n for n, node in enumerate(tree.body) if getattr(node, "module", "") == "scripts.packages")
    assert any("refusal" in ast.dump(node) for node in tree.body[:first_of_ours]), "the other scripts are newer"


def test_continuous_integration_uses_the_systems_python_and_says_so() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert any('PATH="/usr/bin:$PATH"' in line for line in lines)
    assert any("python3 -V" in line for line in lines)
