"""Addresses that are the same in every language: the links in mails."""

from django.urls import path

from progress.views import mail_links

app_name = "progress"

urlpatterns = [
    path("u/<str:token>/", mail_links.unsubscribe, name="unsubscribe"),
]
