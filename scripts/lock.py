"""Write requirements/*.txt anew from pyproject.toml, with hashes and without any registry's address: ``make lock``.

``base.txt`` is what the site runs on, with every extra; ``dev.txt`` adds what tests and checks need. Versions
that still fit are kept; ``make lock UPGRADE=1`` takes the newest of everything.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"base": ["--all-extras"], "dev": ["--all-extras", "--group", "dev"]}


def main() -> None:
    """Compile each lock file; needs the network."""
    if importlib.util.find_spec("uv") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    for name, extra in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "pyproject.toml", *extra]
        command += ["--universal", "--generate-hashes", "--python-version", "3.11", "--no-header"]
        command += ["--output-file", f"requirements/{name}.txt", *(["--upgrade"] if os.environ.get("UPGRADE") else [])]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
