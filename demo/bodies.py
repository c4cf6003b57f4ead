"""The bodies that the demo can be of: our own, and a second one that shows what a body can make of the site."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from demo import logo
from demo.world import DATA
from desk.identity_saving import name_controller
from identity import changing, pictures
from recommendations.catalogue_file import read_catalogue
from recommendations.imports import import_catalogue
from recommendations.vocabulary_file import read_vocabulary
from recommendations.vocabulary_import import import_vocabulary

REASON = "The fictional body of this demo."


@dataclass(frozen=True)
class Body:
    """Where a body's data lie, which edition it tracks, and what it says of itself."""

    folder: Path
    catalogue: Path
    edition: str
    vocabulary: Path | None = None
    identity: dict[str, Any] = field(default_factory=dict)


BODIES = {
    "gta": Body(DATA, Path(settings.BASE_DIR) / "recommendations" / "data" / "gta-2021.json", "GTA-2021"),
    "roads": Body(
        DATA / "roads",
        DATA / "roads" / "catalogue.json",
        "ROADS-2024",
        DATA / "roads-vocabulary.json",
        {
            "name": "Safer roads tracker",
            "name_fr": "Suivi pour des routes plus sûres",
            "name_es": "Seguimiento por carreteras más seguras",
            "name_ar": "متابعة طرق أكثر أمانًا",
            "short_name": "Safer roads",
            "accent_light": "#8a3b12",
            "accent_dark": "#f0b088",
            "lead_en": "What was asked for, who promised it, and how far it has come.",
            "lead_fr": "Ce qui a été demandé, qui s’y est engagé et où l’on en est.",
            "lead_es": "Lo que se pidió, quién se comprometió y qué se ha hecho.",
            "lead_ar": "ما طُلب، ومن التزم به، وما أُنجز منه.",
            "mail_header": "Road Safety Council (fictional)",
            "mail_footer": "Road Safety Council (fictional)\n1 Lamp Street, Arvenia",
            "controller": "Road Safety Council (fictional)",
            "processors": "Harbour Hosting (fictional): servers and backups",
        },
    ),
}


def bring_in(body: Body) -> None:
    """The body's words and its catalogue, into an empty site."""
    if body.vocabulary:
        document = read_vocabulary(body.vocabulary.read_bytes())
        import_vocabulary(document=document, reason=REASON, allow_losses=True)
    import_catalogue(document=read_catalogue(body.catalogue.read_bytes()))


def introduce(body: Body, *, by: User, at: datetime.datetime) -> None:
    """Save what the body says of itself, where it says anything."""
    if not body.identity:
        return
    pair = {"logo": pictures.keep_logo(logo.road(wide=True)), "icon": pictures.keep_icon(logo.road(wide=False))}
    row = changing.change(values=body.identity | pair, reason=REASON, version=0, by=by, at=at)
    name_controller(row, by=by, reason=REASON, at=timezone.now())
