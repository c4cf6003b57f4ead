"""Reports of errors to a Sentry server: a real one's protocol, a sink of our own, and nothing personal in them."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
from django.conf import settings

from .conftest import ROOT

DECODED = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}
FAILING = """
import django
django.setup()
import sentry_sdk
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.contrib.auth.decorators import login_not_required

@login_not_required
def fail(request):
    local_secret = "a-local-variable"
    raise RuntimeError("Could not write to staff@ministry.example")

urlpatterns = [path("fails/", fail)]
handler500 = "dashboard.views.errors.server_error"

with override_settings(ROOT_URLCONF=__name__):
    client = Client(raise_request_exception=False)
    client.cookies["session"] = "a-cookie"
    answer = client.post("/fails/?q=a-query", {"narrative": "a-form-value"}, headers={"authorization": "a-header"})
    print(answer.status_code)
sentry_sdk.flush(20)
"""


@pytest.fixture
def sink() -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes what a Sentry server takes; its address, and the bodies that came."""
    bodies: list[bytes] = []

    class Sink(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(DECODED[self.headers.get("Content-Encoding")](body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *arguments: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Sink) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://key@127.0.0.1:{server.server_port}/1", bodies
        server.shutdown()


def test_an_error_is_reported_with_its_version_and_nothing_personal(sink: tuple[str, list[bytes]]) -> None:
    address, bodies = sink
    environment = {**os.environ, "SENTRY_DSN": address, "DJANGO_SETTINGS_MODULE": "gta.settings"}
    command = [sys.executable, "-c", FAILING]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["500"], ran.stderr
    lines = [json.loads(line) for body in bodies for line in body.splitlines() if line]
    event = next(line for line in lines if "exception" in line)
    assert event["release"] == settings.VERSION
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"
    text = json.dumps(lines)
    for personal in ("staff@", "a-local-variable", "a-cookie", "a-query", "a-form-value", "a-header"):
        assert personal not in text, personal


def test_the_version_has_its_chapter_in_the_list_of_changes() -> None:
    base = settings.VERSION.partition("rc")[0]
    assert f"\n## {base}" in (ROOT / "CHANGELOG.md").read_text()
