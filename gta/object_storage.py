"""Files in a bucket of an S3 store, for sites whose processes share no disk. Needs the extra ``s3``.

Nothing in it is open to the web: every download goes through the view that checks who may have it.
"""

from __future__ import annotations

import errno
import functools
from collections.abc import Callable
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

# A page must not wait for a store that is away; what fails once is tried once more.
CLIENT = Config(
    connect_timeout=3,
    read_timeout=15,
    retries={"total_max_attempts": 2, "mode": "standard"},
    signature_version="s3v4",
    s3={"addressing_style": "path"},
)


def _said_as_the_disk_says_it(method: Callable[..., Any]) -> Callable[..., Any]:
    """A store that is away or refuses raises ``OSError``, as a disk does; which the site answers as an outage."""

    @functools.wraps(method)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except (BotoCoreError, ClientError, Boto3Error) as error:
            raise OSError(errno.EREMOTEIO, f"The object store: {error}") from error

    return wrapper


class ObjectStorage(S3Storage):
    """django-storages' own, with names that are never written over and errors as Django's storages have them."""

    def get_default_settings(self) -> dict[str, Any]:
        """What no operator sets."""
        own = {"file_overwrite": False, "default_acl": None, "client_config": CLIENT, "max_memory_size": 1024 * 1024}
        return super().get_default_settings() | own

    @_said_as_the_disk_says_it
    def _open(self, name: str, mode: str = "rb") -> Any:
        """The file, fetched at once, to disk from a megabyte on: an outage shows here, not in mid-answer."""
        opened = super()._open(name, mode)
        if "r" in mode:
            _ = opened.file  # fetches
        return opened

    _save = _said_as_the_disk_says_it(S3Storage._save)
    delete = _said_as_the_disk_says_it(S3Storage.delete)
    exists = _said_as_the_disk_says_it(S3Storage.exists)
    listdir = _said_as_the_disk_says_it(S3Storage.listdir)
    size = _said_as_the_disk_says_it(S3Storage.size)
    get_modified_time = _said_as_the_disk_says_it(S3Storage.get_modified_time)
