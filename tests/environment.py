"""The environment that tests run in; loaded before Django's settings (see addopts in pyproject.toml)."""

import os
import tempfile
from pathlib import Path

VAR_DIR = Path(os.environ.get("TEST_VAR_DIR") or tempfile.mkdtemp(prefix="tracker-tests-"))

os.environ["VAR_DIR"] = str(VAR_DIR)
os.environ["TESTING"] = "1"
os.environ["DEBUG"] = "0"
os.environ["DEMO"] = "0"
os.environ["SECRET_KEY"] = "only-for-tests-0123456789-0123456789-0123456789-0123456789"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["SITE_URL"] = "http://testserver"
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")
