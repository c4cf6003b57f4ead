"""scripts/demo.py, as make demo starts it: from nothing to its end, again, and in every way that it can go wrong."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from scripts import demo
from scripts.processes import free_port, is_port_free, start, stop
from tests.waiting import until

from .conftest import ROOT, without_services


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def _demo(var: Path, port: int, *options: str) -> subprocess.Popen[bytes]:
    environment = {**without_services(), "VAR_DIR": str(var), "PORT": str(port)}
    command = [sys.executable, str(ROOT / "scripts" / "demo.py"), *options]
    return start(command, environment=environment, log=var / "said")


def _said(var: Path) -> str:
    return (var / "said").read_text() if (var / "said").exists() else ""


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:  # it has ended meanwhile
        return []
    direct = [int(child) for child in text.split()]
    return direct + [below for child in direct for below in _children(child)]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.services
def test_the_demo_from_nothing_to_its_end_and_again(demo_folder: Path) -> None:
    port, family, began = free_port(), [], time.monotonic()
    process = _demo(demo_folder, port)
    try:
        assert until(lambda: "Ready" in _said(demo_folder) or process.poll() is not None, 420)  # a busy machine
        took = time.monotonic() - began
        assert f"http://127.0.0.1:{port}" in _said(demo_folder)
        assert all(address in _said(demo_folder) for address in [*demo.ACCOUNTS, demo.PASSWORD])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
            assert page.status == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/data/snapshots/SHA256SUMS", timeout=60) as sums:
            assert sums.read().count(b"  open-data-") == 1, "a snapshot to look at"
        assert until(lambda: len(_children(process.pid)) >= 4), "web with two workers, and a worker with its scheduler"
        family = _children(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)
        stop(process)
    assert process.returncode == 0
    assert until(lambda: not any(map(_alive, family)))
    assert is_port_free(port)
    _a_second_start_is_quicker_and_keeps_the_data(demo_folder, took)


def _a_second_start_is_quicker_and_keeps_the_data(folder: Path, first_took: float) -> None:
    key, marked = (folder / "secret-key").read_text(), (folder / "demo-loaded").stat().st_mtime
    (folder / "said").unlink()
    port, began = free_port(), time.monotonic()
    process = _demo(folder, port)
    try:
        assert until(lambda: "Ready" in _said(folder))
        assert time.monotonic() - began < first_took
        assert "Preparing" not in _said(folder)
        assert ((folder / "secret-key").read_text(), (folder / "demo-loaded").stat().st_mtime) == (key, marked)
        _a_dead_child_ends_the_rest(process, folder)
    finally:
        stop(process)


def _a_dead_child_ends_the_rest(process: subprocess.Popen[bytes], folder: Path) -> None:
    family = _children(process.pid)
    worker = next(pid for pid in family if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    assert process.wait(120) == 1
    assert "The worker process ended by itself" in _said(folder)
    assert until(lambda: not any(map(_alive, family)))


def test_the_demo_names_a_port_that_is_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = _demo(tmp_path, port)
        assert process.wait(120) == 1
    assert f"Port {port} is in use" in _said(tmp_path)


@pytest.mark.parametrize("port", ["0", "65536", "eighty"])
def test_the_demo_refuses_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    process = _demo(tmp_path, port)
    assert process.wait(120) == 1
    assert "PORT must be a number from 1 to 65535" in _said(tmp_path)


def test_a_reset_throws_away_what_the_demo_made_and_nothing_else(tmp_path: Path) -> None:
    for name in ("db.sqlite3", "db.sqlite3-wal", "secret-key", "demo-loaded", demo.KEPT, "mine.txt"):
        (tmp_path / name).touch()
    (tmp_path / "media" / "deep").mkdir(parents=True)
    (tmp_path / "services").mkdir()
    demo._throw_away(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([demo.KEPT, "mine.txt", "services"])
