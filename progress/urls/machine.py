"""Addresses that are the same in every language: evidence files and the links in mails."""

from django.urls import path

from progress.views import evidence

app_name = "progress"

urlpatterns = [
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
]
