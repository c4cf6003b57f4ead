"""The API's addresses as views, each with what the schema says of it."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema, extend_schema_view

from dashboard.caching import published_data
from dashboard.filters import DashboardFilters, read_nothing
from dashboard.language_negotiation import PARAMETER
from dashboard.navigation import page_address
from dashboard.problems import CONTENT_TYPE
from dashboard.structured_data.open_data import LICENCE, about_the_data
from dashboard.views.missing import sends_on
from identity.current import contact_address, site, site_name
from opendata.datasets import (
    ASSESSMENTS,
    COMMITMENTS,
    INDICATOR_VALUES,
    INDICATORS,
    MILESTONES,
    ORGANISATIONS,
    RECOMMENDATIONS,
    REPORTS,
    RESPONSES,
    Dataset,
)
from opendata.fair_use import fair_use
from recommendations.models import Word
from recommendations.models.vocabulary import word

from . import shapes
from .describing import (
    AS_OF,
    LANGUAGE,
    NOT_MODIFIED,
    PROBLEM,
    filter_parameters,
    page_serializer,
    row_name,
    row_serializer,
)
from .lists import DatasetDetail, DatasetList, PublicView
from .numbers import Areas, Editions, OneArea, OneEdition, SummaryView


def _problems(*codes: int) -> dict[Any, Any]:
    return {(code, CONTENT_TYPE): PROBLEM for code in codes}


LIST_ANSWERS = {304: NOT_MODIFIED, **_problems(400, 405, 406, 429)}
ONE_ANSWERS = {**LIST_ANSWERS, **_problems(404)}
WITHDRAWN = {**ONE_ANSWERS, **_problems(410)}


def _open(view: type[PublicView], **schema: Any):
    """The view as an address: described, stamped, in the language asked for, for every site to read."""
    named: type[PublicView] = type(view.__name__, (view,), {"__doc__": view.__doc__})
    return published_data(sends_on(fair_use("api")(extend_schema_view(get=extend_schema(**schema))(named).as_view())))


def _list(dataset: Dataset) -> Any:
    """The rows of a dataset, page by page."""
    name = row_name(dataset)
    return _open(
        type(f"{name}List", (DatasetList,), {"dataset": dataset, "__doc__": DatasetList.__doc__}),
        operation_id=f"{dataset.name}_list",
        summary=dataset.title,
        description=dataset.description,
        parameters=filter_parameters(dataset.filters, paged=True),
        responses={200: page_serializer(name, row_serializer(dataset)), **LIST_ANSWERS},
    )


def _detail(dataset: Dataset, column: str, summary: Any) -> Any:
    """One row of a dataset by its key."""
    return _open(
        type(f"{row_name(dataset)}Detail", (DatasetDetail,), {"dataset": dataset, "column": column}),
        operation_id=f"{dataset.name}_detail",
        summary=summary,
        description=dataset.description,
        parameters=[AS_OF, LANGUAGE],
        responses={200: row_serializer(dataset), **WITHDRAWN},
    )


# By the commitment's own key: unlike what points to it, that knows a number too large for every column.
commitments, commitment = _list(COMMITMENTS), _detail(COMMITMENTS, "commitment__pk", _("One commitment"))
reports, report = _list(REPORTS), _detail(REPORTS, "pk", _("One report"))
recommendations = _list(RECOMMENDATIONS)
recommendation = _detail(RECOMMENDATIONS, "reference", _("One recommendation"))
organisations, organisation = _list(ORGANISATIONS), _detail(ORGANISATIONS, "slug", _("One organisation"))
responses, milestones, assessments = _list(RESPONSES), _list(MILESTONES), _list(ASSESSMENTS)
indicators, indicator_values = _list(INDICATORS), _list(INDICATOR_VALUES)

FILTERS = filter_parameters(DashboardFilters, paged=False)
editions = _open(
    Editions,
    operation_id="editions_list",
    summary=_("Editions"),
    parameters=[LANGUAGE],
    responses={200: shapes.EditionPage, **LIST_ANSWERS},
)
edition = _open(
    OneEdition,
    operation_id="editions_detail",
    summary=_("One edition"),
    parameters=[LANGUAGE],
    responses={200: shapes.Edition, **ONE_ANSWERS},
)
areas = _open(
    Areas,
    operation_id="areas_list",
    summary=word(Word.RESPONSE_AREAS),
    parameters=FILTERS,
    responses={200: shapes.AreaPage, **LIST_ANSWERS},
)
area = _open(
    OneArea,
    operation_id="areas_detail",
    summary=_("One response area"),
    parameters=[one for one in FILTERS if one.name != "area"],
    responses={200: shapes.Area, **ONE_ANSWERS},
)
summary = _open(
    SummaryView,
    operation_id="summary",
    summary=_("The numbers of the dashboard"),
    parameters=FILTERS,
    responses={200: shapes.Summary, **LIST_ANSWERS},
)


@lru_cache(maxsize=8)
def _schema(language: str, identity: int) -> dict[str, Any]:
    """The schema in one language, for one version of the identity; it takes a second to make."""
    found = SchemaGenerator(patterns=None).get_schema(request=None, public=True)
    about = {
        "title": site_name(),
        "description": about_the_data(),
        "contact": {"name": site_name(), "url": page_address("/about/"), "email": contact_address()},
        "license": {"name": LICENCE["title"], "url": LICENCE["path"]},
    }
    return found | {"info": found["info"] | about, "servers": [{"url": settings.SITE_URL}]}


@published_data
def schema(request: HttpRequest) -> HttpResponse:
    """``/api/v1/schema/``: OpenAPI 3.1 as JSON."""
    read_nothing(request, also=(PARAMETER,))
    return JsonResponse(_schema(get_language() or "en", site().version))


@published_data
def docs(request: HttpRequest) -> HttpResponse:
    """``/api/v1/docs/``: the schema for people, without a third party's page."""
    read_nothing(request, also=(PARAMETER,))
    found = copy.deepcopy(_schema(get_language() or "en", site().version))
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "operation": operation,
            "sent": _fields(found, operation.get("requestBody", {})),
            "fields": _fields(found, operation["responses"].get("200", operation["responses"].get("201", {}))),
        }
        for path, methods in found["paths"].items()
        for method, operation in methods.items()
    ]
    context = {
        "operations": [one for one in operations if not _needs_token(one["operation"])],
        "with_token": [one for one in operations if _needs_token(one["operation"])],
        "most": settings.FAIR_USE["api"][0],
    }
    return render(request, "opendata/api_docs.html", context)


def _needs_token(operation: dict[str, Any]) -> bool:
    return any(operation.get("security", ()))


def _fields(found: dict[str, Any], described: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The members of a body, one level deep, as (name, type, description); of a page, those of its rows."""
    if "application/json" not in described.get("content", {}):
        return []
    shape = _resolve(found, described["content"]["application/json"]["schema"])
    row = shape["properties"].get("results", {}).get("items")
    properties = _resolve(found, row)["properties"] if row else shape["properties"]
    return [(name, _type(one), one.get("description", "")) for name, one in properties.items()]


def _resolve(found: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in shape:
        return shape
    return found["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]]


def _type(shape: dict[str, Any]) -> str:
    kind = shape.get("type", "object")
    return " / ".join(kind) if isinstance(kind, list) else str(kind)
