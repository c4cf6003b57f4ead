"""The curators' pages of the catalogue, under /curate/."""

from django.urls import path

from recommendations.views import crosswalk, editing, imports, overview, steps

app_name = "recommendations"


def _editing(kind: str, plural: str, key: str) -> list:
    """The edit page and the history of one kind of object."""
    where = f"catalogue/{plural}/<{key}:key>/"
    return [
        path(where, editing.edit, {"kind": kind}, name=f"curate-{kind}"),
        path(f"{where}history/", editing.history, {"kind": kind}, name=f"curate-{kind}-history"),
    ]


urlpatterns = [
    path("", overview.overview, name="curate"),
    path("catalogue/", overview.catalogue_list, name="curate-catalogue"),
    *_editing("edition", "editions", "str"),
    path("catalogue/editions/<str:key>/file/", overview.edition_file, name="curate-edition-file"),
    path("catalogue/editions/<str:key>/publish/", steps.publish_edition, name="curate-edition-publish"),
    path("catalogue/editions/<str:key>/archive/", steps.archive_edition, name="curate-edition-archive"),
    *_editing("area", "areas", "int"),
    *_editing("finding", "findings", "int"),
    *_editing("translation", "translations", "int"),
    *_editing("recommendation", "recommendations", "str"),
    *_editing("actor-type", "actor-types", "str"),
    path("catalogue/recommendations/<str:key>/archive/", steps.archive, name="curate-recommendation-archive"),
    path("catalogue/recommendations/<str:key>/restore/", steps.restore, name="curate-recommendation-restore"),
    path("crosswalk/", crosswalk.crosswalk, name="curate-crosswalk"),
    path("crosswalk/<int:pk>/unlink/", crosswalk.unlink, name="curate-crosswalk-unlink"),
    path("imports/", imports.imports, name="curate-imports"),
    path("imports/<int:pk>/", imports.one_import, name="curate-import"),
    path("imports/<int:pk>/discard/", imports.discard, name="curate-import-discard"),
]
