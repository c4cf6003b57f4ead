"""The public pages as a curator's unsaved change would make them, under /curate/."""

from django.urls import path

from dashboard.views import previews

app_name = "curate_public"

urlpatterns = [path("preview/<slug:kind>/<int:pk>/", previews.preview, name="preview")]
