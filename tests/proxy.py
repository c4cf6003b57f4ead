"""The proxy of deploy/nginx.conf, the very file, before an application on this machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.processes import free_port, last_lines, start, stop, wait_for_port

ROOT = Path(__file__).resolve().parent.parent
CERTIFICATE_NAME = "tracker.example.org"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


class Proxy(NamedTuple):
    """Where it answers (``address`` over HTTPS, ``plain`` a port), its access log, the folders of kept pages and of
    answers for ACME.
    """

    address: str
    secure: int
    plain: int
    log: Path
    kept: Path
    acme: Path


@contextmanager
def proxy_before(
    application: int | str, *, secure: int | None = None, name_server: int | None = None
) -> Iterator[Proxy]:
    """Run it before the application on a port (or a host and port, whose name a name server of this machine knows);
    its own folder and ports, all gone at the end.
    """
    # Started by root, nginx works as another user, who may not go into the folders that pytest makes.
    folder = Path(tempfile.mkdtemp(prefix="tracker-proxy-"))
    folder.chmod(0o755)
    secure, plain, alive = secure or free_port(), free_port(), free_port()
    at = application if isinstance(application, str) else f"127.0.0.1:{application}"
    configuration, log = _configuration(folder, at, name_server, (secure, plain, alive)), folder / "log"
    test = subprocess.run([NGINX, "-t", "-c", str(configuration)], capture_output=True, text=True, check=False)
    assert test.returncode == 0, test.stderr
    process = start([NGINX, "-c", str(configuration), "-g", "daemon off;"], log=log)
    try:
        assert wait_for_port(secure, process, within=120), last_lines(log)
        yield Proxy(f"https://127.0.0.1:{secure}", secure, plain, folder / "access", folder / "pages", folder / "acme")
    finally:
        stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _configuration(folder: Path, application: str, name_server: int | None, ports: tuple[int, int, int]) -> Path:
    """The very file, with this machine's ports and folders in place of the container's."""
    secure, plain, alive = ports
    _certificate(folder)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for there, here in {
        " /tmp/": f" {folder}/",
        "web:8000": application,
        "resolver 127.0.0.11 valid=5s": f"resolver 127.0.0.1:{name_server or 53} valid=1s",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "listen [::]:443 ssl default_server;": "",
        "listen 80 ": f"listen 127.0.0.1:{plain} ",
        "listen [::]:80 default_server;": "",
        "127.0.0.1:8080": f"127.0.0.1:{alive}",
        "/etc/letsencrypt": str(folder / "letsencrypt"),
        "${CERTIFICATE_NAME}": CERTIFICATE_NAME,
        "/var/www/acme": str(folder / "acme"),
        "/run/nginx.pid": str(folder / "pid"),
        "/dev/stdout": str(folder / "access"),
        "/dev/stderr": str(folder / "error"),
    }.items():
        assert there in text, f"{there} is no longer in nginx.conf"
        text = text.replace(there, here)
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    return configuration


def _certificate(folder: Path) -> None:
    """As Let's Encrypt's clients lay it: links in live/ to numbered files in archive/."""
    archive, live = (folder / "letsencrypt" / part / CERTIFICATE_NAME for part in ("archive", "live"))
    archive.mkdir(parents=True)
    live.mkdir(parents=True)
    key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    key += ["-keyout", str(archive / "privkey1.pem"), "-out", str(archive / "fullchain1.pem")]
    subprocess.run(key, check=True, capture_output=True)
    for name in ("privkey", "fullchain"):
        (live / f"{name}.pem").symlink_to(f"../../archive/{CERTIFICATE_NAME}/{name}1.pem")
