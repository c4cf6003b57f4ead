"""/curate/: the desk, and the editor of pages."""

from django.urls import path

from desk.views import pages

app_name = "desk"

urlpatterns = [
    path("pages/", pages.listing, name="pages"),
    path("pages/<slug:page>/<slug:language>/", pages.edit, name="page"),
    path("pages/<slug:page>/<slug:language>/history/", pages.history, name="page-history"),
]
