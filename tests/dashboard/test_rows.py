"""What a list says of each commitment: every word in its place, and what has been taken down since."""

from __future__ import annotations

import html
import re

from django.test import Client

from stakeholders import commitments, organisations
from tests.dashboard.world import World

TAKEN_DOWN = "taken down since"


def rows(client: Client, address: str) -> dict[str, str]:
    """The rows of a list by their titles, each as its words, with the address of every link before its words."""
    page = client.get(address).content.decode()
    found = re.findall(r"<tr>\s*(<th scope=\"row\">.*?)\s*</tr>", page, re.DOTALL)
    plain = [re.sub(r'<a href="([^"]*)">', r"[\1] ", one) for one in found]
    texts = [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in plain]
    return {re.sub(r"^\[[^]]*\] ", "", text).split(" promise")[0]: text for text in texts}


def test_a_row_says_who_where_when_and_how_it_stands(client: Client, world: World) -> None:
    found = rows(client, "/commitments/")
    key = world.commitments["hotline"].pk
    assert found["hotline"] == (
        f"[/commitments/{key}/] hotline promise [/organisations/gov/] Organisation gov Land XA"
        " Completed Assessed: Limited Latest report 1 October 2025 Recent Several pieces of evidence"
        " Due 31 December 2025"
    )
    key = world.commitments["silent"].pk
    assert found["silent"] == (
        f"[/commitments/{key}/] silent promise [/organisations/ngo/] Organisation ngo Land XB No report yet No evidence"
    )


def test_what_was_taken_down_since_says_so_on_the_days_when_it_stood(client: Client, world: World) -> None:
    commitments.archive(commitment=world.commitments["silent"], by=world.curator, reason="Given up.")
    organisations.archive(organisation=world.organisations[2], by=world.curator, reason="Closed.")
    assert not {"silent", "fund"} & set(rows(client, "/commitments/"))
    then = rows(client, "/commitments/?as_of=2025-06-01")
    assert {name for name, text in then.items() if TAKEN_DOWN in text} == {"silent", "fund"}
