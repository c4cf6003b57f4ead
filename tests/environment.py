"""The environment that tests run in; loaded before Django's settings (see addopts in pyproject.toml).

Each process of a run has a VAR_DIR of its own, and of one Redis a database of its own, so that processes
of ``pytest -n`` never meet. What is made here is removed when the process ends.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

from scripts.messages import compile_all

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")

if "TEST_VAR_DIR" in os.environ:
    VAR_DIR = Path(os.environ["TEST_VAR_DIR"], WORKER)
    VAR_DIR.mkdir(parents=True, exist_ok=True)
else:
    VAR_DIR = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
    atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)


(VAR_DIR / "static").mkdir(exist_ok=True)  # where collected files would be; WhiteNoise warns when it is not there


def _redis_of_this_process(address: str) -> str:
    """Database 0 for a plain run; gw0 gets 1, gw1 gets 2 and so on."""
    number = int(WORKER.removeprefix("gw") or 0) + 1 if WORKER else 0
    return re.sub(r"/\d+$", f"/{number}", address)


def _patient(address: str) -> str:
    """The site gives up on a database that takes three seconds to let it in; on a busy machine it may take longer."""
    return f"{address}?connect_timeout=60" if address.startswith("postgres") else address


os.environ["VAR_DIR"] = str(VAR_DIR)
os.environ["TESTING"] = "1"
os.environ["DEBUG"] = "0"
os.environ["DEMO"] = "0"
os.environ["SECRET_KEY"] = "only-for-tests-0123456789-0123456789-0123456789-0123456789"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["SITE_URL"] = "http://testserver"
os.environ["DATABASE_URL"] = _patient(os.environ.get("TEST_DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))
os.environ["REDIS_URL"] = _redis_of_this_process(os.environ.get("TEST_REDIS_URL", ""))
compile_all()  # pages in French are French, in a fresh clone too
for name in (
    "EMAIL_URL",
    "REPLICA_DATABASE_URL",
    "MEDIA_ROOT",
    "SENTRY_DSN",
    "TRUSTED_PROXY_COUNT",
    "MAIL_HELD",
    "SITE_NAME",
):
    os.environ.pop(name, None)
