"""A demo for as long as a script needs one: on a free port, in a folder of its own that is gone afterwards."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.processes import free_port, last_lines, start, stop  # noqa: E402


@contextmanager
def running_demo() -> Iterator[str]:
    """Gives its address, without a slash at the end. Exits with what the demo said where it does not start."""
    with tempfile.TemporaryDirectory() as folder:
        port, said = free_port(), Path(folder) / "said"
        environment = {**os.environ, "VAR_DIR": folder, "PORT": str(port)}
        process = start([sys.executable, str(ROOT / "scripts" / "demo.py")], log=said, environment=environment)
        try:
            while "Ready:" not in last_lines(said):
                if process.poll() is not None:
                    sys.exit(last_lines(said))
                time.sleep(0.3)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(process, within=15)
