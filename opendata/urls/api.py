"""The public API, version 1; ``gta.urls`` puts ``/api/v1/`` before it."""

from django.urls import URLPattern, URLResolver, path

from opendata.api import views

app_name = "api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("editions/", views.editions, name="editions"),
    path("editions/<slug:slug>/", views.edition, name="edition"),
    path("areas/", views.areas, name="areas"),
    path("areas/<slug:slug>/", views.area, name="area"),
    path("recommendations/", views.recommendations, name="recommendations"),
    path("recommendations/<slug:key>/", views.recommendation, name="recommendation"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<slug:key>/", views.organisation, name="organisation"),
    path("commitments/", views.commitments, name="commitments"),
    path("commitments/<int:key>/", views.commitment, name="commitment"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:key>/", views.report, name="report"),
    path("responses/", views.responses, name="responses"),
    path("milestones/", views.milestones, name="milestones"),
    path("indicators/", views.indicators, name="indicators"),
    path("indicator_values/", views.indicator_values, name="indicator_values"),
    path("assessments/", views.assessments, name="assessments"),
    path("summary/", views.summary, name="summary"),
    path("schema/", views.schema, name="schema"),
    path("docs/", views.docs, name="docs"),
]
