"""Public pages. English has no prefix; /fr/, /es/ and /ar/ stand before the others (``gta.urls``)."""

from django.urls import URLPattern, URLResolver, path

from dashboard.views import (
    areas,
    commitments,
    compare,
    gaps,
    home,
    organisations,
    preview,
    recommendations,
    reports,
    search,
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
    path("reporting/reports/<int:pk>/preview/", preview.report_preview, name="report_preview"),
    path("compare/", compare.compare, name="compare"),
    path("gaps/", gaps.gap_list, name="gaps"),
    path("search/", search.search, name="search"),
    path("search/opensearch.xml", search.opensearch, name="opensearch"),
    path("about/", texts.about, name="about"),
    path("method/", texts.method, name="method"),
    path("privacy/", texts.privacy, name="privacy"),
    path("accessibility/", texts.accessibility, name="accessibility"),
    path("styleguide/", styleguide, name="styleguide"),
]
