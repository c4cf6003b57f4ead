"""The README's commands on Debian as it comes: ``make bare``, or ``make bare ONLY=demo RELEASES=bookworm``.

For each release a root is made by debootstrap in var/bare/ with python3, python3-venv, make and git alone and a fresh
clone of what is committed here. Inside: ``make demo`` until its address answers, a backup, a restore of it elsewhere,
and (unless ONLY=demo) ``make test``. Then (alone with ONLY=deploy) what docs/deploy-debian.md says, word for word, the
root booted by systemd with a network of its own: scripts/deploy_page.py. Needs root and the network. Each step has its
own mounts and processes, which end with it, however it ends; the root is removed at the end unless KEEP=1.

How this machine reaches packages goes along: the configuration of apt, pip and npm, their environment, and local
folders that they name. Standard library only.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.packages import install_packages  # noqa: E402

BARE = ROOT / "var" / "bare"
RELEASES = ("bookworm", "trixie")  # Debian 12 and 13
PACKAGES = ("python3", "python3-venv", "make", "git")
SITE = "/srv/site"
PORT = "8976"
MINUTES = 90
OWN_PLACE = ("unshare", "--mount", "--pid", "--fork", "--kill-child")  # mounts and processes that end with the command
APT_FILES = ("/etc/apt/apt.conf", "/etc/apt/apt.conf.d", "/etc/apt/auth.conf.d")
PIP_FILES = ("/etc/pip.conf", "/etc/xdg/pip", "~/.config/pip", "~/.pip")
NPM_FILES = ("/etc/npmrc", "~/.npmrc")
TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT")
FOLDER = re.compile(r"(?:(?<=file://)|(?<![\w:/.]))/[\w.+-]+/[\w.+-]+")  # the first two parts of a path
PASSED = re.compile(r"PIP_\w+|NODE_EXTRA_CA_CERTS|npm_config_\w+|\w+_(?:proxy|PROXY)|" + "|".join(TRUST))

# Starts the demo, waits until it answers, asks for a few pages, and ends it as Ctrl-C would.
DEMO = f"""
import os, signal, subprocess, sys, time, urllib.request
demo = subprocess.Popen(["make", "demo", "PORT={PORT}"], start_new_session=True)
for _second in range(30 * 60):
    if demo.poll() is not None:
        sys.exit("make demo ended by itself.")
    try:
        urllib.request.urlopen("http://127.0.0.1:{PORT}/readyz", timeout=5)
        break
    except OSError:
        time.sleep(1)
for address in ("/", "/commitments/", "/ar/", "/accounts/login/", "/charts/trend.svg", "/charts/trend.png"):
    answer = urllib.request.urlopen("http://127.0.0.1:{PORT}" + address, timeout=60)
    print(address, answer.status, flush=True)
os.killpg(demo.pid, signal.SIGINT)
sys.exit(demo.wait(timeout=60) not in (0, 2, 130, -2))
"""
MANAGE = "DEMO=1 {} .venv/bin/python manage.py"
STEPS = {
    "make demo": ["python3", "-c", DEMO],
    "backup": ["sh", "-c", MANAGE.format("") + " backup /srv/site.tar"],
    "restore": ["sh", "-c", MANAGE.format("VAR_DIR=/srv/restored") + " restore /srv/site.tar"],
    "what came back": ["sh", "-c", MANAGE.format("VAR_DIR=/srv/restored") + " verify_history"],
    "make test": ["env", "CI=1", "make", "test"],
}
# As it comes, a server has systemd; a root made by debootstrap has none. What is installed starts when it is booted.
STAY = "/usr/sbin/policy-rc.d"
SYSTEMD = f"""
printf '#!/bin/sh\\nexit 101\\n' > {STAY} && chmod 755 {STAY} &&
apt-get update -qq && apt-get install -y -qq --no-install-recommends systemd
"""
PAGE_STEPS = {
    "deploy: systemd": ["env", "DEBIAN_FRONTEND=noninteractive", "sh", "-c", SYSTEMD],
    "deploy: packages": ["env", "DEBIAN_FRONTEND=noninteractive", "python3", "scripts/deploy_page.py", "fetch"],
}
BOOTED = "deploy: the rest of the page"
# Run by the system that is booted, which ends with its exit code.
TRIAL = f"""
[Unit]
After=postgresql.service redis-server.service nginx.service
SuccessAction=exit
FailureAction=exit
[Service]
Type=oneshot
WorkingDirectory={SITE}
ExecStart=/usr/bin/python3 scripts/deploy_page.py rest
StandardOutput=file:/srv/trial.log
StandardError=inherit
"""


def main() -> None:
    """Run every step for every release asked for; exit 1 when one fails, after all have been tried."""
    if os.geteuid() != 0:
        sys.exit("make bare needs root: it makes roots of Debian with debootstrap and enters them.")
    if shutil.which("debootstrap") is None:
        install_packages(["debootstrap"], why="for make bare")
    if shutil.which("systemd-nspawn") is None and os.environ.get("ONLY") != "demo":
        install_packages(["systemd-container"], why="for make bare")
    if _git("status", "--porcelain", "--untracked-files=no"):
        print("What is not committed is not tried.", flush=True)
    asked = os.environ.get("RELEASES", "").replace(",", " ").split() or RELEASES
    failed = [name for name in asked if not _try(name)]
    print(f"Failed on: {', '.join(failed)}" if failed else f"All well on: {', '.join(asked)}", flush=True)
    sys.exit(bool(failed))


def _try(release: str) -> bool:
    """Try one release; says how each step ended and how long it took."""
    folder = BARE / release
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = folder.with_suffix(".log")
    print(f"\n=== {release}: a bare root in {folder} (log: {log})", flush=True)
    try:
        with log.open("wb") as output:
            if not _timed("debootstrap", _make_root(release, folder), output):
                return False
            _furnish(release, folder)
            commands = {name: _inside(folder, command) for name, command in (STEPS | PAGE_STEPS).items()}
            commands[BOOTED] = _booted(folder)
            return all(_timed(name, command, output) for name, command in commands.items() if _is_asked(name))
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


def _is_asked(step: str) -> bool:
    only = os.environ.get("ONLY")
    is_of_page = step.startswith("deploy")
    return not only or (is_of_page if only == "deploy" else not is_of_page and step != "make test")


def _timed(name: str, command: list[str], output) -> bool:
    began = time.monotonic()
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(Path.home()), "LANG": "C.UTF-8"}
    environment |= {key: value for key, value in os.environ.items() if PASSED.fullmatch(key)}
    output.write(f"\n=== {name}\n".encode())
    output.flush()
    try:
        code = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=MINUTES * 60,
            check=False,
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        code = 1
    ended = "done" if code == 0 else f"FAILED (code {code}); its last lines:"
    print(f"  {name}: {ended} ({time.monotonic() - began:.0f} s)", flush=True)
    if code:
        print("\n".join(Path(output.name).read_text(errors="replace").splitlines()[-25:]), flush=True)
    return code == 0


def _make_root(release: str, folder: Path) -> list[str]:
    """The command that makes a root with nothing but the packages above and what they need."""
    # debootstrap mounts, too: in a place of its own.
    return [
        *OWN_PLACE,
        "debootstrap",
        "--variant=minbase",
        f"--include={','.join(PACKAGES)}",
        release,
        str(folder),
        *_mirror(),
    ]


def _mirror() -> list[str]:
    """The address from which this machine takes Debian's packages, if its sources name one; else debootstrap's own."""
    for path in _sources():
        found = re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+/debian)/?(?:\s|$)", path.read_text(), re.MULTILINE)
        if found:
            return [found[1]]
    return []


def _sources() -> list[Path]:
    etc = Path("/etc/apt")
    return [path for path in (*etc.glob("sources.list.d/debian.sources"), etc / "sources.list") if path.is_file()]


def _furnish(release: str, folder: Path) -> None:
    """Give the root this machine's way to packages, and a fresh clone of the repository."""
    own = re.search(r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(), re.MULTILINE)
    for path in _sources():
        text = path.read_text()
        _into(folder, path).write_text(text.replace(own[1], release) if own else text)
    for path in (
        Path("/etc/apt/apt.conf"),
        *Path("/etc/apt/apt.conf.d").glob("*"),
        *map(_home, (*PIP_FILES, *NPM_FILES)),
        *_trusted(),
    ):
        for file in path.rglob("*") if path.is_dir() else [path]:
            if file.is_file():
                shutil.copy(file, _into(folder, file))
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder) + SITE], check=True)


def _home(path: str) -> Path:
    return Path(path).expanduser()


def _trusted() -> list[Path]:
    """Files of certificates that the environment names."""
    return sorted({Path(os.environ[name]) for name in TRUST if name in os.environ})


def _into(folder: Path, path: Path) -> Path:
    target = folder / path.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _shared() -> Iterator[Path]:
    """Local folders that pip's configuration or environment names, by the folder that holds them."""
    texts = [value for name, value in os.environ.items() if name.startswith("PIP_")]
    for place in map(_home, PIP_FILES):
        files = place.rglob("*.conf") if place.is_dir() else [place]
        texts += [file.read_text() for file in files if file.is_file()]
    named = {
        Path(one) for text in texts for one in re.findall(r"(?:(?<=file://)|(?<![\w:/.]))/[\w.+-]+/[\w.+-]+", text)
    }
    return (path for path in sorted(named) if path.is_dir() and path.parts[1] not in ("etc", "usr", "proc", "dev"))


def _inside(folder: Path, command: list[str]) -> list[str]:
    """``command`` in the root, with mounts and processes of its own, which end with it whatever happens."""
    mounts = ["mount -t proc proc proc", "mount --rbind /dev dev", "mount -t tmpfs tmpfs tmp"]
    mounts += ["touch etc/resolv.conf etc/hosts"]
    mounts += [f"[ ! -e {name} ] || mount --bind {name} .{name}" for name in ("/etc/resolv.conf", "/etc/hosts")]
    for path in _shared():
        mounts += [f"mkdir -p .{path}", f"mount --bind -o ro {path} .{path}"]
    script = " && ".join([f"cd '{folder}'", *mounts, f'exec chroot . sh -c \'cd {SITE} && exec "$@"\' sh "$@"'])
    return [*OWN_PLACE, "sh", "-c", script, "sh", *command]


def _booted(folder: Path) -> list[str]:
    """The command that boots the root, with a network of its own, until the trial of the page has ended."""
    unit = folder / "etc" / "systemd" / "system" / "trial.service"
    wanted = unit.parent / "multi-user.target.wants" / unit.name
    wanted.parent.mkdir(parents=True, exist_ok=True)
    unit.write_text(TRIAL)
    wanted.symlink_to(f"../{unit.name}")
    (folder / "etc" / "hosts").write_text("127.0.0.1 localhost\n")
    boot = ["systemd-nspawn", "--quiet", "--boot", "--private-network", "--register=no", "--resolv-conf=off"]
    boot += [] if Path("/run/systemd/system").exists() else ["--keep-unit"]
    script = f'rm "$0{STAY}" && "$@" >/dev/null; code=$?; cat "$0/srv/trial.log"; exit $code'
    return ["sh", "-c", script, str(folder), *boot, f"--directory={folder}"]


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
