"""Pages for people; English has no prefix, /fr/, /es/ and /ar/ stand before the others."""

from django.urls import URLPattern, URLResolver, path

from following.views import asking

app_name = "following"

urlpatterns: list[URLPattern | URLResolver] = [
    path("follow/", asking.page, name="page"),
    path("follow/ask/", asking.ask, name="ask"),
    path("follow/asked/", asking.asked, name="asked"),
]
