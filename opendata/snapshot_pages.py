"""Snapshots as the public sees them: how each is cited, and what it is in schema.org's words."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.citations import Citation
from dashboard.navigation import localised
from dashboard.structured_data.pages import StructuredData
from dashboard.structured_data.things import Node, address_of
from identity.current import site_name
from names.dates import date_in_words
from opendata.exports.datapackage import LICENCE
from opendata.linked.datasets import about_the_data
from opendata.models import Snapshot
from recommendations.partial_dates import DatePrecision, PartialDate

SUMS = "SHA256SUMS"


def path_of(snapshot: Snapshot) -> str:
    """The permanent address of a snapshot's page, without language; its files stand under it."""
    return f"/data/snapshots/{snapshot.day.isoformat()}/"


def title_of(snapshot: Snapshot) -> str:
    """What a snapshot is called."""
    return _("Open data, snapshot of %(day)s") % {"day": date_in_words(snapshot.day)}


def citation_of(snapshot: Snapshot) -> Citation:
    """How it is cited. The address holds the day by itself."""
    address = settings.SITE_URL + localised(path_of(snapshot))
    key = f"open-data-{snapshot.day.isoformat()}"
    return Citation(
        title_of(snapshot),
        "",
        site_name(),
        PartialDate(snapshot.day, DatePrecision.DAY),
        snapshot.day,
        site_day(),
        address,
        key,
    )


def structured_data_of(snapshot: Snapshot) -> StructuredData:
    """What its page says of itself."""
    description = _("A copy of all public data as of %(day)s that never changes, with its checksums.") % {
        "day": date_in_words(snapshot.day)
    }
    trail = (("/data/", _("Open data")), ("/data/snapshots/", _("Snapshots")))
    return StructuredData(path_of(snapshot), title_of(snapshot), description, trail=trail, main=_dataset(snapshot))


def _dataset(snapshot: Snapshot) -> Node:
    path = path_of(snapshot)
    return {
        "@type": "Dataset",
        "@id": address_of(path),
        "url": address_of(path),
        "name": title_of(snapshot),
        "description": about_the_data(),
        "version": snapshot.day.isoformat(),
        "datePublished": snapshot.day.isoformat(),
        "temporalCoverage": f"../{snapshot.day.isoformat()}",
        "isAccessibleForFree": True,
        "license": LICENCE["path"],
        "creator": {"@id": address_of("/#publisher")},
        "distribution": {
            "@type": "DataDownload",
            "contentUrl": address_of(path + snapshot.name),
            "encodingFormat": "application/zip",
            "contentSize": f"{snapshot.size} B",
            "sha256": snapshot.sha256,
        },
    }


def sums_of(snapshots: list[Snapshot], *, members: bool) -> str:
    """Digests as ``sha256sum --check`` reads them: of the archives, and with ``members`` of the files in them too."""
    pairs = [(row.sha256, row.name) for row in snapshots]
    if members:
        pairs += [(one["sha256"], one["name"]) for row in snapshots for one in row.files]
    return "".join(f"{digest}  {name}\n" for digest, name in pairs)
