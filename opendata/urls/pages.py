"""Pages about what can be taken away. English has no prefix; /fr/, /es/ and /ar/ stand before the others."""

from django.urls import URLPattern, URLResolver, path

from opendata.views import calendars, charts, downloads, feeds, packs, snapshots

app_name = "opendata"

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/feed.atom", feeds.reports, name="feed"),
    path("recommendations/<slug:reference>/feed.atom", feeds.recommendation, name="recommendation_feed"),
    path("organisations/<slug:slug>/feed.atom", feeds.organisation, name="organisation_feed"),
    path("areas/<slug:slug>/feed.atom", feeds.area, name="area_feed"),
    path("commitments/<int:pk>/feed.atom", feeds.commitment, name="commitment_feed"),
    path("commitments/due.ics", calendars.commitments, name="calendar"),
    path("recommendations/<slug:reference>/due.ics", calendars.recommendation, name="recommendation_calendar"),
    path("organisations/<slug:slug>/due.ics", calendars.organisation, name="organisation_calendar"),
    path("embed/<slug:name>/", charts.embed, name="embed"),
    path("packs/", packs.chooser, name="packs"),
    path("packs/read/", packs.pack, name="pack"),
    path("packs/pdf/", packs.pack_pdf, name="pack_pdf"),
    path("packs/pack.pdf", packs.pack_file, name="pack_file"),
    path("data/snapshots/", snapshots.snapshot_list, name="snapshots"),
    path("data/snapshots/<str:day>/", snapshots.snapshot, name="snapshot"),
    path("data/", downloads.data, name="data"),
]
