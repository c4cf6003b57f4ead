"""Files of the open data: one address in every language."""

from django.urls import URLPattern, URLResolver, path, re_path

from dashboard.views import charts, citing, downloads

app_name = "data"

urlpatterns: list[URLPattern | URLResolver] = [
    path("data/datapackage.json", downloads.package, name="package"),
    re_path(
        r"^data/(?P<name>recommendations|organisations|commitments|reports)\.(?P<kind>csv|json|xlsx)$",
        downloads.download,
        name="download",
    ),
    re_path(r"^charts/(?P<name>[a-z]+)\.(?P<kind>svg|png|csv)$", charts.chart, name="chart"),
    re_path(
        r"^(?P<things>recommendations|organisations|commitments|reports)/(?P<key>[-\w]+)/cite\.(?P<kind>bib|ris)$",
        citing.cite,
        name="cite",
    ),
]
