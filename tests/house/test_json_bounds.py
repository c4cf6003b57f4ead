"""No JSON that a request brings ends in a 500: bodies, fields that libraries decode, cursors of the API."""

from __future__ import annotations

import base64
import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver

from gta.json_bounds import MOST_BYTES, MOST_DEPTH, MOST_DIGITS, is_within_bounds
from tests.cast import give_second_factor, sign_in

pytestmark = pytest.mark.any_database

DEEP = {
    "arrays": "[" * 5000,
    "closed arrays": "[" * 5000 + "]" * 5000,
    "objects": '{"a":' * 5000,
    "deep behind a string": '{"a": "]]]", "b": ' + "[" * 5000,
    "a long number": '{"a": ' + "9" * 5000 + "}",
    "long": '{"a": "' + "x" * MOST_BYTES + '"}',
}
# Within the bounds, and nothing that a passkey sends.
_RESPONSE = dict.fromkeys(["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"], "AA")
ODD = [
    *("[]", "{}", "1", "null", '"x"', "[1]", '{"id": 5}', "nonsense", "\x00", "{", "9" * 99),
    '{"id": "x", "rawId": "x", "response": {}, "type": "x"}',
    '{"id": null, "rawId": [], "type": {}, "response": 7}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "\\ud800"}}',
    *(
        json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": _RESPONSE | {name: value}})
        for name in _RESPONSE
        for value in ("AA", "e30", "!", "", None, [], "é", "gYGB" * 1500, "oQ")
    ),
]
PASSKEYS = ["/accounts/2fa/webauthn/login/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/reauthenticate/"]


@pytest.fixture
def signed_in(client: Client, charlie) -> Client:
    """Somebody who has just proven themselves, and has a second factor."""
    client.raise_request_exception = False
    give_second_factor(charlie)
    return sign_in(client, charlie)


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("address", [*PASSKEYS, "/accounts/preferences/", "/cookies/choice/"])
def test_fields_of_forms(signed_in: Client, address: str, text: str) -> None:
    who = Client(raise_request_exception=False) if "login" in address else signed_in
    answer = who.post(address, {"credential": text, "name": "Key"})
    assert answer.status_code == 400
    assert answer.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("kind", ["application/json", "application/problem+json", "application/json; charset=utf-8"])
@pytest.mark.parametrize("address", ["/cookies/choice/", "/api/v1/commitments/", "/accounts/2fa/webauthn/login/"])
def test_bodies(db, address: str, kind: str, text: str) -> None:
    answer = Client(raise_request_exception=False).post(address, text, content_type=kind)
    assert answer.status_code == 400


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("address", PASSKEYS)
def test_what_is_no_answer_of_a_passkey_is_refused_in_words(signed_in: Client, address: str, text: str) -> None:
    who = Client(raise_request_exception=False) if "login" in address else signed_in
    who.get(address)  # the challenge
    assert who.post(address, {"credential": text, "name": "Key"}).status_code < 500


@pytest.mark.parametrize("text", ["[" * 1100, "[" * 3000 + "]" * 3000, "9" * 4400, "null", "[1,2]"])
def test_cursors(client: Client, db, text: str) -> None:
    client.raise_request_exception = False
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    assert client.get("/api/v1/commitments/", {"cursor": cursor}).status_code == 400


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("[" * MOST_DEPTH + "]" * MOST_DEPTH, True),
        ("[" * (MOST_DEPTH + 1), False),
        ("[]" * 1000, True),
        (json.dumps({"a": "[" * 1000}), True),
        (r'{"a": "\"' + "[" * 1000 + '"}', True),
        ('{"a": "\\\\"' + "[" * 1000, False),
        ("9" * MOST_DIGITS, True),
        ("[" + "9" * (MOST_DIGITS + 1), False),
        ('"unfinished ' + "[" * 1000, False),
        ("x" * (MOST_BYTES + 1), False),
    ],
)
def test_the_bounds(text: str, fits: bool) -> None:
    assert is_within_bounds(text) is fits


def test_a_report_may_begin_with_a_bracket(signed_in: Client) -> None:
    words = {
        "language": "en",
        "time_zone": "UTC",
        "digest": "weekly",
        "digest_hour": "7",
        "note": "[" + "x [1] " * 2000,
    }
    assert signed_in.post("/accounts/preferences/", words).status_code == 302


def test_the_addresses_are_those_of_the_site() -> None:
    known = {
        re.sub(r"\W", "", str(pattern.pattern)) for pattern in get_resolver("allauth.mfa.webauthn.urls").url_patterns
    }
    assert {"login", "add", "reauthenticate"} <= known
