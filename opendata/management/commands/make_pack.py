"""``manage.py make_pack "organisation=verania" --language fr --output FILE``: one report pack as PDF."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import HttpRequest, QueryDict
from django.utils import translation

from dashboard.bad_request import BadParameter
from dashboard.filters import PackFilters, read
from dashboard.outages import Outage, outage_of
from opendata.models import PdfJob
from opendata.packs import making
from opendata.packs.bounds import size_of
from opendata.packs.contents import context_of, pack_of
from opendata.packs.pdf import pdf


class Command(BaseCommand):
    """Writes the PDF of a pack to a file; for a job (as the workers do) within its bounds, saying how far it is."""

    help = "Makes the PDF of a report pack: the published reports that the filters choose."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", help="the filters, as they stand in the address of /packs/read/")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=dict(settings.LANGUAGES))
        parser.add_argument("--output", type=Path, required=True, help="the file to write")
        parser.add_argument("--job", type=int, help="the number of the job that waits for it")

    def handle(self, *args: Any, query: str, language: str, output: Path, job: int | None, **rest: Any) -> None:
        if job:
            making.bound_this_process()
        with translation.override(language):
            content = self._content(query, job)
        try:
            output.write_bytes(content)
        except OSError as error:
            output.unlink(missing_ok=True)
            if outage_of(error) != Outage.DISK_FULL:
                raise
            said = f"There is no room left for {output}. Free some space, then try again."
            raise CommandError(said, returncode=os.EX_TEMPFAIL) from error

    def _content(self, query: str, job: int | None) -> bytes:
        """The PDF. Raises CommandError where the filters make no sense or choose too much."""
        request = HttpRequest()
        request.GET = QueryDict(query)
        try:
            filters = read(request, PackFilters)
        except BadParameter as error:
            raise CommandError(f"{error.name}: {error.message}") from None
        if not size_of(filters).fits:
            raise CommandError("That is more than a pack may hold.")

        def say(number: int) -> None:
            if job:
                PdfJob.objects.filter(pk=job).update(step=number)

        say(1)
        return pdf(context_of(pack_of(filters)), tell=say)
