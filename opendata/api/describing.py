"""What the schema says of the API, made from the tables that answer it: filters and columns are written down once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from dashboard.filters import PublicFilters
from dashboard.filters.kinds import ChoicesFilter, DayFilter, OrderParameter, PublicFilter, RowsFilter, YesNoFilter
from dashboard.language_negotiation import KNOWN
from opendata.datasets import Column, Dataset

from .paging import LIMIT, MOST

FIELDS: dict[str, type[serializers.Field]] = {
    "string": serializers.CharField,
    "integer": serializers.IntegerField,
    "number": serializers.FloatField,
    "boolean": serializers.BooleanField,
    "date": serializers.DateField,
    "datetime": serializers.DateTimeField,
}


def _field(column: Column) -> serializers.Field:
    about: dict[str, Any] = {"help_text": column.description, "label": column.title, "required": True}
    if column.type == "list":
        return serializers.ListField(child=serializers.CharField(), **about)
    return FIELDS[column.type](**about, allow_null=column.type != "string")


def row_name(dataset: Dataset) -> str:
    """What the schema calls one row: IndicatorValue."""
    return "".join(word.capitalize() for word in dataset.name.removesuffix("s").split("_"))


def row_serializer(dataset: Dataset) -> type[serializers.Serializer]:
    """One row of a dataset, for the schema only: rows are made without serialisers, which are slow.

    Lists and details share one class, as two of one name would be two components of the schema.
    """
    if dataset.name not in _ROWS:
        fields = {column.name: _field(column) for column in dataset.columns}
        _ROWS[dataset.name] = type(row_name(dataset), (serializers.Serializer,), fields)
    return _ROWS[dataset.name]


_ROWS: dict[str, type[serializers.Serializer]] = {}


def page_serializer(name: str, row: Any) -> type[serializers.Serializer]:
    """A page of rows."""
    fields = {
        "results": serializers.ListField(child=row()),
        "next": serializers.URLField(allow_null=True, help_text=_("The next page; null on the last.")),
        "as_of": serializers.DateField(help_text=_("The date of the data.")),
        "near": serializers.BooleanField(
            help_text=_("True when nothing matches “q” exactly and the rows match similar spellings.")
        ),
    }
    return type(f"{name}Page", (serializers.Serializer,), fields)


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    parameter = serializers.CharField(required=False)
    value = serializers.CharField(required=False)


PROBLEM = OpenApiResponse(ProblemSerializer, description=_("What is wrong, and with which parameter."))
NOT_MODIFIED = OpenApiResponse(description=_("Nothing has changed since the ETag or date that was sent."))

LANGUAGE = OpenApiParameter(
    "lang",
    OpenApiTypes.STR,
    enum=KNOWN,
    description=_("The language of texts that are translated; Accept-Language is read where it is missing."),
)
AS_OF = OpenApiParameter("as_of", OpenApiTypes.DATE, description=_("The data as it was at the end of this past day."))
PAGING = [
    OpenApiParameter("cursor", OpenApiTypes.STR, description=_("Where the page starts, taken from “next”.")),
    OpenApiParameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}, description=_("Rows per page.")
    ),
]


def filter_parameters(filter_set: type[PublicFilters], *, paged: bool) -> list[OpenApiParameter]:
    """Every filter of a filter set as a parameter of the schema."""
    found = [_parameter(name, one) for name, one in filter_set.base_filters.items() if name != "page"]
    return [*found, LANGUAGE, *(PAGING if paged else [])]


class ValuesOf:
    """What a filter takes, asked for whenever the schema is drawn: actor types are rows of the site."""

    def __init__(self, one: ChoicesFilter | OrderParameter) -> None:
        self.one = one

    def __iter__(self) -> Iterator[str]:
        return iter(self.one.labels)


def _parameter(name: str, one: PublicFilter) -> OpenApiParameter:
    label = one.label
    if isinstance(one, DayFilter):
        return OpenApiParameter(name, OpenApiTypes.DATE, description=label)
    if isinstance(one, YesNoFilter):
        return OpenApiParameter(name, OpenApiTypes.BOOL, description=label)
    if isinstance(one, (ChoicesFilter, OrderParameter)):
        values: Any = ValuesOf(one)
        return OpenApiParameter(name, OpenApiTypes.STR, enum=values, many=one.many, description=label)
    if isinstance(one, RowsFilter):
        return OpenApiParameter(name, OpenApiTypes.STR, many=one.many, description=label)
    return OpenApiParameter(name, {"type": "string", "maxLength": 200}, description=label)
