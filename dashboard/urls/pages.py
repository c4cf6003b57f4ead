"""The public pages."""

from django.urls import URLPattern, URLResolver, path

from dashboard.views.styleguide import styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide/", styleguide, name="styleguide"),
]
