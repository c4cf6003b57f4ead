"""The system packages that tests and checks need: ``python3 scripts/packages.py`` installs what is missing.

As root on a machine with apt it installs them. Otherwise it names what is missing, and fails when CI is
set; without CI the tests that need them fail by themselves, saying so. Standard library only.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path


def postgresql_binary(name: str) -> str | None:
    """The newest installed PostgreSQL's program, such as ``initdb``: Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4].split(".")[0]))
    return str(found[-1]) if found else shutil.which(name)


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None or Path("/usr/sbin", name).exists()


def _font(pattern: str) -> Callable[[], bool]:
    return lambda: any(Path("/usr/share/fonts").rglob(pattern))


NEEDED: dict[str, Callable[[], bool]] = {
    "postgresql": lambda: postgresql_binary("initdb") is not None,
    "redis-server": _program("redis-server"),
    "chromium": _program("chromium"),
    "chromium-headless-shell": _program("chromium-headless-shell"),  # the tests'; the other takes pictures
    "fonts-dejavu-core": _font("DejaVuSans.ttf"),
    "fonts-noto-core": _font("NotoSansArabic-Regular.*"),
    "clamav-daemon": _program("clamd"),
    "gettext": _program("xgettext"),
    "nginx-light": _program("nginx"),
    "sqlite3": _program("sqlite3"),
    "systemd": _program("systemd-analyze"),  # looks at the units of deploy/systemd
    "default-jre-headless": _program("java"),  # for the HTML checker, which scripts/npm.py installs
}


def main() -> None:
    """Install or name what is missing of ``NEEDED``."""
    missing = [package for package, is_there in NEEDED.items() if not is_there()]
    if missing:
        install_packages(missing, why="for the tests", optional=not os.environ.get("CI"))


def install_packages(packages: Sequence[str], *, why: str, optional: bool = False) -> None:
    """Install Debian packages through apt; where that may not be done, say so, and exit 1 unless optional."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(packages)} {why} …", flush=True)
        # RUNLEVEL=1: a package's own service is not to be started here, only its program installed.
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        for command in (["apt-get", "update", "-qq"], install):
            result = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
            )
        if result.returncode == 0:
            return
        print("apt-get could not install them; its message is above.", file=sys.stderr)
    print(f"Missing {why}: {', '.join(packages)}. On Debian: apt install {' '.join(packages)}", file=sys.stderr)
    if not optional:
        sys.exit(1)


if __name__ == "__main__":
    main()
