"""Every address of the site, as includes only; docs/architecture.md names the apps."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

# Addresses for programs: one address in every language.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gta.health")),
    path("", include("consent.urls.machine")),
    path("", include("progress.urls.machine")),
    path("", include("following.urls.machine")),
    path("", include("opendata.urls.data")),
    path("identity/", include("identity.urls")),
    path("api/v1/", include("opendata.urls.api")),
    path("api/v1/reporting/", include("submissions.urls.api")),
]

if settings.METRICS:
    urlpatterns.append(path("", include("gta.metrics.views")))

# Pages for people: English has no prefix; /fr/, /es/ and /ar/ stand before every page.
urlpatterns += i18n_patterns(
    path("accounts/", include("accounts.urls")),
    path("reporting/", include("stakeholders.urls.reporting")),
    path("reporting/", include("progress.urls.reporting")),
    path("reporting/", include("submissions.urls.pages")),
    path("review/", include("progress.urls.review")),
    path("curate/imports/", include("imports.urls.pages")),
    path("curate/", include("recommendations.urls.curate")),
    path("curate/", include("stakeholders.urls.curate")),
    path("curate/", include("progress.urls.curate")),
    path("curate/", include("audit.urls.curate")),
    path("curate/", include("desk.urls.curate")),
    path("curate/", include("dashboard.urls.curate")),
    path("setup/", include("desk.urls.setup")),
    path("admin/", admin.site.urls),
    path("", include("notifications.urls")),
    path("", include("consent.urls.pages")),
    path("", include("following.urls.pages")),
    path("", include("opendata.urls.pages")),
    path("", include("dashboard.urls.pages")),
    prefix_default_language=False,
)

handler400 = "dashboard.views.errors.bad_request"
handler403 = "dashboard.views.errors.forbidden"
handler404 = "dashboard.views.errors.not_found"
handler500 = "dashboard.views.errors.server_error"
