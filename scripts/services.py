"""PostgreSQL and Redis of one's own, for as long as one command runs.

    python3 scripts/services.py run [--durable] [--database NAME] -- COMMAND …

The command finds them in TEST_DATABASE_URL and TEST_REDIS_URL (what is already set there is used and left
alone). Both listen on free ports of 127.0.0.1 with a password made for this run; nothing of the machine's
own servers is touched, and nothing is left when the command ends, however it ends.

Without ``--durable`` PostgreSQL does not wait for the disk: right for tests, wrong for a test of power cuts.
Standard library only.
"""

import argparse
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.packages import postgresql_binary  # noqa: E402
from scripts.processes import end_on_signals, free_port, last_lines, start, stop, wait_for_port, wait_or_kill  # noqa: E402

FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
# Tables of tests are gone before it pays, plans that change meanwhile help no test, and while it works on a database
# that cannot be dropped.
FAST += ["-c", "autovacuum=off"]


def main() -> None:
    """Parse the arguments, start what is needed, run the command and exit with its code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["run"])
    parser.add_argument("--durable", action="store_true", help="wait for the disk at each commit")
    parser.add_argument("--database", default="tracker", help="the name of the database to make")
    own, command = _split(sys.argv[1:])
    arguments = parser.parse_args(own)
    if not command:
        parser.error("say which command to run, after --")
    end_on_signals()
    try:
        sys.exit(run(command, durable=arguments.durable, database=arguments.database))
    except KeyboardInterrupt:
        sys.exit(130)


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """What is for this script, and behind ``--`` what is the command's own."""
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def run(command: list[str], *, durable: bool, database: str) -> int:
    """Run the command beside the services and give back its exit code."""
    environment = dict(os.environ)
    with ExitStack() as running:
        if not environment.get("TEST_DATABASE_URL"):
            environment["TEST_DATABASE_URL"] = running.enter_context(postgresql(durable=durable, database=database))
        if not environment.get("TEST_REDIS_URL"):
            environment["TEST_REDIS_URL"] = running.enter_context(redis())
        child = start(command, environment=environment, own_group=False)
        try:
            return child.wait()
        except KeyboardInterrupt as interrupt:
            if interrupt.args != (signal.SIGINT,):  # a Ctrl-C in the terminal has reached the command already
                child.send_signal(signal.SIGINT)
            return 128 + interrupt.args[0]
        finally:
            wait_or_kill(child, within=15)


@contextmanager
def postgresql(*, durable: bool = False, database: str = "tracker", buffers: str = "128MB") -> Iterator[str]:
    """A fresh PostgreSQL cluster; yields the address of its database and removes all of it afterwards.

    ``buffers`` is the memory that it keeps the tables' pages in (``shared_buffers``).
    """
    initdb, server = postgresql_binary("initdb"), postgresql_binary("postgres")
    if not initdb or not server:
        sys.exit("PostgreSQL is not installed. On Debian: apt install postgresql")
    # The server refuses to run as root, so root lends it to the user that Debian's package made for it.
    user = "postgres" if os.geteuid() == 0 else None
    password, port = secrets.token_hex(16), free_port()
    with own_folder("postgresql", user) as folder:
        data, log = folder / "data", folder / "log"
        _initdb(initdb, data, password, user)
        options = ["-D", str(data), "-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1"]
        options += ["-c", "max_connections=200", "-c", "timezone=UTC", "-c", f"shared_buffers={buffers}"]
        process = start([server, *options, *([] if durable else FAST)], log=log, user=user, end_with=signal.SIGQUIT)
        try:
            if not wait_for_postgresql(port, process):
                sys.exit(f"PostgreSQL did not start:\n{last_lines(log)}")
            _create_database(server, port, password, database)
            yield f"postgres://tracker:{password}@127.0.0.1:{port}/{database}"
        finally:
            stop(process, with_signal=signal.SIGINT if durable else signal.SIGQUIT)


def wait_for_postgresql(port: int, process: subprocess.Popen[bytes], *, within: float = 180) -> bool:
    """Wait until the server takes connections: its port answers earlier, and says that it is starting up.

    False when the server ended or the time (seconds) is up.
    """
    asks = [str(postgresql_binary("pg_isready")), "--quiet", "--host=127.0.0.1", f"--port={port}"]
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and process.poll() is None:
        if subprocess.run(asks, check=False).returncode == 0:
            return True
        time.sleep(0.05)
    return False


def _initdb(initdb: str, data: Path, password: str, user: str | None) -> None:
    password_file = data.parent / "password"
    password_file.write_text(password)
    if user:
        shutil.chown(password_file, user)
    command = [initdb, "-D", str(data), "-U", "tracker", "--auth=scram-sha-256", f"--pwfile={password_file}"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    result = subprocess.run(
        command, user=user, group=user, extra_groups=[] if user else None, capture_output=True, text=True, check=False
    )
    password_file.unlink()
    if result.returncode:
        sys.exit(f"initdb failed:\n{result.stdout}{result.stderr}")


def _create_database(server: str, port: int, password: str, database: str) -> None:
    createdb = str(Path(server).with_name("createdb"))
    command = [createdb, "-h", "127.0.0.1", "-p", str(port), "-U", "tracker", database]
    environment = {**os.environ, "PGPASSWORD": password}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"The database could not be made:\n{result.stderr}")


@contextmanager
def redis() -> Iterator[str]:
    """A fresh Redis that keeps nothing on disk; yields its address."""
    with redis_process() as (address, _process):
        yield address


@contextmanager
def redis_process() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """As ``redis``, with the process beside the address, for tests that stop or pause it."""
    server = shutil.which("redis-server")
    if not server:
        sys.exit("Redis is not installed. On Debian: apt install redis-server")
    password, port = secrets.token_hex(16), free_port()
    with own_folder("redis", None) as folder:
        configuration = folder / "redis.conf"
        configuration.write_text(
            f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{folder}"\nsave ""\nappendonly no\n'
        )
        configuration.chmod(0o600)
        log = folder / "log"
        process = start([server, str(configuration)], log=log)
        try:
            if not wait_for_port(port, process):
                sys.exit(f"Redis did not start:\n{last_lines(log)}")
            yield f"redis://default:{password}@127.0.0.1:{port}/0", process
        finally:
            stop(process)


@contextmanager
def clamd(signatures: Path) -> Iterator[tuple[str, str]]:
    """A virus scanner that knows the signatures of one file; yields its addresses, over TCP and as a socket.

    It takes files of a megabyte at most.
    """
    server = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if not server:
        sys.exit("clamd is not installed. On Debian: apt install clamav-daemon")
    port = free_port()
    with own_folder("clamd", None) as folder:
        database, socket, log = folder / "database", folder / "clamd.ctl", folder / "log"
        database.mkdir()
        shutil.copy(signatures, database)
        configuration = folder / "clamd.conf"
        configuration.write_text(
            f"Foreground yes\nDatabaseDirectory {database}\nLocalSocket {socket}\nTCPAddr 127.0.0.1\nTCPSocket {port}\n"
            "StreamMaxLength 1M\nBytecode no\n"
        )
        process = start([server, f"--config-file={configuration}"], log=log)
        try:
            if not wait_for_port(port, process):
                sys.exit(f"clamd did not start:\n{last_lines(log)}")
            yield f"tcp://127.0.0.1:{port}", f"unix://{socket}"
        finally:
            stop(process)


@contextmanager
def own_folder(name: str, user: str | None) -> Iterator[Path]:
    """A folder for one service, under var/services where its user may go there, else among the temporary ones."""
    parent = ROOT / "var" / "services"
    parent.mkdir(parents=True, exist_ok=True)
    # A socket's path may hold 107 characters at most.
    if len(str(parent)) > 60 or (user and not _may_pass(parent, user)):
        parent = Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))
    try:
        if user:
            shutil.chown(folder, user, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _may_pass(folder: Path, user: str) -> bool:
    person = pwd.getpwnam(user)
    test = ["test", "-x", str(folder)]
    result = subprocess.run(test, user=person.pw_uid, group=person.pw_gid, extra_groups=[], check=False)
    return result.returncode == 0


if __name__ == "__main__":
    main()
