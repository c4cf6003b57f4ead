"""/identity/…: files that pages of every language load."""

from django.urls import re_path

from identity import views

app_name = "identity"
COLOURS = r"(?P<light>[0-9a-f]{6})-(?P<dark>[0-9a-f]{6})"

urlpatterns = [
    re_path(rf"^{COLOURS}\.css$", views.stylesheet, name="stylesheet"),
    re_path(rf"^preview/{COLOURS}\.css$", views.preview_stylesheet, name="preview-stylesheet"),
    re_path(r"^(?P<digest>[0-9a-f]{32})\.png$", views.picture, name="picture"),
]
