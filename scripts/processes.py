"""Child processes that never outlive their parent: what the demo and the test services are started with."""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def start(
    command: Sequence[str],
    *,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    end_with: signal.Signals = signal.SIGTERM,
    own_group: bool = True,
    output: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program with its output in ``log`` (or ``output``, such as a pipe); root may name a ``user`` for it.

    In a process group of its own, a Ctrl-C in the terminal reaches only the parent, which then ends its
    children in order. When the parent itself is killed, the kernel sends the child ``end_with`` (Linux).
    """

    def tie_to_parent() -> None:
        if _LIBC:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(end_with))

    file: IO[bytes] | None = open(log, "ab") if log else None  # noqa: SIM115  closed below, once the child has it
    try:
        return subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL if own_group else None,
            stdout=file or output,
            stderr=subprocess.STDOUT if file or output else None,
            start_new_session=own_group,
            preexec_fn=tie_to_parent,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
    finally:
        if file:
            file.close()


def stop(process: subprocess.Popen[bytes], *, with_signal: signal.Signals = signal.SIGTERM, within: float = 8) -> None:
    """Ask a child to end, wait up to ``within`` seconds, then kill what is left of its whole group."""
    if process.poll() is None:
        process.send_signal(with_signal)
        process.send_signal(signal.SIGCONT)  # one that is paused would never hear of it
    wait_or_kill(process, within=within)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def wait_or_kill(process: subprocess.Popen[bytes], *, within: float) -> None:
    """Wait up to ``within`` seconds for a child that was asked to end, then kill it."""
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nothing listened on a moment ago.

    Not one of those that the system gives to outgoing connections: any program's next one could take it before the
    server that it is for.
    """
    ports = range(_first_given_out() - 12_000, _first_given_out())
    return next(port for port in random.sample(ports, len(ports)) if is_port_free(port))


def _first_given_out() -> int:
    given_out = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first = int(given_out.read_text().split()[0]) if given_out.exists() else 32_768
    return first if first > 14_000 else 32_768  # all ports are given out: there is none to avoid


def is_port_free(port: int) -> bool:
    """Whether a server could listen on the port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_for_port(port: int, process: subprocess.Popen[bytes], *, within: float = 60) -> bool:
    """Wait until the child's port answers; false when the child ended or the time (seconds) is up."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


def last_lines(log: Path, count: int = 20) -> str:
    """The end of a log, for a message that says why a program ended."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""


def end_on_signals() -> None:
    """Make SIGTERM and SIGHUP unwind the stack as Ctrl-C does, so that every ``finally`` runs."""

    def unwind(number: int, frame: object) -> None:
        raise KeyboardInterrupt(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, unwind)
