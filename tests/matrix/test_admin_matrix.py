"""The admin's routes by their names' patterns: shut for all but staff, and for curators beyond what they keep."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from tests.matrix.ground import Things
from tests.matrix.guard import written_tables
from tests.matrix.roles import Visitors, outcome
from tests.matrix.routes import all_routes

CURATED = ("recommendations", "stakeholders")
OF_A_MODEL = ("changelist", "add", "history", "delete", "change", "simple_history")
# Routes of the admin that are no model's: what an administrator gets, and a curator.
OTHERS = {
    "admin:index": ("200", "200"),
    "admin:login": ("to", "to"),
    "admin:logout": ("to", "to"),
    "admin:password_change": ("to", "to"),
    "admin:password_change_done": ("to", "to"),
    "admin:autocomplete": ("403", "403"),
    "admin:jsi18n": ("200", "200"),
    "admin:view_on_site": ("404", "404"),
    "admin:app_list": ("200", "200"),
    "admin:": ("404", "404"),
    "admin:consent_noticeversion_draft": ("403", "403"),
    "admin:consent_noticeversion_publish": ("404", "403"),
    "admin:outbox_hold": ("405", "405"),
    "admin:outbox_let_flow": ("405", "405"),
}
GETS = {"200", "to", "403", "404"}  # 404: the model has no row, or the row no history

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def models() -> list[type[Model]]:
    return list(admin.site._registry)


def name_of(model: type[Model], what: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}"


def key_of(model: type[Model]) -> object:
    """A row that is there, or a number that is none."""
    return model._base_manager.values_list("pk", flat=True).first() or 987_654_321


def addresses(what: str) -> dict[type[Model], str]:
    """The page of that kind of each model that has one, over a row that is there."""
    found = {}
    for model in models():
        key = key_of(model)
        arguments = {"changelist": [], "add": [], "simple_history": [key, 1]}.get(what, [key])
        try:
            found[model] = reverse(name_of(model, what), args=arguments)
        except NoReverseMatch:
            continue
    return found


def other_addresses() -> dict[str, str]:
    arguments = {"admin:view_on_site": [1, 1], "admin:app_list": ["stakeholders"]}
    arguments |= {"admin:consent_noticeversion_publish": [1]}
    named = {name: reverse(name, args=arguments.get(name, [])) for name in OTHERS if name != "admin:"}
    return named | {"admin:": reverse("admin:index") + "nothing"}


def test_every_route_of_the_admin_belongs_to_a_pattern() -> None:
    of_models = {name_of(model, what) for model in models() for what in OF_A_MODEL}
    routes = {route.name for route in all_routes() if route.name.startswith("admin:")}
    assert routes - of_models - set(OTHERS) == set()


@pytest.mark.parametrize("role", ["anonymous", "stranger", "reporter", "focal point", "other"])
def test_the_admin_is_not_there_for_others(role: str, ground: Things, visitors: Visitors) -> None:
    expected = "in" if role == "anonymous" else "404"
    everything = [address for what in OF_A_MODEL for address in addresses(what).values()]
    everything += [address for name, address in other_addresses().items() if name != "admin:logout"]
    wrong = {}
    for address in everything:
        for method in ("GET", "POST"):
            if (got := outcome(visitors.ask(role, method, address))) != expected:
                wrong[f"{method} {address}"] = got
    assert wrong == {}


@pytest.mark.parametrize(("role", "column"), [("administrator", 0), ("curator", 1)])
def test_the_pages_of_no_model(role: str, column: int, ground: Things, visitors: Visitors) -> None:
    got = {name: outcome(visitors.ask(role, "GET", address)) for name, address in other_addresses().items()}
    assert got == {name: OTHERS[name][column] for name in OTHERS}


@pytest.mark.parametrize("role", ["curator", "administrator"])
def test_staff_read_without_a_trace_and_curators_only_what_they_keep(
    role: str, ground: Things, visitors: Visitors
) -> None:
    wrong = []
    for what in OF_A_MODEL:
        for model, address in addresses(what).items():
            with written_tables() as written:
                got = outcome(visitors.ask(role, "GET", address))
            beyond = role == "curator" and (model._meta.app_label not in CURATED or what in ("add", "delete"))
            allowed = {"403", "404", "to"} if beyond else GETS
            if got not in allowed or written:
                wrong.append(f"{address}: {got}, wrote {sorted(written)}")
            if what == "changelist" and not beyond and got != "200":
                wrong.append(f"{address}: {got}")
    assert wrong == []
