"""What a file is, by its content: tables of four kinds, and a sentence for everything else."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from imports.tables import Choices, TableRefusedError, bounds, inspect, rows
from tests.imports.tables import as_csv, as_xlsx, packed, read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"\xff\xd8\xff\xe0\x00", "JPEG"),
        (gzip.compress(b"id,name\n", mtime=0), "GZIP"),
        (packed({"word/document.xml": "<x/>"}), "DOCX"),
        (packed({"ppt/presentation.xml": "<x/>"}), "PPTX"),
        (packed({"xl/workbook.bin": "x"}), "XLSB"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "ODT"),
        (packed({"table.csv": "id,name\n"}), "ZIP"),
        (b"\n<!DOCTYPE html><html><table><tr><td>1", "HTML"),
        (b"<table><tr><td>id</td></tr></table>", "HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b'{"editions": []}', "JSON"),
        (b'[{"id": 1}]', "JSON"),
        (OLE + "WordDocument".encode("utf-16-le"), "DOC"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)), "a program’s own format"),
    ],
)
def test_another_kind_of_file_is_named(content: bytes, kind: str) -> None:
    with pytest.raises(TableRefusedError) as refused:
        read(content, name="table.xls")
    assert refused.value.message == (
        f"The content of “table.xls” is {kind}, not a table. Save the table as CSV, XLSX, XLS or ODS."
    )


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n \r\n", b"\xff\xfe", b"\x00\x00"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(TableRefusedError, match="is empty"):
        read(content)


def test_a_password_is_named() -> None:
    with pytest.raises(TableRefusedError, match="protected by a password"):
        read(OLE + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    "content",
    [
        OLE + "Workbook".encode("utf-16-le"),
        as_xlsx([["id"], ["1"]])[:-200],
        b"PK\x03\x04 and no more",
        packed({"xl/workbook.xml": "<x/>"}),
        packed({"xl/workbook.xml": "no xml at all"}),
        packed({"xl/workbook.xml": '<?xml version="1.0" encoding="no-such"?><x/>'}),
        packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a><b></a>"}),
    ],
)
def test_a_damaged_workbook_is_said_to_be(content: bytes) -> None:
    with pytest.raises(TableRefusedError, match="is damaged"):
        read(content)


def test_a_file_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imports.tables.kinds.MAX_BYTES", 1000)
    with pytest.raises(TableRefusedError, match=r"has 1\.2.KB\. The limit is 1000.bytes"):
        read(b"id,name\n" * 150)


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imports.tables.reading.MAX_ROWS", 3)
    assert read(b"id\n1\n2\n3\n\n\n")[0].row_count == 3
    with pytest.raises(TableRefusedError, match="more than 3 rows"):
        read(b"id\n1\n2\n3\n4\n")


def test_blank_columns_behind_the_table_are_no_columns() -> None:
    wide = [["id", "name"] + [""] * 16_382, ["1", "x"] + [" "] * 16_382]
    assert read(as_csv(wide))[0].columns == ("id", "name")


def test_too_many_columns_are_refused_in_figures() -> None:
    assert len(read(as_csv([list(map(str, range(500))), ["x"] * 500]))[0].columns) == 500
    with pytest.raises(TableRefusedError, match=r"501 columns\. The limit is 500"):
        read(as_csv([list(map(str, range(501))), ["x"] * 501]))


def test_the_file_is_left_open_and_may_be_a_path_or_a_stored_file(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"id,name\n1,x\n")
    stored = ContentFile(path.read_bytes())
    for one in (path, str(path), stored, io.BytesIO(path.read_bytes())):
        seen = inspect(one, file_name="table.csv")
        assert [row.cells for row in rows(one, file_name="table.csv", choices=seen.choices)] == [("1", "x")]
    assert not stored.closed


def test_what_a_zip_claims_about_its_size_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imports.tables.workbooks.MAX_UNPACKED", 100_000)
    honest = as_xlsx([["id"], ["x" * 9_000]])
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    bomb = packed(parts | {"xl/media/image1.xml": "0" * 200_000})
    with pytest.raises(TableRefusedError, match=r"larger than 97\.7.KB"):
        read(bomb)
    lying = bomb.replace((200_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bomb
    with pytest.raises(TableRefusedError, match="larger than"):
        read(lying)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "docProps/core.xml"])
def test_entities_are_refused(part: str) -> None:
    """Also where the library that reads the cells would not look."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx([["id"], ["1"]]))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    shared = '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>'
    with pytest.raises(TableRefusedError, match="is damaged"):
        read(packed(parts | {part: shared}))


def test_limits_are_what_the_sentences_say() -> None:
    assert (bounds.MAX_ROWS, bounds.MAX_COLUMNS, bounds.MAX_CELL) == (100_000, 500, 10_000)
    assert Choices() == Choices("", "", "", 0)
