"""``/metrics``: what is counted, under which names, and that alerts and dashboard ask for nothing else.

The library reads its folder from the environment when it is loaded, so a site with metrics is a process of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.db import OperationalError, connection
from django.urls import NoReverseMatch, reverse
from prometheus_client.core import Metric

from gta.metrics import queues
from outbox import queue
from tests import factories

from .conftest import ROOT

MONITORING = ROOT / "deploy" / "monitoring"
VISITS = """
import json
import django
django.setup()
from django.test import Client
from gta import heartbeat
heartbeat.beat()
client = Client()
for _ in range(2):
    assert client.get("/about/").status_code == 200
assert client.get("/commitments/987654321/").status_code == 404
assert client.get("/reporting/reports/5/").status_code == 302
print(client.get("/metrics").content.decode())
"""


def site_with_metrics(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    at = connection.settings_dict
    address = f"sqlite:///{at['NAME']}"
    if connection.vendor == "postgresql":
        address = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    environment = {**os.environ, "METRICS": "true", "PROMETHEUS_MULTIPROC_DIR": str(folder), "DATABASE_URL": address}
    environment["DJANGO_SETTINGS_MODULE"] = "gta.settings"
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def read(transactional_db: None, tmp_path: Path, verania, fatima, alice) -> dict[str, float]:
    """The numbers of a site with one report in review and one message that waits, after four visits."""
    recommendation = factories.recommendation(factories.area(factories.edition()))
    commitment = factories.commitment(verania, by=fatima, recommendations=[recommendation])
    factories.submitted(commitment, by=alice)
    queue.enqueue(key="due|1", kind="test", recipient="reader@example.org")
    ran = site_with_metrics(tmp_path, VISITS)
    assert ran.returncode == 0, ran.stderr
    lines = (line.rpartition(" ") for line in ran.stdout.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _space, value in lines}


def test_a_site_says_what_passes_and_what_waits(read: dict[str, float]) -> None:
    about = 'tracker_requests_total{method="GET",route="about/",status="200"}'
    assert read[about] == 2
    assert read['tracker_requests_total{method="GET",route="commitments/<int:pk>/",status="404"}'] == 1
    assert read['tracker_requests_total{method="GET",route="reporting/reports/<int:pk>/",status="302"}'] == 1
    assert not [name for name in read if "987654321" in name], "an address became a name"
    assert read['tracker_request_seconds_count{route="about/"}'] == 2
    assert read['tracker_request_database_seconds_sum{route="about/"}'] > 0
    assert (read['tracker_page_cache_total{result="miss"}'], read['tracker_page_cache_total{result="hit"}']) == (1, 1)
    assert read['tracker_mail_messages{state="pending"}'] >= 1
    assert read["tracker_reports_in_review"] == 1
    assert 0 <= read["tracker_worker_heartbeat_age_seconds"] < 60
    assert {name: value for name, value in read.items() if name.startswith("tracker_scrape_failed") and value} == {}
    asked = {name for text in asked_for() for name in re.findall(r"tracker_\w+", text)}
    # These two are there where there are balances, and a replica (test_replica.py).
    known = {name.partition("{")[0] for name in read} | {"tracker_ledger_balance_age_days", "tracker_replica_used"}
    assert asked <= known, "an alert or a panel asks for what nobody counts"


def asked_for() -> list[str]:
    """Every expression of the alerts and of the dashboard."""
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    panels = json.loads((MONITORING / "dashboard.json").read_text())["panels"]
    alerts = [rule["expr"] for group in groups for rule in group["rules"]]
    return alerts + [target["expr"] for panel in panels for target in panel["targets"]]


def test_without_the_setting_there_is_no_such_page() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("metrics")


def test_a_part_that_fails_is_named_and_the_others_are_read(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[Metric]:
        raise OperationalError("away")
        yield

    monkeypatch.setattr(queues, "PARTS", (broken, queues.review))
    found = {metric.name: [sample.value for sample in metric.samples] for metric in queues.Queues().collect()}
    assert found["tracker_scrape_failed"] == [1, 0]
    assert found["tracker_reports_in_review"] == [0]
