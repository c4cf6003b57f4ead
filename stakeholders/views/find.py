"""Organisations found while their names are typed: for the partners of a commitment. Names are public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from stakeholders.models import Organisation

LEAST, MOST, LONGEST = 2, 10, 200  # letters that are looked for, organisations that are given, letters that are read


@require_safe
@never_cache
def find_organisations(request: HttpRequest) -> HttpResponse:
    """``?q=``: up to ten organisations in use whose name holds it, by what the field takes: the name, or the short
    name where several have that name. Two queries.
    """
    text = request.GET.get("q", "").strip()[:LONGEST]
    in_use = Organisation.objects.public()
    rows = list(in_use.called_like(text).order_by("name", "slug")[:MOST]) if len(text) >= LEAST else []
    several = set(in_use.sharing_names([row.name_key for row in rows]))
    found = [(row.slug if row.name_key in several else row.name, row.name) for row in rows]
    return render(request, "stakeholders/parts/found.html", {"found": found})
