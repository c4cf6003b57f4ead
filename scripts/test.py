"""The whole suite: on SQLite, then on PostgreSQL with Redis, worker processes and Chromium. ``make test``.

Tests that any database serves as well, or none, run once, with SQLite. Arguments go to pytest in both runs, and then
all that they name runs in both (``.venv/bin/python scripts/test.py tests/house``). Exits 1 when a run fails or finds
nothing, after both have run; pytest's own closing lines stand at the end of the output and in var/test-summary.txt.
Standard library only.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.processes import end_on_signals, start, wait_or_kill  # noqa: E402

SUMMARY = ROOT / "var" / "test-summary.txt"
NOTHING_FOUND = 5
# In the order of tests/conftest.py: a long file that began last would leave the other processes with nothing to do.
PARALLEL = ["-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadscope", "--no-loadscope-reorder"]
SLOWEST = ["--durations=20", "--durations-min=1"]  # listed at the end of each run
RUNS = {
    "SQLite": [sys.executable, "-m", "pytest", *PARALLEL, "-m", "not services and not browser and not postgresql"],
    "PostgreSQL and Redis": [
        *[sys.executable, str(ROOT / "scripts" / "services.py"), "run", "--"],
        *[sys.executable, "-m", "pytest", *PARALLEL],
        *([] if sys.argv[1:] else ["--only-what-the-database-may-change"]),
    ],
}


def main() -> None:
    """Run both, then print how each ended."""
    end_on_signals()
    SUMMARY.parent.mkdir(exist_ok=True)
    SUMMARY.unlink(missing_ok=True)
    ended = []
    try:
        for name, command in RUNS.items():
            print(f"\n=== The suite on {name}", flush=True)
            ended.append((name, *_run([*command, *sys.argv[1:]])))
    except KeyboardInterrupt:
        sys.exit(130)
    closing = "\n".join(f"{name}: {line}" for name, _code, line in ended[:-1]) + f"\n{ended[-1][2]}\n"
    SUMMARY.write_text(closing)
    for name, code, _line in ended:
        if code == NOTHING_FOUND:
            print(f"No test was found for the run on {name}: that is a failure.", flush=True)
    print(f"\n{closing}", end="", flush=True)
    sys.exit(1 if any(code for _name, code, _line in ended) else 0)


def _run(command: list[str]) -> tuple[int, str]:
    """Run pytest with its output passed on; gives its exit code and its last line."""
    environment = {name: value for name, value in os.environ.items() if name != "TEST_VAR_DIR"}
    environment |= {"PYTEST_ADDOPTS": os.environ.get("PYTEST_ADDOPTS", "") + " --color=no -q"}
    child = start([*command, *SLOWEST], environment=environment, own_group=False, output=subprocess.PIPE)
    last = "pytest said nothing"
    try:
        for line in child.stdout or ():
            text = line.decode(errors="replace")
            print(text, end="", flush=True)
            if re.search(r"\d+ (passed|failed|error)|no tests ran", text):
                last = text.strip().strip("= ")
        return child.wait(), last
    except KeyboardInterrupt:
        wait_or_kill(child, within=20)
        raise


if __name__ == "__main__":
    main()
