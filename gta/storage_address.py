"""What ``STORAGE_URL`` says: ``s3://KEY:SECRET@HOST/BUCKET?region=REGION``, also with ``prefix=`` and ``tls=off``."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PARAMETERS = {"region", "prefix", "tls"}
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def storage_options(url: str) -> dict[str, Any]:
    """What ``gta.object_storage.ObjectStorage`` needs of an address. Raises ``ValueError`` for one that is none."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    bucket = parts.path.strip("/")
    whole = parts.scheme == "s3" and parts.hostname and parts.username and parts.password
    known = not set(given) - PARAMETERS and given.get("tls", "on") in ("on", "off")
    if not (whole and known and _BUCKET.fullmatch(bucket)):
        raise ValueError(url)
    port = f":{parts.port}" if parts.port else ""
    return {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": bucket,
        "endpoint_url": f"{'http' if given.get('tls') == 'off' else 'https'}://{parts.hostname}{port}",
        "region_name": given.get("region") or "us-east-1",
        "location": given.get("prefix", "").strip("/"),
    }


def is_of_a_store(url: str) -> bool:
    """Can a bucket be found by such an address?"""
    try:
        storage_options(url)
    except ValueError:
        return False
    return True
