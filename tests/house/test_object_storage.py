"""Files in a bucket, against a real S3 server over HTTP: they come and go as on a disk, and an outage is said."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer

from demo import documents
from gta import deploy_checks, health, stored_files
from gta.backups import archive, restoring
from gta.backups.errors import BackupError
from gta.storage_address import is_of_a_store, storage_options
from opendata import snapshots
from progress import cleaning, evidence, workflow
from progress.evidence_jobs import previews
from progress.models import Evidence
from tests import factories
from tests.imports.files import ORGANISATIONS, upload
from tests.progress.conftest import commitment, recommendation

__all__ = ["commitment", "recommendation"]

PDF = documents.pdf("law.pdf", "a law").read()
WEB_ADDRESS = "s3://key:s%2Fcret@store.example:9000/files?region=eu-west-1&prefix=site&tls=off"


@pytest.fixture
def server() -> Iterator[ThreadedMotoServer]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def bucket(server: ThreadedMotoServer, settings) -> Any:
    """The bucket that the site's files are in."""
    host, port = server.get_host_and_port()
    settings.STORAGE_URL = f"s3://key:secret@{host}:{port}/tracker?prefix=site&tls=off"
    options = storage_options(settings.STORAGE_URL)
    known = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    made = boto3.resource("s3", endpoint_url=options["endpoint_url"], **known).create_bucket(Bucket="tracker")
    there = {"BACKEND": "gta.object_storage.ObjectStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": there}
    return made


def keys(bucket: Any, folder: str) -> list[str]:
    return [one.key for one in bucket.objects.filter(Prefix=f"site/{folder}/")]


@pytest.mark.django_db
def test_from_the_upload_to_the_sweep(
    client: Client, bucket: Any, commitment, alice, carol, monkeypatch, tmp_path
) -> None:
    sent = SimpleUploadedFile("law.pdf", PDF)
    report = factories.draft(commitment, by=alice)
    item = evidence.add_file(report=report, by=alice, upload=sent, title="Law", dated=None)
    assert keys(bucket, "evidence") == [f"site/{item.file.name}"]
    assert previews.make_next(now=timezone.now())
    file, preview = (reverse(name, kwargs={"pk": item.pk}) for name in ("data:evidence", "data:evidence_preview"))
    # The store is asked for nothing that the person may not have.
    assert [client.get(where).status_code for where in (file, preview)] == [404, 404]
    workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
    answer = client.get(file)
    assert b"".join(answer.streaming_content) == cleaning.clean(PDF, "application/pdf").content
    assert int(answer["Content-Length"]) == item.size
    assert client.get(preview).status_code == 200
    assert "X-Amz" not in str(answer.headers), "nobody is sent to the store"
    kept = upload(ORGANISATIONS, "organisations", by=carol)
    assert kept.row_count == 2 and keys(bucket, "imports")
    made = snapshots.make(on=datetime.date(2025, 11, 22))
    assert snapshots.problems(made) == []
    for name in (made.name, "commitments.csv"):
        assert b"".join(client.get(f"/data/snapshots/2025-11-22/{name}").streaming_content)
    names = archive.stored(tmp_path)
    assert names[item.file.name].read_bytes() == cleaning.clean(PDF, "application/pdf").content
    assert {name.partition("/")[0] for name in names} >= {"evidence", "imports", "snapshots"}
    with pytest.raises(BackupError, match="STORAGE_URL empty"):
        restoring.restore(names[item.file.name])
    stray = default_storage.save("evidence/aa/stray", ContentFile(b"x"))
    lost = Evidence.objects.get(pk=item.pk).file.name
    assert stored_files.sweep().without_row == [], "it may be an upload under way"
    monkeypatch.setattr(stored_files, "SPARED", -stored_files.SPARED)
    assert stored_files.sweep().without_row == [stray]
    default_storage.delete(lost)
    assert stored_files.sweep().without_file == [lost]
    assert client.get(file).status_code == 404


@pytest.mark.django_db
def test_a_store_that_is_away_is_named_and_nothing_is_half_done(
    client: Client, bucket: Any, server: ThreadedMotoServer, commitment, alice, monkeypatch
) -> None:
    deploy_checks.ask_storage()
    report = factories.draft(commitment, by=alice)
    item = evidence.add_file(
        report=report, by=alice, upload=SimpleUploadedFile("law.pdf", PDF), title="Law", dated=None
    )
    server.stop()
    asked = [one for one in deploy_checks.ASKED if "STORAGE_URL" in one[1]]
    monkeypatch.setattr(deploy_checks, "ASKED", asked)
    [problem] = deploy_checks.services_answer(None, databases=["default"])
    assert "Look at MEDIA_ROOT or STORAGE_URL" in problem.msg and "secret" not in str(problem)
    monkeypatch.setattr(health, "CHECKS", {"storage": health.CHECKS["storage"]})
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["wrong"]) == (503, ["storage"])
    quiet = Client(raise_request_exception=False)
    quiet.force_login(alice)
    assert quiet.get(reverse("data:evidence", kwargs={"pk": item.pk})).status_code == 503
    with pytest.raises(OSError, match="object store"):
        evidence.add_file(
            report=report, by=alice, upload=SimpleUploadedFile("two.txt", b"two"), title="Two", dated=None
        )
    assert Evidence.objects.count() == 1


def test_the_address_says_where() -> None:
    assert storage_options(WEB_ADDRESS) == {
        "access_key": "key",
        "secret_key": "s/cret",
        "bucket_name": "files",
        "endpoint_url": "http://store.example:9000",
        "region_name": "eu-west-1",
        "location": "site",
    }


@pytest.mark.parametrize(
    "address",
    [
        "files", "https://key:secret@store.example/files", "s3://store.example/files", "s3://key@store.example/files",
        "s3://key:secret@store.example", "s3://key:secret@store.example/a/b", "s3://key:secret@store.example/UPPER",
        "s3://key:secret@store.example/files?colour=red", "s3://key:secret@store.example/files?tls=maybe",
        "s3://key:secret@store.example:port/files", "s3://key:secret@/files",
    ],
)  # fmt: skip
def test_one_that_is_none_is_refused(address: str) -> None:
    assert not is_of_a_store(address)
