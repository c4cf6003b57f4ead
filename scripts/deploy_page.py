"""docs/deploy-debian.md, done as it stands on a bare Debian that systemd has booted: what scripts/bare.py runs there.

``fetch`` does step 1, which needs the network; ``rest`` all other steps, twice asks whether the site works (before and
after the upgrade), and needs none. In place of what a machine of its own cannot have: an editor that fills in the mail
server, a certbot that makes a certificate, and a mail server. Standard library only.
"""

import re
import shlex
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "deploy-debian.md"
HOST = "tracker.example.test"
HERE = {"HOST": HOST, "REPOSITORY": str(ROOT)}
FETCHED = "1. Packages and the program"
UPGRADE = "Upgrading"
CERTIFICATE = f"/etc/letsencrypt/live/{HOST}"
SHIMS = {
    "editor": "sed -i 's|^EMAIL_URL=.*|EMAIL_URL=smtp://127.0.0.1:2525|' \"$1\"",
    "certbot": f"mkdir -p {CERTIFICATE} && cd {CERTIFICATE} && openssl req -x509 -nodes -newkey rsa:2048 -days 2 "
    f"-subj /CN={HOST} -addext subjectAltName=DNS:{HOST} -keyout privkey.pem -out fullchain.pem",
}
WAIT_SECONDS = 600
ADMINISTRATOR = "--email ana@tracker.example.test --person 'Ana Lopes' --catalogue gta-2021"
LOGO = ROOT / "docs" / "screenshots" / "home-light.webp"  # a file that the backup has to read


def steps() -> dict[str, str]:
    """The commands of the page by the headings that they stand under; those before the first heading under ""."""
    found: dict[str, str] = {}
    for part in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE):
        heading = part.splitlines()[0] if found else ""
        found[heading] = "\n".join(re.findall(r"^```\n(.*?)^```$", part, re.MULTILINE | re.DOTALL))
    return found


def main(part: str) -> None:
    """Do a part of the page; end with what went wrong, if anything did."""
    every = steps()
    if part == "fetch":
        return _run(every[FETCHED])
    _stand_in()
    rest = [commands for name, commands in every.items() if name not in ("", FETCHED, UPGRADE)]
    _run("cd /opt/tracker\n" + "".join(rest))
    _run(f"tracker-manage setup --no-input --name 'Road safety' {ADMINISTRATOR} --logo {LOGO}")
    _works()
    _run(every[UPGRADE])
    _works()


def _run(commands: str) -> None:
    """In one shell, as the page asks; the first that fails ends it, and each is shown before it runs."""
    said = "".join(f"{name}={shlex.quote(value)}\n" for name, value in HERE.items())
    result = subprocess.run(["bash", "-euvo", "pipefail", "-c", said + commands], cwd="/root", check=False)
    if result.returncode:
        subprocess.run(["journalctl", "--no-pager", "--lines", "60", "--unit", "tracker-*"], check=False)
        sys.exit("A command of docs/deploy-debian.md failed.")


def _stand_in() -> None:
    """What the machine lacks: an editor, Let's Encrypt, the name's address, a mail server."""
    for name, command in SHIMS.items():
        path = Path("/usr/local/sbin", name)
        path.write_text(f"#!/bin/sh -e\n{command}\n")
        path.chmod(0o755)
    with open("/etc/hosts", "a") as hosts:
        hosts.write(f"127.0.0.1 {HOST}\n")
    mail = socketserver.ThreadingTCPServer(("127.0.0.1", 2525), _Mail)
    threading.Thread(target=mail.serve_forever, daemon=True).start()


class _Mail(socketserver.StreamRequestHandler):
    """Greets and says yes; nothing is sent."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 yes\r\n")


def _works() -> None:
    """Pages answer through nginx, the scheduler wakes the worker, and the other worker makes a backup and proves it."""
    _until("the pages answer", lambda: all(map(_answers, ("/", "/fr/", "/accounts/login/", "/recommendations/"))))
    _until("the worker lives", lambda: _said("from gta.heartbeat import last_beat; print(last_beat())") != "None")
    _said("from gta.backups.models import Backup; Backup.objects.all().delete()")
    _said("from gta.tasks import make_backup; make_backup.delay()")
    proved = "from gta.backups.models import Backup; print(Backup.objects.filter(proved=True).exists())"
    _until("a backup is made and proved", lambda: _said(proved) == "True")


def _answers(path: str) -> bool:
    trusting = ssl.create_default_context(cafile=f"{CERTIFICATE}/fullchain.pem")
    with urllib.request.urlopen(f"https://{HOST}{path}", context=trusting, timeout=60) as answer:
        return answer.status == 200


def _said(code: str) -> str:
    command = ["tracker-manage", "shell", "--no-imports", "-c", code]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def _until(what: str, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if holds():
            return print(f"{what}: yes", flush=True)
        time.sleep(2)
    subprocess.run(["journalctl", "--no-pager", "--lines", "60", "--unit", "tracker-*"], check=False)
    sys.exit(f"{what}: no, within {WAIT_SECONDS} seconds.")


if __name__ == "__main__":
    main(sys.argv[1])
