"""What the columns of the files hold that the site itself gives away: nothing has to be guessed of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from imports.models import ImportKind
from imports.settings import Settings
from opendata.datasets import DATASETS


@dataclass(frozen=True)
class OwnFile:
    """The column of each field, and what tells its rows apart. The other columns are worked out by the site."""

    columns: Mapping[str, str]
    key: str


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


OWN_FILES: Mapping[str, OwnFile] = {
    ImportKind.RECOMMENDATIONS: OwnFile(
        _same("reference", "edition", "area", "title", "text", "obligation", "addressees", "source_heading", "tags"),
        key="reference",
    ),
    ImportKind.ORGANISATIONS: OwnFile(_same("slug", "name", "actor_type", "country", "website"), key="slug"),
    # How a commitment stands follows from its reports, which are a file of their own.
    ImportKind.COMMITMENTS: OwnFile(
        _same(
            "id", "title", "description", "language", "organisation", "joint_organisations", "recommendations", "start",
            "due", "tags",
        ),
        key="id",
    ),
    ImportKind.REPORTS: OwnFile(
        {"id": "commitment", "title": "commitment_title"}
        | _same(
            "organisation", "covers_until", "implementation_status", "health", "help_kind", "percent", "narrative",
            "barriers", "next_steps",
        ),
        key="id",
    ),
}  # fmt: skip


def own_settings(kind: str, columns: Collection[str]) -> Settings | None:
    """What a file means whose columns are most of those of our own, and no other; None for any other file."""
    ours = {column.name for column in DATASETS[kind].columns}
    if not set(columns) <= ours or len(set(columns)) * 2 < len(ours):
        return None
    own = OWN_FILES[kind]
    found = {field: column for field, column in own.columns.items() if column in columns}
    return Settings(columns=found, separator=";", decimal_mark=".", key=own.key) if own.key in found else None
