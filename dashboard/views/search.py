"""Search over everything that is public, by kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.days import site_day
from dashboard.bad_request import BadParameter
from dashboard.caching import published_page
from dashboard.filters import Selection, read_nothing
from dashboard.filters.fields import OneField
from dashboard.search_results import LABELS, PATH, Results, figures, results, words_alone
from dashboard.statistics.bounded import Total
from names import single_line

MOST_OF_EACH = 5
MOST_OF_ONE = 25  # where one kind alone is looked at; its list has all of them


class SearchForm(forms.Form):
    """What to look for, and among which things."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=200, required=False, validators=[single_line])
    kind = OneField(choices=[("", gettext_lazy("All")), *LABELS.items()], required=False)


@published_page
def search(request: HttpRequest) -> HttpResponse:
    """``/search/?q=…&kind=…``"""
    read_nothing(request, also=("q", "kind"))
    form = SearchForm(request.GET)
    for name, errors in form.errors.as_data().items():
        raise BadParameter(name, request.GET[name], " ".join(errors[0].messages))
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    day = Selection(on=site_day(), raw={name: (value,) for name, value in asked.items()})
    context: dict[str, Any] = {"day": day, "text": asked.get("q", ""), "kind": asked.get("kind", "")}
    if "q" in asked:
        context |= _found(day, asked["q"], asked.get("kind", ""))
    return render(request, "dashboard/search.html", context)


@published_page
def opensearch(request: HttpRequest) -> HttpResponse:
    """``/search/opensearch.xml``: how browsers search this site from their own field."""
    read_nothing(request)
    return render(request, "dashboard/opensearch.xml", content_type="application/opensearchdescription+xml")


def _found(day: Selection, text: str, kind: str) -> dict[str, Any]:
    found = results(text, most=MOST_OF_ONE if kind else MOST_OF_EACH)
    return {
        "results": found,
        "instead": found.spelt if found.near else [] if found.groups else words_alone(text),
        "groups": [group for group in found.groups if kind in ("", group.kind)],
        "tabs": _tabs(day, found, kind),
    }


def _tabs(day: Selection, found: Results, kind: str) -> list[tuple[str, Any, bool]]:
    """Everything, and each kind of which something was found or which is looked at, as (address, name, is current)."""
    everything = _("All (%(count)s)") % {"count": figures(found.total)}
    tabs: list[tuple[str, Any, bool]] = [(day.address(PATH, kind=None), everything, not kind)]
    counts = {group.kind: group.total for group in found.groups}
    for name, label in LABELS.items():
        if name in counts or name == kind:
            words = _("%(name)s (%(count)s)") % {"name": label, "count": figures(counts.get(name, Total(0)))}
            tabs.append((day.address(PATH, kind=name), words, name == kind))
    return tabs
