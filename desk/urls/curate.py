"""/curate/: the desk, and the editor of pages, taxonomies and tags."""

from django.urls import path

from desk.views import identity, pages, taxonomies

app_name = "desk"

urlpatterns = [
    path("taxonomies/", taxonomies.listing, name="taxonomies"),
    path("taxonomies/new/", taxonomies.taxonomy, name="taxonomy-new"),
    path("taxonomies/<slug:slug>/edit/", taxonomies.taxonomy, name="taxonomy"),
    path("taxonomies/<slug:slug>/tags/new/", taxonomies.tag_new, name="tag-new"),
    path("taxonomies/tag-<slug:slug>/", taxonomies.tag, name="tag"),
    path("taxonomies/of-recommendation/<str:reference>/", taxonomies.of_recommendation, name="tags-of-recommendation"),
    path("taxonomies/of-commitment/<int:pk>/", taxonomies.of_commitment, name="tags-of-commitment"),
    path("identity/", identity.edit, name="identity"),
    path("identity/history/", identity.history, name="identity-history"),
    path("pages/", pages.listing, name="pages"),
    path("pages/<slug:page>/<slug:language>/", pages.edit, name="page"),
    path("pages/<slug:page>/<slug:language>/history/", pages.history, name="page-history"),
]
