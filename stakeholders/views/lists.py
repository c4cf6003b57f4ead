"""What every signed-in list shares: a filter that answers wrong values with 400, and pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.http import HttpRequest

PAGE_SIZE = 50


def filtered(request: HttpRequest, filters: django_filters.FilterSet) -> tuple[dict[str, Any], int]:
    """The context of a list (``form``, ``page``, ``filtering``) and the status: 400 names the wrong value."""
    sound = filters.form.is_valid()
    rows = filters.qs if sound else filters.queryset.none()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    filtering = any(request.GET.get(name) for name in filters.filters)
    return {"form": filters.form, "page": page, "filtering": filtering}, 200 if sound else 400
