"""The way of a file through the pages, as curators go it: what is wrong is said, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from imports import working
from imports.models import Import, ImportState, Mapping
from stakeholders.models import Organisation
from tests.imports.files import ORGANISATIONS, as_csv, bring, previewed

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ROWS = [
    {"Body": "Harbour Ministry", "Kind of body": "State", "Where": "Verania"},
    {"Body": "Open Line", "Kind of body": "Charity", "Where": ""},
    {"Body": "Third Body", "Kind of body": "Charity", "Where": "Nowhere"},
]


@pytest.fixture
def curator(client: Client, carol: User, verania: Organisation) -> Client:
    client.force_login(carol)
    return client


def send(client: Client, content: bytes, name: str = "bodies.csv", kind: str = "organisations"):
    return client.post("/curate/imports/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def posted(page) -> dict[str, str]:
    """What the form of a page would send as it is."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_a_wrong_mapping_is_corrected_and_the_file_comes_in_and_goes_again(curator):
    address = send(curator, as_csv(ROWS))["Location"]
    upload = Import.objects.get()
    page = curator.get(address)
    assert "Harbour Ministry" in page.content.decode()

    columns = f"/curate/imports/tables/{upload.pk}/columns/"
    wrong = posted(curator.get(columns)) | {"column-name": "Kind of body", "default-actor_type": "ngo"}
    values = curator.post(columns, wrong)["Location"]
    preview = curator.post(values, posted(curator.get(values)))["Location"]
    assert curator.get(preview).context["upload"].counts["duplicate"] == 1

    right = {"column-name": "Body", "column-actor_type": "Kind of body", "column-country": "Where"}
    values = curator.post(columns, posted(curator.get(columns)) | right)["Location"]
    page = curator.get(values)
    said = posted(page) | _as(page, {"State": "government", "Charity": "ngo"})
    page = curator.get(curator.post(values, said)["Location"])
    assert "A worker previews" not in page.content.decode()
    assert {key: page.context["upload"].counts[key] for key in ("rows", "new", "rejected")} == {
        "rows": 3,
        "new": 2,
        "rejected": 1,
    }
    assert "Nowhere" in page.content.decode()
    assert Mapping.objects.get().name == "bodies"

    apply = f"/curate/imports/tables/{upload.pk}/apply/"
    refused = curator.post(apply, posted(curator.get(apply)))
    assert (refused.status_code, "reason" in refused.context["form"].errors) == (400, True)
    assert curator.post(apply, posted(curator.get(apply)) | {"reason": "From the list of 2026."}).status_code == 302
    assert "Waiting for its turn" in curator.get(preview).content.decode()
    working.work()
    assert Organisation.objects.get(name="Open Line").history.get().history_change_reason == "From the list of 2026."
    assert "From the list of 2026." in curator.get(preview).content.decode()

    undo = f"/curate/imports/tables/{upload.pk}/undo/"
    assert curator.post(undo, {"reason": "A mistake."}).status_code == 302
    working.work()
    assert "Undone" in curator.get(preview).content.decode()
    assert Organisation.objects.get(name="Open Line").archived_reason == "A mistake."


def _as(page, wanted: dict[str, str]) -> dict[str, str]:
    names = page.context["form"].names
    return {name: wanted[text] for name, _field, text, _count in names if text in wanted}


def test_how_a_text_file_is_read_is_chosen_from_what_can_be_read(curator):
    address = send(curator, "Name;Type\nMinistère de l’Écologie;ONG\n".encode("cp1252"))["Location"]
    page = curator.get(address)
    assert "Windows-1252" in page.content.decode()
    answer = curator.post(address, posted(page) | {"encoding": "klingon"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["encoding"])
    assert Import.objects.get().choices["encoding"] == "cp1252"


def test_a_corrected_file_finds_the_mapping_again(curator, carol):
    bring(ROWS, "organisations", by=carol, name="Bodies", columns={"name": "Body"}, defaults={"actor_type": "ngo"})
    address = send(curator, as_csv(ROWS[:1]), "corrected.csv")["Location"]
    page = curator.get(address.replace("/file/", "/columns/"))
    assert posted(page)["column-name"] == "Body"
    assert posted(page)["default-actor_type"] == "ngo"
    assert "Bodies" in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "field", "said"),
    [
        ("organisations", "name", "Choose the column that holds this. Every row needs it."),
        ("commitments", "recommendations", "or a value for all rows. Every row needs one."),
        ("recommendations", "edition", "There is no edition yet. Add one under Manage, Catalogue"),
    ],
)
def test_what_every_row_needs_is_asked_for(curator, kind, field, said):
    address = send(curator, b"What,Where\nOne,Two\n", kind=kind)["Location"].replace("/file/", "/columns/")
    answer = curator.post(address, posted(curator.get(address)))
    assert answer.status_code == 400
    assert said in str(answer.context["form"].errors[f"column-{field}"])


def test_looking_changes_nothing(curator, carol):
    kept = previewed(carol)
    before = list(Import.objects.values())
    for step in ("", "file/", "columns/", "values/", "apply/", "rows/", "?outcome=new", "?page=99"):
        answer = curator.get(f"/curate/imports/tables/{kept.pk}/{step}")
        assert answer.status_code == 200, step
        answer.getvalue()
    assert list(Import.objects.values()) == before


def test_who_comes_late_is_told_and_keeps_what_was_typed(curator, carol):
    kept = previewed(carol)
    for step in ("columns", "values", "file"):
        address = f"/curate/imports/tables/{kept.pk}/{step}/"
        late = posted(curator.get(address))
        if step == "columns":
            late["name"] = "The late one"
        Import.objects.filter(pk=kept.pk).update(version=kept.version + 7)
        answer = curator.post(address, late)
        assert answer.status_code == 409
        assert "Someone else has prepared this import further" in answer.content.decode()
        assert step != "columns" or "The late one" in answer.content.decode()
        Import.objects.filter(pk=kept.pk).update(version=kept.version)


def test_a_duplicate_can_be_let_count_and_who_comes_late_is_told(curator, carol):
    rows = [{"Name": "Open Line", "Type": "NGO"}, {"Name": "Open Line", "Type": "Academia"}]
    kept = bring(rows, "organisations", by=carol)
    preview = f"/curate/imports/tables/{kept.pk}/"
    assert "Use row 3" in curator.get(preview).content.decode()
    for version, said in ((kept.version + 7, "Someone else has prepared"), (kept.version, "Row 3 counts now")):
        page = curator.post(f"{preview}prefer/", {"row": 3, "version": version}, follow=True)
        assert said in page.content.decode()
        assert kept.rows.get(number=3).outcome == ("new" if "counts" in said else "duplicate")


def test_every_row_can_be_taken_away_with_its_reasons_and_no_formula(curator, carol):
    rows = [{"Name": "=cmd|' /C calc'!A0", "Type": "NGO", "Country": "Nowhere"}]
    kept = bring(rows, "organisations", by=carol)
    lines = curator.get(f"/curate/imports/tables/{kept.pk}/rows/").getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("row,outcome,")
    assert lines[1].startswith("2,rejected,")
    assert "'=cmd|" in lines[1]
    assert "Nowhere" in lines[1]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "file"),
        ({"file": b"a,b\n1,2\n"}, "kind"),
        ({"kind": "organisations", "file": b""}, "file"),
        ({"kind": "nonsense", "file": b"a,b\n1,2\n"}, "kind"),
    ],
)
def test_what_is_missing_is_said_at_its_place(curator, data, field):
    if "file" in data:
        data = data | {"file": SimpleUploadedFile("list.csv", data["file"])}
    answer = curator.post("/curate/imports/", data)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not Import.objects.exists()


def test_a_file_that_cannot_be_read_is_explained_and_can_be_discarded(curator):
    address = send(curator, b"%PDF-1.7 not a table", "list.pdf")["Location"]
    assert "PDF" in curator.get(address).content.decode()
    kept = Import.objects.get()
    assert curator.post(f"/curate/imports/tables/{kept.pk}/discard/")["Location"] == "/curate/imports/"
    kept.refresh_from_db()
    assert kept.state == ImportState.DISCARDED


def test_administrators_bring_editions_and_no_tables(client, ada):
    client.force_login(ada)
    answer = send(client, as_csv(ORGANISATIONS))
    assert answer.status_code == 400
    assert "kind" in answer.context["form"].errors


def test_a_preview_asks_as_much_for_few_rows_as_for_many(curator, carol):
    said = {"columns": {"name": "Body"}, "defaults": {"actor_type": "ngo"}}
    few = bring(ROWS[:1], "organisations", by=carol, name="Few", **said)
    many = [{"Body": f"Body {number}"} for number in range(40)]
    more = bring(many, "organisations", by=carol, name="Many", **said)
    curator.get("/curate/imports/")  # what a process looks up once
    counts = []
    for kept in (few, more):
        with CaptureQueriesContext(connection) as queries:
            curator.get(f"/curate/imports/tables/{kept.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_vocabulary_is_asked_for_once_however_many_values_are_of_it(curator, carol):
    """The countries: beside every row of a preview, and as the choices of a value for all rows."""
    counts = []
    for number in (1, 12):
        rows = [{"Body": f"Body {place} of {number}", "Where": "Verania"} for place in range(number)]
        said = {"columns": {"name": "Body", "country": "Where"}, "defaults": {"actor_type": "ngo"}}
        kept = bring(rows, "organisations", by=carol, name=f"List of {number}", **said)
        for page in ("", "columns/", "values/"):
            with CaptureQueriesContext(connection) as queries:
                curator.get(f"/curate/imports/tables/{kept.pk}/{page}")
            counts.append((number, page, sum("stakeholders_country" in query["sql"] for query in queries)))
    assert max(count for _number, _page, count in counts) <= 2, counts  # once to say what is meant, once to choose
