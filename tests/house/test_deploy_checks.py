"""``check --deploy --database default`` names what does not answer, by the setting that leads there."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import checks

from scripts.processes import free_port


def named() -> set[str]:
    """What the check says, without what it says of Django's own settings."""
    found = checks.run_checks(include_deployment_checks=True, databases=["default"])
    return {one.msg for one in found if one.id == "gta.E001"}


@pytest.fixture(autouse=True)
def broker(settings, tmp_path: Path, db: None) -> None:
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path)}


def test_nothing_is_named_where_all_answer(settings) -> None:
    assert named() == set()
    assert not any(Path(settings.MEDIA_ROOT).rglob("check-deploy*"))


def test_what_does_not_answer_is_named(settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}
    settings.MEDIA_ROOT = str(tmp_path / "a file")
    Path(settings.MEDIA_ROOT).touch()
    assert named() == {
        "The storage does not answer as it must. Look at MEDIA_ROOT or STORAGE_URL.",
        "The mail server does not answer as it must. Look at EMAIL_URL.",
        "The broker does not answer as it must. Look at REDIS_URL.",
    }


def test_static_files_that_were_not_collected_are_named(settings, tmp_path: Path) -> None:
    kept = settings.STORAGES["staticfiles"] | {"BACKEND": "gta.static_files.StaticFiles"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": kept}
    settings.STATIC_ROOT = str(tmp_path)
    assert named() == {
        "The folder of static files does not answer as it must. Look at STATIC_ROOT, and run collectstatic."
    }


def test_without_a_database_nothing_is_asked(settings) -> None:
    settings.MEDIA_ROOT = "/dev/null"
    found = checks.run_checks(include_deployment_checks=True)
    assert not [one for one in found if one.id == "gta.E001"]
