"""The last act: a backup of what the storm left is brought back on another machine, struck at each of its steps."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg2

from tests.mail_sink import MailSinkProcess
from tests.outbox.harness import KIND
from tests.storm import servers, steps
from tests.storm.people import PATIENCE
from tests.storm.site import Site, reap
from tests.storm.steps import Card
from tests.waiting import until

NAME = "restored"


class OtherMachine:
    """Another database on the same server and another folder, for every process that is born from now on."""

    def __init__(self, site: Site) -> None:
        self.site, self.media = site, site.folder / "elsewhere"
        site.end()
        self.empty()
        self.move_there()
        site.in_each_process(self.move_there)

    def empty(self) -> None:
        """As new."""
        shutil.rmtree(self.media, ignore_errors=True)
        connection = psycopg2.connect(self.site.postgresql.address)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {NAME}")
            cursor.execute(f"ALTER DATABASE {NAME} SET search_path = clock, pg_catalog, public")
        connection.close()

    def move_there(self) -> None:
        from django.conf import settings
        from django.core.files.storage import default_storage
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = NAME
        settings.MEDIA_ROOT = str(self.media)
        settings.OUTBOX_HELD_WHILE = str(self.media / "restore-unfinished")
        for cached in ("base_location", "location"):
            default_storage.__dict__.pop(cached, None)


def struck(site: Site, cards: Sequence[Card], sink: MailSinkProcess) -> dict[str, Any]:
    """Restore under these blows: as often as it takes, each time on an empty machine. What is wrong then."""
    from gta.backups.archive import back_up
    from outbox import queue

    site.end()
    queue.enqueue(key="storm|restored", kind=KIND, recipient="reader@example.org")  # due, and not sent yet
    backup = site.folder / "site.tar"
    manifest = back_up(backup)
    sent, not_reached, wrong = len(sink.ledger.lines()), [], []
    elsewhere = OtherMachine(site)
    for card in cards:
        site.mend()
        if not _restore(site, backup, card):
            not_reached.append(str(card))
        wrong += [f"{card}: {problem}" for problem in _problems(manifest)]
        elsewhere.empty()
    mails = len(sink.ledger.lines()) - sent
    return {"restores": len(cards), "not_restored": wrong, "not_reached": not_reached, "sent_by_a_restored_site": mails}


def _restore(site: Site, backup: Path, card: Card) -> bool:
    """Begin until it is done, as the words on the screen ask; whether the blow fell."""
    site.board.arm(card)
    end, fell = time.monotonic() + PATIENCE, False
    while time.monotonic() < end:
        child = _begin(site, backup)
        ended = lambda child=child: site.board.hit() is not None or reap(child)  # noqa: E731
        until(ended if not fell else lambda child=child: reap(child))
        if not fell and (hit := site.board.hit()) is not None:
            fell = True
            until(lambda hit=hit: all(map(servers.is_down, hit)))
            if card.signal == steps.SIGNALS[1]:
                site.wake(hit)
            until(lambda child=child: site.mend() or reap(child))  # one whose server is away ends by itself
        site.mend()
        if _is_done():
            break
    site.board.disarm()
    return fell


def _begin(site: Site, backup: Path) -> int:
    from django.db import connections

    connections.close_all()
    if child := os.fork():
        site.show(restore=child)
        return child
    try:
        steps.lay_out(site.board, steps.RESTORE)
        site.clock.process(lambda: _run(backup), log=site.folder / "restore.log")()
    finally:
        os._exit(0)


def _run(backup: Path) -> None:
    from gta.backups.errors import BackupError
    from gta.backups.restoring import restore

    time.sleep(0.1)  # until the board has this process on it
    try:
        restore(backup)
    except BackupError as error:
        os.write(2, f"{error}\n".encode())


def _is_done() -> bool:
    from django.db import DatabaseError, connection

    from accounts.models import User
    from gta.backups import unfinished

    try:
        return not unfinished.is_there() and User.objects.exists()
    except DatabaseError:
        connection.close()
        return False


def _problems(manifest: dict[str, Any]) -> list[str]:
    """What a restored site is not."""
    from django.conf import settings

    from gta.backups import unfinished
    from gta.backups.archive import counts, digest_of, media_files
    from outbox.models import AuditEntry, Switch
    from progress import history

    if not _is_done():
        return ["it was not done in time"]
    files = {path.relative_to(settings.MEDIA_ROOT).as_posix(): digest_of(path) for path in media_files()}
    held = AuditEntry.objects.filter(what=AuditEntry.What.HOLD_ALL)
    changes = {"outbox.AuditEntry", "audit.Entry", "sessions.Session"}  # that mail is held is written down
    found, expected = counts(), manifest["counts"]
    tables = [label for label, number in expected.items() if found[label] != number and label not in changes]
    checks = {
        "mail is not held": not Switch.objects.current().held,
        "mail was held more than once": held.count() != 1,
        "it counts as unfinished": unfinished.is_there(),
        "its files are others": files != manifest["media"],
        f"its rows are others: {tables}": bool(tables),
        "its history does not hold": history.verify()[1] is not None,
    }
    return [problem for problem, is_so in checks.items() if is_so]
