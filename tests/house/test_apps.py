"""Who may import whom: the contracts of pyproject.toml hold, and each of them catches a wrong import."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    "accounts",
    "audit",
    "charts",
    "consent",
    "dashboard",
    "demo",
    "desk",
    "following",
    "gta",
    "hash_chain",
    "identity",
    "imports",
    "ledger",
    "names",
    "notifications",
    "office_files",
    "opendata",
    "outbox",
    "pages",
    "progress",
    "recommendations",
    "search",
    "stakeholders",
    "submissions",
)
FACES_PEOPLE = {"views", "api", "admin", "urls", "management", "templatetags"}
LINT = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(LINT, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for app in APPS:
        shutil.copytree(ROOT / app, folder / app, ignore=shutil.ignore_patterns("__pycache__", "data"))
    return folder


def test_the_contracts_hold(copy: Path) -> None:
    result = _lint(copy)
    assert result.returncode == 0, result.stdout
    assert "0 broken." in result.stdout


@pytest.mark.parametrize(
    ("app", "line"),
    [
        ("recommendations", "import stakeholders"),
        ("accounts", "import recommendations"),
        ("charts", "import accounts"),
        ("charts", "import stakeholders"),
        ("outbox", "import accounts"),
        ("outbox", "import names"),
        ("notifications", "import accounts"),
        ("notifications", "import names"),
        ("stakeholders", "import notifications"),
        ("names", "import accounts"),
        ("office_files", "import names"),
        ("ledger", "import names"),
        ("ledger", "import progress"),
        ("hash_chain", "import consent"),
        ("hash_chain", "import names"),
        ("consent", "import dashboard"),
        ("consent", "import names"),
        ("consent", "import identity"),
        ("identity", "import accounts"),
        ("names", "import identity"),
        ("stakeholders", "import progress"),
        ("stakeholders", "import outbox"),
        ("progress", "import consent"),
        ("progress", "import charts"),
        ("progress", "import search"),
        ("search", "import dashboard"),
        ("search", "import consent"),
        ("dashboard", "import opendata"),
        ("dashboard", "import gta"),
        ("dashboard", "import following"),
        ("opendata", "import following"),
        ("following", "import opendata"),
        ("following", "import gta"),
        ("opendata", "import demo"),
        ("opendata", "import gta"),
        ("demo", "import gta"),
        ("audit", "import desk"),
        ("desk", "import audit"),
        ("pages", "import stakeholders"),
        ("pages", "import progress"),
        ("submissions", "import audit"),
        ("progress", "import audit"),
        ("submissions", "import imports"),
        ("imports", "import submissions"),
        ("imports", "import gta"),
        ("stakeholders", "def dodge():\n    import progress\n"),
    ],
)
def test_a_wrong_import_is_caught(copy: Path, app: str, line: str) -> None:
    wrong = copy / app / "wrong.py"
    wrong.write_text(line)
    try:
        result = _lint(copy)
    finally:
        wrong.unlink()
    assert result.returncode == 1
    assert f"{app}.wrong" in result.stdout


@pytest.mark.parametrize(
    "app", ["consent", "dashboard", "following", "imports", "opendata", "progress", "recommendations", "stakeholders"]
)
def test_views_import_no_urls(copy: Path, app: str) -> None:
    """The order inside an app holds for every app that has pages."""
    wrong = copy / app / "views" / "wrong.py"
    wrong.write_text(f"import {app}.urls.{sorted(path.stem for path in (copy / app / 'urls').glob('[a-z]*.py'))[0]}")
    try:
        result = _lint(copy)
    finally:
        wrong.unlink()
    assert result.returncode == 1
    assert f"{app}.views.wrong" in result.stdout


@pytest.mark.parametrize("app", APPS)
def test_each_app_says_what_it_is_for(app: str) -> None:
    said = ast.get_docstring(ast.parse((ROOT / app / "__init__.py").read_text())) or ""
    assert "import" in said.lower() and "start reading at" in said.lower()


def _modules() -> list[Path]:
    return [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def _imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _reaches_what_faces_people(path: Path) -> set[str]:
    inside = set(path.relative_to(ROOT).with_suffix("").parts[1:])
    if inside & FACES_PEOPLE or path.parts[-2] == "gta":
        return set()
    ours = (name.split(".") for name in _imported(ast.parse(path.read_text())) if name.split(".")[0] in APPS)
    return {".".join(parts) for parts in ours if set(parts[1:2]) & {"views", "api", "admin"}}


def test_nothing_below_imports_views_or_admin() -> None:
    wrong = {str(path.relative_to(ROOT)): found for path in _modules() if (found := _reaches_what_faces_people(path))}
    assert wrong == {}


def test_no_drawer() -> None:
    """A general services.py or utils.py becomes a drawer where everything lands."""
    assert [path.name for path in _modules() if path.stem in {"utils", "services", "helpers", "misc"}] == []
