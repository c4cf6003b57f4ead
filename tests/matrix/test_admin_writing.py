"""The pages of Django's administration that can write are known, and those that are looked at write nothing."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.cast import sign_in
from tests.matrix.ground import Things
from tests.matrix.guard import written_tables
from tests.matrix.test_admin_matrix import key_of, models, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

#: Pages of the admin that change something, each through the verb named; everything else there is only looked at.
WRITING_ADMINS = {
    "accounts.User": "accounts.people",
    "accounts.Invitation": "accounts.invitations (actions)",
    "accounts.RoleRequest": "accounts.people.decide_about_role (actions)",
    "consent.DeclaredItem": "words of a draft; published by consent.notices.publish",
    "consent.NoticeVersion": "drafts alone; published by consent.notices.publish",
    "stakeholders.OrganisationQuota": "stakeholders.quotas",
    "outbox.Message": "outbox.decisions (actions)",
    "outbox.SuppressedAddress": "deleting one means writing to it again",
    "opendata.Snapshot": "opendata.snapshots.take_down",
}


def test_the_admin_writes_only_where_it_is_known_to(ada, ground: Things) -> None:
    request = RequestFactory().get("/")
    request.user = ada
    writing = set()
    for model, page in admin.site._registry.items():
        may = (
            page.has_add_permission(request)
            or page.has_change_permission(request)
            or page.has_delete_permission(request)
        )
        if may or set(page.get_actions(request)) - {"delete_selected"}:
            writing.add(model._meta.label)
    assert writing - set(WRITING_ADMINS) == set()


@pytest.mark.parametrize("role", ["curator", "administrator"])
def test_a_page_of_the_admin_that_is_looked_at_takes_no_post(role: str, ground: Things, carol, ada) -> None:
    client = sign_in(Client(), carol if role == "curator" else ada)
    wrong = []
    for model in models():
        if model._meta.label in WRITING_ADMINS:
            continue
        row = model._base_manager.filter(pk=key_of(model)).values().first() or {}
        with written_tables() as written:
            for what in ("change", "delete", "add"):
                try:
                    address = reverse(name_of(model, what), args=[] if what == "add" else [key_of(model)])
                except Exception:
                    continue
                client.post(address, {name: str(value) for name, value in row.items()} | {"post": "yes"})
            client.post(
                reverse(name_of(model, "changelist")),
                {"action": "delete_selected", "_selected_action": [str(key_of(model))], "post": "yes"},
            )
        if written:
            wrong.append(f"{model._meta.label} wrote {sorted(written)}")
    assert wrong == []


def test_what_is_named_here_is_there() -> None:
    assert {model._meta.label for model in admin.site._registry} >= set(WRITING_ADMINS)
