"""The addresses that the header and the language switch offer, worked out from the current path alone.

Nothing here looks at a session, so public pages stay the same for everyone. Paths are the contract's, not URL
names, so that an error page can draw them too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from identity.current import offered_languages
from progress.permissions import is_assessor
from recommendations.models import Word
from recommendations.models.vocabulary import word

PUBLIC_MENU: list[tuple[str, str | Promise]] = [
    ("/", _("Dashboard")),
    ("/recommendations/", word(Word.RECOMMENDATIONS)),
    ("/organisations/", _("Organisations")),
    ("/commitments/", _("Commitments")),
    ("/reports/", _("Reports")),
    ("/gaps/", _("Gaps")),
    ("/data/", _("Open data")),
]
FOOTER_MENU: list[tuple[str, str | Promise]] = [
    ("/about/", _("About")),
    ("/method/", _("Method")),
    ("/cookies/", _("Cookies")),
    ("/privacy/", _("Privacy")),
    ("/accessibility/", _("Accessibility")),
]
# A longer query is no filter that a person set; repeating it for each language would only swell the page.
LONGEST_QUERY = 2000
SIGN_IN: list[tuple[str, str | Promise]] = [("/accounts/login/", _("Sign in"))]
REPORTER_MENU: list[tuple[str, str | Promise]] = [
    ("/reporting/", _("My reporting")),
    ("/reporting/organisation/", _("My organisation")),
]
CURATOR_MENU: list[tuple[str, str | Promise]] = [("/review/", _("Review")), ("/curate/", _("Manage"))]
ASSESSOR_MENU: list[tuple[str, str | Promise]] = [("/review/assessments/", _("Assessments"))]
ADMINISTRATOR_MENU: list[tuple[str, str | Promise]] = [("/admin/", _("Administration"))]


@dataclass(frozen=True)
class MenuItem:
    """One entry of a menu; ``current`` is "page" on the page itself, "true" below it, else empty."""

    address: str
    label: str
    current: str


@dataclass(frozen=True)
class LanguageLink:
    """The current page in one language; ``name`` is in that language."""

    code: str
    name: str
    direction: str
    address: str
    current: bool


def page_address(path: str) -> str:
    """The absolute address of a page of the site; ``path`` begins with a slash."""
    return settings.SITE_URL + path


def _prefix(code: str) -> str:
    return "" if code == settings.LANGUAGE_CODE else f"/{code}"


def path_without_language(path: str) -> str:
    """``/fr/reports/`` as ``/reports/``; a path without a language prefix stays as it is."""
    first, _slash, rest = path.removeprefix("/").partition("/")
    return f"/{rest}" if first in dict(settings.LANGUAGES) and first != settings.LANGUAGE_CODE else path


def localised(path: str, code: str | None = None) -> str:
    """A path of the site (without language) in the language ``code``, or in the language of this answer."""
    return _prefix(code or get_language() or settings.LANGUAGE_CODE) + path


def menu(entries: Iterable[tuple[str, str | Promise]], request: HttpRequest | None) -> list[MenuItem]:
    """The entries in the page's language; the longest one that the request's path starts with is current."""
    entries = list(entries)
    here = path_without_language(request.path) if request else ""
    above = [path for path, _label in entries if path != "/" and here.startswith(path)]
    nearest = max(above, key=len, default="/" if here == "/" else "")

    def current(path: str) -> str:
        if path != nearest:
            return ""
        return "page" if path == here else "true"

    return [MenuItem(localised(path), str(label), current(path)) for path, label in entries]


def work_menu(user) -> list[tuple[str, str | Promise]]:
    """The entries of signed-in pages that this person may open."""
    entries = list(REPORTER_MENU)
    if user.is_curator or user.is_administrator:
        entries += CURATOR_MENU
    elif is_assessor(user):
        entries += ASSESSOR_MENU
    if user.is_staff:
        entries += ADMINISTRATOR_MENU
    return entries


def language_links(path: str, query: str = "") -> list[LanguageLink]:
    """A path of the site (without language) in every language, each with the same query (``?…`` or empty)."""
    links = []
    for code, _name in offered_languages():
        info = get_language_info(code)
        name = info["name_local"]
        links.append(
            LanguageLink(
                code=code,
                name=name[:1].upper() + name[1:],
                direction="rtl" if info["bidi"] else "ltr",
                address=localised(path, code) + query,
                current=code == get_language(),
            )
        )
    return links


def query_of(request: HttpRequest) -> str:
    """The request's query with its ``?``, or nothing; what was posted is not carried over."""
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return ""
    query = urlencode([(key, value) for key, values in request.GET.lists() for value in values])
    return f"?{query}" if query else ""
