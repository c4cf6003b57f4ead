"""Bring .venv to what a lock file says: ``python3 scripts/install.py base`` (or ``dev``, which holds base too).

Standard library only, as it runs before anything is installed. A stamp with the lock's hash makes the
second run instant. Exits 1 with a plain sentence when something is missing that it cannot install, and
when this Python is too old: so nothing stands here that an older Python 3 cannot read, such as f-strings.
"""

import sys

MINIMUM = (3, 11, 2)  # Debian 12's


def refusal(version):
    """What to tell somebody whose Python has this version (a tuple), or None when it will do."""
    if tuple(version[:3]) >= MINIMUM:
        return None
    needed, found = (".".join(str(part) for part in numbers[:3]) for numbers in (MINIMUM, version))
    return " ".join(
        ["Python", needed, "or newer is needed (Debian 12 has it); this is Python", found, "at", sys.executable]
    )


if __name__ == "__main__" and refusal(sys.version_info):
    sys.exit(refusal(sys.version_info))

import fcntl  # noqa: E402
import hashlib  # noqa: E402
import os  # noqa: E402
import subprocess  # noqa: E402
from pathlib import Path  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.packages import install_packages  # noqa: E402

VENV = ROOT / ".venv"


def main(name):
    """Install ``requirements/<name>.txt`` into .venv, unless its stamp says that this was done."""
    folder = os.open(str(ROOT), os.O_RDONLY)  # two commands started together install one after the other
    fcntl.flock(folder, fcntl.LOCK_EX)
    if not any(_stamp(n).exists() and _stamp(n).read_text() == _fingerprint(n) for n in {name, "dev"}):
        _install(name)


def _install(name):
    if not (VENV / "bin" / "python").exists():
        _create_venv()
    lock = ROOT / "requirements" / (name + ".txt")
    print("Installing the packages of", lock.relative_to(ROOT), "…", flush=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    result = subprocess.run([*pip, "--require-hashes", "--only-binary=:all:", "-r", str(lock)], check=False)
    if result.returncode:
        sys.exit("The packages could not be installed; pip's message above says why.")
    _stamp(name).write_text(_fingerprint(name))


def _create_venv():
    try:
        import ensurepip  # noqa: F401  Debian keeps it in a package of its own: python3-venv
    except ImportError:
        install_packages(["python3-venv"], why="to make a virtual environment")
    print("Making the virtual environment .venv …", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
        sys.exit("python3 could not make a virtual environment. On Debian: apt install python3-venv")


def _stamp(name):
    return VENV / (".installed-" + name)


def _fingerprint(name):
    lock = (ROOT / "requirements" / (name + ".txt")).read_bytes()
    return hashlib.sha256(lock + sys.version.encode()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1])
