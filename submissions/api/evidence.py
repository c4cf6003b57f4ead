"""Evidence that a system attaches: the form of the pages, filled in from a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.models import User
from progress import evidence
from progress.evidence_forms import EvidenceForm
from progress.models import Evidence, ProgressReport
from stakeholders.errors import Invalid

FIELD_OF = {"files": "file"}  # what the form calls otherwise


def attach(report: ProgressReport, said: Mapping[str, Any], upload: UploadedFile | None, *, by: User) -> Evidence:
    """Attach a link or a file. Raises ``Invalid`` by field, or what the verbs raise."""
    if bool(said.get("url")) == bool(upload):
        raise Invalid({"url": _("Give either a link or a file.")})
    form = _form(said, upload)
    if not form.is_valid():
        raise Invalid({FIELD_OF.get(name, name): " ".join(map(str, texts)) for name, texts in form.errors.items()})
    given = form.cleaned_data
    common = {"report": report, "by": by, "title": given["title"], **form.description}
    try:
        if upload is None:
            return evidence.add_link(url=given["url"], **common)
        return evidence.add_file(upload=upload, **common)
    except ValidationError as error:
        raise Invalid({"file" if upload else "url": " ".join(error.messages)}) from None


def _form(said: Mapping[str, Any], upload: UploadedFile | None) -> EvidenceForm:
    """The form as a browser would have sent it: the date in its three parts."""
    year, month, day = [*said.get("dated", "").strip().split("-"), "", ""][:3]
    fields = {
        "url": said.get("url", ""),
        "title": said.get("title", ""),
        "language": said.get("language", ""),
        "audience": said.get("audience", "public"),
        "dated_day": day,
        "dated_month": month.lstrip("0"),
        "dated_year": year,
    }
    data = urlencode({f"{EvidenceForm.prefix}-{name}": value for name, value in fields.items()})
    return EvidenceForm(QueryDict(data), MultiValueDict({f"{EvidenceForm.prefix}-files": [upload] if upload else []}))
