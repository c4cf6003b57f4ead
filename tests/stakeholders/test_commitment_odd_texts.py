"""Odd texts in every field of a commitment's form, and in every filter of the list."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from names import single_line
from stakeholders.models import Commitment
from tests.cast import sign_in

NEW = "/reporting/commitments/new/"
BLNS = Path(__file__).resolve().parents[3] / "shared" / "data" / "naughty-strings" / "blns.json"
NAUGHTY = [
    "\x00",
    "a\x00b",
    "😀" * 50,
    "<script>alert(1)</script>",
    "'; DROP TABLE stakeholders_commitment; --",
    "{{ 7|add:7 }}{% csrf_token %}",
    "‮gnol",
    "אבג\u200fالعربية",
    "  \t ",
    "﻿",
    "NaN",
    "Infinity",
    "1e400",
    "-1",
    "٣",
    "9" * 400,
    "%s %(name)s {0}",
    "../../../etc/passwd",
    "a\r\nBcc: x@example.org",
    "=1+1",
]

# What most often breaks a parser, a query or a column.
BREAKERS = ["\x00", "😀" * 50, "‮gnol", "NaN", "Infinity", "1e400", "-1", "9" * 400, "%s {0} {{ 7 }}", "<b>'; --"]


def is_line(text: str) -> bool:
    try:
        single_line(text)
    except ValidationError:
        return False
    return True


def _strings() -> list[str]:
    return NAUGHTY + (json.loads(BLNS.read_text(encoding="utf-8")) if BLNS.exists() else [])


FIELDS = ["title", "description", "joint_organisations", "milestones-0-title", "indicators-0-name", "indicators-0-unit"]
FIELDS += ["language", "recommendations", "visibility", "organisation", "key", "version", "due_day", "due_month"]
FIELDS += ["due_year", "milestones-0-id", "milestones-0-reached_on", "milestones-0-DELETE", "indicators-0-baseline"]
FIELDS += ["indicators-0-baseline_year", "indicators-0-target", "milestones-TOTAL_FORMS", "milestones-INITIAL_FORMS"]


def test_odd_texts_round_trip_or_are_refused(client, alice, verania, typed):
    """Forty at a time as milestones: what is taken is stored to the letter and shown."""
    sign_in(client, alice)
    lines = [" ".join(text.split()) for text in _strings() if text.strip() and len(text.strip()) <= 200]
    strings = [text for text in lines if is_line(text)]
    for hidden in [text for text in lines if not is_line(text)][:10]:
        sent = typed | {"organisation": verania.pk, "title": hidden}
        assert client.post(NEW, sent).status_code == 400, hidden
    for start in range(0, len(strings), 40):
        chunk = strings[start : start + 40]
        rows = {f"milestones-{number}-title": text for number, text in enumerate(chunk)}
        rows["milestones-TOTAL_FORMS"] = str(len(chunk))
        answer = client.post(NEW, typed | rows | {"organisation": verania.pk, "title": chunk[0]})
        assert answer.status_code == 302, chunk
        made = Commitment.objects.latest("pk")
        assert set(made.milestones.values_list("title", flat=True)) == {text.strip() for text in chunk}
        assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_breaks_the_page(client, alice, verania, draft, typed, field):
    sign_in(client, alice)
    edit = reverse("stakeholders:commitment_edit", args=[draft.pk])
    rows = {"milestones-0-title": "Half", "indicators-0-name": "Trained", "indicators-0-unit": "people"}
    for text in BREAKERS:
        sent = typed | rows | {"organisation": verania.pk, "version": draft.version, "key": ""} | {field: text}
        page = edit if field in ("version", "milestones-0-id") else NEW
        assert client.post(page, sent).status_code in (302, 400, 409), text


@pytest.mark.parametrize("name", ["q", "state", "organisation", "due_before", "due_after", "page"])
def test_no_filter_breaks_the_list(client, alice, carol, draft, name):
    for user, address in ((alice, "stakeholders:commitments"), (carol, "curate_stakeholders:commitments")):
        sign_in(client, user)
        for text in BREAKERS:
            assert client.get(reverse(address), {name: text}).status_code in (200, 400), text
