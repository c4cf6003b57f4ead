"""Addresses that are the same in every language: evidence files and the links in mails."""

from django.urls import path

from progress.views import evidence, mail_links

app_name = "progress"

urlpatterns = [
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    path("u/<str:token>/", mail_links.unsubscribe, name="unsubscribe"),
]
