"""Files of the open data: one address in every language."""

from django.urls import URLPattern, URLResolver, path, re_path

from dashboard.views import evidence, social_cards, well_known
from opendata.datasets import DATASETS
from opendata.views import charts, citing, downloads, linked, snapshots

app_name = "data"

urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", well_known.robots, name="robots"),
    path("sitemap.xml", well_known.sitemap, name="sitemap"),
    path("sitemap-pages.xml", well_known.sitemap_part, {"name": "pages"}, name="sitemap_pages"),
    re_path(
        r"^sitemap-(?P<name>recommendations|organisations|commitments|reports)-(?P<number>\d{1,9})\.xml$",
        well_known.sitemap_part,
        name="sitemap_part",
    ),
    path(".well-known/security.txt", well_known.security, name="security"),
    path(".well-known/change-password", well_known.change_password, name="change_password"),
    path("data/datapackage.json", downloads.package, name="package"),
    re_path(r"^data/(?P<name>catalogue|concepts)\.(?P<kind>ttl|jsonld)$", linked.document, name="linked"),
    re_path(r"^data/(?P<name>catalogue|concepts)$", linked.choose, name="linked_choice"),
    re_path(
        rf"^data/(?P<name>{'|'.join(DATASETS)})\.(?P<kind>csv|json|xlsx)$",
        downloads.download,
        name="download",
    ),
    path("data/snapshots/SHA256SUMS", snapshots.sums, name="sums"),
    re_path(r"^data/snapshots/(?P<day>\d{4}-\d\d-\d\d)/(?P<name>[-\w.]+)$", snapshots.file, name="snapshot_file"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    path("evidence/<int:pk>/preview.webp", evidence.preview, name="evidence_preview"),
    path("cards/dashboard.png", social_cards.social_card, name="dashboard_card"),
    re_path(
        r"^cards/(?P<kind>areas|recommendations|organisations|commitments|reports)/(?P<key>[-\w]+)\.png$",
        social_cards.social_card,
        name="card",
    ),
    re_path(r"^charts/(?P<name>[a-z]+)\.(?P<kind>svg|png|csv|zip)$", charts.chart, name="chart"),
    re_path(
        r"^(?P<things>recommendations|organisations|commitments|reports)/(?P<key>[-\w]+)/cite\.(?P<kind>bib|ris)$",
        citing.cite,
        name="cite",
    ),
]
