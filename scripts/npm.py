"""Tools from npm: ``python3 scripts/npm.py vnu-jar`` brings one to what its lock file says, in a folder of its own.

Each has ``requirements/npm/<tool>/`` with its lock, and lies under ``var/npm/<tool>/``; nothing is installed globally,
and no package's own script is run. A stamp with the lock's hash makes the second run instant. Needs Debian's nodejs and
npm, which are installed as scripts/packages.py does. Standard library only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.packages import install_packages  # noqa: E402

LOCKS, INSTALLED = ROOT / "requirements" / "npm", ROOT / "var" / "npm"
FILES = ("package.json", "package-lock.json")


def modules(tool: str) -> Path:
    """Where the packages of a tool lie once it is installed."""
    return INSTALLED / tool / "node_modules"


def main(tool: str) -> None:
    """Install the tool, unless its stamp says that this was done. Exits 1 where it cannot, unless CI is not set."""
    stamp, fingerprint = INSTALLED / tool / ".installed", _fingerprint(tool)
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    optional = not os.environ.get("CI")
    missing = [package for package, program in {"nodejs": "node", "npm": "npm"}.items() if not shutil.which(program)]
    if missing:
        install_packages(missing, why=f"for {tool}", optional=optional)
    if not shutil.which("npm"):
        return
    print(f"Installing {tool} from npm …", flush=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(LOCKS / tool / name, stamp.parent)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=stamp.parent, stdin=subprocess.DEVNULL, check=False).returncode == 0:
        stamp.write_text(fingerprint)
    elif not optional:
        sys.exit(f"{tool} could not be installed; npm's message above says why.")


def _fingerprint(tool: str) -> str:
    return hashlib.sha256(b"".join((LOCKS / tool / name).read_bytes() for name in FILES)).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1])
