"""/setup/: the first run of a site without an administrator."""

from django.urls import path

from desk.views import setup

app_name = "setup"

urlpatterns = [
    path("", setup.start, name="start"),
    path("<str:token>/", setup.setup, name="form"),
]
