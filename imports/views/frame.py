"""What every page of an import shows: where one is, and the steps on the way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from imports.models import Import, ImportState

STEPS = ("file", "columns", "values", "import", "apply")


def found(pk: int) -> Import:
    """The import, with whoever did something with it; 404 for none."""
    rows = Import.objects.select_related("uploaded_by", "prepared_by", "applied_by", "undone_by", "asked_by", "mapping")
    return get_object_or_404(rows, pk=pk)


def steps(upload: Import, here: str) -> list[tuple[str, str, bool]]:
    """The steps that one can go to now, as (address, label, is current)."""
    labels = {
        "file": _("1 File"),
        "columns": _("2 Columns"),
        "values": _("3 Values"),
        "import": pgettext("step", "4 Preview"),
        "apply": pgettext("step", "5 Apply"),
    }
    open_to = {"file"}
    if upload.found:
        open_to.add("columns")
    if upload.settings:
        open_to.add("values")
    if upload.state == ImportState.PREVIEWED:
        open_to |= {"import", "apply"}
    return [
        (reverse(f"imports:{step}", args=[upload.pk]), labels[step], step == here)
        for step in STEPS
        if step in open_to or step == here
    ]


def page(
    request: HttpRequest, template: str, upload: Import, here: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of an import."""
    trail = [
        (reverse("recommendations:curate"), _("Manage")),
        (reverse("imports:list"), _("Imports")),
    ]
    given = {"upload": upload, "trail": trail, "found": upload.found}
    if upload.can_be_prepared:
        given["steps"] = steps(upload, here)
    return render(request, template, given | context, status=status)
