"""A real SMTP server for tests, with a ledger: one line of JSON for every email whose final dot it saw.

    with MailSink(tmp_path) as sink:                 # in a thread of this process
        ...
        sink.emails()                               # what the ledger says
        sink.behave(dot="drop")                      # from now on: hang up after the final dot

It also runs as a process of its own (``python -m tests.mail_sink --folder DIR``), for tests that kill what they test.
What it does is read from ``DIR/behaviour.json`` at every step, so a test may change it while it runs:

``connect`` / ``mail`` / ``rcpt`` / ``data`` / ``dot`` / ``quit``: ``"451 4.3.0 later"`` (any reply), ``"drop"`` (hang
up) or ``"hang"`` (say nothing more). ``dot`` comes after the email was received and written to the ledger, unless it
is a reply, which refuses the email: then it is not in the ledger. ``share``: the share of occasions (0 to 1) on
which it misbehaves so. ``only``: the one recipient at whom it does (at ``rcpt``). ``delay``: seconds that every step
takes; ``dot_delay``: seconds before and again after it writes to the ledger. ``close_after``: how many emails it
takes on one connection before it hangs up politely.
"""

from __future__ import annotations

import argparse
import asyncio
import email
import email.policy
import json
import os
import random
import signal
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, syntax

FOREVER = 24 * 60 * 60


class Behaviour:
    """What the sink does at each stage, from its file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "behaviour.json"
        self._random = random.Random(1)

    def write(self, **behaviour: object) -> None:
        scratch = self._path.with_suffix(".new")
        scratch.write_text(json.dumps(behaviour))
        scratch.replace(self._path)

    def read(self) -> dict[str, Any]:
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    async def at(self, stage: str) -> str:
        """What to do at that stage: "" to go on, "drop", "hang", or a reply. Takes the delay's time."""
        behaviour = self.read()
        await asyncio.sleep(behaviour.get("delay", 0))
        return behaviour.get(stage, "") if self._random.random() < behaviour.get("share", 1) else ""


class Ledger:
    """The emails received, in a file that survives whatever is killed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ledger.jsonl"

    def note(self, envelope, content: bytes) -> None:
        message_id = email.message_from_bytes(content, policy=email.policy.default)["Message-ID"]
        line = {
            "message_id": str(message_id).strip().strip("<>"),
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "content": content.decode("utf-8", "surrogateescape"),
        }
        with self._path.open("a") as handle:
            handle.write(json.dumps(line) + "\n")
            handle.flush()
            os.fsync(handle.fileno())

    def lines(self) -> list[dict[str, Any]]:
        if not self._path.exists():
            return []
        *whole, _being_written = self._path.read_text().split("\n")
        return [json.loads(line) for line in whole]


class MisbehavingSMTP(SMTP):
    """aiosmtpd's server, asked at each stage whether to misbehave."""

    taken = 0

    async def _misbehave(self, stage: str, arg: str | None = None) -> bool:
        """True when the stage has been dealt with and the command must not go on."""
        only = self.event_handler.behaviour.read().get("only", "")
        what = "" if only and only not in (arg or "") else await self.event_handler.behaviour.at(stage)
        if what == "drop":
            self.transport.abort()
            await asyncio.sleep(FOREVER)
        elif what == "hang":
            await asyncio.sleep(FOREVER)
        elif what:
            await self.push(what)
        return bool(what)

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str) -> None:
        if not await self._misbehave("connect"):
            await super().smtp_EHLO(hostname)

    @syntax("HELO hostname")
    async def smtp_HELO(self, hostname: str) -> None:
        if not await self._misbehave("connect"):
            await super().smtp_HELO(hostname)

    @syntax("MAIL FROM: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:
        if not await self._misbehave("mail"):
            await super().smtp_MAIL(arg)

    @syntax("RCPT TO: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        if not await self._misbehave("rcpt", arg):
            await super().smtp_RCPT(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        if not await self._misbehave("data"):
            await super().smtp_DATA(arg)
            self.taken += 1
            if self.taken == self.event_handler.behaviour.read().get("close_after"):
                self.transport.close()

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str) -> None:
        if not await self._misbehave("quit"):
            await super().smtp_QUIT(arg)


class Handler:
    """Takes the emails."""

    def __init__(self, behaviour: Behaviour, ledger: Ledger) -> None:
        self.behaviour, self.ledger = behaviour, ledger

    async def handle_DATA(self, server: SMTP, session, envelope) -> str:
        what = await self.behaviour.at("dot")
        if what not in ("", "drop", "hang"):
            return what
        delay = self.behaviour.read().get("dot_delay", 0)
        await asyncio.sleep(delay)
        self.ledger.note(envelope, envelope.original_content)
        if what == "drop":
            server.transport.abort()
        if what:
            await asyncio.sleep(FOREVER)
        await asyncio.sleep(delay)
        return "250 2.0.0 taken"


class SinkController(Controller):
    """Serves the misbehaving server on a free port."""

    def factory(self) -> SMTP:
        return MisbehavingSMTP(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        # The parent connects to the port it was given, which is 0 here: learn the real one first.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class MailSink:
    """The sink in a thread of this process."""

    def __init__(self, folder: Path, *, port: int = 0, **smtp: object) -> None:
        self.folder = folder
        self.behaviour, self.ledger = Behaviour(folder), Ledger(folder)
        handler = Handler(self.behaviour, self.ledger)
        self._controller = SinkController(handler, hostname="127.0.0.1", port=port, **smtp)

    def __enter__(self) -> MailSink:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Serve no more; from now on connections are refused."""
        if self._controller._thread is not None:
            self._controller.stop()

    @property
    def port(self) -> int:
        return self._controller.port

    def behave(self, **behaviour: object) -> None:
        """From now on do this (see the module's text); nothing: behave well."""
        self.behaviour.write(**behaviour)

    def emails(self) -> list[EmailMessage]:
        """The emails received, parsed, in the order they came."""
        parse = email.message_from_string
        return [parse(line["content"], policy=email.policy.default) for line in self.ledger.lines()]


class MailSinkProcess:
    """The sink as a process of its own; the same ledger and behaviour, through its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.behaviour, self.ledger = Behaviour(folder), Ledger(folder)
        self.port = 0

    def __enter__(self) -> MailSinkProcess:
        self.come_back()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_away()

    def come_back(self) -> None:
        """Serve, on the port that it had before if it had one."""
        (port := self.folder / "port").unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.mail_sink", "--folder", str(self.folder), "--port", str(self.port)]
        self._process = subprocess.Popen(command, cwd=Path(__file__).parent.parent)
        patience = time.monotonic() + 120
        while not port.exists():
            if self._process.poll() is not None or time.monotonic() > patience:
                raise RuntimeError("The mail sink did not start.")
            time.sleep(0.02)
        self.port = int(port.read_text())

    def go_away(self) -> None:
        """Serve no more; connections are refused from now on."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0, help="a free one without it")
    given = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    with MailSink(given.folder, port=given.port) as sink:
        scratch = given.folder / "port.new"
        scratch.write_text(str(sink.port))
        scratch.replace(given.folder / "port")
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
