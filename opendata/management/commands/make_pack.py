"""``manage.py make_pack "organisation=verania" --language fr --output FILE``: one report pack as PDF."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import HttpRequest, QueryDict
from django.utils import translation

from dashboard.bad_request import BadParameter
from dashboard.filters import PackFilters, read
from opendata.packs import making, shelf
from opendata.packs.bounds import size_of
from opendata.packs.contents import context_of, pack_of
from opendata.packs.pdf import STEPS, pdf


class Command(BaseCommand):
    """Makes a pack for the shelf (``--key``, as the workers do) or into a file (``--output``)."""

    help = "Makes the PDF of a report pack: the published reports that the filters choose."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", help="the filters, as they stand in the address of /packs/read/")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=dict(settings.LANGUAGES))
        target = parser.add_mutually_exclusive_group(required=True)
        target.add_argument("--output", type=Path, help="the file to write")
        target.add_argument("--key", help="the key under which the shelf waits for it")

    def handle(self, *args: Any, query: str, language: str, output: Path | None, key: str | None, **rest: Any) -> None:
        order = shelf.Order(key or "", query, language)
        if key:
            making.bound_this_process()
        with translation.override(language):
            content = self._content(order, tell=bool(key))
        if output:
            output.write_bytes(content)
        else:
            shelf.put(order, content)

    def _content(self, order: shelf.Order, *, tell: bool) -> bytes:
        """The PDF. Raises CommandError where the filters make no sense or choose too much."""
        request = HttpRequest()
        request.GET = QueryDict(order.query)
        try:
            filters = read(request, PackFilters)
        except BadParameter as error:
            raise CommandError(f"{error.name}: {error.message}") from None
        if not size_of(filters).fits:
            raise CommandError("That is more than a pack may hold.")

        def say(number: int) -> None:
            if tell:
                shelf.step(order, number, STEPS)

        say(1)
        return pdf(context_of(pack_of(filters)), tell=say)
