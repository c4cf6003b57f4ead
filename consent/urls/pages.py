"""Pages for people; include these under i18n_patterns."""

from django.urls import URLPattern, URLResolver, path

from consent.views import pages

app_name = "consent"

urlpatterns: list[URLPattern | URLResolver] = [
    path("cookies/", pages.page, name="page"),
    path("cookies/mine/", pages.mine, name="mine"),
    path("cookies/statistics/", pages.statistics, name="statistics"),
]
