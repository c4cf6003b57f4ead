"""Bring .venv to what a lock file says: ``python3 scripts/install.py base`` (or ``dev``, which holds base too).

Standard library only, as it runs before anything is installed. A stamp with the lock's hash makes the
second run instant. Exits 1 with a plain sentence when something is missing that it cannot install.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.packages import install_packages  # noqa: E402

VENV = ROOT / ".venv"
MINIMUM = (3, 11)


def main(name: str) -> None:
    """Install ``requirements/<name>.txt`` into .venv, unless its stamp says that this was done."""
    if sys.version_info < MINIMUM:
        sys.exit(f"Python {MINIMUM[0]}.{MINIMUM[1]} or newer is needed; this is {sys.version.split()[0]}.")
    folder = os.open(ROOT, os.O_RDONLY)  # two commands started together install one after the other
    fcntl.flock(folder, fcntl.LOCK_EX)
    if not any(_stamp(n).exists() and _stamp(n).read_text() == _fingerprint(n) for n in {name, "dev"}):
        _install(name)


def _install(name: str) -> None:
    if not (VENV / "bin" / "python").exists():
        _create_venv()
    print(f"Installing the packages of requirements/{name}.txt …", flush=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock = ROOT / "requirements" / f"{name}.txt"
    result = subprocess.run([*pip, "--require-hashes", "--only-binary=:all:", "-r", str(lock)], check=False)
    if result.returncode:
        sys.exit("The packages could not be installed; pip's message above says why.")
    _stamp(name).write_text(_fingerprint(name))


def _create_venv() -> None:
    try:
        import ensurepip  # noqa: F401  Debian keeps it in a package of its own: python3-venv
    except ImportError:
        install_packages(["python3-venv"], why="to make a virtual environment")
    print("Making the virtual environment .venv …", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
        sys.exit("python3 could not make a virtual environment. On Debian: apt install python3-venv")


def _stamp(name: str) -> Path:
    return VENV / f".installed-{name}"


def _fingerprint(name: str) -> str:
    lock = (ROOT / "requirements" / f"{name}.txt").read_bytes()
    return hashlib.sha256(lock + sys.version.encode()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1])
