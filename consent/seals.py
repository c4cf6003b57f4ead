"""Nightly seals of the log, kept in a file outside the database so that whoever owns the tables cannot rewrite both.

One signed JSON object a line, each with the digest of the line before. A ``seal`` lists the digests of the rows added
since the last; a ``purge`` says how far rows past their time were removed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import fcntl
import json
import logging
import os
from typing import Any

from django.core import signing

from hash_chain import GENESIS, canonical, digest

from . import conf
from .models import ConsentEvent, LogHead

logger = logging.getLogger(__name__)

SHORT = 32  # hexadecimal digits of each row's digest that a seal keeps: 128 bits


@dataclasses.dataclass
class Sealed:
    """What the seals say. ``rows``: number to (digest, day sealed); ``problems``: what is wrong with the file."""

    rows: dict[int, tuple[str, str]] = dataclasses.field(default_factory=dict)
    last: int = 0
    purged: dict[int, str] = dataclasses.field(default_factory=dict)
    problems: list[str] = dataclasses.field(default_factory=list)


def _signer() -> signing.Signer:
    return signing.Signer(salt="consent.seals")


def read() -> Sealed:
    """Everything that the file says, and every line of it that was changed, removed or put in."""
    sealed, previous, signer = Sealed(), GENESIS, _signer()
    path = conf.seal_file()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for place, text in enumerate(lines, start=1):
        try:
            line = json.loads(signer.unsign(text))
        except signing.BadSignature:
            line = None
        if line is None or line["previous"] != previous:
            sealed.problems.append(f"line {place} of {path.name} was changed, or a line before it was removed")
            continue
        previous = digest(text)
        _take(line, sealed)
    return sealed


def _take(line: dict[str, Any], sealed: Sealed) -> None:
    if line["kind"] == "purge":
        sealed.purged[line["through"]] = line["digest"]
        return
    for number, row_digest in enumerate(line["rows"], start=line["from"]):
        if row_digest:
            sealed.rows[number] = (row_digest, line["at"][:10])
    sealed.last = max(sealed.last, line["to"])


def _append(line: dict[str, Any]) -> None:
    path = conf.seal_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640), "r+", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        lines = handle.read().splitlines()
        line["previous"] = digest(lines[-1]) if lines else GENESIS
        handle.write(_signer().sign(canonical(line)) + "\n")
        handle.flush()
        os.fsync(handle.fileno())


def seal(*, at: dt.datetime) -> int:
    """Seal every row added since the last seal. Returns how many; none writes nothing.

    Side effects: one line in the seal file; one line in the process's log, for wherever logs are kept.
    """
    head = LogHead.objects.filter(pk=1).first()
    last = read().last
    if head is None or head.number <= last:
        return 0
    rows = ConsentEvent.objects.filter(number__gt=last, number__lte=head.number).order_by("number")
    by_number = {number: full[:SHORT] for number, full in rows.values_list("number", "digest")}
    first = min(by_number, default=head.number)
    # A row that is missing already is sealed as missing: "" is no row's digest, and verification names the gap.
    digests = [by_number.get(number, "") for number in range(first, head.number + 1)]
    _append({"kind": "seal", "at": at.isoformat(), "from": first, "to": head.number, "rows": digests})
    logger.info("consent log sealed: rows %s to %s, head %s", first, head.number, head.digest)
    return len(by_number)


def note_purge(*, through: int, digest: str, at: dt.datetime) -> None:
    """Write down, before it happens, that rows up to a number go because their time is over."""
    _append({"kind": "purge", "at": at.isoformat(), "through": through, "digest": digest})
