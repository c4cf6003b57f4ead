"""The curators' pages of imports, under /curate/imports/."""

from django.urls import path

from imports.views import deciding, listing, preparing, preview

app_name = "imports"

urlpatterns = [
    path("", listing.imports, name="list"),
    path("tables/<int:pk>/", preview.one_import, name="import"),
    path("tables/<int:pk>/prefer/", preparing.prefer, name="prefer"),
    path("tables/<int:pk>/rows/", preview.rows_file, name="rows-file"),
    path("tables/<int:pk>/file/", preparing.file, name="file"),
    path("tables/<int:pk>/columns/", preparing.columns, name="columns"),
    path("tables/<int:pk>/values/", preparing.values, name="values"),
    path("tables/<int:pk>/apply/", deciding.apply, name="apply"),
    path("tables/<int:pk>/undo/", deciding.undo, name="undo"),
    path("tables/<int:pk>/cancel/", deciding.cancel, name="cancel"),
    path("tables/<int:pk>/discard/", deciding.discard, name="discard"),
]
