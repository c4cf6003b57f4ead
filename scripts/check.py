"""Everything that can be said about the code without running the tests: ``make check``.

Each step prints its name and, when it fails, its output; all are run, and the exit code is 1 when any failed.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import messages  # noqa: E402

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "SECRET_KEY": "nqz4r7Qb2m9vXw1LkT6hYc8sPd3fGj5uAe0iRo-only-to-check-the-settings",
    "ALLOWED_HOSTS": "tracker.example.org",
    "SITE_URL": "https://tracker.example.org",
    "CONTACT_EMAIL": "contact@tracker.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://mail.example.org:587",
    "TRUSTED_PROXY_COUNT": "1",
}


def templates() -> list[str]:
    """Every template of ours, for djade."""
    return [str(path) for pattern in ("templates", "*/templates") for path in ROOT.glob(f"{pattern}/**/*.html")]


def steps(var: str) -> Iterator[tuple[str, list[str] | Callable[[], str], dict[str, str]]]:
    """Name, command (or a function that gives what is wrong) and environment of each step."""
    demo = {"DEMO": "1", "VAR_DIR": var}
    yield "lint", [str(BIN / "ruff"), "check", "."], {}
    yield "format", [str(BIN / "ruff"), "format", "--check", "."], {}
    yield "templates", [str(BIN / "djade"), "--target-version", "5.2", "--check", *templates()], {}
    yield "types", [str(BIN / "mypy"), "."], demo
    yield "imports", [str(BIN / "lint-imports"), "--no-cache"], demo
    yield "migrations are there", [*MANAGE, "makemigrations", "--check", "--dry-run"], demo
    yield "migrations can be rolled out", [sys.executable, str(ROOT / "scripts" / "lint_migrations.py")], demo
    yield "deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION | {"VAR_DIR": var}
    yield "translations", _translations, {}


def _translations() -> str:
    outdated = messages.outdated()
    return f"Not up to date: {', '.join(outdated)}. Run: make messages" if outdated else ""


def main() -> None:
    """Run all steps; exit 1 when any failed."""
    if "--format-templates" in sys.argv:
        sys.exit(subprocess.run([str(BIN / "djade"), "--target-version", "5.2", *templates()], check=False).returncode)
    failed = []
    with tempfile.TemporaryDirectory() as var:
        for name, what, extra in steps(var):
            started = time.monotonic()
            wrong = what() if callable(what) else _output_of_failure(what, extra)
            print(f"{'FAILED' if wrong else 'ok':6} {name} ({time.monotonic() - started:.1f} s)", flush=True)
            if wrong:
                print(wrong, flush=True)
                failed.append(name)
    if failed:
        sys.exit(f"make check failed: {', '.join(failed)}")


def _output_of_failure(command: list[str], extra: dict[str, str]) -> str:
    result = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default::DeprecationWarning:__main__", **extra},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return (result.stdout.strip() or f"exit code {result.returncode}") if result.returncode else ""


if __name__ == "__main__":
    main()
