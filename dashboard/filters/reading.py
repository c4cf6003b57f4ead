"""From an address to a filter set: everything wrong is named, nothing is guessed or passed over in silence."""

from __future__ import annotations

import datetime
from collections.abc import Container
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.bad_request import BadParameter
from dashboard.editions import ALL, stated
from names.dates import date_in_words
from names.phrases import listed
from progress.models import CommitmentStatus
from stakeholders.models import Organisation

from .filtersets import PublicFilters
from .selection import Selection

Filters = TypeVar("Filters", bound=PublicFilters)

# What mail programs, social sites and search engines hang onto links; it asks nothing of us.
NOT_OURS = ("utm_", "fbclid", "gclid", "msclkid", "mc_", "_hs")


def read(
    request: HttpRequest, filter_set: type[Filters], *, also: tuple[str, ...] = (), refused: tuple[str, ...] = ()
) -> Filters:
    """The filter set that the request's query asks for, its form valid and its selections made.

    ``also`` names parameters that the caller reads itself, ``refused`` those that make no sense there. Raises
    BadParameter for an unknown name or a wrong value.
    """
    return read_query(request.GET, filter_set, also=also, refused=refused)


def read_query(
    query: QueryDict, filter_set: type[Filters], *, also: tuple[str, ...] = (), refused: tuple[str, ...] = ()
) -> Filters:
    """The same for a query that was kept."""
    known = {*filter_set.base_filters, *also} - {*refused}
    data = _given(query, known, many={name for name, one in filter_set.base_filters.items() if one.many})
    filters = filter_set(data, queryset=CommitmentStatus.objects.none())
    if not filters.form.is_valid() and (renamed := _after_merges(data)):
        return read_query(renamed, filter_set, also=also, refused=refused)
    if not filters.form.is_valid():
        name, errors = next(iter(filters.form.errors.as_data().items()))
        raise BadParameter(name, ", ".join(data.getlist(name)), " ".join(errors[0].messages))
    cleaned = {key: value for key, value in filters.form.cleaned_data.items() if value not in (None, "", [])}
    check_span(cleaned)
    as_of = cleaned.pop("as_of", None)
    today = site_day()
    if as_of:
        filters.first_day = check_day(as_of, today=today)
    if ALL in cleaned.get("edition", ()):
        del cleaned["edition"]
    filters.requested = Selection(
        on=as_of or today,
        # How things stand at the end of today is how they stand now, and that is ready counted.
        as_of=None if as_of == today else as_of,
        chosen=cleaned,
        raw={name: tuple(data.getlist(name)) for name in data if name in filter_set.base_filters},
    )
    filters.selection = stated(filters.requested) if filters.states_an_edition else filters.requested
    return filters


def _given(query: QueryDict, known: set[str], many: Container[str] = ()) -> QueryDict:
    """The parameters that carry a value: each name known, and given once unless it is one of ``many``."""
    data = QueryDict(mutable=True)
    for name, values in query.lists():
        filled = [value.strip() for value in values if value.strip()]
        if name.startswith(NOT_OURS):
            continue
        if name not in known:
            raise BadParameter(
                name,
                ", ".join(values),
                _no_such(known),
            )
        if len(filled) > 1 and name not in many:
            raise BadParameter(name, ", ".join(filled), _("Use this filter once. It cannot have several values."))
        if filled:
            data.setlist(name, filled)
    return data


def _after_merges(data: QueryDict) -> QueryDict | None:
    """The same query with each organisation that was merged called as it is now; None where none was."""
    given = [slug for slug in data.getlist("organisation") if "\x00" not in slug]
    rows = Organisation.objects.filter(slug__in=given, merged_into__isnull=False)
    now = dict(rows.values_list("slug", "merged_into__slug")) if given else {}
    if not now:
        return None
    renamed = data.copy()
    renamed.setlist("organisation", list(dict.fromkeys(now.get(slug, slug) for slug in given)))
    return renamed


def _no_such(known: set[str]) -> str:
    if not known:
        return _("This address takes no filters.")
    return _("This page has no such filter. It knows: %(names)s.") % {"names": listed(sorted(known))}


def check_span(cleaned: dict[str, Any]) -> None:
    """Refuse a span of days that ends before it begins: it holds nothing whatever was reported."""
    first, last = cleaned.get("from"), cleaned.get("to")
    if first and last and last < first:
        text = _("That day lies before the first one, %(day)s.") % {"day": date_in_words(first)}
        raise BadParameter("to", last.isoformat(), text)


def check_day(as_of: datetime.date, *, today: datetime.date) -> datetime.date | None:
    """Refuse a day that has not come yet or that lies before the first record. Returns the day of that record."""
    if as_of > today:
        raise BadParameter(
            "as_of",
            as_of.isoformat(),
            _("That day has not come yet. The latest day is %(day)s.") % {"day": date_in_words(today)},
        )
    first = first_day()
    if first and as_of < first:
        raise BadParameter(
            "as_of",
            as_of.isoformat(),
            _("Nothing was recorded before %(day)s. Choose that day or a later one.") % {"day": date_in_words(first)},
        )
    return first


def first_day() -> datetime.date | None:
    """The first day of the public record. One query."""
    return CommitmentStatus.objects.public().first_day()


def read_nothing(request: HttpRequest, *, also: tuple[str, ...] = ()) -> None:
    """For what takes no filter at all. Raises BadParameter as ``read`` does."""
    _given(request.GET, known={*also})


def read_day(request: HttpRequest, *, also: tuple[str, ...] = (), many: tuple[str, ...] = ()) -> Selection:
    """For a page of one thing, which takes ``as_of`` alone. Raises BadParameter as ``read`` does.

    ``also`` names parameters that the caller reads itself, ``many`` those of them that may be given several times.
    """
    data = _given(request.GET, known={"as_of", *also, *many}, many=many)
    today, text = site_day(), data.get("as_of", "")
    if not text:
        return Selection(on=today)
    field = PublicFilters.base_filters["as_of"].field
    try:
        as_of = field.clean(text)
    except ValidationError as error:
        raise BadParameter("as_of", text, " ".join(error.messages)) from None
    check_day(as_of, today=today)
    return Selection(on=as_of, as_of=None if as_of == today else as_of, raw={"as_of": (text,)})
