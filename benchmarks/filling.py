"""Databases with fictional data of a size, made for one run or given from outside."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.serving import ROOT, environment
from scripts.services import postgresql

BUFFERS = "2GB"  # what docs/operations.md tells a site of a million commitments to give its database
CATALOGUE = ROOT / "recommendations" / "data" / "gta-2021.json"


@contextmanager
def filled(size: str, given: str | None) -> Iterator[str]:
    """The address of a database that holds a sample of ``size``: the one given, else a fresh one."""
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as var, postgresql(durable=True, buffers=BUFFERS) as database:
        _fill(size, environment(database, var, 0))
        yield database


def _fill(size: str, variables: dict[str, str]) -> None:
    subprocess.run([sys.executable, str(ROOT / "scripts" / "prepare.py")], env=variables, check=True)
    manage = [sys.executable, str(Path(ROOT) / "manage.py")]
    subprocess.run([*manage, "import_catalogue", str(CATALOGUE)], env=variables, check=True)
    subprocess.run([*manage, "load_sample", "--size", size, "--seed", "1"], env=variables, check=True)
