"""Public pages. English has no prefix; /fr/, /es/ and /ar/ stand before the others (``gta.urls``)."""

from django.urls import URLPattern, URLResolver, path

from dashboard.views import (
    areas,
    calendars,
    charts,
    commitments,
    downloads,
    feeds,
    gaps,
    home,
    organisations,
    packs,
    recommendations,
    reports,
    snapshots,
    texts,
)
from dashboard.views.styleguide import styleguide

app_name = "dashboard"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("areas/<slug:slug>/", areas.area, name="area"),
    path("recommendations/", recommendations.recommendation_list, name="recommendations"),
    path("recommendations/<slug:reference>/", recommendations.recommendation, name="recommendation"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("commitments/", commitments.commitment_list, name="commitments"),
    path("commitments/<int:pk>/", commitments.commitment, name="commitment"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/feed.atom", feeds.reports, name="feed"),
    path("recommendations/<slug:reference>/feed.atom", feeds.recommendation, name="recommendation_feed"),
    path("organisations/<slug:slug>/feed.atom", feeds.organisation, name="organisation_feed"),
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
    path("gaps/", gaps.gap_list, name="gaps"),
    path("about/", texts.about, name="about"),
    path("privacy/", texts.privacy, name="privacy"),
    path("accessibility/", texts.accessibility, name="accessibility"),
    path("styleguide/", styleguide, name="styleguide"),
]
