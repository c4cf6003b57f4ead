"""Error pages say what is wrong, show nothing that they should not, and offer the way back."""

import json

import pytest
from django.template import loader
from django.test import Client, RequestFactory

from dashboard.views import errors

pytestmark = [pytest.mark.urls("tests.look.views"), pytest.mark.django_db]


@pytest.fixture
def calm_client():
    """A client that shows the page for a fault instead of raising it."""
    return Client(raise_request_exception=False)


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/t/plainly_wrong/", 400, "This request cannot be answered"),
        ("/t/forbidden/", 403, "You do not have permission to see this page"),
        ("/no-such-page/", 404, "Page not found"),
        ("/t/conflict/", 409, "Someone else changed this"),
        ("/t/gone/", 410, "This has been taken down"),
        ("/t/broken/", 500, "Sorry, there is a problem with the site"),
        ("/t/unavailable/", 503, "Sorry, the site is not available"),
    ],
)
def test_each_fault_has_a_page(calm_client, path, status, heading):
    response = calm_client.get(path)
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in text(response)
    assert f"<title>{heading} – " in text(response)
    assert f"Error {status}" in text(response)
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"


def test_a_wrong_parameter_is_named_with_what_is_right_and_the_way_back(client):
    response = client.get("/t/wrong/?q=a+b&status=<b>done&page=2")
    assert response.status_code == 400
    page = text(response)
    assert "<code>status</code>" in page
    assert "&lt;b&gt;done" in page
    assert "<b>done" not in page
    assert "Use one of: not_started" in page
    assert 'href="?q=a+b&amp;page=2"' in page


def test_a_long_value_is_cut(client):
    assert len(text(client.get("/t/wrong/", {"status": "x" * 100_000}))) < 20_000


def test_programs_get_the_same_as_a_problem_document(client):
    response = client.get("/api/v1/t/wrong/?status=done")
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert problem["status"] == response.status_code == 400
    assert problem["detail"].startswith("status: Use one of")


def test_what_was_said_to_the_log_stays_there(calm_client):
    assert "Detail for the log" not in text(calm_client.get("/t/plainly_wrong/"))
    assert "secret cause" not in text(calm_client.get("/t/broken/"))


def test_a_refusal_gives_its_reason(client):
    assert "Only the curator who did not write it" in text(client.get("/t/forbidden/"))


def test_a_withdrawn_thing_gives_its_public_reason(client):
    assert "It counted one training twice." in text(client.get("/t/gone/"))


def test_a_conflict_leads_to_the_thing_as_it_is(client):
    assert 'href="/reporting/"' in text(client.get("/t/conflict/"))


def test_a_form_that_is_not_trusted_says_why_and_that_nothing_is_lost(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post("/accounts/logout/")
    assert response.status_code == 403
    assert "your text should still be there" in text(response)


def test_a_fault_quotes_the_number_that_the_log_has(calm_client):
    response = calm_client.get("/t/broken/")
    assert response["X-Request-ID"] in text(response)


def test_even_a_broken_template_gives_a_page(monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError("static files are gone")

    monkeypatch.setattr(loader, "render_to_string", fail)
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"<h1>Sorry, there is a problem with the site</h1>" in response.content


@pytest.mark.parametrize("path", ["/no-such-page/", "/t/gone/", "/t/wrong/?status=x"])
def test_an_error_page_needs_no_query(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(path)


def test_too_many_tries_is_said_without_any_context():
    page = loader.render_to_string("429.html", {"SITE_NAME": "Tracker", "DEMO": False})
    assert "<h1>Too many attempts</h1>" in page
