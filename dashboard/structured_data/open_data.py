"""The open data where a page names it, and its licence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dashboard.structured_data.things import Node, address_of
from identity.current import site_name

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def about_the_data() -> str:
    """What the whole of the open data is, in one sentence."""
    return _(
        "What happens to published recommendations: who has committed to what, what progress they report and what "
        "evidence they give."
    )


def dataset_name() -> Node:
    """The open data where another page names it."""
    return {
        "@type": "Dataset",
        "@id": address_of("/data/#dataset"),
        "name": _("%(site)s: open data") % {"site": site_name()},
        "description": about_the_data(),
        "url": address_of("/data/"),
        "license": LICENCE["path"],
        "creator": {"@id": address_of("/#publisher")},
    }
