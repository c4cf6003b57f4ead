"""Menus, languages, pages of a list, fields and error summaries."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from pytest_django.asserts import assertInHTML

from accounts.models import User
from dashboard import navigation


def request(path: str):
    return RequestFactory().get(path)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", {"/": "page"}),
        ("/recommendations/", {"/recommendations/": "page"}),
        ("/recommendations/GTA-2021-01/", {"/recommendations/": "true"}),
        ("/areas/technology/", {}),
        ("/cookies/", {}),
    ],
)
def test_the_menu_marks_where_the_reader_is(path, current):
    items = navigation.menu(navigation.PUBLIC_MENU, request(path))
    assert {item.address: item.current for item in items if item.current} == current


def test_the_menu_of_a_translated_page_stays_in_its_language():
    with translation.override("fr"):
        items = navigation.menu(navigation.PUBLIC_MENU, request("/fr/reports/"))
    assert items[0].address == "/fr/"
    assert [item.address for item in items if item.current] == ["/fr/reports/"]


def test_the_longest_entry_wins():
    items = navigation.menu(navigation.REPORTER_MENU, request("/reporting/organisation/"))
    assert [item.current for item in items] == ["", "page"]


@pytest.mark.parametrize(
    ("flags", "addresses"),
    [
        ({}, ["/reporting/", "/reporting/organisation/"]),
        ({"is_curator": True}, ["/reporting/", "/reporting/organisation/", "/review/", "/curate/", "/admin/"]),
        ({"is_superuser": True}, ["/reporting/", "/reporting/organisation/", "/review/", "/curate/", "/admin/"]),
    ],
)
def test_the_work_menu_offers_what_the_person_may_open(flags, addresses):
    assert [path for path, _label in navigation.work_menu(User(**flags))] == addresses


def test_every_language_keeps_the_page_and_its_query():
    asked = request("/fr/reports/?status=completed&area=a&area=b")
    links = navigation.language_links(navigation.path_without_language(asked.path), navigation.query_of(asked))
    assert [link.address for link in links] == [
        f"{prefix}/reports/?status=completed&area=a&area=b" for prefix in ("", "/fr", "/es", "/ar")
    ]
    assert [link.name for link in links][:3] == ["English", "Français", "Español"]
    assert [link.direction for link in links] == ["ltr", "ltr", "ltr", "rtl"]


@pytest.mark.parametrize("query", ["?a=1&b=2", "", "?b=<i>"])
def test_the_switch_carries_the_query_of_this_request(query: str):
    context = Context({"request": request(f"/fr/reports/{query}")})
    html = Template("{% load site_frame %}{% languages %}").render(context)
    written = query.replace("&", "&amp;").replace("<i>", "%3Ci%3E")
    assert [f'href="{path}/reports/{written}"' in html for path in ("/fr", "/es", "/ar")] == [
        True
    ] * 3  # the test is in English
    assert "\ue000" not in html


@pytest.mark.parametrize(
    ("path", "expected"), [("/fr/", "/"), ("/fr", "/"), ("/france/", "/france/"), ("/en/x/", "/en/x/"), ("/", "/")]
)
def test_only_a_language_is_taken_off_a_path(path, expected):
    assert navigation.path_without_language(path) == expected


def pages(query: str, number: int) -> str:
    page = Paginator(range(200), 10).page(number)
    context = Context({"page": page, "request": request(f"/reports/{query}")})
    return Template("{% load ui %}{% pagination page %}").render(context)


def test_pages_keep_the_rest_of_the_query():
    html = pages("?status=completed&page=3", 3)
    assert 'href="?status=completed&amp;page=2" rel="prev"' in html
    assert 'href="?status=completed&amp;page=4" rel="next"' in html
    assert html.count("aria-current") == 1


def test_the_ends_of_a_list_offer_no_further_page_and_one_page_needs_no_links():
    assert 'rel="prev"' not in pages("", 1)
    assert 'rel="next"' not in pages("", 20)
    context = Context({"page": Paginator([1], 10).page(1), "request": request("/")})
    assert Template("{% load ui %}{% pagination page %}").render(context).strip() == ""


class Sample(forms.Form):
    title = forms.CharField(label="Title <b>", help_text="In one line.")
    note = forms.CharField(label="Note", required=False)
    health = forms.ChoiceField(label="Outlook", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed", help_text="Think twice.")


def field(name: str, data: dict[str, str] | None = None) -> str:
    return str(Sample(data)[name].as_field_group())


def test_a_field_ties_its_hint_and_error_to_its_control():
    html = field("title", {"title": ""})
    assertInHTML('<label for="id_title">Title &lt;b&gt;</label>', html)
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_that_may_stay_empty_says_so():
    assert "(optional)" in field("note")
    assert "(optional)" not in field("title")


def test_choices_are_a_group_with_a_legend():
    html = field("health", {"health": "c"})
    assert html.startswith("<fieldset") and 'class="field choices has-error"' in html
    assertInHTML("<legend>Outlook</legend>", html)
    assert 'aria-describedby="id_health_error"' in html


def test_a_box_to_tick_stands_before_its_label():
    html = field("agreed", {})
    assert html.index("<input") < html.index("<label")
    assert html.count("<label") == 1
    assert 'id="id_agreed_helptext"' in html
    assert 'id="id_agreed_error"' in html


def test_the_summary_links_each_error_to_its_control():
    form = Sample({"health": "c"})
    html = Template("{% load ui %}{% error_summary form %}").render(Context({"form": form}))
    assert "There are 3 problems" in html
    for target in ("id_title", "id_health_0", "id_agreed"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in str(form)


@pytest.mark.parametrize("form", [None, Sample(), Sample({"title": "a", "health": "a", "agreed": "on"})])
def test_a_form_without_errors_has_no_summary(form):
    assert Template("{% load ui %}{% error_summary form %}").render(Context({"form": form})).strip() == ""


def test_a_question_on_a_page_of_its_own(db):
    context = {
        "title": "Retract this report?",
        "text": "The page stays and says why.",
        "action": "Retract",
        "back": "/reports/1/",
        "danger": True,
        "form": Sample(),
        "user": User.objects.create(email="alice@verania.example", name="Alice"),
        "request": request("/reporting/"),
    }
    html = render_to_string("confirm.html", context)
    assert '<button class="danger">Retract</button>' in html
    assert 'href="/reports/1/"' in html
    assert 'name="title"' in html
