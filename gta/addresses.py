"""Addresses of services, with user and password in them."""

from __future__ import annotations

from urllib.parse import quote, urlsplit


def with_password(address: str, password: str) -> str:
    """The address with this password, encoded as addresses ask for; as it was where either is empty."""
    if not address or not password:
        return address
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{parts.username or ''}:{quote(password, safe='')}@{host}").geturl()
