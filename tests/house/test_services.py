"""scripts/services.py: real servers beside a command, and nothing left of them afterwards."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.processes import is_port_free
from tests.waiting import until

from .conftest import ROOT, without_services

ASK = """
import json, os, sys, time
import psycopg2, redis
database, store = os.environ["TEST_DATABASE_URL"], os.environ["TEST_REDIS_URL"]
with psycopg2.connect(database).cursor() as cursor:
    cursor.execute("select current_setting('fsync'), current_setting('port')")
    fsync, port = cursor.fetchone()
told = [fsync, int(port), redis.from_url(store).ping(), int(store[:-2].split(":")[3])]
open(sys.argv[1], "w").write(json.dumps(told))
time.sleep(float(sys.argv[2]))
sys.exit(int(sys.argv[3]))
"""


def _services(told: Path, *options: str, seconds: float = 0, code: int = 0) -> list[str]:
    script = [sys.executable, str(ROOT / "scripts" / "services.py"), "run", *options, "--"]
    return [*script, sys.executable, "-c", ASK, str(told), str(seconds), str(code)]


@pytest.mark.services
@pytest.mark.parametrize(("options", "fsync"), [((), "off"), (("--durable",), "on")], ids=["fast", "durable"])
def test_services_run_beside_a_command_and_end_with_it(tmp_path: Path, options: tuple[str, ...], fsync: str) -> None:
    command = _services(tmp_path / "told", *options, code=7)
    assert subprocess.run(command, env=without_services(), check=False).returncode == 7
    told_fsync, database, ping, store = json.loads((tmp_path / "told").read_text())
    assert (told_fsync, ping) == (fsync, True)
    assert is_port_free(database)
    assert is_port_free(store)


@pytest.mark.services
@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL], ids=["ended", "killed"])
def test_services_leave_nothing_when_they_are_stopped(tmp_path: Path, blow: signal.Signals) -> None:
    told = tmp_path / "told"
    wrapper = subprocess.Popen(_services(told, seconds=600), env=without_services())
    try:
        assert until(lambda: told.exists() and told.read_text())
    finally:
        wrapper.send_signal(blow)
        wrapper.wait(120)
    _fsync, database, _ping, store = json.loads(told.read_text())
    assert until(lambda: is_port_free(database) and is_port_free(store))
