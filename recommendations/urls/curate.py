"""The curators' pages of the catalogue, under /curate/."""

from django.urls import path

from recommendations.views import (
    adding,
    assistant,
    crosswalk,
    editing,
    imports,
    overview,
    reverting,
    scheduled,
    steps,
    translating,
    vocabulary,
)

app_name = "recommendations"


def _editing(kind: str, plural: str, key: str, *, under: str = "catalogue") -> list:
    """The edit page and the history of one kind of object."""
    where = f"{under}/{plural}/<{key}:key>/"
    return [
        path(where, editing.edit, {"kind": kind}, name=f"curate-{kind}"),
        path(f"{where}history/", editing.history, {"kind": kind}, name=f"curate-{kind}-history"),
        path(f"{where}history/<int:version>/revert/", reverting.revert, {"kind": kind}, name=f"curate-{kind}-revert"),
    ]


def _translated(kind: str, plural: str, key: str) -> list:
    """The same, and the page of all its translations."""
    where = f"catalogue/{plural}/<{key}:key>/"
    to_all = path(f"{where}translations/", translating.translations, {"kind": kind}, name=f"curate-{kind}-translations")
    return [*_editing(kind, plural, key), to_all]


def _part(kind: str, plural: str, key: str) -> list:
    """The same of a part of an edition, which can be added, and removed while the edition is a draft."""
    new = path(f"catalogue/editions/<str:key>/new-{kind}/", adding.new_part, {"kind": kind}, name=f"curate-new-{kind}")
    where = f"catalogue/{plural}/<{key}:key>/"
    remove = path(f"{where}remove/", adding.remove, {"kind": kind}, name=f"curate-{kind}-remove")
    return [*_translated(kind, plural, key), new, remove]


def _archivable(kind: str, plural: str, key: str) -> list:
    """The same of a part that can be archived and restored."""
    where = f"catalogue/{plural}/<{key}:key>/"
    return [
        *_part(kind, plural, key),
        path(f"{where}archive/", steps.archive, {"kind": kind}, name=f"curate-{kind}-archive"),
        path(f"{where}restore/", steps.restore, {"kind": kind}, name=f"curate-{kind}-restore"),
    ]


urlpatterns = [
    path("", overview.overview, name="curate"),
    path("catalogue/", overview.catalogue_list, name="curate-catalogue"),
    path("catalogue/new-edition/", adding.new_edition, name="curate-new-edition"),
    path("catalogue/scheduled/", scheduled.listing, name="curate-scheduled"),
    path("catalogue/scheduled/<int:pk>/cancel/", scheduled.cancel, name="curate-scheduled-cancel"),
    *_translated("edition", "editions", "str"),
    path("catalogue/editions/<str:key>/file/", overview.edition_file, name="curate-edition-file"),
    path("catalogue/editions/<str:key>/publish/", steps.publish_edition, name="curate-edition-publish"),
    path("catalogue/editions/<str:key>/archive/", steps.archive_edition, name="curate-edition-archive"),
    *_archivable("area", "areas", "int"),
    *_archivable("finding", "findings", "int"),
    *_editing("translation", "translations", "int"),
    *_archivable("recommendation", "recommendations", "str"),
    path("vocabulary/", vocabulary.listing, name="curate-vocabulary"),
    path("vocabulary/new-actor-type/", vocabulary.new_actor_type, name="curate-new-actor-type"),
    *_editing("actor-type", "actor-types", "str", under="vocabulary"),
    path("vocabulary/actor-types/<str:key>/remove/", vocabulary.remove, name="curate-actor-type-remove"),
    *_editing("term", "words", "str", under="vocabulary"),
    path("crosswalk/", crosswalk.crosswalk, name="curate-crosswalk"),
    *_editing("link", "links", "int"),
    path("crosswalk/assistant/", assistant.newest, name="curate-crosswalk-newest"),
    path("crosswalk/assistant/<str:earlier>/<str:later>/", assistant.assistant, name="curate-crosswalk-assistant"),
    path("crosswalk/refused/<int:pk>/propose/", assistant.propose_again, name="curate-crosswalk-propose"),
    path("crosswalk/<int:pk>/unlink/", crosswalk.unlink, name="curate-crosswalk-unlink"),
    path("imports/<int:pk>/", imports.one_import, name="curate-import"),
    path("imports/<int:pk>/discard/", imports.discard, name="curate-import-discard"),
]
