"""The tags that other pages use, and that the app imports no other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client

from consent.gate import consent_of
from consent.models import NoticeText, NoticeVersion

pytestmark = pytest.mark.django_db

APP = Path(__file__).resolve().parents[2] / "consent"


def test_the_banner_brings_back_to_the_page_that_it_stands_on(client: Client) -> None:
    page = client.get("/cookies/statistics/?from=mail&x=%3Cscript%3E").text
    assert 'name="next" value="/cookies/statistics/?from=mail&amp;x=%3Cscript%3E"' in page


@pytest.mark.parametrize(("address", "there"), [("/cookies/statistics/", 1), ("/cookies/", 0), ("/cookies/mine/", 0)])
def test_a_page_with_the_whole_form_has_no_banner_beside_it(client: Client, address: str, there: int) -> None:
    assert client.get(address).text.count("data-consent-banner") == there


def test_no_notice_no_banner(rf) -> None:
    NoticeText.objects.all().delete()
    NoticeVersion.objects.all().delete()
    template = Template("{% load consent %}[{% consent_banner %}]")
    assert template.render(Context({"request": rf.get("/")})).strip("[] \n") == ""


def test_a_gated_script_is_inert_markup_for_everyone() -> None:
    html = Template("{% load consent %}{% gated_script 'statistics' 'a&b.js' %}").render(Context())
    assert html.strip() == '<template data-consent-script="statistics" data-src="/static/a%26b.js"></template>'


@pytest.mark.parametrize("category", ["functional", "analytics"])
def test_a_script_is_gated_by_an_optional_category_only(category: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=category):
        Template(f"{{% load consent %}}{{% gated_script '{category}' 'a.js' %}}").render(Context())


@pytest.mark.parametrize("category", ["statistics", "functional"])
def test_the_filter_asks_the_request(rf, category: str) -> None:
    template = Template(f"{{% load consent %}}{{{{ consent|grants:'{category}' }}}}")
    assert template.render(Context({"consent": consent_of(rf.get("/"))})) == str(category == "functional")


def test_the_app_imports_none_of_the_others() -> None:
    """So that another project can use it alone."""
    others = {path.parent.name for path in APP.parent.glob("*/__init__.py")} - {"consent", "hash_chain"}
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not {name.split(".")[0] for name in names} & others, path
