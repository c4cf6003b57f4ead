"""The whole site for a first look: ``make demo``. Ends with Ctrl-C or SIGTERM, and leaves no process behind.

Prepares the database in VAR_DIR (var/) once, then runs the web server and one worker with the scheduler in
it. When one of them dies the other is ended too, with the reason. Standard library only.
"""

import argparse
import fcntl
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.processes import end_on_signals, is_port_free, last_lines, start, stop  # noqa: E402

PASSWORD = "demo-demo-demo"  # noqa: S105  of fictional people, printed on purpose
ACCOUNTS = {
    "reporter@demo.example": "reports for a fictional government",
    "focal@demo.example": "its focal point, who signs off",
    "ngo@demo.example": "reports for another organisation",
    "curator@demo.example": "reviews and publishes",
    "curator.two@demo.example": "the second curator, who publishes what the first wrote",
    "admin@demo.example": "administrator",
}
BODIES = ("gta", "roads")  # demo/bodies.py has what each is
KEPT = "demo.lock"  # the one file of VAR_DIR that a reset leaves, as it is what says that the demo is running
ON_RESET = ["db.sqlite3*", "media", "mail", "broker*", "celerybeat-schedule*", "secret-key", "static", "demo-*"]


def main() -> None:
    """Prepare, serve and wait, until a signal or the death of a child."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    arguments = parser.parse_args()
    end_on_signals()
    port = _port()
    var = _folder()
    (var / "log").mkdir(parents=True, exist_ok=True)
    lock = _only_one(var)
    try:
        if not is_port_free(port):
            sys.exit(f"Port {port} is in use. Choose another: make demo PORT={port + 1}")
        if arguments.reset:
            _throw_away(var)
        environment = _environment(var, port)
        _prepare(var, environment)
        sys.exit(_serve(var, port, environment))
    except KeyboardInterrupt:
        print("\nThe demo has ended. Its data is kept: make demo starts it again.", flush=True)
    finally:
        os.close(lock)


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _folder() -> Path:
    """Where the demo's data lie: a folder for each body, so that two of them never mix."""
    body = os.environ.get("BODY") or BODIES[0]
    if body not in BODIES:
        sys.exit(f"BODY must be one of {', '.join(BODIES)}, not {body!r}.")
    own = ROOT / "var" if body == BODIES[0] else ROOT / "var" / body
    return Path(os.environ.get("VAR_DIR") or own).resolve()


def _only_one(var: Path) -> int:
    """Hold the folder for this demo: two on the same database would each run a scheduler."""
    lock = os.open(var / KEPT, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"A demo is running already with the data in {var}. End it first, or set VAR_DIR to another folder.")
    return lock


def _throw_away(var: Path) -> None:
    for pattern in ON_RESET:
        for path in var.glob(pattern):
            if path.name == KEPT:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _environment(var: Path, port: int) -> dict[str, str]:
    """What the site is told: the demo's own world, whatever the shell holds for another one."""
    foreign = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MEDIA_ROOT", "SITE_URL", "ALLOWED_HOSTS", "SENTRY_DSN"}
    kept = {key: value for key, value in os.environ.items() if key not in foreign}
    return {**kept, "DEMO": "1", "DEBUG": "0", "VAR_DIR": str(var), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def _prepare(var: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "prepare.py"), "--demo"]
    child = start(command, environment=environment)
    try:
        code = child.wait()
    finally:
        stop(child)
    if code:
        sys.exit("The demo could not be prepared; the message above says why. Start over: make demo-reset")


def _serve(var: Path, port: int, environment: dict[str, str]) -> int:
    python = Path(sys.executable)
    web = ["gunicorn", "gta.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "2"]
    web += ["--workers", environment.get("WEB_WORKERS", "2"), "--graceful-timeout", "3", "--no-control-socket"]
    worker = ["celery", "--app", "gta", "--quiet", "worker", "--pool", "threads", "--concurrency", "2", "--beat"]
    worker += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    logs = {name: var / "log" / f"{name}.log" for name in ("web", "worker")}
    children = {}
    try:
        for name, command in (("web", web), ("worker", worker)):
            logs[name].write_bytes(b"")
            children[name] = start([str(python), "-m", *command], log=logs[name], environment=environment)
        is_announced = False
        parent = os.getppid()
        while True:
            for name, child in children.items():
                if child.poll() is not None:
                    print(f"The {name} process ended by itself (code {child.returncode}). Its last lines:")
                    print(last_lines(logs[name]), f"\nAll of it: {logs[name]}", flush=True)
                    return 1
            if os.getppid() != parent:
                return 1  # make was killed: nobody is left to end us
            if not is_announced and _is_ready(port):
                _announce(port, var)
                is_announced = True
            time.sleep(0.2)
    finally:
        for child in children.values():
            if child.poll() is None:
                child.terminate()
        for child in children.values():
            stop(child)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(json.load(answer)["ready"])
    except (OSError, ValueError, urllib.error.HTTPError):
        return False


def _announce(port: int, var: Path) -> None:
    width = max(map(len, ACCOUNTS))
    people = "\n".join(f"  {address:<{width}}  {role}" for address, role in ACCOUNTS.items())
    print(
        f"\nReady: http://127.0.0.1:{port}\n\n"
        f"Sign in at http://127.0.0.1:{port}/accounts/login/ (everyone's password: {PASSWORD})\n{people}\n\n"
        f"Mail is written to {var / 'mail'}, logs to {var / 'log'}. All data is fictional. Ctrl-C ends the demo.",
        flush=True,
    )


if __name__ == "__main__":
    main()
