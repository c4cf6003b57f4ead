"""The evidence of a report that may still be changed: attaching, describing, replacing, sending one at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from names.phrases import labelled
from progress import evidence
from progress.errors import Refused
from progress.evidence_forms import DescriptionForm, EvidenceForm, EvidenceForms, LinkForm, PieceForm
from progress.evidence_jobs import running
from progress.models import Evidence, ProgressReport


def take(request: HttpRequest, report: ProgressReport, forms: EvidenceForms) -> list[Evidence]:
    """Do what was asked for in the evidence's forms; what is not accepted is said at its field and stays typed.

    Gives what was attached. Side effect: the workers are woken.
    """
    attached: list[Evidence] = []
    for form in forms.all:
        if form.is_bound and form.is_valid():
            attached += _take_one(request, report, form)
    if attached:
        running.wake()
    return attached


def _take_one(
    request: HttpRequest, report: ProgressReport, form: DescriptionForm, *, named: bool = True
) -> Iterator[Evidence]:
    """``named``: what is wrong with a file is said with its name, as there may be several."""
    if isinstance(form, PieceForm):
        yield from _changed(request, report, form)
        return
    given = form.cleaned_data
    common = {"report": report, "by": request.user, **form.description}
    if url := given["url"]:
        made = _attempt(form, "url", lambda: evidence.add_link(url=url, title=_title(form, ""), **common))
        if made:
            # The link is attached by now: shown again it would be attached twice.
            form.data = _without(form, "url") if isinstance(form, EvidenceForm) else _blank(form)
            yield made
    for upload in given.get("files", []):
        fields = {"upload": upload, "title": _title(form, upload.name), **common}
        if made := _file(form, fields, name=upload.name if named else ""):
            _say_what_stays_hidden(request, made)
            yield made


def _without(form: DescriptionForm, *names: str) -> dict[str, Any]:
    return {**form.data, **{form.add_prefix(name): "" for name in names}}


def _blank(form: DescriptionForm) -> dict[str, Any]:
    return _without(form, "url", "title", "language", "dated_day", "dated_month", "dated_year")


def _changed(request: HttpRequest, report: ProgressReport, form: PieceForm) -> Iterator[Evidence]:
    """What is said of a piece, then its file: a newer one takes over what is said."""
    piece: Evidence | None = form.piece
    if form.says_otherwise:
        said = {"title": form.cleaned_data["title"], **form.description}
        call = lambda: evidence.describe(report=report, evidence=form.piece, by=request.user, **said)  # noqa: E731
        piece = _attempt(form, "dated" if "dated" in form.changed_data else "audience", call)
    if piece and (upload := form.cleaned_data.get("replacement")):
        call = lambda: evidence.replace_file(report=report, evidence=piece, by=request.user, upload=upload)  # noqa: E731
        if made := _attempt(form, "replacement", call, name=upload.name):
            _say_what_stays_hidden(request, made)
            yield made


def _file(form: DescriptionForm, fields: dict[str, Any], *, name: str) -> Evidence | None:
    return _attempt(form, "files", lambda: evidence.add_file(**fields), name=name)


def _attempt(form: DescriptionForm, field: str, call: Callable[[], Evidence], *, name: str = "") -> Evidence | None:
    """What the verb gives; None when it refused, which is then said at the field (of a file, with its name)."""
    try:
        return call()
    except (ValidationError, Refused) as error:
        form.add_error(field, labelled(name, _words(error)) if name else _words(error))
        return None


def _words(error: ValidationError | Refused) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _title(form: EvidenceForm | LinkForm | DescriptionForm, name: str) -> str:
    """What a piece is called: as typed; of several at once, each file's own ``name`` stands behind."""
    given = form.cleaned_data
    several = bool(given["url"]) + len(given.get("files", [])) > 1
    return labelled(given["title"], name)[:200] if given["title"] and several and name else given["title"]


def _say_what_stays_hidden(request: HttpRequest, item: Evidence) -> None:
    """A file that could not be cleaned is for reviewers only: its owner learns it at once, and what to do."""
    if item.cleaning_problem:
        text = _(
            "Details hidden in “%(name)s” (who made it, where, with what) could not be removed: %(problem)s Only "
            "curators and your organisation can open it. To show it to everyone, remove it and add it as a plain PDF."
        )
        messages.warning(request, text % {"name": item.file_name, "problem": item.get_cleaning_problem_display()})


def upload(request: HttpRequest, report: ProgressReport) -> HttpResponse:
    """Attach what the page's script sent: the new row of the list, or 400 with what is wrong in words."""
    form = EvidenceForm(request.POST, request.FILES)
    attached = list(_take_one(request, report, form, named=False)) if form.is_valid() else []
    if form.errors or not attached:
        words = [str(text) for texts in form.errors.values() for text in texts]
        said = " ".join(words) or _("No file arrived. Choose it again.")
        return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
    running.wake()
    forms = [one for one in EvidenceForms(report).pieces if one.piece in attached]
    return render(request, "progress/parts/evidence_rows.html", {"report": report, "pieces": forms})
