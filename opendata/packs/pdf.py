"""A pack as PDF, through WeasyPrint, which is an extra: a site without it says so plainly.

Only the process that makes a PDF imports this module: WeasyPrint takes 50 MB before the first page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.template.loader import render_to_string

from charts.fonts import font_files
from identity.current import site, site_name

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
except ImportError:  # installed with the extra "pdf"
    weasyprint = None
    FatalURLFetchingError, URLFetcher = Exception, object

STYLE = Path(__file__).with_name("print.css")
# PDF/UA: tagged, titled, in a language, so that screen readers can follow it.
VARIANT = "pdf/ua-1"


class NothingFromOutside(URLFetcher):
    """Refuses every address: a pack is made of its own words, and no text in it may make us ask anybody anything."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        raise FatalURLFetchingError(f"A pack asks for nothing from elsewhere: {url[:200]}")


class OurFonts(NothingFromOutside):
    """Knows the addresses of the stylesheet's fonts, which are the names of their families, and no other."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        path = font_files().get(unquote(url.removeprefix("font:")))
        return URLFetcherResponse(url, path.read_bytes()) if path else super().fetch(url, headers)


class _Steps(logging.Filter):
    """Hears WeasyPrint say "Step 3 - …", passes each new number on, and keeps it out of the logs."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__()
        self.tell, self.reached = tell, 0

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage().split()
        if words[:1] == ["Step"] and words[1].isdigit() and int(words[1]) > self.reached:
            self.reached = int(words[1])
            self.tell(self.reached + 1)
        return False


def pdf(context: dict[str, Any], *, tell: Callable[[int], None] = lambda step: None) -> bytes:
    """The pack's PDF. ``context`` is ``contents.context_of``; ``tell`` hears the step reached, from 2 to 8.

    Raises RuntimeError where WeasyPrint is not installed.
    """
    if weasyprint is None:
        raise RuntimeError("The extra “pdf” is not installed.")
    page = render_to_string("opendata/pack_print.html", {**context, **_frame()})
    logger, steps = logging.getLogger("weasyprint.progress"), _Steps(tell)
    level = logger.level
    logger.addFilter(steps)
    logger.setLevel(logging.INFO)
    try:
        return written(page)
    finally:
        logger.removeFilter(steps)
        logger.setLevel(level)


def written(page: str) -> bytes:
    """A page of HTML on paper, in the fonts of the project."""
    document = weasyprint.HTML(string=page, base_url=settings.SITE_URL, url_fetcher=NothingFromOutside())
    fonts = FontConfiguration()
    style = weasyprint.CSS(string=STYLE.read_text(), font_config=fonts, url_fetcher=OurFonts())
    return document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)


def _frame() -> dict[str, Any]:
    """What every page of the site knows without a request."""
    return {"identity": site(), "SITE_NAME": site_name(), "SITE_URL": settings.SITE_URL, "DEMO": settings.DEMO}
