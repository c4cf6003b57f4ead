"""One zip, written piece by piece."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest

from opendata.snapshot_archive import Contents, Member, differences, digest_and_size, member, write_archive

DAY = datetime.date(2025, 11, 22)


def contents(*files: tuple[str, list[bytes]]) -> Contents:
    def describe(members: list[Member]) -> bytes:
        return json.dumps(members).encode()

    return Contents(((name, iter(pieces)) for name, pieces in files), "about.json", describe)


def written(*files: tuple[str, list[bytes]]) -> tuple[io.BytesIO, list[Member]]:
    handle = io.BytesIO()
    return handle, write_archive(handle, contents(*files), day=DAY)


FILES = (("a.csv", [b"one\n", b"two\n"]), ("b.csv", []))


def test_it_holds_what_went_in_and_says_what_that_is() -> None:
    handle, members = written(*FILES)
    with zipfile.ZipFile(handle) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.csv", "b.csv", "about.json"] == [one["name"] for one in members]
        assert archive.read("a.csv") == b"one\ntwo\n"
        assert json.loads(archive.read("about.json")) == members[:2]
        assert {entry.date_time for entry in archive.infolist()} == {(2025, 11, 22, 0, 0, 0)}
    assert members[0] == {"name": "a.csv", "size": 8, "sha256": hashlib.sha256(b"one\ntwo\n").hexdigest()}
    assert b"".join(member(handle, "a.csv")) == b"one\ntwo\n"


def test_the_same_contents_give_the_same_bytes_however_they_are_cut() -> None:
    first, _members = written(*FILES)
    again, _members = written(("a.csv", [b"o", b"ne\ntw", b"o\n"]), ("b.csv", [b""]))
    assert first.getvalue() == again.getvalue()
    assert digest_and_size(first) == (hashlib.sha256(first.getvalue()).hexdigest(), len(first.getvalue()))


@pytest.mark.parametrize(
    ("damage", "wrong"),
    [
        (lambda members: members, []),
        (lambda members: [{**members[0], "sha256": "0" * 64}, *members[1:]], ["a.csv"]),
        (lambda members: members[1:], ["a.csv"]),
        (lambda members: [*members, {"name": "c.csv", "size": 1, "sha256": ""}], ["c.csv"]),
    ],
    ids=["whole", "another digest", "one too many", "one too few"],
)
def test_differences_are_named(damage, wrong: list[str]) -> None:
    handle, members = written(*FILES)
    assert differences(handle, damage(members)) == wrong


def test_what_is_no_archive_differs_in_everything() -> None:
    _handle, members = written(*FILES)
    assert differences(io.BytesIO(b"nothing of the kind"), members) == ["a.csv", "b.csv", "about.json"]


def test_memory_does_not_grow_with_the_data() -> None:
    def rows(count: int) -> Iterator[bytes]:
        for number in range(count):
            yield b"%d,a line of a commitment that somebody made,%d\n" % (number, number * 7) * 20

    def peak(count: int) -> int:
        tracemalloc.start()
        with tempfile.TemporaryFile() as handle:
            made = Contents([("rows.csv", rows(count))], "about.json", lambda members: b"{}")
            write_archive(handle, made, day=DAY)
            assert digest_and_size(handle)[1] > 0
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(12_000) < peak(1_000) + 200_000
