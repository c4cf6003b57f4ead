"""Two to four organisations side by side, in the same rows and in the order that the reader chose. Never ranked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dashboard import side_by_side
from dashboard.caching import published_page
from dashboard.citations import citation_of
from dashboard.editions import named
from dashboard.filters import Selection, read_day
from dashboard.structured_data.pages import of_path
from names.phrases import listed
from search.queries import search
from stakeholders.models import Organisation

PATH = "/compare/"
FEWEST, MOST = 2, 4
# Names that the fields suggest; any other one may be typed.
SUGGESTED = 300
NEAR = 5


@dataclass(frozen=True)
class Choice:
    """One field of the form: what was typed, the organisation that it means, and else what to do about it."""

    typed: str = ""
    organisation: Organisation | None = None
    problem: str = ""

    @property
    def shown(self) -> str:
        """What stands in the field."""
        return self.organisation.name if self.organisation and not self.problem else self.typed


@published_page
def compare(request: HttpRequest) -> HttpResponse:
    """``/compare/``: the form; with two to four organisations the comparison above it.

    One organisation alone is a step on the way, and asks for the others. What cannot be compared is answered with 400:
    each field says what is wrong with it and keeps what was typed.
    """
    day = read_day(request, many=("organisation",))
    typed = [text.strip() for text in request.GET.getlist("organisation") if text.strip()]
    choices = read_choices(typed[: 2 * MOST])
    found = [one.organisation for one in choices if one.organisation]
    chosen = _selection(found, day)
    too_many = len(choices) > MOST
    if too_many or any(one.problem for one in choices):
        return render(request, "dashboard/compare.html", _form(choices, day, too_many=too_many), status=400)
    if [one.typed for one in choices] != [one.slug for one in found]:
        return redirect(chosen.address(PATH))  # typed by name: the page has one address
    context = {**_form(choices, chosen), "citation": citation_of(PATH, _title(found), chosen)}
    if len(found) >= FEWEST:
        context |= _comparison(found, day)
    return render(request, "dashboard/compare.html", context)


def read_choices(typed: list[str]) -> list[Choice]:
    """What each text means: the short name of an organisation in addresses, or its name. Three queries, and a few more
    for names that are unknown.
    """
    called_so = Organisation.objects.select_related("country", "merged_into__country").prefetch_related("merged")
    by_slug = {one.slug: one for one in called_so.filter(slug__in=[text for text in typed if "\x00" not in text])}
    choices: list[Choice] = []
    for text in typed:
        found = by_slug.get(text)
        choice = _choice(text, (found.merged_into or found) if found else None)
        if choice.organisation and any(one.organisation == choice.organisation for one in choices):
            choice = replace(choice, problem=_("This organisation is chosen already. Choose another one."))
        choices.append(choice)
    return choices


def _choice(text: str, by_slug: Organisation | None) -> Choice:
    if by_slug is None and "\x00" not in text:
        found = list(
            Organisation.objects.public().select_related("country").prefetch_related("merged").named(text)[:NEAR]
        )
        if len(found) > 1:
            problem = _("Several organisations have this name. Enter one of: %(keys)s.")
            return Choice(text, problem=problem % {"keys": listed(one.slug for one in found)})
        by_slug = found[0] if found else None
    if by_slug is None:
        return Choice(text, problem=_unknown(text))
    if by_slug.archived_at:
        return Choice(text, problem=_("This organisation is archived. Choose another one."))
    return Choice(text, by_slug)


def _unknown(text: str) -> str:
    near = search("organisations", text[:200]).first if "\x00" not in text else ()
    names = Organisation.objects.public().filter(pk__in=near[:NEAR]).order_by("name").values_list("name", flat=True)
    if not names:
        return _("There is no organisation of this name. Choose one from the list.")
    return _("There is no organisation of this name. Did you mean: %(names)s?") % {"names": listed(names)}


def _selection(found: list[Organisation], day: Selection) -> Selection:
    """What the page is of: its day and its organisations."""
    if not found:
        return day
    slugs = tuple(one.slug for one in found)
    return replace(day, chosen={"organisation": found}, raw={**day.raw, "organisation": slugs})


def _title(found: list[Organisation]) -> str:
    names = listed(one.name for one in found)
    return _("%(names)s side by side") % {"names": names} if len(found) >= FEWEST else _("Compare organisations")


def _form(choices: list[Choice], day: Selection, *, too_many: bool = False) -> dict[str, Any]:
    """The form, with a field more than was typed into as long as another organisation may be chosen."""
    empty = [Choice() for _number in range(max(0, MOST - len(choices)))]
    return {
        "day": day,
        "choices": [*choices, *empty],
        "chosen": len(choices),
        "too_many": too_many,
        "is_wrong": too_many or any(one.problem for one in choices),
        "suggested": Organisation.objects.public().order_by("name").values_list("name", flat=True)[:SUGGESTED],
    }


def _comparison(found: list[Organisation], day: Selection) -> dict[str, Any]:
    columns = side_by_side.columns(found, day)
    about = of_path(PATH)
    return {
        "structured_data": replace(about, title=_title(found)),
        "title": _title(found),
        "columns": columns,
        "groups": side_by_side.groups(columns, day),
        "stated_edition": named(day),
    }
