"""A process of its own for what strangers sent: bounded in memory and time, without the site's secrets, then gone.

Both sides are here. Nothing of Django is imported: the child is to start in a moment and to know nothing.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ("PATH", "LANG", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
ANSWER_MAX = 64 * 1024
PATIENCE = 10  # how much the web goes first


class ChildFailed(Exception):
    """The process gave no answer; its words say why."""


class ChildSlow(ChildFailed):
    """It was ended because its time was over."""


def ask(
    module: str, given: dict[str, Any], *, seconds: float, package: str = "progress.evidence_jobs"
) -> dict[str, Any]:
    """What a module of this package, or of another, answers to ``given``. Raises ``ChildFailed``."""
    command = [sys.executable, "-m", f"{package}.{module}"]
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    try:
        result = subprocess.run(  # noqa: S603  our own program; what it is given is data on its standard input
            command, input=json.dumps(given), cwd=ROOT, env=environment, timeout=seconds, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        answer = json.loads(result.stdout[:ANSWER_MAX])
    except subprocess.TimeoutExpired:
        raise ChildSlow(f"not ready after {seconds} seconds") from None
    except subprocess.CalledProcessError as error:
        lines = error.stderr.strip().splitlines() or [f"exit {error.returncode}"]
        raise ChildFailed(lines[-1][:200]) from None
    except ValueError:
        raise ChildFailed("no answer that can be read") from None
    if not isinstance(answer, dict):
        raise ChildFailed("no answer that can be read")
    return answer


def bound(*, megabytes: int, processor_seconds: int) -> None:
    """For the child: no more memory or processor time than this, and behind everybody else."""
    for kind, most in ((resource.RLIMIT_AS, megabytes * 1024 * 1024), (resource.RLIMIT_CPU, processor_seconds)):
        _soft, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    os.nice(PATIENCE)


def given() -> dict[str, Any]:
    """For the child: what it was asked."""
    return json.load(sys.stdin)


def answer(**values: Any) -> None:
    """For the child: its answer."""
    json.dump(values, sys.stdout)
