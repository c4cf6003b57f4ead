#!/usr/bin/env python3
"""manage.py of a site without containers: ``tracker-manage COMMAND …`` (docs/deploy-debian.md). Standard library only.

As root it takes the settings of /etc/tracker/env, as systemd does for the site's services, becomes the user ``tracker``
and runs the command in /opt/tracker. ``--owner`` before the command: as the role that owns the database.
"""

import os
import pwd
import shlex
import sys
from pathlib import Path

SETTINGS = Path("/etc/tracker")
USER = "tracker"


def read(path: Path) -> dict[str, str]:
    """The lines NAME=VALUE of a file, as systemd reads an EnvironmentFile: quotes around a value are taken off."""
    pairs = (line.strip().split("=", 1) for line in path.read_text().splitlines() if not _is_comment(line))
    return {name.strip(): _unquoted(value.strip()) for name, value in pairs}


def _is_comment(line: str) -> bool:
    return "=" not in line or line.lstrip()[0] in "#;"


def _unquoted(value: str) -> str:
    return "".join(shlex.split(value)) if value[:1] in ("'", '"') else value


def become(user: str) -> None:
    """Be ``user`` from now on, with the groups of the user and a home that need not be there."""
    at = pwd.getpwnam(user)
    os.initgroups(user, at.pw_gid)
    os.setgid(at.pw_gid)
    os.setuid(at.pw_uid)
    os.umask(0o077)


def main(words: list[str]) -> None:
    """Run manage.py with what is said; refuse in words what cannot be."""
    is_owner = words[:1] == ["--owner"]
    if is_owner:
        del words[0]
    if os.geteuid() != 0:
        sys.exit("tracker-manage reads the passwords in /etc/tracker: run it as root.")
    environment = dict(os.environ)
    for name in ("env", "owner") if is_owner else ("env",):
        if not (SETTINGS / name).is_file():
            sys.exit(f"There is no {SETTINGS / name}. docs/deploy-debian.md says what is in it.")
        environment |= read(SETTINGS / name)
    become(USER)
    os.chdir(Path(__file__).resolve().parent.parent)
    python = ".venv/bin/python"
    os.execve(python, [python, "manage.py", *words], environment | {"HOME": pwd.getpwnam(USER).pw_dir})  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
