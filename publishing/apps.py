"""The app where what is given away is fixed for good: dated snapshots of the open data."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
